/* The shared config and credentials files, read once and merged: what a profile says, and where.
**
** Sections of a profile merge and the last key wins. A credentials file wins over a config
** file, and for the static keys (id, secret, token) as a group, so that an id never meets another's
** secret. */
#ifndef MOONTIDE_AUTH_PROFILE_H
#define MOONTIDE_AUTH_PROFILE_H

#include <moontide/creds.h>

struct profile_set;

/* text is NULL if the profile does not say. Borrowed from the set. */
struct profile_value {
    const char *text;
    const char *origin; /* "file:line" */
};

/* A file that does not exist counts as empty. *out is owned by the caller. Errors: MT_ECONFIG (the
** grammar; err->where is "file:line"), MT_EIO, MT_EMEM. */
mt_status profile_set_load(const mt_environment *env, struct profile_set **out, mt_error *err);
/* Wipes: values may be secrets. NULL is fine. */
void profile_set_free(struct profile_set *set);

bool profile_set_has(const struct profile_set *set, const char *profile);
/* The name nearest to a profile that is not there; NULL if none is near. Borrows. */
const char *profile_set_suggest(const struct profile_set *set, const char *profile);
struct profile_value profile_set_get(const struct profile_set *set, const char *profile,
                                     const char *key);
/* Where the files are or would be; borrowed. "" if that cannot be known (no HOME). */
const char *profile_set_config_path(const struct profile_set *set);
const char *profile_set_credentials_path(const struct profile_set *set);

/* The variable's value, NULL if unset or blank. Borrowed until the next look at env. */
const char *environment_get(const mt_environment *env, const char *name);
/* Overwrites and frees a text. NULL is fine. */
void secret_free(char *text);

#endif
