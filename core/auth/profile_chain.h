/* Which way a profile leads to credentials: where they come from at first, and the roles that are
** assumed with them, one after the other. */
#ifndef MOONTIDE_AUTH_PROFILE_CHAIN_H
#define MOONTIDE_AUTH_PROFILE_CHAIN_H

#include "auth/profile.h"

enum chain_base {
    CHAIN_NOTHING, /* the profile has nothing to do with credentials */
    CHAIN_KEYS,
    CHAIN_ENVIRONMENT,
    CHAIN_CONTAINER,
    CHAIN_IMDS,
    CHAIN_WEB_IDENTITY,
    CHAIN_SSO,
    CHAIN_LOGIN,
    CHAIN_PROCESS
};

enum { CHAIN_MAX_ROLES = 32 };

/* Names are borrowed from the set and from the caller. */
struct profile_chain {
    enum chain_base base;
    const char *profile; /* that the base is of */
    const char
        *roles[CHAIN_MAX_ROLES]; /* profiles whose role_arn is assumed, the first one first */
    size_t role_count;
};

/* Errors: MT_ECREDS, in words that name the profile and file:line. */
mt_status profile_chain_resolve(const struct profile_set *set, const char *profile,
                                struct profile_chain *out, mt_error *err);

/* Single sign-on as a profile has it, from a session's section or of old from its own. */
struct sso_settings {
    const char *session; /* NULL: of old */
    const char *start_url, *region;
    const char *account, *role; /* NULL both: a profile for bearer tokens */
};
mt_status profile_sso_settings(const struct profile_set *set, const char *profile,
                               struct sso_settings *out, mt_error *err);

#endif
