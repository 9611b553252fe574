/* Hosts are built from data (model/endpoints.json) after the region has proven to be one label of a
** host name: anything else could lead a signed request to a host of somebody's choice.
**
** A service has a template per variant ("default", "dualstack", "fips", "fips+dualstack") and may have
** exceptions for partitions and for single regions. */
#include "net/endpoint.h"

#include <stdio.h>
#include <string.h>

#include <moontide/value.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "data/pattern.h"
#include "embedded_file.h"
#include "net/endpoint_url.h"

extern const struct embedded_file embedded_models[];

static mt_status check_region(const char *region, mt_error *err)
{
    if (!*region)
        return mt_fail(err, MT_ECONFIG, "no region is set; set AWS_REGION or name one in the call");
    if (!endpoint_is_label(mt_cstr(region)))
        return mt_fail(err, MT_ECONFIG,
                       "region \"%.80s\" cannot be one: only letters, digits and hyphens, at most "
                       "%d of them",
                       region, ENDPOINT_MAX_LABEL);
    return MT_OK;
}

mt_status endpoint_table_load(mt_value **out, mt_error *err)
{
    const struct embedded_file *file = embedded_models;
    while (file->name && strcmp(file->name, "endpoints.json") != 0)
        file++;
    if (!file->name)
        return mt_fail(err, MT_EMODEL, "endpoints.json is not built in");
    return mt_json_parse((mt_str){(const char *)file->text, file->size}, out, err);
}

static bool lists(const mt_value *list, mt_str text)
{
    for (const mt_value *v = mt_value_first(list); v; v = mt_value_next(v))
        if (mt_str_equal(mt_value_string(v), text))
            return true;
    return false;
}

static mt_status match_region(const mt_value *partition, mt_str region, bool *matches,
                              mt_error *err)
{
    struct pattern *pattern = NULL;
    const mt_status st =
        pattern_new(mt_value_string(mt_value_get(partition, "regionRegex")).data, &pattern, err);
    if (st)
        return st;
    const enum pattern_verdict verdict = pattern_match(pattern, region);
    pattern_free(pattern);
    *matches = verdict == PATTERN_MATCHES;
    return verdict == PATTERN_NO_MEMORY ? fail_memory(err) : MT_OK;
}

/* By name, then by pattern, then the first one: a region newer than the table is most likely there.
 */
static mt_status find_partition(const mt_value *partitions, mt_str region, const mt_value **out,
                                mt_error *err)
{
    for (const mt_value *p = mt_value_first(partitions); p; p = mt_value_next(p))
        if (lists(mt_value_get(p, "regions"), region)) {
            *out = p;
            return MT_OK;
        }
    for (const mt_value *p = mt_value_first(partitions); p; p = mt_value_next(p)) {
        bool matches = false;
        const mt_status st = match_region(p, region, &matches, err);
        if (st || matches) {
            *out = p;
            return st;
        }
    }
    *out = mt_value_first(partitions);
    return MT_OK;
}

struct variables {
    mt_str service, region, dns_suffix, dual_stack_suffix;
};

static mt_str variable(const struct variables *variables, mt_str name)
{
    if (mt_str_equal(name, mt_cstr("service")))
        return variables->service;
    if (mt_str_equal(name, mt_cstr("region")))
        return variables->region;
    if (mt_str_equal(name, mt_cstr("dnsSuffix")))
        return variables->dns_suffix;
    if (mt_str_equal(name, mt_cstr("dualStackDnsSuffix")))
        return variables->dual_stack_suffix;
    return mt_cstr("");
}

static void expand(mt_str template, const struct variables *variables, struct buf *out)
{
    for (size_t i = 0; i < template.size; i++) {
        const char *const end =
            template.data[i] == '{' ? memchr(template.data + i, '}', template.size - i) : NULL;
        if (!end) {
            buf_add_char(out, ascii_lower(template.data[i]));
            continue;
        }
        const mt_str name = {template.data + i + 1, (size_t)(end - template.data) - i - 1};
        const mt_str value = variable(variables, name);
        for (size_t k = 0; k < value.size; k++)
            buf_add_char(out, ascii_lower(value.data[k]));
        i = (size_t)(end - template.data);
    }
}

static mt_status fill(struct endpoint *out, const char *scheme, mt_str host, mt_str path,
                      mt_str signing_region, mt_error *err)
{
    struct endpoint endpoint;
    const int url = snprintf(endpoint.url, sizeof endpoint.url, "%s://%.*s%.*s", scheme,
                             MT_STR_ARG(host), MT_STR_ARG(path));
    if (url >= (int)sizeof endpoint.url || host.size >= sizeof endpoint.host ||
        path.size + 1 >= sizeof endpoint.path ||
        signing_region.size >= sizeof endpoint.signing_region)
        return mt_fail(err, MT_ECONFIG, "the endpoint URL %.80s… is too long", endpoint.url);
    (void)snprintf(endpoint.host, sizeof endpoint.host, "%.*s", MT_STR_ARG(host));
    (void)snprintf(endpoint.path, sizeof endpoint.path, "%.*s/", MT_STR_ARG(path));
    (void)snprintf(endpoint.signing_region, sizeof endpoint.signing_region, "%.*s",
                   MT_STR_ARG(signing_region));
    *out = endpoint;
    return MT_OK;
}

static const char *variant_of(const struct endpoint_question *question)
{
    if (question->fips)
        return question->dualstack ? "fips+dualstack" : "fips";
    return question->dualstack ? "dualstack" : "default";
}

