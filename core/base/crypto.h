/* Hashing, HMAC, wiping and comparing secrets: the only user of OpenSSL. */
#ifndef MOONTIDE_CRYPTO_H
#define MOONTIDE_CRYPTO_H

#include <stdint.h>

#include <moontide/error.h>
#include <moontide/str.h>

enum { CRYPTO_HASH_SIZE = 32, CRYPTO_HEX_SIZE = 65 /* with the NUL */ };

/* Overwrites memory in a way the compiler keeps. */
void crypto_wipe(void *memory, size_t size);
/* Compares in a time that depends on the sizes only. */
bool crypto_equal(mt_str a, mt_str b);
/* Random bytes from the system; false if it has none. */
bool crypto_random(void *out, size_t size);
/* Lower-case hex with a NUL. */
void crypto_hex(const uint8_t hash[CRYPTO_HASH_SIZE], char out[CRYPTO_HEX_SIZE]);

/* Hashes of short texts, as lower-case hex: the names of cache files, not security. */
enum { CRYPTO_SHA1_HEX_SIZE = 41 };
mt_status crypto_sha1_hex(mt_str data, char out[CRYPTO_SHA1_HEX_SIZE], mt_error *err);
mt_status crypto_sha256_hex(mt_str data, char out[CRYPTO_HEX_SIZE], mt_error *err);

/* ES256 (RFC 7518): the P-256 key of a PEM text, and a signature as r and s, 32 bytes each. Errors:
** MT_ECREDS (not such a key), MT_EMEM. */
enum { CRYPTO_ES256_SIZE = 64 };
/* The public point, x and y. */
mt_status crypto_es256_public(mt_str pem, uint8_t out[CRYPTO_ES256_SIZE], mt_error *err);
mt_status crypto_es256_sign(mt_str pem, mt_str data, uint8_t out[CRYPTO_ES256_SIZE], mt_error *err);

/* Keeps OpenSSL's contexts between uses: a hash then costs little more than its SHA-256 blocks. */
struct crypto;
struct crypto *crypto_new(void);         /* NULL: out of memory */
void crypto_free(struct crypto *crypto); /* wipes */
mt_status crypto_sha256(struct crypto *crypto, mt_str data, uint8_t out[CRYPTO_HASH_SIZE],
                        mt_error *err);
mt_status crypto_hmac(struct crypto *crypto, mt_str key, mt_str data, uint8_t out[CRYPTO_HASH_SIZE],
                      mt_error *err);

/* An HMAC state after its key: derived once, used for many messages. */
struct crypto_key;
mt_status crypto_key_new(struct crypto *crypto, mt_str key, struct crypto_key **out, mt_error *err);
mt_status crypto_key_sign(struct crypto_key *key, mt_str data, uint8_t out[CRYPTO_HASH_SIZE],
                          mt_error *err);
void crypto_key_free(struct crypto_key *key); /* wipes; NULL is fine */

#endif
