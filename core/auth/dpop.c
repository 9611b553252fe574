#include "auth/dpop.h"

#include <inttypes.h>

#include "base/crypto.h"

static void add_base64url(struct buf *out, mt_str text)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for (size_t i = 0; i < text.size; i += 3) {
        const size_t left = text.size - i;
        unsigned bits = 0;
        for (size_t k = 0; k < 3; k++)
            bits = bits << 8 | (k < left ? (unsigned char)text.data[i + k] : 0);
        for (size_t k = 0; k < 4 && k <= left; k++)
            buf_add_char(out, letters[bits >> (18 - 6 * k) & 63]);
    }
}

static void add_bytes(struct buf *out, const uint8_t *bytes, size_t size)
{
    add_base64url(out, (mt_str){(const char *)bytes, size});
}

static void add_header(struct buf *out, const uint8_t point[CRYPTO_ES256_SIZE])
{
    struct buf json = {0};
    buf_add_cstr(&json, "{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":{\"kty\":\"EC\","
                        "\"crv\":\"P-256\",\"x\":\"");
    add_bytes(&json, point, CRYPTO_ES256_SIZE / 2);
    buf_add_cstr(&json, "\",\"y\":\"");
    add_bytes(&json, point + CRYPTO_ES256_SIZE / 2, CRYPTO_ES256_SIZE / 2);
    buf_add_cstr(&json, "\"}}");
    out->failed = out->failed || buf_failed(&json);
    add_base64url(out, buf_str(&json));
    buf_clear(&json);
}

/* The claims hold a URL of ours, which has nothing that JSON would have to escape. */
static void add_claims(struct buf *out, const struct dpop_claims *claims)
{
    struct buf json = {0};
    buf_addf(&json, "{\"jti\":\"%s\",\"htm\":\"%s\",\"htu\":\"%s\",\"iat\":%" PRId64 "}",
             claims->id, claims->method, claims->url, claims->now);
    out->failed = out->failed || buf_failed(&json);
    add_base64url(out, buf_str(&json));
    buf_clear(&json);
}

mt_status dpop_add(mt_str key, const struct dpop_claims *claims, struct buf *out, mt_error *err)
{
    uint8_t point[CRYPTO_ES256_SIZE], signature[CRYPTO_ES256_SIZE];
    mt_status st = crypto_es256_public(key, point, err);
    if (st)
        return st;
    struct buf token = {0};
    add_header(&token, point);
    buf_add_char(&token, '.');
    add_claims(&token, claims);
    st = buf_failed(&token) ? fail_memory(err)
                            : crypto_es256_sign(key, buf_str(&token), signature, err);
    if (!st) {
        buf_add_char(&token, '.');
        add_bytes(&token, signature, sizeof signature);
        buf_add(out, buf_str(&token));
        st = buf_failed(&token) || buf_failed(out) ? fail_memory(err) : MT_OK;
    }
    buf_clear(&token);
    return st;
}
