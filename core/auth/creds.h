/* What a credentials provider is made of, for the files that implement one (and for tests). */
#ifndef MOONTIDE_AUTH_CREDS_H
#define MOONTIDE_AUTH_CREDS_H

#include <moontide/creds.h>

/* The first member of every provider. step is mt_provider_step, see there. */
struct mt_provider {
    const char *name;
    mt_step (*step)(mt_provider *provider, int64_t now, const mt_fetched *answer, mt_fetch *want,
                    const mt_credentials **out, mt_error *err);
    void (*free)(mt_provider *provider); /* wipes */
};

/* A set of credentials with its own copies. Zero is empty. */
struct creds_held {
    mt_credentials view; /* of the copies */
    char *texts[4];      /* id, secret, token, source */
};

/* Copies; what was held before is wiped, on failure too. Errors: MT_ECREDS (an empty id or secret,
** or one with a character that no header may hold), MT_EMEM. */
mt_status creds_hold(struct creds_held *held, const mt_credentials *credentials, mt_error *err);
void creds_wipe(struct creds_held *held);

#endif
