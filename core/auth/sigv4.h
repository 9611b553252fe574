/* The stages of signing, for the engine's hot path and for tests. The public face is
** <moontide/sigv4.h>. */
#ifndef MOONTIDE_AUTH_SIGV4_H
#define MOONTIDE_AUTH_SIGV4_H

#include <moontide/sigv4.h>

#include "base/buf.h"
#include "base/crypto.h"

/* What the engine needs of a signature, into storage that it reuses from call to call. */
struct sigv4_stamp {
    char amz_date[17];        /* "20150830T123600Z" */
    struct buf authorization; /* the header's value; reset on each use */
};

/* Signs request (whose headers do not yet hold x-amz-date, x-amz-security-token or authorization;
** the first two are signed as if they did). body_hash: 64 hex digits, NULL to hash the body. */
mt_status sigv4_stamp(mt_signer *signer, const mt_http_request *request, const char *body_hash,
                      const mt_signing_options *options, struct sigv4_stamp *out, mt_error *err);

/* The lower-case hex SHA-256 of a body: once a call, whatever the number of attempts. */
mt_status sigv4_body_hash(mt_signer *signer, mt_str body, char out[CRYPTO_HEX_SIZE], mt_error *err);

/* Single rules, for table tests (sigv4-extras.json). */
void sigv4_canonical_path(mt_str path, bool normalize, bool encode, struct buf *out);
void sigv4_canonical_query(mt_str query, struct buf *out);
void sigv4_canonical_header_value(mt_str value, struct buf *out);
bool sigv4_is_signed_header(mt_str name);

#endif
