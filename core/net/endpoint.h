/* Where a service answers: partition, host, signing region. Data: core/model/endpoints.json. */
#ifndef MOONTIDE_NET_ENDPOINT_H
#define MOONTIDE_NET_ENDPOINT_H

#include <moontide/value.h>

struct endpoint {
    char url[512];  /* no trailing slash */
    char host[256]; /* as Host wants it: lower case, port unless the scheme's default */
    char path[256]; /* of the URL, with a slash at both ends */
    char signing_region[64];
    bool is_own; /* the URL that was given, not AWS's */
};

/* Borrowed during the call. */
struct endpoint_question {
    const char *service; /* the endpoint prefix of a model's metadata */
    const char *region;
    const char *url; /* instead of AWS's host; NULL: none */
    bool fips, dualstack;
    bool global; /* the one host that STS once had, in the regions that it served */
};

/* Errors: MT_ECONFIG: a region that is no DNS label, a URL that is not http(s)://host[:port][/path],
** FIPS or dual-stack together with a URL. Pure. Source: AWS endpoint rule sets; facts on
** partitions. */
mt_status endpoint_resolve(const struct endpoint_question *asked, struct endpoint *out,
                           mt_error *err);

/* What a service is called in host names and in signatures. */
struct endpoint_names {
    char prefix[128];
    char signing_name[64];
};

/* By the name of its model, or one that has none; an unknown one is called by its name. Errors:
** MT_ECONFIG (too long), MT_EMEM. */
mt_status endpoint_names_find(const char *service, struct endpoint_names *out, mt_error *err);
/* The whole table; the caller's. Errors: MT_EMEM. */
mt_status endpoint_table_load(mt_value **out, mt_error *err);

#endif
