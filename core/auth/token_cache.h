/* JSON files in which logins are kept, shared with the AWS CLI and the SDKs. */
#ifndef MOONTIDE_AUTH_TOKEN_CACHE_H
#define MOONTIDE_AUTH_TOKEN_CACHE_H

#include <moontide/value.h>

#include "auth/creds.h"
#include "base/buf.h"

/* directory + name + ".json", "~" expanded. NULL: out of memory, "": no home directory. */
char *token_cache_path(const mt_environment *env, const char *directory, const char *name);
/* The object in the file, secret: end it with value_free_secret. advice says how one logs in.
** Errors: MT_ECREDS (no such file, not such an object), MT_EIO, MT_EMEM. */
mt_status token_cache_read(const mt_environment *env, const char *path, const char *advice,
                           mt_value **out, mt_error *err);
/* Replaces the file. Errors: MT_EIO, MT_EMEM; a world in which nothing is saved is none. */
mt_status token_cache_write(const mt_environment *env, const char *path, mt_value *object,
                            mt_error *err);
/* Adds the JSON body of a request to renew a login: grantType and members of the cached object. */
mt_status token_cache_add_request(const mt_value *object, const char *const members[], size_t count,
                                  struct buf *out, mt_error *err);
/* Sets a member to a text, or to a time. Errors: MT_EMEM. */
mt_status token_cache_set(mt_value *object, const char *key, const char *text);
mt_status token_cache_set_time(mt_value *object, const char *key, int64_t seconds);

#endif
