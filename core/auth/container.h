/* Where a container's credentials are to be had, in ECS and in EKS. */
#ifndef MOONTIDE_AUTH_CONTAINER_H
#define MOONTIDE_AUTH_CONTAINER_H

#include <moontide/creds.h>

#include "base/buf.h"

/* Whether the variables name a place, and which. *is_named is false where neither is set. Errors:
** MT_ECREDS (not a URL, or a host to which no token may be sent), MT_EMEM. */
mt_status container_url(const mt_environment *env, bool *is_named, struct buf *out, mt_error *err);

#endif
