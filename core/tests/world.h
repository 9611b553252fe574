/* A made-up environment for tests: variables and files in tables that end with a NULL. */
#ifndef MOONTIDE_WORLD_H
#define MOONTIDE_WORLD_H

#include <moontide/creds.h>

#include <stdlib.h>

struct world_pair {
    const char *name;
    const char *text;
};

enum { WORLD_SIZE = 16 };

struct world {
    struct world_pair variables[WORLD_SIZE];
    struct world_pair files[WORLD_SIZE];
    mt_environment environment; /* filled in by world_open */
    char loan[256];             /* the last value lent, to be spoilt by the next look */
    int reads;
};

static inline const char *world_variable(void *context, const char *name)
{
    struct world *world = context;
    for (const struct world_pair *pair = world->variables; pair->name; pair++)
        if (strcmp(pair->name, name) == 0) {
            memset(world->loan, '?', sizeof world->loan - 1);
            memcpy(world->loan, pair->text, strlen(pair->text) + 1);
            return world->loan;
        }
    return NULL;
}

static inline mt_status world_read_file(void *context, const char *path, char **data, size_t *size,
                                        bool *exists, mt_error *err)
{
    struct world *world = context;
    world->reads++;
    for (const struct world_pair *pair = world->files; pair->name; pair++) {
        if (strcmp(pair->name, path) != 0)
            continue;
        *exists = true;
        if (!pair->text)
            return mt_fail(err, MT_EIO, "cannot read %s: Permission denied", path);
        *size = strlen(pair->text);
        *data = malloc(*size + 1);
        if (!*data)
            return mt_fail(err, MT_EMEM, "out of memory");
        memcpy(*data, pair->text, *size + 1);
        return MT_OK;
    }
    *exists = false;
    return mt_fail(err, MT_EIO, "cannot open %s: No such file or directory", path);
}

static inline const mt_environment *world_open(struct world *world)
{
    world->environment = (mt_environment){world, world_variable, world_read_file, NULL};
    return &world->environment;
}

#endif
