/* Settings other than credentials: variable over profile over nothing, each with its origin. */
#include <moontide/creds.h>

#include <stdlib.h>
#include <strings.h>

#include "auth/profile.h"
#include "base/ascii.h"
#include "base/buf.h"

struct resolved {
    char *value;
    char *origin;
};

/* A service's URL in the section that the profile's "services" names. */
struct service_url {
    struct service_url *next;
    char *key; /* "sts.endpoint_url" */
    struct resolved url;
};

enum { SOURCES = 4 /* of one setting */ };

struct mt_settings {
    struct resolved items[MT_SETTING_COUNT][SOURCES]; /* the one that counts first */
    struct service_url *services;
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

/* After what is there already. */
static mt_status add(mt_settings *settings, mt_setting setting, const char *value,
                     const char *origin, mt_error *err)
{
    struct resolved *item = settings->items[setting];
    const struct resolved *last = item + SOURCES - 1;
    while (item->value && item < last)
        item++;
    if (item->value)
        return MT_OK;
    item->value = str_dup(mt_cstr(value));
    item->origin = str_dup(mt_cstr(origin));
    return item->value && item->origin ? MT_OK : fail_memory(err);
}

static mt_status add_variables(const mt_environment *env, mt_settings *settings, mt_setting setting,
                               mt_error *err)
{
    mt_status st = MT_OK;
    for (const char *name = rows[setting].variables; *name && !st; name += strlen(name) + 1) {
        const char *value = environment_get(env, name);
        if (value)
            st = add(settings, setting, value, name, err);
    }
    return st;
}

static mt_status resolve_profile(const mt_environment *env, const char *given,
                                 const struct profile_set *files, mt_settings *settings,
                                 mt_error *err)
{
    mt_status st = given ? add(settings, MT_SETTING_PROFILE, given, "option", err) : MT_OK;
    if (!st)
        st = add_variables(env, settings, MT_SETTING_PROFILE, err);
    if (st)
        return st;
    const char *name = settings->items[MT_SETTING_PROFILE]->value;
    if (!name)
        return add(settings, MT_SETTING_PROFILE, "default", "default", err);
    if (strcmp(name, "default") == 0 || profile_set_has(files, name))
        return MT_OK;
    const char *near = profile_set_suggest(files, CONFIG_PROFILE, name);
    return mt_fail(err, MT_ECREDS, "profile '%s' (from %s) is in neither %s nor %s%s%s%s", name,
                   settings->items[MT_SETTING_PROFILE]->origin, profile_set_config_path(files),
                   profile_set_credentials_path(files), near ? "; did you mean '" : "",
                   near ? near : "", near ? "'" : "");
}

static mt_status resolve(const mt_environment *env, const struct profile_set *files,
                         mt_settings *settings, mt_setting setting, mt_error *err)
{
    mt_status st = add_variables(env, settings, setting, err);
    if (st || !rows[setting].key)
        return st;
    const char *profile = settings->items[MT_SETTING_PROFILE]->value;
    const struct profile_value found = profile_set_get(files, profile, rows[setting].key);
    return found.text && *found.text ? add(settings, setting, found.text, found.origin, err)
                                     : MT_OK;
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
    service->url.value = str_dup(mt_cstr(property->value));
    service->url.origin = str_dup(mt_cstr(property->origin));
    return service->key && service->url.value && service->url.origin ? MT_OK : fail_memory(err);
}

static bool is_url_of_service(const char *key)
{
    const char *dot = strchr(key, '.');
    return dot && strcmp(dot, ".endpoint_url") == 0;
}

static mt_status resolve_services(const struct profile_set *files, mt_settings *settings,
                                  mt_error *err)
{
    const char *name = settings->items[MT_SETTING_SERVICES]->value;
    if (!name)
        return MT_OK;
    if (!profile_set_has_section(files, CONFIG_SERVICES, name)) {
        const char *near = profile_set_suggest(files, CONFIG_SERVICES, name);
        return mt_fail(err, MT_ECONFIG, "there is no [services %s], which %s names%s%s%s", name,
                       settings->items[MT_SETTING_SERVICES]->origin, near ? "; did you mean '" : "",
                       near ? near : "", near ? "'" : "");
    }
    mt_status st = MT_OK;
    struct config_property property = {0};
    while (!st && profile_set_next(files, &property))
        if (property.kind == CONFIG_SERVICES && strcmp(property.name, name) == 0 &&
            is_url_of_service(property.key) && *property.value)
            st = add_service(settings, &property, err);
    return st;
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
    if (!st)
        st = resolve_services(files, settings, err);
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
    for (size_t i = 0; i < MT_SETTING_COUNT; i++)
        for (size_t k = 0; k < SOURCES; k++) {
            free(settings->items[i][k].value);
            free(settings->items[i][k].origin);
        }
    while (settings->services) {
        struct service_url *service = settings->services;
        settings->services = service->next;
        free(service->key);
        free(service->url.value);
        free(service->url.origin);
        free(service);
    }
    free(settings);
}

const char *mt_settings_get(const mt_settings *settings, mt_setting setting)
{
    return (unsigned)setting < MT_SETTING_COUNT ? settings->items[setting]->value : NULL;
}

const char *mt_settings_origin(const mt_settings *settings, mt_setting setting)
{
    return (unsigned)setting < MT_SETTING_COUNT ? settings->items[setting]->origin : NULL;
}

bool mt_settings_overridden(const mt_settings *settings, mt_setting setting, size_t index,
                            const char **value, const char **origin)
{
    if ((unsigned)setting >= MT_SETTING_COUNT || index >= SOURCES - 1)
        return false;
    const struct resolved *item = &settings->items[setting][index + 1];
    *value = item->value;
    *origin = item->origin;
    return item->value != NULL;
}

const char *mt_setting_name(mt_setting setting)
{
    return (unsigned)setting < MT_SETTING_COUNT ? rows[setting].name : "";
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

/* "Application Auto Scaling" as "AWS_ENDPOINT_URL_APPLICATION_AUTO_SCALING" and as
** "application_auto_scaling.endpoint_url". */
static void add_id(struct buf *out, const char *service_id, bool is_upper)
{
    for (const char *c = service_id; *c; c++) {
        const char lower = ascii_lower(*c);
        if (lower == ' ' || lower == '-')
            buf_add_char(out, '_');
        else if (is_upper && lower >= 'a' && lower <= 'z')
            buf_add_char(out, (char)(lower - 'a' + 'A'));
        else
            buf_add_char(out, lower);
    }
}

static const struct service_url *service_named(const mt_settings *settings, const char *key)
{
    const struct service_url *service = settings->services;
    while (service && strcmp(service->key, key) != 0)
        service = service->next;
    return service;
}

struct found {
    const char *value, *origin;
};

/* The first that says something; variable and key are the service's own. */
static struct found choose_url(const mt_settings *settings, const mt_environment *env,
                               const struct buf *variable, const struct buf *key)
{
    const struct resolved *general = settings->items[MT_SETTING_ENDPOINT_URL];
    const bool is_variable = general->origin && strcmp(general->origin, "AWS_ENDPOINT_URL") == 0;
    const struct service_url *service = service_named(settings, buf_text(key));
    const char *own = environment_get(env, buf_text(variable));
    if (own)
        return (struct found){own, "AWS_ENDPOINT_URL_<SERVICE>"};
    if (service && !is_variable)
        general = &service->url;
    return (struct found){general->value, general->origin};
}

mt_status mt_settings_endpoint_url(const mt_settings *settings, const mt_environment *env,
                                   const char *service_id, const char **url, const char **origin,
                                   mt_error *err)
{
    bool is_ignored = false;
    mt_status st = mt_settings_bool(settings, MT_SETTING_IGNORE_URLS, &is_ignored, err);
    struct buf variable = {0}, key = {0};
    buf_add_cstr(&variable, "AWS_ENDPOINT_URL_");
    add_id(&variable, service_id, true);
    add_id(&key, service_id, false);
    buf_add_cstr(&key, ".endpoint_url");
    if (!st && (buf_failed(&variable) || buf_failed(&key)))
        st = fail_memory(err);
    if (!st) {
        const struct found found =
            is_ignored ? (struct found){0} : choose_url(settings, env, &variable, &key);
        *url = found.value;
        if (origin)
            *origin = found.origin;
    }
    buf_clear(&variable);
    buf_clear(&key);
    return st;
}
