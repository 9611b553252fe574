/* Settings resolved once: variable over profile over nothing, each with its origin. */
#include <moontide/settings.h>

#include <stdlib.h>
#include <strings.h>

#include "auth/profile.h"
#include "auth/settings_internal.h"
#include "auth/settings_table.h"
#include "base/ascii.h"
#include "base/buf.h"

static const struct setting_item *first_of(const mt_settings *settings, mt_setting setting)
{
    return (unsigned)setting < MT_SETTING_COUNT ? settings->items[setting] : NULL;
}

mt_status settings_add(mt_settings *settings, mt_setting setting, const char *value,
                       const char *origin, mt_error *err)
{
    struct setting_item *item = settings->items[setting];
    const struct setting_item *last = item + SETTING_SOURCES - 1;
    const enum setting_show show = setting_rows[setting].show;
    while (item->value && item < last)
        item++;
    if (item->value)
        return MT_OK;
    item->shown = setting_shown_as(show, value);
    item->value = show == SHOW_ALL || show == SHOW_URL ? str_dup(mt_cstr(value))
                  : item->shown                        ? str_dup(mt_cstr(item->shown))
                                                       : NULL;
    item->origin = str_dup(mt_cstr(origin));
    return item->value && item->shown && item->origin ? MT_OK : fail_memory(err);
}

static mt_status add_variables(const mt_environment *env, mt_settings *settings, mt_setting setting,
                               const char *names, mt_error *err)
{
    mt_status st = MT_OK;
    for (const char *name = names ? names : ""; *name && !st; name += strlen(name) + 1) {
        const char *value = environment_get(env, name);
        if (value)
            st = settings_add(settings, setting, value, name, err);
    }
    return st;
}

static void add_problem(mt_settings *settings, const mt_error *problem)
{
    if (problem->status && settings->problem_count < SETTING_PROBLEMS)
        settings->problems[settings->problem_count++] = *problem;
}

static void check_profile(const struct profile_set *files, mt_settings *settings)
{
    const struct setting_item *profile = settings->items[MT_SETTING_PROFILE];
    const char *name = profile->value;
    if (strcmp(name, "default") == 0 || profile_set_has(files, name))
        return;
    const char *near = profile_set_suggest(files, CONFIG_PROFILE, name);
    mt_error problem = {0};
    (void)mt_fail(&problem, MT_ECREDS, "profile '%s' (from %s) is in neither %s nor %s%s%s%s", name,
                  profile->origin, profile_set_config_path(files),
                  profile_set_credentials_path(files), near ? "; did you mean '" : "",
                  near ? near : "", near ? "'" : "");
    add_problem(settings, &problem);
}

static mt_status resolve_profile(const mt_environment *env, const char *given,
                                 const struct profile_set *files, mt_settings *settings,
                                 mt_error *err)
{
    mt_status st = given ? settings_add(settings, MT_SETTING_PROFILE, given, "option", err) : MT_OK;
    if (!st)
        st = add_variables(env, settings, MT_SETTING_PROFILE,
                           setting_rows[MT_SETTING_PROFILE].variables, err);
    if (!st && !settings->items[MT_SETTING_PROFILE]->value)
        st = settings_add(settings, MT_SETTING_PROFILE, "default", "default", err);
    /* a file that could not be read to its end may yet have the profile */
    if (!st && !settings->problem_count)
        check_profile(files, settings);
    return st;
}

static mt_status add_key(const struct profile_set *files, mt_settings *settings, mt_setting setting,
                         mt_error *err)
{
    const struct setting_row *row = &setting_rows[setting];
    const char *profile = settings->items[MT_SETTING_PROFILE]->value;
    const char *session = settings->items[MT_SETTING_SSO_SESSION]->value;
    struct profile_value found = profile_set_get(files, profile, row->key);
    if ((!found.text || !*found.text) && row->is_of_sso && session)
        found = profile_set_section_get(files, CONFIG_SSO_SESSION, session, row->key);
    return found.text && *found.text
               ? settings_add(settings, setting, found.text, found.origin, err)
               : MT_OK;
}

static mt_status resolve(const mt_environment *env, bool is_named, const struct profile_set *files,
                         mt_settings *settings, mt_setting setting, mt_error *err)
{
    const struct setting_row *row = &setting_rows[setting];
    const bool has_variables = !(row->is_key && is_named);
    mt_status st =
        has_variables ? add_variables(env, settings, setting, row->variables, err) : MT_OK;
    if (!st && row->key)
        st = add_key(files, settings, setting, err);
    return st ? st : add_variables(env, settings, setting, row->later, err);
}

/* The paths of the shared files as they are looked for, the usual ones too. */
static mt_status set_path(mt_settings *settings, mt_setting setting, const char *path,
                          mt_error *err)
{
    struct setting_item *item = settings->items[setting];
    if (!*path)
        return MT_OK;
    if (!item->value)
        return settings_add(settings, setting, path, "default", err);
    char *value = str_dup(mt_cstr(path)), *shown = str_dup(mt_cstr(path));
    if (value && shown) {
        free(item->value);
        free(item->shown);
        item->value = value;
        item->shown = shown;
        return MT_OK;
    }
    free(value);
    free(shown);
    return fail_memory(err);
}

static mt_status add_service(mt_settings *settings, const struct config_property *property,
                             mt_error *err)
{
    struct service_url *service = calloc(1, sizeof *service);
    if (!service)
        return fail_memory(err);
    service->next = settings->services;
    settings->services = service;
    service->key = str_dup(mt_cstr(property->key));
    service->url = str_dup(mt_cstr(property->value));
    service->origin = str_dup(mt_cstr(property->origin));
    return service->key && service->url && service->origin ? MT_OK : fail_memory(err);
}

