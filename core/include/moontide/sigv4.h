/* AWS Signature Version 4: signing, presigning, and verifying.
**
** Signing and verifying share no canonicalisation code, so that the emulator, which verifies,
** cannot agree with a mistake of the client, which signs. Both are pure: the time is an
** argument. */
#ifndef MOONTIDE_SIGV4_H
#define MOONTIDE_SIGV4_H

#include <stdint.h>

#include "creds.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mt_header {
    mt_str name;
    mt_str value;
} mt_header;

/* A request as it goes on the wire; everything is borrowed. */
typedef struct mt_http_request {
    mt_str method;
    mt_str target;            /* raw path, and "?query" if there is one; empty means "/" */
    const mt_header *headers; /* in wire order, duplicates kept; Host among them */
    size_t header_count;
    mt_str body;
} mt_http_request;

/* Zero is the usual JSON service. */
typedef struct mt_signing_options {
    mt_str region;
    mt_str service; /* signing name */
    const mt_credentials *credentials;
    int64_t time;               /* Unix seconds */
    bool raw_path;              /* do not normalise "..", "." and "//" (S3) */
    bool single_encode;         /* do not percent-encode the wire path once more (S3) */
    bool unhashed_body;         /* sign the hash of the empty string whatever the body */
    bool omit_session_token;    /* add the token after signing, outside the signature */
    bool content_sha256_header; /* send and sign X-Amz-Content-Sha256 */
    int64_t expires_in;         /* presigning only, seconds; 0: 3600 */
} mt_signing_options;

/* Every stage, for people and tests; owned, freed by mt_signature_clear. */
typedef struct mt_signature {
    char *canonical_request;
    char *string_to_sign;
    char *signed_headers;
    char signature[65];  /* lower-case hex */
    char *authorization; /* header signing; NULL when presigning */
    char *signed_target; /* presigning; NULL otherwise */
    mt_header *headers;  /* header signing: what to add to (or replace in) the request */
    size_t header_count;
} mt_signature;

/* A signer keeps derived keys and hashing state between calls (one region and service at a time is
** fastest; several are kept). Not for several threads. NULL: out of memory. */
typedef struct mt_signer mt_signer;
MT_API mt_signer *mt_signer_new(void);
MT_API void mt_signer_free(mt_signer *signer); /* wipes */

/* Signs by headers: x-amz-date, x-amz-security-token, x-amz-content-sha256 and authorization of the
** request are replaced (the token only if the credentials have one; else it is signed as it is).
** *out is initialised by the call and untouched on failure. The signed set is botocore's: all
** headers but its exclusion list. Errors: MT_EUSAGE (no credentials, region, service, or Host),
** MT_EMEM. Source: AWS "Create a signed AWS API request". */
MT_API mt_status mt_sigv4_sign(mt_signer *signer, const mt_http_request *request,
                               const mt_signing_options *options, mt_signature *out, mt_error *err);
/* Signs by query parameters, for a URL that works for expires_in seconds; those of an earlier
** signature are replaced. Errors: as above. */
MT_API mt_status mt_sigv4_presign(mt_signer *signer, const mt_http_request *request,
                                  const mt_signing_options *options, mt_signature *out,
                                  mt_error *err);
/* Wipes and frees what a signature holds; a zeroed one is fine. */
MT_API void mt_signature_clear(mt_signature *signature);

/* What a verifier knows and accepts. */
typedef struct mt_verify_options {
    void *context;
    /* The secret of an access key id (NULL: unknown), and in *token the session token that must
    ** come with it (NULL: none). Borrowed until the next call. */
    const char *(*secret)(void *context, mt_str access_key_id, const char **token);
    int64_t now;       /* Unix seconds */
    int64_t tolerance; /* seconds either way; 0: 300 */
    mt_str service;    /* the only accepted signing name; empty: any */
} mt_verify_options;

/* Who signed, in views into the request. */
typedef struct mt_identity {
    mt_str access_key_id;
    mt_str region;
    mt_str service;
} mt_identity;

/* Verifies the header signature of a request as received. On failure MT_EAUTH with AWS's own code
** in err->code: MissingAuthenticationTokenException, IncompleteSignatureException,
** UnrecognizedClientException, InvalidSignatureException. Comparison is constant-time. */
MT_API mt_status mt_sigv4_verify(const mt_http_request *request, const mt_verify_options *options,
                                 mt_identity *out, mt_error *err);

#ifdef __cplusplus
}
#endif
#endif
