#include "flow/service_endpoint.h"

#include <strings.h>

/* AWS has called it so: the one global host of STS, or one in each region. */
static mt_status is_global(const struct service_place *place, bool *out, mt_error *err)
{
    const char *text = mt_settings_get(place->settings, MT_SETTING_STS_ENDPOINTS);
    if (text && strcasecmp(text, "legacy") != 0 && strcasecmp(text, "regional") != 0)
        return mt_fail(err, MT_ECONFIG,
                       "sts_regional_endpoints is '%s' (from %s): it can be "
                       "regional or legacy",
                       text, mt_settings_origin(place->settings, MT_SETTING_STS_ENDPOINTS));
    *out = text && strcasecmp(text, "legacy") == 0;
    return MT_OK;
}

static mt_status configured_url(const struct service_place *place, const char **url, mt_error *err)
{
    *url = place->url;
    if (*url || place->ignores_settings)
        return MT_OK;
    return mt_settings_endpoint_url(place->settings, place->environment, place->service_id, url,
                                    NULL, err);
}

mt_status service_endpoint(const struct service_place *place, struct endpoint *out, mt_error *err)
{
    bool fips = false, dualstack = false;
    struct endpoint_question question = {.service = place->prefix, .region = place->region};
    mt_status st = mt_settings_bool(place->settings, MT_SETTING_FIPS, &fips, err);
    if (!st)
        st = mt_settings_bool(place->settings, MT_SETTING_DUALSTACK, &dualstack, err);
    if (!st && strcmp(place->prefix, "sts") == 0)
        st = is_global(place, &question.global, err);
    if (!st)
        st = configured_url(place, &question.url, err);
    question.fips = fips || place->fips;
    question.dualstack = dualstack || place->dualstack;
    return st ? st : endpoint_resolve(&question, out, err);
}
