#include "flow/rate_store.h"

#include <stdlib.h>
#include <string.h>

#include "auth/url.h"
#include "base/buf.h"
#include "base/crypto.h"
#include "flow/flow.h"
#include "flow/log.h"

enum {
    SAVE_MS = 30000,
    WORTH_KEEPING = 10 /* tokens spent: a bucket is not known by fewer, nor much emptier after */
};

mt_status rate_store_open(struct rate_store *store, const mt_engine_options *options, mt_error *err)
{
    if (!options->rates_path)
        return MT_OK;
    store->has_loopback = options->rates_of_loopback;
    store->path = str_dup(mt_cstr(options->rates_path));
    return store->path ? MT_OK : fail_memory(err);
}

void rate_store_clear(struct rate_store *store)
{
    rate_book_clear(&store->book);
    free(store->path);
    *store = (struct rate_store){0};
}

/* Adds what the file says; one that cannot be read says nothing. */
static mt_status read_file(const mt_engine *engine, struct rate_book *book, mt_error *err)
{
    const mt_environment *env = engine->environment;
    char *text = NULL;
    size_t size = 0;
    bool exists = false;
    mt_status st = env->read_file(env->context, engine->rates.path, &text, &size, &exists, NULL);
    if (st)
        return st == MT_EMEM ? fail_memory(err) : MT_OK;
    st = rate_book_read(book, (mt_str){text, size}, engine->wall, err);
    free(text);
    return st;
}

/* Is it the same service in the next run? Ports of this machine are not. */
static bool is_lasting(const struct rate_store *store, const struct scope *scope)
{
    struct url_parts parts;
    if (!store->path)
        return false;
    return store->has_loopback || url_split(scope->place, "", &parts, NULL) ||
           !url_is_loopback(&parts);
}

/* A hash, so that no account and no key id stands in the file. */
static mt_status set_key(const struct scope *scope, struct gate *gate, mt_error *err)
{
    char hash[CRYPTO_HEX_SIZE];
    const char *const parts[] = {scope->identity, scope->place, scope->service, scope->region,
                                 gate->class};
    struct buf name = {0};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        buf_add(&name, (mt_str){parts[i], strlen(parts[i]) + 1});
    const mt_status st =
        buf_failed(&name) ? fail_memory(err) : crypto_sha256_hex(buf_str(&name), hash, err);
    buf_clear(&name);
    if (st)
        return st;
    memcpy(gate->key, hash, GATE_KEY_SIZE - 1);
    return MT_OK;
}

mt_status rates_recall(mt_engine *engine, const struct scope *scope, struct gate *gate,
                       mt_error *err)
{
    struct rate_store *store = &engine->rates;
    if (!gate->is_new)
        return MT_OK;
    mt_status st = MT_OK;
    if (is_lasting(store, scope))
        st = set_key(scope, gate, err);
    if (!st && *gate->key && !store->is_read)
        st = read_file(engine, &store->book, err);
    if (st)
        return st;
    gate->is_new = false;
    if (!*gate->key)
        return MT_OK;
    store->is_read = true;
    const struct rate_entry *entry = rate_book_find(&store->book, gate->key);
    if (!entry)
        return MT_OK;
    const double age = entry->at < engine->wall ? (double)(engine->wall - entry->at) : 0;
    rate_recall(&gate->rate, &entry->memory, age, (double)engine->now / 1000);
    log_line(engine->log_level, MT_LOG_DEBUG, "%s in %s, %s: remembered as %.1f/s, burst %.0f",
             scope->service, scope->place, gate->class, entry->memory.rate, entry->memory.burst);
    return MT_OK;
}

static mt_status add_gate(const mt_engine *engine, struct rate_book *book, const struct gate *gate,
                          mt_error *err)
{
    struct rate_entry entry = {.at = engine->wall};
    if (!rate_remember(&gate->rate, (double)engine->now / 1000, &entry.memory))
        return MT_OK;
    memcpy(entry.key, gate->key, GATE_KEY_SIZE);
    return rate_book_put(book, &entry, err);
}

static bool is_worth_keeping(const struct gate *gate)
{
    struct rate_memory memory;
    return *gate->key && gate->rate.spent >= gate->kept + WORTH_KEEPING &&
           rate_remember(&gate->rate, gate->rate.at, &memory);
}

/* Adds to book what is to be kept, and says whether that is anything. */
static mt_status collect(const mt_engine *engine, struct rate_book *book, bool *has_any,
                         mt_error *err)
{
    mt_status st = MT_OK;
    for (const struct scope *scope = engine->scopes.first; scope; scope = scope->next)
        for (const struct gate *gate = scope->gates; gate && !st; gate = gate->next)
            if (is_worth_keeping(gate)) {
                if (!*has_any)
                    st = read_file(engine, book, err); /* others may have learned something */
                *has_any = true;
                if (!st)
                    st = add_gate(engine, book, gate, err);
            }
    return st;
}

static void note_kept(mt_engine *engine)
{
    for (struct scope *scope = engine->scopes.first; scope; scope = scope->next)
        for (struct gate *gate = scope->gates; gate; gate = gate->next)
            if (is_worth_keeping(gate))
                gate->kept = gate->rate.spent;
}

mt_status rates_save(mt_engine *engine, mt_error *err)
{
    const mt_environment *env = engine->environment;
    struct rate_book book = {0};
    char *text = NULL;
    size_t size = 0;
    bool has_any = false;
    if (!engine->rates.path || !env->write_file)
        return MT_OK;
    mt_status st = collect(engine, &book, &has_any, err);
    if (!st && has_any)
        st = rate_book_print(&book, &text, &size, err);
    if (text)
        st = env->write_file(env->context, engine->rates.path, (mt_str){text, size}, err);
    if (!st)
        note_kept(engine);
    free(text);
    rate_book_clear(&book);
    return st;
}

void rates_turn(mt_engine *engine)
{
    struct rate_store *store = &engine->rates;
    if (!store->path || engine->now < store->save_at)
        return;
    mt_error err = {0};
    if (store->save_at && rates_save(engine, &err)) {
        log_line(engine->log_level, MT_LOG_INFO, "rates are not remembered: %s", err.message);
        rate_store_clear(store);
    }
    store->save_at = engine->now + SAVE_MS;
}
