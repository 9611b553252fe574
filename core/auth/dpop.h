/* Proof of possession (RFC 9449): a token that only the holder of a key can have made. */
#ifndef MOONTIDE_AUTH_DPOP_H
#define MOONTIDE_AUTH_DPOP_H

#include <stdint.h>

#include "base/buf.h"

/* What it is for: one request, at one time. id is a text never used before. */
struct dpop_claims {
    const char *method, *url, *id;
    int64_t now;
};

/* Adds the value of a DPoP header; key is PEM. Errors: MT_ECREDS (no such key), MT_EMEM. */
mt_status dpop_add(mt_str key, const struct dpop_claims *claims, struct buf *out, mt_error *err);

#endif
