/* A signing case written as JSON (context and request), as arguments of the signer. Used by the
** conformance program and by the tests that read vectors. */
#ifndef MOONTIDE_TESTS_SIGN_CASE_H
#define MOONTIDE_TESTS_SIGN_CASE_H

#include <moontide/sigv4.h>
#include <moontide/value.h>

enum { SIGN_CASE_HEADERS = 64 };

/* Borrows from the JSON, but for target. */
struct sign_case {
    mt_http_request request;
    mt_signing_options options;
    mt_credentials credentials;
    mt_header headers[SIGN_CASE_HEADERS];
    char target[4096];
};

/* Errors: MT_EINPUT. */
mt_status sign_case_read(const mt_value *json, struct sign_case *out, mt_error *err);
/* Reads method, target or path and query, headers and body; *out is otherwise left alone. */
mt_status sign_case_read_request(const mt_value *request, struct sign_case *out, mt_error *err);
/* "20150830T123600Z" or "2015-08-30T12:36:00Z" as Unix seconds. */
mt_status sign_case_read_time(mt_str text, int64_t *out, mt_error *err);
/* The request with its headers replaced or joined by those of a signature. */
void sign_case_add_headers(struct sign_case *signed_case, const mt_signature *signature);

#endif
