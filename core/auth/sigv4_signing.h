/* The stages of a signature, in order: begin, canonical request, string to sign, signature. Between
** a begin and its end the texts lie in the signer's buffers, which are kept from call to call. */
#ifndef MOONTIDE_AUTH_SIGV4_SIGNING_H
#define MOONTIDE_AUTH_SIGV4_SIGNING_H

#include "auth/sigv4_headers.h"
#include "auth/sigv4_keys.h"

struct mt_signer {
    struct crypto *crypto;
    struct sigv4_keys keys;
    struct sigv4_headers headers;
    struct buf signed_headers; /* "content-type;host;x-amz-date" */
    struct buf target;         /* of a presigned URL, from its path on */
    struct buf canonical_request;
    struct buf string_to_sign;
};

struct signing {
    mt_signer *signer;
    const mt_http_request *request;
    const mt_signing_options *options;
    bool is_presigning;
    char amz_date[17];
    char body_hash[CRYPTO_HEX_SIZE];
    char signature[CRYPTO_HEX_SIZE];
};

/* Runs every stage. body_hash: 64 hex digits, NULL to hash the body. End it with signing_end()
** whatever came of it. Errors: MT_EUSAGE, MT_EMEM. */
mt_status signing_run(struct signing *signing, const char *body_hash, mt_error *err);
/* Wipes the texts. */
void signing_end(struct signing *signing);

/* "20150830/us-east-1/iam/aws4_request" */
void signing_add_scope(const struct signing *signing, struct buf *out);
/* The value of the Authorization header. */
void signing_add_authorization(const struct signing *signing, struct buf *out);
/* Is the token added, but outside the signature? */
bool signing_appends_token(const struct signing *signing);
/* Is X-Amz-Content-Sha256 part of the request? */
bool signing_has_content_sha256(const struct signing *signing);

#endif
