#include "json_world.h"

#include "base/buf.h"

static const char *variable(void *context, const char *name)
{
    const struct json_world *world = context;
    const mt_value *value = mt_value_get(world->env, name);
    return value ? mt_value_string(value).data : NULL;
}

static mt_status read_file(void *context, const char *path, char **data, size_t *size, bool *exists,
                           mt_error *err)
{
    const struct json_world *world = context;
    const mt_value *value = mt_value_get(world->saved, path);
    value = value ? value : mt_value_get(world->files, path);
    *exists = value != NULL;
    if (!value)
        return mt_fail(err, MT_EIO, "cannot open %s: No such file or directory", path);
    char *copy = str_dup(mt_value_string(value));
    if (!copy)
        return fail_memory(err);
    *data = copy;
    *size = mt_value_string(value).size;
    return MT_OK;
}

/* Kept for whoever looks what was saved. */
static mt_status write_file(void *context, const char *path, mt_str data, mt_error *err)
{
    struct json_world *world = context;
    (void)err;
    return mt_value_set(world->saved, mt_cstr(path), mt_value_new_string(data));
}

const mt_environment *json_world_use(struct json_world *world)
{
    world->saved = mt_value_new_object();
    world->environment = (mt_environment){world, variable, read_file, write_file};
    return &world->environment;
}

const mt_environment *json_world_open(struct json_world *world, const mt_value *in)
{
    *world = (struct json_world){.env = mt_value_get(in, "env"), .files = mt_value_get(in, "fs")};
    return json_world_use(world);
}

void json_world_close(struct json_world *world)
{
    mt_value_free(world->saved);
}