/* The row and the region that a service is found by: STS once had a single host for many regions. */
static const char *effective_region(const mt_value *row, const struct endpoint_question *question)
{
    const bool is_legacy = question->global && !question->fips && !question->dualstack &&
                           lists(mt_value_get(row, "legacyRegions"), mt_cstr(question->region));
    return is_legacy ? "aws-global" : question->region;
}

/* The exception for the region, else for the partition, else the service's own. */
static mt_str template_of(const mt_value *row, const char *region, const mt_value *partition,
                          const char *variant)
{
    const char *const id = mt_value_string(mt_value_get(partition, "id")).data;
    const mt_value *found =
        mt_value_get(mt_value_get(mt_value_get(row, "regions"), region), variant);
    if (!found)
        found = mt_value_get(mt_value_get(mt_value_get(row, "partitions"), id), variant);
    return mt_value_string(found ? found : mt_value_get(row, variant));
}

static mt_status build(const mt_value *table, const struct endpoint_question *question,
                       struct endpoint *out, mt_error *err)
{
    const mt_value *const services = mt_value_get(table, "services");
    const mt_value *row = mt_value_get(services, question->service);
    const mt_value *partition = NULL;
    row = row ? row : mt_value_get(services, "*");
    const char *const region = effective_region(row, question);
    const char *const variant = variant_of(question);
    mt_status st =
        find_partition(mt_value_get(table, "partitions"), mt_cstr(region), &partition, err);
    if (st)
        return st;
    const struct variables variables = {
        .service = mt_cstr(question->service),
        .region = mt_cstr(region),
        .dns_suffix = mt_value_string(mt_value_get(partition, "dnsSuffix")),
        .dual_stack_suffix = mt_value_string(mt_value_get(partition, "dualStackDnsSuffix")),
    };
    const mt_value *const exception = mt_value_get(mt_value_get(row, "regions"), region);
    const mt_value *const signs =
        mt_value_get(exception, variant) ? mt_value_get(exception, "signingRegion") : NULL;
    struct buf host = {0};
    expand(template_of(row, region, partition, variant), &variables, &host);
    st = buf_failed(&host) ? fail_memory(err)
                           : fill(out, "https", buf_str(&host), mt_cstr(""),
                                  signs ? mt_value_string(signs) : mt_cstr(region), err);
    buf_clear(&host);
    return st;
}

static mt_status resolve_service(const struct endpoint_question *question, struct endpoint *out,
                                 mt_error *err)
{
    const char *const service = question->service;
    if (!service || !endpoint_is_host_name(mt_cstr(service)))
        return mt_fail(err, MT_ECONFIG, "\"%.80s\" cannot be a service's endpoint prefix",
                       service ? service : "");
    mt_value *table = NULL;
    mt_status st = endpoint_table_load(&table, err);
    if (!st)
        st = build(table, question, out, err);
    mt_value_free(table);
    return st;
}

static mt_status resolve_url(const struct endpoint_question *question, struct endpoint *out,
                             mt_error *err)
{
    struct endpoint_url parts;
    if (question->fips || question->dualstack)
        return mt_fail(err, MT_ECONFIG,
                       "%s and an endpoint URL of one's own exclude each other: the URL says all "
                       "there is to say; unset one of them",
                       question->fips ? "FIPS" : "dual-stack");
    if (!endpoint_url_split(question->url, &parts)) {
        const bool may_hold_password = strchr(question->url, '@') != NULL;
        return mt_fail(err, MT_ECONFIG,
                       "the endpoint URL \"%.200s\" is not of the form "
                       "http(s)://host[:port][/path]; check AWS_ENDPOINT_URL and endpoint_url",
                       may_hold_password ? "(hidden)" : question->url);
    }
    struct buf host = {0};
    for (size_t i = 0; i < parts.host.size; i++)
        buf_add_char(&host, ascii_lower(parts.host.data[i]));
    if (parts.port.size && !mt_str_equal(parts.port, mt_cstr(parts.default_port)))
        buf_addf(&host, ":%.*s", MT_STR_ARG(parts.port));
    const mt_status st = buf_failed(&host) ? fail_memory(err)
                                           : fill(out, parts.scheme, buf_str(&host), parts.path,
                                                  mt_cstr(question->region), err);
    buf_clear(&host);
    return st;
}

/* "fips-us-east-1" and "us-east-1-fips" were never regions, but a way to ask for FIPS. */
static bool strip_fips(const char *region, char *out)
{
    const size_t size = strlen(region);
    if (size > 5 && strncmp(region, "fips-", 5) == 0)
        (void)snprintf(out, ENDPOINT_MAX_LABEL + 1, "%s", region + 5);
    else if (size > 5 && strcmp(region + size - 5, "-fips") == 0)
        (void)snprintf(out, ENDPOINT_MAX_LABEL + 1, "%.*s", (int)size - 5, region);
    else
        return false;
    return true;
}

mt_status endpoint_resolve(const struct endpoint_question *asked, struct endpoint *out,
                           mt_error *err)
{
    struct endpoint_question question = *asked;
    char region[ENDPOINT_MAX_LABEL + 1];
    const bool has_url = question.url && *question.url;
    if (!question.region)
        question.region = "";
    /* a URL is enough to send something, though not to sign it */
    mt_status st = has_url && !*question.region ? MT_OK : check_region(question.region, err);
    if (st)
        return st;
    if (strip_fips(question.region, region)) {
        question.fips = true;
        question.region = region;
    }
    st = has_url ? resolve_url(&question, out, err) : resolve_service(&question, out, err);
    if (!st)
        out->is_own = has_url;
    return st;
}
