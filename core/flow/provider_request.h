/* What a provider wants sent, as a whole request: the endpoint of the service found, a proof added,
** signed if it is to be. */
#ifndef MOONTIDE_FLOW_PROVIDER_REQUEST_H
#define MOONTIDE_FLOW_PROVIDER_REQUEST_H

#include <moontide/settings.h>

#include "auth/sigv4.h"
#include "flow/clocks.h"
#include "net/endpoint.h"

enum { PROVIDER_HEADERS = 16 };

struct provider_request {
    struct buf url;
    struct buf texts[PROVIDER_HEADERS]; /* of headers that are added */
    size_t text_count;
    const char *headers[PROVIDER_HEADERS + 1];
    size_t count;
    struct host_clock *clock; /* by which it is signed; NULL: not one of AWS's services */
    int64_t skew;             /* of that, then */
};

/* Whose request it is. */
struct provider_scope {
    const mt_settings *settings;
    const mt_environment *environment;
    const char *region; /* of whoever needs the credentials; NULL: not known */
    mt_signer *signer;
    struct clocks *clocks;
    const char *agent; /* of User-Agent */
    int64_t now;       /* by our clock */
};

/* Errors: MT_ECREDS, MT_ECONFIG, MT_EMEM. */
mt_status provider_request_build(struct provider_request *request, const mt_fetch *want,
                                 const struct provider_scope *scope, mt_error *err);
void provider_request_clear(struct provider_request *request); /* wipes */

#endif
