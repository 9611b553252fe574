/* Where a service answers: partition, host, signing region. Data: core/model/endpoints.json. */
#ifndef MOONTIDE_ENDPOINT_H
#define MOONTIDE_ENDPOINT_H

#include <moontide/error.h>

struct endpoint {
    char url[512];  /* no trailing slash */
    char host[256]; /* as Host wants it: lower case, port unless the scheme's default */
    char path[256]; /* of the URL, at least "/" */
    char signing_region[64];
};

/* service is an endpoint prefix of the model's metadata; url overrides AWS's host (NULL: none).
** Errors: MT_ECONFIG: a region that is no DNS label, a URL that is not
** http(s)://host[:port][/path]. Pure. Source: AWS endpoint rule sets; facts on partitions. */
mt_status endpoint_resolve(const char *service, const char *region, const char *url,
                           struct endpoint *out, mt_error *err);

#endif
