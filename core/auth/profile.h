/* The shared config and credentials files, read once and merged: what each section says, and where.
**
** Sections of a name merge and the last key wins. A credentials file wins over a config
** file, and for the static keys (id, secret, token) as a group, so that an id never meets another's
** secret. */
#ifndef MOONTIDE_AUTH_PROFILE_H
#define MOONTIDE_AUTH_PROFILE_H

#include <moontide/creds.h>

struct profile_set;

enum config_section {
    CONFIG_PROFILE,     /* [profile x] and [default]; [x] in the credentials file */
    CONFIG_SSO_SESSION, /* [sso-session x] */
    CONFIG_SERVICES,    /* [services x] */
    CONFIG_SECTION_COUNT
};

/* Whose rules say where the home directory is and how paths are joined. */
enum config_platform { CONFIG_POSIX, CONFIG_WINDOWS };

/* text is NULL if the profile does not say. Borrowed from the set. */
struct profile_value {
    const char *text;
    const char *origin; /* "file:line" */
};

/* A file that does not exist counts as empty. *out is owned by the caller. Errors: MT_ECREDS (the
** grammar; err->where is "file:line"), MT_EIO, MT_EMEM. */
mt_status profile_set_load(const mt_environment *env, struct profile_set **out, mt_error *err);
enum { PROFILE_FILES = 2 /* config, credentials */ };
/* The same for whoever wants to know what can be known: what is wrong with each file is in problems
** (status MT_OK: nothing), and what stands before it counts. Errors: MT_EMEM. */
mt_status profile_set_examine(const mt_environment *env, struct profile_set **out,
                              mt_error problems[PROFILE_FILES], mt_error *err);
/* Wipes: values may be secrets. NULL is fine. */
void profile_set_free(struct profile_set *set);

bool profile_set_has(const struct profile_set *set, const char *profile);
bool profile_set_has_section(const struct profile_set *set, enum config_section kind,
                             const char *name);
/* The name nearest to one that is not there; NULL if none is near. Borrows. */
const char *profile_set_suggest(const struct profile_set *set, enum config_section kind,
                                const char *name);
struct profile_value profile_set_get(const struct profile_set *set, const char *profile,
                                     const char *key);
/* A property of any section; sub-properties have keys such as "sts.endpoint_url". */
struct profile_value profile_set_section_get(const struct profile_set *set,
                                             enum config_section kind, const char *name,
                                             const char *key);

/* A property as the merging leaves it; start from zero. An empty key says that there is a section
** of the name. */
struct config_property {
    size_t next;
    enum config_section kind;
    const char *name, *key, *value, *origin;
};
/* Goes on to the next one, sorted by kind, name and key; false when there is none. */
bool profile_set_next(const struct profile_set *set, struct config_property *property);
/* Where the files are or would be; borrowed. "" if that cannot be known (no HOME). */
const char *profile_set_config_path(const struct profile_set *set);
const char *profile_set_credentials_path(const struct profile_set *set);

/* Where the files are: AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE, else below the home
** directory. "" if that is not known, NULL: out of memory. The caller's (free()). */
char *config_file_path(const mt_environment *env, enum config_platform platform);
char *credentials_file_path(const mt_environment *env, enum config_platform platform);
/* A path with "~" and "~/…" below the home directory; as above. */
char *config_expand_home(const mt_environment *env, const char *path,
                         enum config_platform platform);

/* The variable's value, NULL if unset or blank. Borrowed until the next look at env. */
const char *environment_get(const mt_environment *env, const char *name);
/* Overwrites and frees a text. NULL is fine. */
void secret_free(char *text);

#endif
