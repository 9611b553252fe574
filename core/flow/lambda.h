/* In AWS Lambda requests carry the trace id of the invocation, so that functions that call
** themselves in a circle are found. */
#ifndef MOONTIDE_FLOW_LAMBDA_H
#define MOONTIDE_FLOW_LAMBDA_H

#include <moontide/creds.h>

#include "base/buf.h"

/* Adds the value of X-Amzn-Trace-Id; nothing outside of Lambda. */
void lambda_add_trace_id(const mt_environment *env, struct buf *out);

#endif
