/* The access token of a single sign-on: read from its cache, renewed while that can be done. */
#ifndef MOONTIDE_AUTH_SSO_TOKEN_H
#define MOONTIDE_AUTH_SSO_TOKEN_H

#include <moontide/value.h>

#include "auth/fetch.h"
#include "auth/profile_chain.h"

struct sso_token {
    const mt_environment *env;
    struct fetch fetch;
    mt_value *cache; /* the file; secret */
    char *path;
    char *region;
    int64_t expires_at;
    int64_t renewed_at; /* when renewing was tried last */
};

/* Starts anew. READY: sso_token_text is good; WANT_HTTP; FAILED. */
mt_step sso_token_start(struct sso_token *token, const struct sso_settings *settings, int64_t now,
                        mt_fetch *want, mt_error *err);
mt_step sso_token_answered(struct sso_token *token, const mt_fetched *answer, int64_t now,
                           mt_fetch *want, mt_error *err);
/* Borrowed until the next start. */
const char *sso_token_text(const struct sso_token *token);
void sso_token_clear(struct sso_token *token);

#endif
