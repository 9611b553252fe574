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
    const char *features;                /* AWS's letters for this way to credentials; NULL: none */
    const mt_provider *(*inner)(const mt_provider *provider); /* whom it has asked; NULL: nobody */
};

/* The features of a provider that has given credentials, those of the ones it has asked first:
** "n,o,i"; what does not fit is left out. */
void provider_features(const mt_provider *provider, char *out, size_t size);

/* A set of credentials with its own copies. Zero is empty. */
struct creds_held {
    mt_credentials view; /* of the copies */
    char *texts[5];      /* id, secret, token, source, account */
};

/* Copies; what was held before is wiped, or kept on failure. Errors: MT_ECREDS (an empty id or secret,
** or one with a character that no header may hold), MT_EMEM. */
mt_status creds_hold(struct creds_held *held, const mt_credentials *credentials, mt_error *err);
void creds_wipe(struct creds_held *held);

/* What most providers start with. */
struct creds_provider {
    mt_provider base;
    const mt_environment *env;
    char *profile; /* NULL: not of a profile */
    struct creds_held held;
};

/* A zeroed provider of so many bytes that starts with a creds_provider, filled in; NULL: out of
** memory. like is copied; its free must end with creds_provider_free. */
void *creds_provider_new(size_t size, const mt_provider *like, const mt_environment *env,
                         const char *profile);
void creds_provider_free(struct creds_provider *provider);

/* A copy of a variable, NULL if it is unset or blank; *failed is set if memory failed. */
char *creds_variable(const mt_environment *env, const char *name, bool *failed);
/* The profile that is meant: given, else AWS_PROFILE or AWS_DEFAULT_PROFILE, else "default". The caller's; NULL: out of
** memory. */
char *creds_profile_name(const mt_environment *env, const char *given);

/* Providers of one profile, for creds_profile.c; they read the files anew whenever they are asked. */
mt_provider *creds_new_keys(const mt_environment *env, const char *profile);
mt_provider *creds_new_web_identity_profile(const mt_environment *env, const char *profile);
mt_provider *creds_new_sso(const mt_environment *env, const char *profile);
mt_provider *creds_new_login(const mt_environment *env, const char *profile);
mt_provider *creds_new_process(const mt_environment *env, const char *profile);
/* A role of a profile, assumed with what source (taken, on failure too) gives. */
mt_provider *creds_new_role(const mt_environment *env, const char *profile, mt_provider *source);

#endif
