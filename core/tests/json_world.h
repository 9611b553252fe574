/* A made-up environment behind mt_environment: {"env": {name: text}, "fs": {path: text}}. */
#ifndef MOONTIDE_TESTS_JSON_WORLD_H
#define MOONTIDE_TESTS_JSON_WORLD_H

#include <moontide/creds.h>
#include <moontide/value.h>

struct json_world {
    const mt_value *env, *files;
    mt_environment environment;
};

/* Borrows in, and world as long as the environment is used. */
const mt_environment *json_world_open(struct json_world *world, const mt_value *in);

#endif
