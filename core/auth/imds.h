/* Texts of the EC2 instance metadata service, version 2 only: a token first, then what it opens. */
#ifndef MOONTIDE_AUTH_IMDS_H
#define MOONTIDE_AUTH_IMDS_H

#include "auth/fetch.h"
#include "auth/profile.h"

/* What a program may say over variables and files; NULL: nothing. */
struct imds_overrides {
    const char *endpoint, *mode;
};

/* The service's URL, without a slash at its end. Errors: MT_ECREDS, MT_EMEM. */
mt_status imds_url(const mt_environment *env, const struct profile_set *files, const char *profile,
                   struct imds_overrides overrides, struct buf *out, mt_error *err);

struct imds {
    struct fetch fetch;
    struct buf url, token, path;
    int64_t token_until; /* Unix seconds */
    long timeout_ms;
    int attempts; /* of the first question; a service that has answered once gets more */
    bool has_answered, asks_token, had_new_token;
};

/* Reads the settings. NOT_ME: it is switched off; FAILED; READY. */
mt_step imds_open(struct imds *imds, const mt_environment *env, const struct profile_set *files,
                  const char *profile, mt_error *err);
/* Asks for a path below /latest/. */
mt_step imds_get(struct imds *imds, const char *path, int64_t now, mt_fetch *want, mt_error *err);
/* Takes an answer. READY: answer->body is the text (with answer->http 200), WANT_HTTP: go on,
** NOT_ME: no service, or it does not let anybody in; FAILED otherwise. */
mt_step imds_answered(struct imds *imds, const mt_fetched *answer, int64_t now, mt_fetch *want,
                      mt_error *err);
void imds_clear(struct imds *imds);

#endif
