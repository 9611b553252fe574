/* What earlier runs knew of rates (rate.h), as the text of a file that is safe to lose:
**
**   {"version":1,"rates":{KEY:{"at":UNIX SECONDS,"rate":R,"burst":B,"tokens":LEFT}, …}}
**
** Pure. Whatever else stands in such a text is left out when it is read. */
#ifndef MOONTIDE_FLOW_RATE_BOOK_H
#define MOONTIDE_FLOW_RATE_BOOK_H

#include <moontide/error.h>
#include <moontide/str.h>

#include "flow/rate.h"
#include "flow/scope.h"

enum { RATE_BOOK_ENTRIES = 500, RATE_BOOK_DAYS = 30 };

struct rate_entry {
    char key[GATE_KEY_SIZE];
    int64_t at; /* Unix seconds */
    struct rate_memory memory;
};

/* Zero is an empty one. */
struct rate_book {
    struct rate_entry *entries;
    size_t count, capacity;
};

/* Adds what the text says and now has not made too old. Errors: MT_EMEM; nonsense is none. */
mt_status rate_book_read(struct rate_book *book, mt_str text, int64_t now, mt_error *err);
/* Replaces the entry of the same key; else that of the oldest if the book is full. Errors: MT_EMEM. */
mt_status rate_book_put(struct rate_book *book, const struct rate_entry *entry, mt_error *err);
const struct rate_entry *rate_book_find(const struct rate_book *book, const char *key);
/* *out is the caller's. Errors: MT_EMEM. */
mt_status rate_book_print(const struct rate_book *book, char **out, size_t *size, mt_error *err);
void rate_book_clear(struct rate_book *book);

#endif
