/* Services by name, and the public way to ask for their endpoints. */
#include <moontide/endpoint.h>

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "net/endpoint.h"

static const char *name_in(const mt_value *row, const char *key, const char *fallback)
{
    const mt_value *name = mt_value_get(row, key);
    return name ? mt_value_string(name).data : fallback;
}

mt_status endpoint_names_find(const char *service, struct endpoint_names *out, mt_error *err)
{
    if (!service || strlen(service) >= sizeof out->signing_name)
        return mt_fail(err, MT_ECONFIG, "\"%.80s\" cannot be a service", service ? service : "");
    mt_value *table = NULL;
    const mt_status st = endpoint_table_load(&table, err);
    if (st)
        return st;
    const mt_value *row = mt_value_get(mt_value_get(table, "names"), service);
    (void)snprintf(out->prefix, sizeof out->prefix, "%s", name_in(row, "prefix", service));
    (void)snprintf(out->signing_name, sizeof out->signing_name, "%s",
                   name_in(row, "signingName", service));
    mt_value_free(table);
    return MT_OK;
}

mt_status mt_endpoint_resolve(const mt_endpoint_options *options, mt_endpoint *out, mt_error *err)
{
    struct endpoint_names names;
    struct endpoint found;
    mt_status st = endpoint_names_find(options->service, &names, err);
    if (st)
        return st;
    const struct endpoint_question question = {.service = names.prefix,
                                               .region = options->region,
                                               .url = options->endpoint_url,
                                               .fips = options->fips,
                                               .dualstack = options->dualstack,
                                               .global = options->sts_global};
    st = endpoint_resolve(&question, &found, err);
    if (st)
        return st;
    (void)snprintf(out->url, sizeof out->url, "%s", found.url);
    (void)snprintf(out->signing_region, sizeof out->signing_region, "%s", found.signing_region);
    (void)snprintf(out->signing_name, sizeof out->signing_name, "%s", names.signing_name);
    return MT_OK;
}
