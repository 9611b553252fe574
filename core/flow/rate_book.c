#include "flow/rate_book.h"

#include <stdlib.h>
#include <string.h>

#include <moontide/value.h>

#include "base/buf.h"
#include "data/number.h"

enum { VERSION = 1, DAY = 24 * 3600 };

static bool is_key(mt_str text)
{
    return text.size == GATE_KEY_SIZE - 1 && strspn(text.data, "0123456789abcdef") == text.size;
}

static bool is_fresh(int64_t at, int64_t now)
{
    return at > now - (int64_t)RATE_BOOK_DAYS * DAY &&
           at < now + DAY; /* clocks are set back, too */
}

static struct rate_entry *find(const struct rate_book *book, const char *key)
{
    for (size_t i = 0; i < book->count; i++)
        if (strcmp(book->entries[i].key, key) == 0)
            return &book->entries[i];
    return NULL;
}

const struct rate_entry *rate_book_find(const struct rate_book *book, const char *key)
{
    return find(book, key);
}

static struct rate_entry *oldest(const struct rate_book *book)
{
    struct rate_entry *found = book->entries;
    for (size_t i = 1; i < book->count; i++)
        if (book->entries[i].at < found->at)
            found = &book->entries[i];
    return found;
}

static bool grow(struct rate_book *book)
{
    if (book->count < book->capacity)
        return true;
    const size_t capacity = book->capacity ? book->capacity * 2 : 8;
    struct rate_entry *entries = realloc(book->entries, capacity * sizeof *entries);
    if (!entries)
        return false;
    book->entries = entries;
    book->capacity = capacity;
    return true;
}

mt_status rate_book_put(struct rate_book *book, const struct rate_entry *entry, mt_error *err)
{
    struct rate_entry *place = find(book, entry->key);
    if (!place && book->count >= RATE_BOOK_ENTRIES)
        place = oldest(book);
    if (!place) {
        if (!grow(book))
            return fail_memory(err);
        place = &book->entries[book->count++];
    }
    *place = *entry;
    return MT_OK;
}

static mt_status read_entry(struct rate_book *book, const mt_value *value, int64_t now,
                            mt_error *err)
{
    const mt_str key = mt_value_key(value);
    struct rate_entry entry = {.at = mt_value_int(mt_value_get(value, "at")),
                               .memory = {mt_value_float(mt_value_get(value, "rate")),
                                          mt_value_float(mt_value_get(value, "burst")),
                                          mt_value_float(mt_value_get(value, "tokens"))}};
    if (!is_key(key) || !is_fresh(entry.at, now) || !rate_is_sensible(&entry.memory))
        return MT_OK;
    memcpy(entry.key, key.data, key.size);
    return rate_book_put(book, &entry, err);
}

mt_status rate_book_read(struct rate_book *book, mt_str text, int64_t now, mt_error *err)
{
    mt_value *document = NULL;
    mt_status st = mt_json_parse(text, &document, NULL);
    if (st)
        return st == MT_EMEM ? fail_memory(err) : MT_OK;
    const mt_value *rates = mt_value_get(document, "rates");
    const bool is_ours = mt_value_int(mt_value_get(document, "version")) == VERSION &&
                         mt_value_type(rates) == MT_OBJECT;
    for (const mt_value *v = is_ours ? mt_value_first(rates) : NULL; v && !st; v = mt_value_next(v))
        st = read_entry(book, v, now, err);
    mt_value_free(document);
    return st;
}

mt_status rate_book_print(const struct rate_book *book, char **out, size_t *size, mt_error *err)
{
    struct buf text = {0};
    buf_addf(&text, "{\"version\":%d,\"rates\":{", VERSION);
    for (size_t i = 0; i < book->count; i++) {
        const struct rate_entry *entry = &book->entries[i];
        char rate[NUMBER_TEXT_SIZE];
        (void)number_print_float(entry->memory.rate, rate);
        buf_addf(&text, "%s\n\"%s\":{\"at\":%lld,\"rate\":%s,\"burst\":%.0f,\"tokens\":%.0f}",
                 i ? "," : "", entry->key, (long long)entry->at, rate, entry->memory.burst,
                 entry->memory.tokens);
    }
    buf_add_cstr(&text, "\n}}\n");
    char *taken = buf_take(&text, size);
    if (!taken)
        return fail_memory(err);
    *out = taken;
    return MT_OK;
}

void rate_book_clear(struct rate_book *book)
{
    free(book->entries);
    *book = (struct rate_book){0};
}
