/* User-Agent, in the form in which AWS's SDKs say who they are. */
#ifndef MOONTIDE_FLOW_AGENT_H
#define MOONTIDE_FLOW_AGENT_H

#include <moontide/engine.h>

#include "base/buf.h"

/* The same for all requests of an engine: "moontide/1.0 ua/2.1 os/linux#6.1 md/arch#x86_64 …". */
void agent_add_system(struct buf *line, const mt_environment *env);

enum { AGENT_MAX_APP_ID = 50 }; /* a longer one is sent, though services may cut it */

struct agent_client {
    mt_retry_mode retry_mode;
    bool has_endpoint_url;   /* instead of AWS's own */
    const char *credentials; /* letters for the way they come by; NULL or "": not known yet */
    const char *app_id;      /* NULL: none */
    const char *suffix;      /* NULL: none */
};

/* What a client adds: features by AWS's letters, the retry mode, the application. */
void agent_add_client(struct buf *line, const struct agent_client *client);

#endif
