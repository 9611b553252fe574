/* Digest contexts are made once and re-initialised or copied: fetching and allocating them for each
** hash costs several times the hashing itself. HMAC is built on digests rather than EVP_MAC, whose
** contexts are three times as dear to copy. */
#include "base/crypto.h"

#include <limits.h>
#include <stdlib.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>

#include "base/buf.h"

enum { BLOCK_SIZE = 64 /* of SHA-256 */, INNER_PAD = 0x36, OUTER_PAD = 0x5c };

struct crypto {
    EVP_MD *sha256;
    EVP_MD_CTX *digest;
};

struct crypto_key {
    EVP_MD_CTX *inner; /* after the padded key */
    EVP_MD_CTX *outer;
    EVP_MD_CTX *scratch;
};

void crypto_wipe(void *memory, size_t size)
{
    if (size)
        OPENSSL_cleanse(memory, size);
}

bool crypto_equal(mt_str a, mt_str b)
{
    return a.size == b.size && (a.size == 0 || CRYPTO_memcmp(a.data, b.data, a.size) == 0);
}

bool crypto_random(void *out, size_t size)
{
    return size <= INT_MAX && RAND_bytes(out, (int)size) == 1;
}

static void add_hex(const uint8_t *bytes, size_t size, char *out)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < size; i++) {
        *out++ = digits[bytes[i] >> 4];
        *out++ = digits[bytes[i] & 15];
    }
    *out = '\0';
}

void crypto_hex(const uint8_t hash[CRYPTO_HASH_SIZE], char out[CRYPTO_HEX_SIZE])
{
    add_hex(hash, CRYPTO_HASH_SIZE, out);
}

struct crypto *crypto_new(void)
{
    struct crypto *const crypto = calloc(1, sizeof *crypto);
    if (!crypto)
        return NULL;
    crypto->sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    crypto->digest = EVP_MD_CTX_new();
    if (!crypto->sha256 || !crypto->digest ||
        EVP_DigestInit_ex(crypto->digest, crypto->sha256, NULL) != 1) {
        crypto_free(crypto);
        return NULL;
    }
    return crypto;
}

void crypto_free(struct crypto *crypto)
{
    if (!crypto)
        return;
    EVP_MD_CTX_free(crypto->digest); /* OpenSSL clears the state of a digest that it frees */
    EVP_MD_free(crypto->sha256);
    free(crypto);
}

/* Digest operations on a set-up context fail only when memory does. */
mt_status crypto_sha256(struct crypto *crypto, mt_str data, uint8_t out[CRYPTO_HASH_SIZE],
                        mt_error *err)
{
    if (EVP_DigestInit_ex(crypto->digest, NULL, NULL) != 1 ||
        EVP_DigestUpdate(crypto->digest, data.data, data.size) != 1 ||
        EVP_DigestFinal_ex(crypto->digest, out, NULL) != 1)
        return fail_memory(err);
    return MT_OK;
}

/* RFC 2104: a key longer than a block is hashed first. block comes zeroed. */
static mt_status fit_key(struct crypto *crypto, mt_str key, uint8_t block[BLOCK_SIZE],
                         mt_error *err)
{
    if (key.size > BLOCK_SIZE)
        return crypto_sha256(crypto, key, block, err);
    if (key.size)
        memcpy(block, key.data, key.size);
    return MT_OK;
}

static EVP_MD_CTX *new_padded(const struct crypto *crypto, const uint8_t block[BLOCK_SIZE],
                              uint8_t pad)
{
    uint8_t padded[BLOCK_SIZE];
    for (size_t i = 0; i < BLOCK_SIZE; i++)
        padded[i] = block[i] ^ pad;
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    if (!digest || EVP_DigestInit_ex(digest, crypto->sha256, NULL) != 1 ||
        EVP_DigestUpdate(digest, padded, sizeof padded) != 1) {
        EVP_MD_CTX_free(digest);
        digest = NULL;
    }
    crypto_wipe(padded, sizeof padded);
    return digest;
}

mt_status crypto_key_new(struct crypto *crypto, mt_str key, struct crypto_key **out, mt_error *err)
{
    uint8_t block[BLOCK_SIZE] = {0};
    struct crypto_key *const made = calloc(1, sizeof *made);
    if (!made)
        return fail_memory(err);
    mt_status st = fit_key(crypto, key, block, err);
    if (!st) {
        made->inner = new_padded(crypto, block, INNER_PAD);
        made->outer = new_padded(crypto, block, OUTER_PAD);
        made->scratch = EVP_MD_CTX_new();
        if (!made->inner || !made->outer || !made->scratch)
            st = fail_memory(err);
    }
    crypto_wipe(block, sizeof block);
    if (st)
        crypto_key_free(made);
    else
        *out = made;
    return st;
}

static bool continue_digest(EVP_MD_CTX *scratch, const EVP_MD_CTX *start, mt_str data,
                            uint8_t out[CRYPTO_HASH_SIZE])
{
    return EVP_MD_CTX_copy_ex(scratch, start) == 1 &&
           EVP_DigestUpdate(scratch, data.data, data.size) == 1 &&
           EVP_DigestFinal_ex(scratch, out, NULL) == 1;
}

