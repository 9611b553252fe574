/* What has to be fetched, run or asked before calls can be made: a provider of credentials, or the
** search for the Region, says what it wants, and the engine gets it while other calls go on. */
#ifndef MOONTIDE_FLOW_ERRAND_H
#define MOONTIDE_FLOW_ERRAND_H

#include <moontide/call.h>
#include <moontide/creds.h>

#include "flow/provider_request.h"

struct http_exchange;
struct errand;

/* A request on the wire, an attempt of a call or of an errand; the exchange's tag. */
struct flight {
    struct http_exchange *exchange; /* NULL: nothing under way */
    mt_call *call;                  /* whose attempt it is, or NULL and then … */
    struct errand *errand;          /* … whose request */
};

enum errand_wait {
    ERRAND_IDLE,
    ERRAND_PAUSES, /* before a request */
    ERRAND_SENDS,
    ERRAND_RUNS, /* a process */
    ERRAND_ASKS, /* the program around this library */
    ERRAND_ASKED /* … which has taken the question */
};

/* The first member of whoever has one. */
struct errand {
    struct errand *next; /* of the engine's */
    mt_engine *engine;
    /* Takes what came of it, and may begin another; NULL starts anew. */
    void (*step)(struct errand *errand, const mt_fetched *answer);
    const char *region; /* in which services are asked; NULL: that of the settings */
    enum errand_wait wait;
    mt_fetch want; /* valid until the next step */
    mt_step want_kind;
    struct provider_request request;
    int64_t sent_at, sent_wall; /* as the engine's now and wall */
    bool is_resent;             /* because of the clock */
    struct flight flight;
    struct child *child;
    int64_t due_at;    /* monotonic ms, while it pauses */
    uint64_t question; /* while it asks */
};

/* Makes a zeroed errand one of the engine's, until … */
void errand_open(struct errand *errand, mt_engine *engine,
                 void (*step)(struct errand *errand, const mt_fetched *answer));
/* … it is closed, whatever is under way. */
void errand_close(struct errand *errand);
/* Starts what errand->want asks for. */
void errand_begin(struct errand *errand, mt_step kind);
/* Its request has ended. */
void errand_fetched(struct errand *errand);

/* What the engine's loop does for its errands: due requests, processes. */
void errands_turn(mt_engine *engine);
/* At most so many ms until one wants a turn. */
int64_t errands_wait(const mt_engine *engine, int64_t wait);

#endif
