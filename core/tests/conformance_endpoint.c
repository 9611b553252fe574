/* "resolve-endpoint": {"service", "params"} gives the "url", "signingRegion" and "signingName".
** "endpoint-url": {"env", "fs", "profile", "service", "client"} gives the "endpointUrl" that is
** configured, null if none is. */
#include <moontide/endpoint.h>
#include <moontide/settings.h>

#include "conformance.h"
#include "json_world.h"

static const char *text_of(const mt_value *in, const char *key)
{
    const mt_value *value = mt_value_get(in, key);
    return value ? mt_value_string(value).data : NULL;
}

static bool flag_of(const mt_value *in, const char *key)
{
    return mt_value_bool(mt_value_get(in, key));
}

mt_status conformance_resolve_endpoint(const mt_value *in, mt_value **out, mt_error *err)
{
    const mt_value *params = mt_value_get(in, "params");
    const mt_endpoint_options options = {.service = text_of(in, "service"),
                                         .region = text_of(params, "Region"),
                                         .endpoint_url = text_of(params, "Endpoint"),
                                         .fips = flag_of(params, "UseFIPS"),
                                         .dualstack = flag_of(params, "UseDualStack"),
                                         .sts_global = flag_of(params, "UseGlobalEndpoint")};
    mt_endpoint endpoint;
    mt_status st = mt_endpoint_resolve(&options, &endpoint, err);
    if (st)
        return st;
    *out = mt_value_new_object();
    st = conformance_set(*out, "url", endpoint.url);
    if (!st)
        st = conformance_set(*out, "signingRegion", endpoint.signing_region);
    return st ? st : conformance_set(*out, "signingName", endpoint.signing_name);
}

mt_status conformance_endpoint_url(const mt_value *in, mt_value **out, mt_error *err)
{
    const mt_value *client = mt_value_get(in, "client");
    struct json_world world;
    const mt_environment *env = json_world_open(&world, in);
    const char *url = text_of(client, "endpoint_url");
    mt_service_url found = {0};
    mt_settings *settings = NULL;
    mt_status st = mt_settings_load(env, text_of(in, "profile"), &settings, err);
    if (!st && !url && !flag_of(client, "ignore_configured_endpoint_urls"))
        st = mt_settings_endpoint_url(settings, env, text_of(in, "service"), &found, err);
    if (!st) {
        url = url ? url : found.url;
        *out = mt_value_new_object();
        st = mt_value_set(*out, mt_cstr("endpointUrl"),
                          url ? mt_value_new_string(mt_cstr(url)) : mt_value_new_null());
    }
    mt_settings_free(settings);
    json_world_close(&world);
    return st;
}
