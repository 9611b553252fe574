/* The Region that an EC2 instance is in, by its metadata service; in steps, as a provider's. */
#ifndef MOONTIDE_AUTH_IMDS_REGION_H
#define MOONTIDE_AUTH_IMDS_REGION_H

#include "auth/imds.h"

struct imds_region {
    const mt_environment *env; /* borrowed, as profile is */
    const char *profile;       /* NULL: AWS_PROFILE, else "default" */
    struct imds imds;
    mt_str found; /* when it is READY: what the service says, nothing proven; the answer's */
};

/* Asks, or takes an answer (NULL: none yet). NOT_ME: there is no service, or it is switched off. */
mt_step imds_region_step(struct imds_region *self, int64_t now, const mt_fetched *answer,
                         mt_fetch *want, mt_error *err);

#endif
