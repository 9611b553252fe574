/* Requests to the Security Token Service for the credentials of a role. */
#ifndef MOONTIDE_AUTH_STS_H
#define MOONTIDE_AUTH_STS_H

#include "auth/creds.h"
#include "auth/fetch.h"

enum { STS_ATTEMPTS = 3 };

struct sts_field {
    const char *name;
    mt_str value; /* empty: not sent */
};

/* Builds the form of an action; signed with signer, unsigned if that is NULL. */
void sts_begin(struct fetch *fetch, const char *action, const struct sts_field *fields,
               size_t count, const mt_credentials *signer);
/* Is another attempt worth while? The service has codes of its own for what passes. */
bool sts_may_repeat(struct fetch *fetch, const mt_fetched *answer);
/* Holds the credentials in an answer; what names what was asked. Errors: MT_ECREDS with the code,
** MT_EMEM. */
mt_status sts_read(const mt_fetched *answer, const char *action, const char *what,
                   struct creds_held *held, mt_error *err);
/* The code of an error's document; "" if it is none. */
void sts_error_code(mt_str body, char *code, size_t size);
/* A role_session_name as STS allows it, given or made up; the caller's (free()). Errors: MT_ECREDS,
** MT_EMEM. */
mt_status sts_session_name(const char *given, int64_t now, char **out, mt_error *err);

#endif
