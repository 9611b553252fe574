/* Where a service is asked, as it is configured. */
#ifndef MOONTIDE_FLOW_SERVICE_ENDPOINT_H
#define MOONTIDE_FLOW_SERVICE_ENDPOINT_H

#include <moontide/settings.h>

#include "net/endpoint.h"

struct service_place {
    const mt_settings *settings;
    const mt_environment *environment;
    const char *prefix;     /* of the endpoint */
    const char *service_id; /* AWS's, for configured URLs */
    const char *region;
    const char *url;       /* given in the code: goes before all settings; NULL: none */
    bool fips, dualstack;  /* asked for in the code */
    bool ignores_settings; /* no configured URL counts */
};

/* Errors: MT_ECONFIG, MT_EMEM. */
mt_status service_no_region(const mt_settings *settings, mt_error *err); /* the failure */
mt_status service_endpoint(const struct service_place *place, struct endpoint *out, mt_error *err);

#endif