static bool is_url_of_service(const char *key)
{
    const char *dot = strchr(key, '.');
    return dot && strcmp(dot, ".endpoint_url") == 0;
}

static void check_services(const struct profile_set *files, mt_settings *settings)
{
    const struct setting_item *services = settings->items[MT_SETTING_SERVICES];
    if (settings->problem_count || profile_set_has_section(files, CONFIG_SERVICES, services->value))
        return;
    const char *near = profile_set_suggest(files, CONFIG_SERVICES, services->value);
    mt_error problem = {0};
    (void)mt_fail(&problem, MT_ECONFIG, "there is no [services %s], which %s names%s%s%s",
                  services->value, services->origin, near ? "; did you mean '" : "",
                  near ? near : "", near ? "'" : "");
    add_problem(settings, &problem);
}

static mt_status resolve_services(const struct profile_set *files, mt_settings *settings,
                                  mt_error *err)
{
    const char *name = settings->items[MT_SETTING_SERVICES]->value;
    if (!name)
        return MT_OK;
    check_services(files, settings);
    mt_status st = MT_OK;
    struct config_property property = {0};
    while (!st && profile_set_next(files, &property))
        if (property.kind == CONFIG_SERVICES && strcmp(property.name, name) == 0 &&
            is_url_of_service(property.key) && *property.value)
            st = add_service(settings, &property, err);
    return st;
}

static mt_status resolve_all(const mt_environment *env, const char *profile,
                             const struct profile_set *files, mt_settings *settings, mt_error *err)
{
    mt_status st = resolve_profile(env, profile, files, settings, err);
    for (mt_setting s = MT_SETTING_PROFILE + 1; !st && s < MT_SETTING_COUNT; s++)
        st = resolve(env, profile != NULL, files, settings, s, err);
    if (!st)
        st = set_path(settings, MT_SETTING_CONFIG_FILE, profile_set_config_path(files), err);
    if (!st)
        st = set_path(settings, MT_SETTING_CREDENTIALS_FILE, profile_set_credentials_path(files),
                      err);
    return st ? st : resolve_services(files, settings, err);
}

mt_status mt_settings_examine(const mt_environment *env, const char *profile, mt_settings **out,
                              mt_error *err)
{
    struct profile_set *files = NULL;
    mt_error problems[PROFILE_FILES];
    mt_status st = profile_set_examine(env, &files, problems, err);
    if (st)
        return st;
    mt_settings *settings = calloc(1, sizeof *settings);
    if (!settings) {
        profile_set_free(files);
        return fail_memory(err);
    }
    for (size_t i = 0; i < PROFILE_FILES; i++)
        add_problem(settings, &problems[i]);
    st = resolve_all(env, profile, files, settings, err);
    profile_set_free(files);
    if (st)
        mt_settings_free(settings);
    else
        *out = settings;
    return st;
}

mt_status mt_settings_load(const mt_environment *env, const char *profile, mt_settings **out,
                           mt_error *err)
{
    mt_settings *settings = NULL;
    const mt_status st = mt_settings_examine(env, profile, &settings, err);
    if (st)
        return st;
    const mt_error *problem = mt_settings_problem(settings, 0);
    if (!problem) {
        *out = settings;
        return MT_OK;
    }
    const mt_status status = problem->status;
    if (err)
        *err = *problem;
    mt_settings_free(settings);
    return status;
}

void mt_settings_free(mt_settings *settings)
{
    if (!settings)
        return;
    for (size_t i = 0; i < MT_SETTING_COUNT; i++)
        for (size_t k = 0; k < SETTING_SOURCES; k++) {
            secret_free(settings->items[i][k].value); /* a proxy's password */
            free(settings->items[i][k].shown);
            free(settings->items[i][k].origin);
        }
    while (settings->services) {
        struct service_url *service = settings->services;
        settings->services = service->next;
        free(service->key);
        free(service->url);
        free(service->origin);
        free(service);
    }
    free(settings);
}

const mt_error *mt_settings_problem(const mt_settings *settings, size_t index)
{
    return index < settings->problem_count ? &settings->problems[index] : NULL;
}

const char *mt_settings_get(const mt_settings *settings, mt_setting setting)
{
    const struct setting_item *item = first_of(settings, setting);
    return item ? item->value : NULL;
}

const char *mt_settings_shown(const mt_settings *settings, mt_setting setting)
{
    const struct setting_item *item = first_of(settings, setting);
    return item ? item->shown : NULL;
}

const char *mt_settings_origin(const mt_settings *settings, mt_setting setting)
{
    const struct setting_item *item = first_of(settings, setting);
    return item ? item->origin : NULL;
}

bool mt_settings_overridden(const mt_settings *settings, mt_setting setting, size_t index,
                            const char **value, const char **origin)
{
    const struct setting_item *item = first_of(settings, setting);
    if (!item || index >= SETTING_SOURCES - 1)
        return false;
    *value = item[index + 1].shown;
    *origin = item[index + 1].origin;
    return *value != NULL;
}

mt_status mt_settings_bool(const mt_settings *settings, mt_setting setting, bool *out,
                           mt_error *err)
{
    const char *text = mt_settings_get(settings, setting);
    if (text && strcasecmp(text, "true") != 0 && strcasecmp(text, "false") != 0)
        return mt_fail(err, MT_ECONFIG, "%s is '%s' (from %s): it can be true or false",
                       mt_setting_name(setting), text, mt_settings_origin(settings, setting));
    *out = text && ascii_lower(*text) == 't';
    return MT_OK;
}
