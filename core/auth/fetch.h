/* A request that a provider wants sent, with the texts it is made of; all are wiped. */
#ifndef MOONTIDE_AUTH_FETCH_H
#define MOONTIDE_AUTH_FETCH_H

#include <moontide/creds.h>

#include "base/buf.h"

enum { FETCH_HEADERS = 6 };

struct fetch {
    mt_fetch want; /* set what is not built from the buffers */
    struct buf url, body, headers[FETCH_HEADERS];
    const char *lines[FETCH_HEADERS + 1];
    size_t header_count;
    int attempts;
};

/* Empties it for another request. */
void fetch_begin(struct fetch *fetch, const char *method, long timeout_ms);
void fetch_add_header(struct fetch *fetch, const char *name, mt_str value);
/* The step that asks for it, or for it again; *want borrows until the next fetch_begin. */
mt_step fetch_send(struct fetch *fetch, mt_fetch *want, mt_error *err);
/* Is another attempt worth while after this answer: a broken connection, a failing or busy server?
** Sets the pause before it. */
bool fetch_may_repeat(struct fetch *fetch, const mt_fetched *answer, int max_attempts);
/* Says in err what became of it: "NAME answered 503", "NAME: connection refused". */
void fetch_describe(const mt_fetched *answer, const char *name, mt_error *err);
void fetch_clear(struct fetch *fetch);

#endif
