/* What calls wait for, counted and, at -vv, told. */
#ifndef MOONTIDE_FLOW_WAITING_H
#define MOONTIDE_FLOW_WAITING_H

#include <moontide/stats.h>

struct stream;

/* Why a stream's next call may not be sent yet. */
struct hold_reason {
    int64_t ms; /* 0: it may; negative: an answer has to arrive first */
    mt_wait wait;
    const struct toll *toll; /* whose rate it is; NULL: no service's */
};

/* A stream's account of it. */
struct hold {
    bool is_held;
    mt_wait wait;    /* what for … */
    int64_t since;   /* … from then on */
    uint64_t told;   /* the call that this was told of, by its sequence and one more */
    uint64_t queued; /* calls in the stream's queue */
    int64_t rate_ms; /* so far, but for since */
    int64_t circuit_ms;
};

/* A call's: what had been waited for when it began to. */
struct call_wait {
    int64_t since; /* 0: it does not wait */
    int64_t rate_ms, circuit_ms;
};

/* A call has entered a state, or is about to leave it. */
void waiting_begin(mt_call *call);
void waiting_end(mt_call *call);
/* A stream has been looked at: it is held for this reason, or not. */
void waiting_hold(mt_client *client, struct stream *stream, const struct hold_reason *reason);

#endif
