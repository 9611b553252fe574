/* Hosts are built from data (model/endpoints.json) after the region has proven to be one label of a
** host name: anything else could lead a signed request to a host of somebody's choice.
**
** A service has a template per variant ("default"; "fips" and "dualstack" may stand beside it) and
** may have exceptions for single regions. */
#include "net/endpoint.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <moontide/value.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "data/pattern.h"
#include "embedded_file.h"

extern const struct embedded_file embedded_models[];

enum { MAX_LABEL = 63, MAX_PORT = 65535 };

static bool is_label(mt_str text)
{
    if (text.size == 0 || text.size > MAX_LABEL || text.data[0] == '-' ||
        text.data[text.size - 1] == '-')
        return false;
    for (size_t i = 0; i < text.size; i++)
        if (!ascii_is_alnum(text.data[i]) && text.data[i] != '-')
            return false;
    return true;
}

/* Labels with dots between them. */
static bool is_host_name(mt_str text)
{
    for (;;) {
        const char *const dot = text.size ? memchr(text.data, '.', text.size) : NULL;
        const size_t size = dot ? (size_t)(dot - text.data) : text.size;
        if (!is_label((mt_str){text.data, size}))
            return false;
        if (!dot)
            return true;
        text = (mt_str){dot + 1, text.size - size - 1};
    }
}

static mt_status check_region(const char *region, mt_error *err)
{
    if (!region || !*region)
        return mt_fail(err, MT_ECONFIG, "no region is set; set AWS_REGION or name one in the call");
    if (!is_label(mt_cstr(region)))
        return mt_fail(err, MT_ECONFIG,
                       "region \"%.80s\" cannot be one: only letters, digits and hyphens, at most "
                       "%d of them",
                       region, MAX_LABEL);
    return MT_OK;
}

static mt_status load_table(mt_value **out, mt_error *err)
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
    mt_str service, region, dns_suffix;
};

static mt_str variable(const struct variables *variables, mt_str name)
{
    if (mt_str_equal(name, mt_cstr("service")))
        return variables->service;
    if (mt_str_equal(name, mt_cstr("region")))
        return variables->region;
    if (mt_str_equal(name, mt_cstr("dnsSuffix")))
        return variables->dns_suffix;
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
        path.size >= sizeof endpoint.path || signing_region.size >= sizeof endpoint.signing_region)
        return mt_fail(err, MT_ECONFIG, "the endpoint URL %.80s… is too long", endpoint.url);
    (void)snprintf(endpoint.host, sizeof endpoint.host, "%.*s", MT_STR_ARG(host));
    (void)snprintf(endpoint.path, sizeof endpoint.path, "%.*s", path.size ? (int)path.size : 1,
                   path.size ? path.data : "/");
    (void)snprintf(endpoint.signing_region, sizeof endpoint.signing_region, "%.*s",
                   MT_STR_ARG(signing_region));
    *out = endpoint;
    return MT_OK;
}

static mt_status build(const mt_value *table, const char *service, const char *region,
                       struct endpoint *out, mt_error *err)
{
    const mt_value *partition = NULL;
    mt_status st =
        find_partition(mt_value_get(table, "partitions"), mt_cstr(region), &partition, err);
    if (st)
        return st;
    const mt_value *const services = mt_value_get(table, "services");
    const mt_value *templates = mt_value_get(services, service);
    if (!templates)
        templates = mt_value_get(services, "*");
    const mt_value *const exception = mt_value_get(mt_value_get(templates, "regions"), region);
    if (exception)
        templates = exception;
    const struct variables variables = {
        .service = mt_cstr(service),
        .region = mt_cstr(region),
        .dns_suffix = mt_value_string(mt_value_get(partition, "dnsSuffix")),
    };
    const mt_value *const signing_region = mt_value_get(templates, "signingRegion");
    struct buf host = {0};
    expand(mt_value_string(mt_value_get(templates, "default")), &variables, &host);
    st = buf_failed(&host)
             ? fail_memory(err)
             : fill(out, "https", buf_str(&host), mt_cstr(""),
                    signing_region ? mt_value_string(signing_region) : mt_cstr(region), err);
    buf_clear(&host);
    return st;
}

