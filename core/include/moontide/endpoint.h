/* Where a service of AWS answers: all partitions, FIPS, dual-stack. Pure: no setting is read and
** nobody is asked. */
#ifndef MOONTIDE_ENDPOINT_H
#define MOONTIDE_ENDPOINT_H

#include <stdbool.h>

#include "error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Borrowed during the call; zero is a good default everywhere but for service and region. */
typedef struct mt_endpoint_options {
    const char *service;      /* "application-autoscaling", "sagemaker", "sts", … */
    const char *region;       /* also "fips-us-east-1", which asks for FIPS in us-east-1 */
    const char *endpoint_url; /* instead of AWS's; NULL: none */
    bool fips, dualstack;
    bool sts_global; /* sts.amazonaws.com in the regions that it served alone (AWS's "legacy") */
} mt_endpoint_options;

typedef struct mt_endpoint {
    char url[512];           /* without a slash at its end */
    char signing_region[64]; /* "" where a URL was given and no region */
    char signing_name[64];
} mt_endpoint;

/* *out is untouched on failure. Errors: MT_ECONFIG (no region or one that cannot be, a URL that is
** not http(s)://host[:port][/path], FIPS or dual-stack together with a URL), MT_EMEM. */
MT_API mt_status mt_endpoint_resolve(const mt_endpoint_options *options, mt_endpoint *out,
                                     mt_error *err);

#ifdef __cplusplus
}
#endif
#endif
