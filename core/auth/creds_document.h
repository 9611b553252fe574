/* Credentials in a JSON document, as metadata services, helper programs and caches spell them. */
#ifndef MOONTIDE_AUTH_CREDS_DOCUMENT_H
#define MOONTIDE_AUTH_CREDS_DOCUMENT_H

#include <moontide/value.h>

#include "auth/creds.h"

/* How the members are called. */
struct creds_document {
    const char *id, *secret, *token, *expiration, *account;
    bool is_expiration_ms; /* epoch milliseconds, else an ISO 8601 text or epoch seconds */
};

extern const struct creds_document creds_document_metadata; /* of containers and of instances */
extern const struct creds_document creds_document_process;
extern const struct creds_document creds_document_sts;
extern const struct creds_document creds_document_sso;
extern const struct creds_document creds_document_login;

/* Parses a JSON text that may hold secrets; end it with value_free_secret. Errors: MT_ECREDS (not
** an object; source names it), MT_EMEM. */
mt_status creds_parse(mt_str text, const char *source, mt_value **out, mt_error *err);
/* Holds what an object says; account (NULL: none) stands in if the object does not name one.
** Errors: MT_ECREDS (a member is missing or malformed), MT_EMEM. */
mt_status creds_read(const mt_value *object, const struct creds_document *names, const char *source,
                     const char *account, struct creds_held *held, mt_error *err);
/* The text of a member, NULL if it has none or an empty one. Borrows. */
const char *creds_member(const mt_value *object, const char *key);
/* A time as such documents spell it: a trailing "UTC" is accepted too. */
bool creds_time(mt_str text, int64_t *out);

#endif
