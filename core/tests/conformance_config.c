/* "parse-config": {"configFile", "credentialsFile"} gives the sections of both, merged.
** "config-paths": {"environment", "platform"} says where the files and which the profile is. */
#include <stdlib.h>

#include "auth/config_value.h"
#include "base/buf.h"
#include "conformance.h"
#include "json_world.h"

/* An object of one or two texts, for a made-up environment. */
static mt_status add_pair(mt_value *outer, const char *name, const char *keys[2],
                          const char *texts[2])
{
    mt_value *inner = mt_value_new_object();
    mt_status st = inner ? MT_OK : MT_EMEM;
    for (size_t i = 0; !st && i < 2; i++)
        st = conformance_set(inner, keys[i], texts[i]);
    if (st) {
        mt_value_free(inner);
        return st;
    }
    return mt_value_set(outer, mt_cstr(name), inner);
}

static const char *text_of(const mt_value *in, const char *key)
{
    const mt_value *value = mt_value_get(in, key);
    return value ? mt_value_string(value).data : NULL;
}

mt_status conformance_parse_config(const mt_value *in, mt_value **out, mt_error *err)
{
    const char *const files[2] = {"/config", "/credentials"};
    const char *keys[2] = {"AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"};
    const char *paths[2] = {files[0], files[1]};
    const char *texts[2] = {text_of(in, "configFile"), text_of(in, "credentialsFile")};
    struct json_world world = {0};
    struct profile_set *set = NULL;
    mt_value *scene = mt_value_new_object();
    mt_status st = scene ? add_pair(scene, "env", keys, paths) : MT_EMEM;
    if (!st)
        st = add_pair(scene, "fs", paths, texts);
    if (!st)
        st = profile_set_load(json_world_open(&world, scene), &set, err);
    if (!st)
        st = config_value(set, CONFIG_VALUES, out, err);
    profile_set_free(set);
    if (scene)
        json_world_close(&world);
    mt_value_free(scene);
    return st;
}

mt_status conformance_config_paths(const mt_value *in, mt_value **out, mt_error *err)
{
    const bool is_windows =
        mt_str_equal(mt_value_string(mt_value_get(in, "platform")), mt_cstr("windows"));
    const enum config_platform platform = is_windows ? CONFIG_WINDOWS : CONFIG_POSIX;
    struct json_world world;
    const mt_environment *env = json_world_open(&world, in);
    world.env = mt_value_get(in, "environment");
    char *config = config_file_path(env, platform);
    char *credentials = credentials_file_path(env, platform);
    const char *profile = environment_get(env, "AWS_PROFILE");
    mt_value *made = mt_value_new_object();
    mt_status st = config && credentials && made ? MT_OK : MT_EMEM;
    if (!st)
        st = conformance_set(made, "configLocation", config);
    if (!st)
        st = conformance_set(made, "credentialsLocation", credentials);
    if (!st)
        st = conformance_set(made, "profile", profile ? profile : "default");
    free(config);
    free(credentials);
    json_world_close(&world);
    if (st) {
        mt_value_free(made);
        return fail_memory(err);
    }
    *out = made;
    return MT_OK;
}
