/* Derived signing keys, kept: deriving one takes four HMACs, and it stays good for a UTC day. */
#ifndef MOONTIDE_AUTH_SIGV4_KEYS_H
#define MOONTIDE_AUTH_SIGV4_KEYS_H

#include <stdint.h>

#include "base/crypto.h"

enum { SIGV4_KEYS_KEPT = 8 };

/* What a signing key is derived from. The whole secret takes part in the look-up, so rotated
** credentials under an old access key id never meet an old key. */
struct sigv4_key_parts {
    mt_str secret;
    mt_str date; /* "20150830" */
    mt_str region;
    mt_str service;
};

struct sigv4_key_entry {
    struct crypto_key *key; /* NULL: free */
    char *storage;          /* what parts point into */
    size_t storage_size;
    struct sigv4_key_parts parts;
    uint64_t last_use;
};

struct sigv4_keys {
    struct sigv4_key_entry entries[SIGV4_KEYS_KEPT];
    size_t latest; /* looked at first */
    uint64_t uses;
};

/* The key of parts, derived if need be in place of the one least recently used. *out is borrowed
** until the next call. Errors: MT_EMEM. */
mt_status sigv4_keys_find(struct sigv4_keys *keys, struct crypto *crypto,
                          const struct sigv4_key_parts *parts, struct crypto_key **out,
                          mt_error *err);
/* Wipes and frees every entry. */
void sigv4_keys_clear(struct sigv4_keys *keys);

#endif
