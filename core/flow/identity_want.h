/* How an identity gets what its provider wants; between identity.c and identity_want.c. */
#ifndef MOONTIDE_FLOW_IDENTITY_WANT_H
#define MOONTIDE_FLOW_IDENTITY_WANT_H

#include "flow/identity.h"

/* Starts what identity->want asks for. */
void identity_begin_want(struct identity *identity);
/* Ends it, whatever its state. */
void identity_end_want(struct identity *identity);
/* Hands an answer to the provider; NULL starts anew. */
void identity_step(struct identity *identity, const mt_fetched *answer);
/* What is held stays in use until it expires; only then does a failing provider fail calls. */
void identity_failed(struct identity *identity, const mt_error *err);

#endif
