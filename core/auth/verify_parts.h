/* What verifying a signature takes: reading the Authorization header and dates, and a canonical
** request. Written from the specification's text and sharing nothing with the signer. */
#ifndef MOONTIDE_AUTH_VERIFY_PARTS_H
#define MOONTIDE_AUTH_VERIFY_PARTS_H

#include <moontide/sigv4.h>

#include "base/buf.h"

/* The parts of an Authorization header; views into it. Empty: not there. */
struct verify_claim {
    mt_str credential;
    mt_str signed_headers;
    mt_str signature;
    mt_str access_key_id; /* of the credential */
    mt_str date;
    mt_str region;
    mt_str service;
    mt_str terminator;
};

/* A time as it stands in the string to sign. */
struct verify_time {
    int64_t unix_time;
    char iso[17]; /* "20150830T123600Z" */
};

/* Fills *err with one of AWS's codes and its text; returns MT_EAUTH. */
mt_status verify_refuse(mt_error *err, const char *code, const char *format, ...) MT_PRINTF(3, 4);

/* Splits the header's value. Parts that are missing stay empty; anything that does not belong there
** is refused. */
mt_status verify_read_claim(mt_str authorization, struct verify_claim *out, mt_error *err);
/* Splits the credential, once it is known to be there. */
mt_status verify_read_credential(struct verify_claim *claim, mt_error *err);

/* "20150830T123600Z" or, as in a Date header, "Sun, 30 Aug 2015 12:36:00 GMT". */
bool verify_read_time(mt_str text, struct verify_time *out);
void verify_set_time(int64_t unix_time, struct verify_time *out);

/* The request's header of that lower-case name; *count says how often it occurs. */
mt_str verify_header(const mt_http_request *request, mt_str name, size_t *count);
bool verify_is_listed(mt_str name, mt_str signed_headers);
/* The next of the names joined by ";", which are then those behind it. */
mt_str verify_next_name(mt_str *names);
/* Writes the canonical request; the claim's signed headers are all there. */
void verify_write_canonical(const mt_http_request *request, const struct verify_claim *claim,
                            mt_str body_hash, struct buf *out);

#endif
