/* A made-up environment behind mt_environment: {"env": {name: text}, "fs": {path: text}}. */
#ifndef MOONTIDE_TESTS_JSON_WORLD_H
#define MOONTIDE_TESTS_JSON_WORLD_H

#include <moontide/creds.h>
#include <moontide/value.h>

struct json_world {
    const mt_value *env, *files;
    mt_value *saved; /* files written, on top of the others */
    mt_environment environment;
};

/* The same with env and files set already. */
const mt_environment *json_world_use(struct json_world *world);
/* Borrows in, and world as long as the environment is used; end it with json_world_close. */
const mt_environment *json_world_open(struct json_world *world, const mt_value *in);
void json_world_close(struct json_world *world);

#endif
