/* The cache of signing keys: a handful of entries, so a scan beats a hash table. */
#include "auth/sigv4_keys.h"

#include <stdlib.h>

#include "base/buf.h"

static bool is_for(const struct sigv4_key_entry *entry, const struct sigv4_key_parts *parts)
{
    return entry->key && mt_str_equal(entry->parts.date, parts->date) &&
           mt_str_equal(entry->parts.service, parts->service) &&
           mt_str_equal(entry->parts.region, parts->region) &&
           crypto_equal(entry->parts.secret, parts->secret);
}

static void evict(struct sigv4_key_entry *entry)
{
    crypto_key_free(entry->key);
    if (entry->storage)
        crypto_wipe(entry->storage, entry->storage_size);
    free(entry->storage);
    *entry = (struct sigv4_key_entry){0};
}

static mt_str keep(char **end, mt_str text)
{
    const mt_str kept = {*end, text.size};
    if (text.size)
        memcpy(*end, text.data, text.size);
    *end += text.size;
    return kept;
}

static bool remember(struct sigv4_key_entry *entry, const struct sigv4_key_parts *parts)
{
    const size_t size =
        parts->secret.size + parts->date.size + parts->region.size + parts->service.size;
    char *end = malloc(size + 1);
    if (!end)
        return false;
    entry->storage = end;
    entry->storage_size = size;
    entry->parts = (struct sigv4_key_parts){
        .secret = keep(&end, parts->secret),
        .date = keep(&end, parts->date),
        .region = keep(&end, parts->region),
        .service = keep(&end, parts->service),
    };
    return true;
}

static mt_status derive(struct crypto *crypto, const struct sigv4_key_parts *parts,
                        struct crypto_key **out, mt_error *err)
{
    uint8_t key[CRYPTO_HASH_SIZE];
    const mt_str key_view = {(const char *)key, sizeof key};
    struct buf seed = {0};
    buf_reserve(&seed, strlen("AWS4") + parts->secret.size); /* growing would leave copies behind */
    buf_add_cstr(&seed, "AWS4");
    buf_add(&seed, parts->secret);

    mt_status st = buf_failed(&seed) ? fail_memory(err) : MT_OK;
    if (!st)
        st = crypto_hmac(crypto, buf_str(&seed), parts->date, key, err);
    if (!st)
        st = crypto_hmac(crypto, key_view, parts->region, key, err);
    if (!st)
        st = crypto_hmac(crypto, key_view, parts->service, key, err);
    if (!st)
        st = crypto_hmac(crypto, key_view, mt_cstr("aws4_request"), key, err);
    if (!st)
        st = crypto_key_new(crypto, key_view, out, err);

    buf_wipe(&seed);
    crypto_wipe(key, sizeof key);
    return st;
}

static size_t least_recent(const struct sigv4_keys *keys)
{
    size_t oldest = 0;
    for (size_t i = 1; i < SIGV4_KEYS_KEPT; i++)
        if (keys->entries[i].last_use < keys->entries[oldest].last_use)
            oldest = i;
    return oldest;
}

/* The entry for parts; SIGV4_KEYS_KEPT if there is none. */
static size_t look_up(const struct sigv4_keys *keys, const struct sigv4_key_parts *parts)
{
    if (is_for(&keys->entries[keys->latest], parts))
        return keys->latest;
    size_t i = 0;
    while (i < SIGV4_KEYS_KEPT && !is_for(&keys->entries[i], parts))
        i++;
    return i;
}

mt_status sigv4_keys_find(struct sigv4_keys *keys, struct crypto *crypto,
                          const struct sigv4_key_parts *parts, struct crypto_key **out,
                          mt_error *err)
{
    size_t index = look_up(keys, parts);
    if (index == SIGV4_KEYS_KEPT) {
        index = least_recent(keys);
        struct sigv4_key_entry *const entry = &keys->entries[index];
        evict(entry);
        mt_status st = remember(entry, parts) ? MT_OK : fail_memory(err);
        if (!st)
            st = derive(crypto, parts, &entry->key, err);
        if (st) {
            evict(entry);
            return st;
        }
    }
    keys->latest = index;
    keys->entries[index].last_use = ++keys->uses;
    *out = keys->entries[index].key;
    return MT_OK;
}

void sigv4_keys_clear(struct sigv4_keys *keys)
{
    for (size_t i = 0; i < SIGV4_KEYS_KEPT; i++)
        evict(&keys->entries[i]);
}