mt_status crypto_key_sign(struct crypto_key *key, mt_str data, uint8_t out[CRYPTO_HASH_SIZE],
                          mt_error *err)
{
    uint8_t hash[CRYPTO_HASH_SIZE];
    const bool done =
        continue_digest(key->scratch, key->inner, data, hash) &&
        continue_digest(key->scratch, key->outer, (mt_str){(char *)hash, sizeof hash}, out);
    crypto_wipe(hash, sizeof hash);
    return done ? MT_OK : fail_memory(err);
}

void crypto_key_free(struct crypto_key *key)
{
    if (!key)
        return;
    EVP_MD_CTX_free(key->inner);
    EVP_MD_CTX_free(key->outer);
    EVP_MD_CTX_free(key->scratch);
    free(key);
}

mt_status crypto_hmac(struct crypto *crypto, mt_str key, mt_str data, uint8_t out[CRYPTO_HASH_SIZE],
                      mt_error *err)
{
    struct crypto_key *state = NULL;
    mt_status st = crypto_key_new(crypto, key, &state, err);
    if (!st)
        st = crypto_key_sign(state, data, out, err);
    crypto_key_free(state);
    return st;
}

mt_status crypto_sha1_hex(mt_str data, char out[CRYPTO_SHA1_HEX_SIZE], mt_error *err)
{
    uint8_t hash[EVP_MAX_MD_SIZE];
    if (EVP_Digest(data.data, data.size, hash, NULL, EVP_sha1(), NULL) != 1)
        return fail_memory(err);
    add_hex(hash, (CRYPTO_SHA1_HEX_SIZE - 1) / 2, out);
    return MT_OK;
}

mt_status crypto_sha256_hex(mt_str data, char out[CRYPTO_HEX_SIZE], mt_error *err)
{
    uint8_t hash[EVP_MAX_MD_SIZE];
    if (EVP_Digest(data.data, data.size, hash, NULL, EVP_sha256(), NULL) != 1)
        return fail_memory(err);
    add_hex(hash, CRYPTO_HASH_SIZE, out);
    return MT_OK;
}

/* The private P-256 key of a PEM text; NULL if it is none. */
static EVP_PKEY *read_key(mt_str pem)
{
    char group[32] = "";
    BIO *bio = pem.size <= INT_MAX ? BIO_new_mem_buf(pem.data, (int)pem.size) : NULL;
    EVP_PKEY *key = bio ? PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL) : NULL;
    BIO_free(bio);
    if (key &&
        EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, group, sizeof group,
                                       NULL) == 1 &&
        strcmp(group, "prime256v1") == 0)
        return key;
    EVP_PKEY_free(key);
    return NULL;
}

mt_status crypto_es256_public(mt_str pem, uint8_t out[CRYPTO_ES256_SIZE], mt_error *err)
{
    uint8_t point[1 + CRYPTO_ES256_SIZE]; /* after its form: 4, uncompressed */
    size_t size = 0;
    EVP_PKEY *key = read_key(pem);
    const bool done = key &&
                      EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, point,
                                                      sizeof point, &size) == 1 &&
                      size == sizeof point && point[0] == 4;
    EVP_PKEY_free(key);
    if (!done)
        return mt_fail(err, MT_ECREDS, "not a private key of the curve P-256 in PEM");
    memcpy(out, point + 1, CRYPTO_ES256_SIZE);
    return MT_OK;
}

/* r and s out of the DER that OpenSSL gives. */
static bool unpack_signature(const uint8_t *der, size_t size, uint8_t out[CRYPTO_ES256_SIZE])
{
    enum { HALF = CRYPTO_ES256_SIZE / 2 };
    ECDSA_SIG *signature = d2i_ECDSA_SIG(NULL, &der, (long)size);
    const bool done = signature && BN_bn2binpad(ECDSA_SIG_get0_r(signature), out, HALF) == HALF &&
                      BN_bn2binpad(ECDSA_SIG_get0_s(signature), out + HALF, HALF) == HALF;
    ECDSA_SIG_free(signature);
    return done;
}

mt_status crypto_es256_sign(mt_str pem, mt_str data, uint8_t out[CRYPTO_ES256_SIZE], mt_error *err)
{
    uint8_t der[128];
    size_t size = sizeof der;
    EVP_PKEY *key = read_key(pem);
    if (!key)
        return mt_fail(err, MT_ECREDS, "not a private key of the curve P-256 in PEM");
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    const bool done =
        digest && EVP_DigestSignInit(digest, NULL, EVP_sha256(), NULL, key) == 1 &&
        EVP_DigestSign(digest, der, &size, (const unsigned char *)data.data, data.size) == 1 &&
        unpack_signature(der, size, out);
    EVP_MD_CTX_free(digest);
    EVP_PKEY_free(key);
    return done ? MT_OK : fail_memory(err);
}
