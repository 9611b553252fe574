#include "flow/service_endpoint.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <moontide/model.h>

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

static mt_status configured_url(const struct service_place *place, mt_service_url *out,
                                mt_error *err)
{
    *out = (mt_service_url){.url = place->url};
    if (out->url || place->ignores_settings)
        return MT_OK;
    return mt_settings_endpoint_url(place->settings, place->environment, place->service_id, out,
                                    err);
}

static mt_status variant(const struct service_place *place, mt_setting setting, bool asked,
                         bool *out, mt_error *err)
{
    const mt_status st = mt_settings_bool(place->settings, setting, out, err);
    *out = *out || asked;
    return st;
}

static const char *origin_or(const char *origin)
{
    return origin && *origin ? origin : "the options";
}

/* Two settings that exclude each other, each with its place. */
static mt_status check_url(const struct service_place *place,
                           const struct endpoint_question *question,
                           const mt_service_url *configured, mt_error *err)
{
    const mt_setting setting = question->fips ? MT_SETTING_FIPS : MT_SETTING_DUALSTACK;
    const bool by_code = question->fips ? place->fips : place->dualstack;
    if (!question->url || (!question->fips && !question->dualstack))
        return MT_OK;
    return mt_fail(
        err, MT_ECONFIG,
        "%s (from %s) and an endpoint URL (from %s) exclude each other: the URL says all there "
        "is to say; unset one of them",
        question->fips ? "FIPS" : "dual-stack",
        origin_or(by_code ? NULL : mt_settings_origin(place->settings, setting)),
        origin_or(configured->origin));
}

static mt_status resolve(const struct endpoint_question *question, const mt_service_url *configured,
                         struct endpoint *out, mt_error *err)
{
    mt_error why = {0};
    const mt_status st = endpoint_resolve(question, out, &why);
    if (st == MT_ECONFIG && *configured->origin)
        return mt_fail(err, st, "%s (from %s)", why.message, configured->origin);
    if (st && err)
        *err = why;
    return st;
}

static mt_status find(const struct service_place *place, mt_service_url *configured,
                      struct endpoint *out, mt_error *err)
{
    struct endpoint_question question = {.service = place->prefix, .region = place->region};
    mt_status st = variant(place, MT_SETTING_FIPS, place->fips, &question.fips, err);
    if (!st)
        st = variant(place, MT_SETTING_DUALSTACK, place->dualstack, &question.dualstack, err);
    if (!st && strcmp(place->prefix, "sts") == 0)
        st = is_global(place, &question.global, err);
    if (!st)
        st = configured_url(place, configured, err);
    question.url = configured->url;
    if (!st)
        st = check_url(place, &question, configured, err);
    return st ? st : resolve(&question, configured, out, err);
}

mt_status service_endpoint(const struct service_place *place, struct endpoint *out, mt_error *err)
{
    mt_service_url configured = {0};
    return find(place, &configured, out, err);
}

mt_status service_no_region(const mt_settings *settings, mt_error *err)
{
    return mt_fail(err, MT_ECONFIG,
                   "no region: pass one, set AWS_REGION, or give profile '%s' a region",
                   mt_settings_get(settings, MT_SETTING_PROFILE));
}

static mt_status find_public(const struct service_place *place, const char *signing_name,
                             mt_endpoint *out, mt_service_url *configured, mt_error *err)
{
    struct endpoint found;
    if (!place->region)
        return service_no_region(place->settings, err);
    const mt_status st = find(place, configured, &found, err);
    if (st)
        return st;
    (void)snprintf(out->url, sizeof out->url, "%s", found.url);
    (void)snprintf(out->signing_region, sizeof out->signing_region, "%s", found.signing_region);
    (void)snprintf(out->signing_name, sizeof out->signing_name, "%s", signing_name);
    return MT_OK;
}

mt_status mt_settings_endpoint(const mt_settings *settings, const mt_environment *env,
                               const mt_endpoint_options *given, mt_endpoint *out,
                               mt_service_url *configured, mt_error *err)
{
    mt_model *model = NULL;
    struct endpoint_names names = {0};
    *configured = (mt_service_url){0};
    mt_status st = endpoint_names_find(given->service, &names, err);
    if (st)
        return st;
    st = mt_model_load_builtin(given->service, &model, err);
    if (st == MT_EMEM)
        return st;
    /* of a service that has no model here, the name is the id */
    const char *id = model ? mt_model_metadata(model, "serviceId") : NULL;
    const char *region = mt_settings_get(settings, MT_SETTING_REGION);
    const struct service_place place = {.settings = settings,
                                        .environment = env,
                                        .prefix = names.prefix,
                                        .service_id = id ? id : given->service,
                                        .region = given->region ? given->region : region,
                                        .url = given->endpoint_url,
                                        .fips = given->fips,
                                        .dualstack = given->dualstack};
    st = find_public(&place, names.signing_name, out, configured, err);
    mt_model_free(model);
    return st;
}
