/* Settings other than credentials: variable over profile over nothing, each with its origin. */
#include <moontide/creds.h>

#include <stdlib.h>

#include "auth/profile.h"
#include "base/buf.h"

struct resolved {
    char *value;
    char *origin;
};

struct mt_settings {
    struct resolved items[MT_SETTING_COUNT];
};

struct setting_row {
    const char *name;
    const char *variables; /* NUL after each, an empty one ends the list */
    const char *key;
};

static const struct setting_row rows[MT_SETTING_COUNT] = {
#define SETTING_ROW(setting, name, variables, key) [setting] = {name, variables, key},
    MT_SETTING_TABLE(SETTING_ROW)
#undef SETTING_ROW
};

static mt_status set(mt_settings *settings, mt_setting setting, const char *value,
                     const char *origin, mt_error *err)
{
    struct resolved *item = &settings->items[setting];
    item->value = str_dup(mt_cstr(value));
    item->origin = str_dup(mt_cstr(origin));
    return item->value && item->origin ? MT_OK : fail_memory(err);
}

/* Takes the first variable that is set; leaves the setting alone if none is. */
static mt_status from_variables(const mt_environment *env, mt_settings *settings,
                                mt_setting setting, mt_error *err)
{
    for (const char *name = rows[setting].variables; *name; name += strlen(name) + 1) {
        const char *value = environment_get(env, name);
        if (value)
            return set(settings, setting, value, name, err);
    }
    return MT_OK;
}

static mt_status resolve_profile(const mt_environment *env, const char *given,
                                 const struct profile_set *files, mt_settings *settings,
                                 mt_error *err)
{
    mt_status st = given ? set(settings, MT_SETTING_PROFILE, given, "option", err)
                         : from_variables(env, settings, MT_SETTING_PROFILE, err);
    if (st)
        return st;
    const char *name = settings->items[MT_SETTING_PROFILE].value;
    if (!name)
        return set(settings, MT_SETTING_PROFILE, "default", "default", err);
    if (strcmp(name, "default") == 0 || profile_set_has(files, name))
        return MT_OK;
    const char *near = profile_set_suggest(files, CONFIG_PROFILE, name);
    return mt_fail(err, MT_ECONFIG, "profile '%s' (from %s) is in neither %s nor %s%s%s%s", name,
                   settings->items[MT_SETTING_PROFILE].origin, profile_set_config_path(files),
                   profile_set_credentials_path(files), near ? "; did you mean '" : "",
                   near ? near : "", near ? "'" : "");
}

static mt_status resolve(const mt_environment *env, const struct profile_set *files,
                         mt_settings *settings, mt_setting setting, mt_error *err)
{
    mt_status st = from_variables(env, settings, setting, err);
    if (st || settings->items[setting].value || !rows[setting].key)
        return st;
    const char *profile = settings->items[MT_SETTING_PROFILE].value;
    const struct profile_value found = profile_set_get(files, profile, rows[setting].key);
    return found.text && *found.text ? set(settings, setting, found.text, found.origin, err)
                                     : MT_OK;
}

mt_status mt_settings_load(const mt_environment *env, const char *profile, mt_settings **out,
                           mt_error *err)
{
    struct profile_set *files = NULL;
    mt_status st = profile_set_load(env, &files, err);
    if (st)
        return st;
    mt_settings *settings = calloc(1, sizeof *settings);
    if (!settings) {
        profile_set_free(files);
        return fail_memory(err);
    }
    st = resolve_profile(env, profile, files, settings, err);
    for (mt_setting s = MT_SETTING_PROFILE + 1; !st && s < MT_SETTING_COUNT; s++)
        st = resolve(env, files, settings, s, err);
    profile_set_free(files);
    if (st) {
        mt_settings_free(settings);
        return st;
    }
    *out = settings;
    return MT_OK;
}

void mt_settings_free(mt_settings *settings)
{
    if (!settings)
        return;
    for (size_t i = 0; i < MT_SETTING_COUNT; i++) {
        free(settings->items[i].value);
        free(settings->items[i].origin);
    }
    free(settings);
}

const char *mt_settings_get(const mt_settings *settings, mt_setting setting)
{
    return (unsigned)setting < MT_SETTING_COUNT ? settings->items[setting].value : NULL;
}

const char *mt_settings_origin(const mt_settings *settings, mt_setting setting)
{
    return (unsigned)setting < MT_SETTING_COUNT ? settings->items[setting].origin : NULL;
}

const char *mt_setting_name(mt_setting setting)
{
    return (unsigned)setting < MT_SETTING_COUNT ? rows[setting].name : "";
}
