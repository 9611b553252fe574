/* The endpoint URL that is configured for a service. */
#include <stdio.h>

#include "auth/profile.h"
#include "auth/settings_internal.h"
#include "base/ascii.h"
#include "base/buf.h"

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

static void choose(const char *url, const char *origin, bool is_own, mt_service_url *out)
{
    out->url = url;
    out->is_own = is_own;
    (void)snprintf(out->origin, sizeof out->origin, "%s", origin ? origin : "");
}

/* The first that says something; variable and key are the service's own. */
static void choose_url(const mt_settings *settings, const mt_environment *env,
                       const struct buf *variable, const struct buf *key, mt_service_url *out)
{
    const struct setting_item *general = settings->items[MT_SETTING_ENDPOINT_URL];
    const bool is_variable = general->origin && strcmp(general->origin, "AWS_ENDPOINT_URL") == 0;
    const struct service_url *service = service_named(settings, buf_text(key));
    const char *own = environment_get(env, buf_text(variable));
    if (own)
        choose(own, buf_text(variable), true, out);
    else if (service && !is_variable)
        choose(service->url, service->origin, true, out);
    else
        choose(general->value, general->origin, false, out);
}

mt_status mt_settings_endpoint_url(const mt_settings *settings, const mt_environment *env,
                                   const char *service_id, mt_service_url *out, mt_error *err)
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
    if (!st && is_ignored)
        choose(NULL, NULL, false, out);
    else if (!st)
        choose_url(settings, env, &variable, &key, out);
    buf_clear(&variable);
    buf_clear(&key);
    return st;
}
