/* The file in which an engine keeps its rates from one run to the next (rate_book.h). It is shared
** with other runs that go on at the same time: each adds what it knows, the last one wins. */
#ifndef MOONTIDE_FLOW_RATE_STORE_H
#define MOONTIDE_FLOW_RATE_STORE_H

#include <moontide/engine.h>

#include "flow/rate_book.h"

/* An engine's; zero keeps nothing. */
struct rate_store {
    char *path;
    bool has_loopback; /* services on this machine are remembered, too */
    bool is_read;
    struct rate_book book; /* of earlier runs, read when the first gate is met */
    int64_t save_at;       /* monotonic ms */
};

/* Errors: MT_EMEM. */
mt_status rate_store_open(struct rate_store *store, const mt_engine_options *options,
                          mt_error *err);
void rate_store_clear(struct rate_store *store);
/* Gives a new gate what is remembered of it; does nothing if it is not new. Errors: MT_EMEM. */
mt_status rates_recall(mt_engine *engine, const struct scope *scope, struct gate *gate,
                       mt_error *err);
/* Writes down what has been learned since the last time, if anything. Errors: MT_EIO, MT_EMEM. */
mt_status rates_save(mt_engine *engine, mt_error *err);
/* The same now and then; where it does not succeed, nothing is kept any more. */
void rates_turn(mt_engine *engine);

#endif
