/* The User-Agent of a client's requests. */
#ifndef MOONTIDE_FLOW_CLIENT_AGENT_H
#define MOONTIDE_FLOW_CLIENT_AGENT_H

#include <moontide/engine.h>

/* Makes client->agent_line; the client's identity, endpoint and retry mode are there. Errors: MT_EMEM. */
mt_status client_agent_make(mt_client *client, mt_error *err);
/* Makes it anew if credentials have come in another way since. Errors: MT_EMEM. */
mt_status client_agent_keep(mt_client *client, mt_error *err);

#endif