static mt_status resolve_service(const char *service, const char *region, struct endpoint *out,
                                 mt_error *err)
{
    if (!service || !is_host_name(mt_cstr(service)))
        return mt_fail(err, MT_ECONFIG, "\"%.80s\" cannot be a service's endpoint prefix",
                       service ? service : "");
    mt_value *table = NULL;
    mt_status st = load_table(&table, err);
    if (!st)
        st = build(table, service, region, out, err);
    mt_value_free(table);
    return st;
}

/* A URL in parts; views. */
struct url_parts {
    const char *scheme;
    const char *default_port;
    mt_str host; /* with brackets if it is an IPv6 address */
    mt_str port; /* empty: the scheme's */
    mt_str path; /* without slashes at its end */
};

static bool is_port(mt_str text)
{
    long port = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (!ascii_is_digit(text.data[i]))
            return false;
        port = port * 10 + (text.data[i] - '0');
        if (port > MAX_PORT)
            return false;
    }
    return port > 0;
}

static bool is_bracketed_address(mt_str text)
{
    if (text.size < 4 || text.data[0] != '[' || text.data[text.size - 1] != ']')
        return false;
    for (size_t i = 1; i + 1 < text.size; i++)
        if (!ascii_is_xdigit(text.data[i]) && text.data[i] != ':' && text.data[i] != '.')
            return false;
    return true;
}

/* What a path may hold unencoded, and percent-encoding; no query, no fragment. */
static bool is_path(mt_str text)
{
    for (size_t i = 0; i < text.size; i++)
        if (!ascii_is_alnum(text.data[i]) && !strchr("/-._~!$&'()*+,;=:@%", text.data[i]))
            return false;
    return true;
}

static bool split_authority(mt_str authority, struct url_parts *parts)
{
    size_t colon = authority.size;
    while (colon > 0 && authority.data[colon - 1] != ':' && authority.data[colon - 1] != ']')
        colon--;
    const bool has_port = colon > 0 && authority.data[colon - 1] == ':';
    const size_t host_size = has_port ? colon - 1 : authority.size;
    parts->host = (mt_str){authority.data, host_size};
    if (has_port) {
        parts->port = (mt_str){authority.data + colon, authority.size - colon};
        if (!is_port(parts->port))
            return false;
    }
    return is_host_name(parts->host) || is_bracketed_address(parts->host);
}

static bool split_url(const char *url, struct url_parts *parts)
{
    if (strncasecmp(url, "https://", 8) == 0)
        *parts = (struct url_parts){.scheme = "https", .default_port = "443"};
    else if (strncasecmp(url, "http://", 7) == 0)
        *parts = (struct url_parts){.scheme = "http", .default_port = "80"};
    else
        return false;
    const char *const authority = strstr(url, "//") + 2;
    const size_t size = strcspn(authority, "/?#");
    parts->path = mt_cstr(authority + size);
    while (parts->path.size && parts->path.data[parts->path.size - 1] == '/')
        parts->path.size--;
    return split_authority((mt_str){authority, size}, parts) && is_path(parts->path);
}

static mt_status resolve_url(const char *url, const char *region, struct endpoint *out,
                             mt_error *err)
{
    struct url_parts parts;
    if (!split_url(url, &parts)) {
        const bool may_hold_password = strchr(url, '@') != NULL;
        return mt_fail(err, MT_ECONFIG,
                       "the endpoint URL \"%.200s\" is not of the form "
                       "http(s)://host[:port][/path]; check AWS_ENDPOINT_URL and endpoint_url",
                       may_hold_password ? "(hidden)" : url);
    }
    struct buf host = {0};
    for (size_t i = 0; i < parts.host.size; i++)
        buf_add_char(&host, ascii_lower(parts.host.data[i]));
    if (parts.port.size && !mt_str_equal(parts.port, mt_cstr(parts.default_port)))
        buf_addf(&host, ":%.*s", MT_STR_ARG(parts.port));
    const mt_status st = buf_failed(&host) ? fail_memory(err)
                                           : fill(out, parts.scheme, buf_str(&host), parts.path,
                                                  mt_cstr(region), err);
    buf_clear(&host);
    return st;
}

mt_status endpoint_resolve(const char *service, const char *region, const char *url,
                           struct endpoint *out, mt_error *err)
{
    const mt_status st = check_region(region, err);
    if (st)
        return st;
    return url && *url ? resolve_url(url, region, out, err)
                       : resolve_service(service, region, out, err);
}
