/* The engine, its clients and their calls: the structures behind the opaque types, shared by the
** files of this directory. The life of a call is call.c, one attempt of it attempt.c, where its
** credentials come from identity.c, and a turn of the loop engine.c. */
#ifndef MOONTIDE_FLOW_H
#define MOONTIDE_FLOW_H

#include <signal.h>

#include <moontide/engine.h>

#include "auth/creds.h"
#include "auth/sigv4.h"
#include "flow/call_list.h"
#include "flow/identity.h"
#include "flow/protocol.h"
#include "flow/retry.h"
#include "flow/timers.h"
#include "net/endpoint.h"
#include "net/http.h"

/* clang-format off */
#define CALL_STATE_TABLE(X)                                                                        \
    X(CALL_QUEUED,   "queued")                /* waits for a free place */                         \
    X(CALL_CREDS,    "waiting for credentials")                                                    \
    X(CALL_SENDING,  "sending")               /* an attempt is under way */                        \
    X(CALL_BACKOFF,  "backing off")           /* waits for its next attempt */                     \
    X(CALL_SLEEPING, "sleeping")              /* mt_engine_sleep */                                \
    X(CALL_DONE,     "done")
/* clang-format on */

enum call_state {
#define CALL_STATE_ENUM(state, name) state,
    CALL_STATE_TABLE(CALL_STATE_ENUM)
#undef CALL_STATE_ENUM
};

struct mt_call {
    struct call_links links[CALL_LINK_COUNT];
    mt_engine *engine;
    mt_client *client;         /* NULL: a sleep, or a wait for credentials */
    struct identity *identity; /* whose credentials it is signed with or waits for */
    uint64_t generation;       /* of those that it was signed with */
    struct creds_held found;   /* what a wait for credentials has found */
    const mt_operation *operation;
    void *tag;
    enum call_state state;
    bool has_place; /* counts against its client's share, see call_admit() */
    bool is_popped;
    int attempts;
    int failures[MT_RETRY_COUNT];
    mt_retry last_retry;
    bool lost_answer; /* an attempt may have acted without our being told */
    bool has_renewed; /* a service refused its credentials as expired; others were asked for */
    bool is_skewed;   /* its last attempt was refused because of the clock */
    uint64_t sequence;
    uint64_t id[2]; /* amz-sdk-invocation-id */
    int64_t started_at;
    int64_t deadline;
    struct timer timer;
    struct flight flight;
    int64_t sent_at, sent_wall; /* of the last attempt, as the engine's now and wall */
    int64_t skew;               /* it was signed with */
    char *body;
    size_t body_size;
    char body_hash[CRYPTO_HEX_SIZE];
    char *label; /* for the log; NULL: none */
    mt_error error;
    char *message;
    mt_value *output;
};

struct mt_client {
    mt_client *next;
    mt_engine *engine;
    const mt_model *model;
    mt_model *own_model; /* NULL: the caller's */
    char *region;
    const char *signing_name;
    struct protocol protocol;
    struct endpoint endpoint;
    char *host_line;
    char *request_url;
    char *content_type_line;
    char *agent_line;
    bool corrects_clock;
    int64_t skew;     /* seconds that the service's clock is ahead of ours */
    bool knows_clock; /* there was an answer that told */
    mt_findings *findings;
    struct retry_budget budget;
    struct retry_question retry; /* what all its calls have in common */
    int64_t attempt_timeout_ms;
    int64_t connect_timeout_ms;
    int64_t deadline_ms;
    unsigned check_flags;

    struct identity *identity;

    struct call_list calls; /* all, by owner */
    struct call_list queue; /* CALL_QUEUED */
    unsigned places;        /* taken, see call_admit() */
};

struct mt_engine {
    mt_client *clients;
    struct identity *identities;
    bool answers_wants;
    uint64_t questions;
    struct call_list sleeps; /* by owner; and waits for credentials */
    struct call_list done;
    struct timers timers;
    struct http *http;
    mt_signer *signer;
    mt_settings *settings;
    const mt_environment *environment;
    char *profile;      /* NULL: not named */
    char *agent;        /* its part of User-Agent */
    char *agent_suffix; /* NULL: none */
    mt_log_level log_level;
    unsigned max_in_flight;
    unsigned busy; /* calls in CALL_SENDING */
    int64_t now;   /* monotonic ms, read once a turn */
    int64_t wall;  /* Unix seconds, read with it */
    uint64_t random_state;
    uint64_t sequence;
    size_t live;    /* calls that exist */
    size_t pending; /* of them not popped */
    volatile sig_atomic_t is_interrupted;
    bool has_stopped; /* the interrupt has been acted upon */
    mt_engine_stats stats;
    struct sigv4_stamp stamp; /* scratch of attempt.c */
    struct buf lines;
};

/* given if it is positive, else fallback; small enough to be added to a time. */
static inline int64_t flow_limit_ms(int64_t given, int64_t fallback)
{
    const int64_t longest = INT64_C(100) * 366 * 24 * 3600 * 1000;
    if (given <= 0)
        return fallback;
    return given < longest ? given : longest;
}

/* call.c */
/* A new call below owner, not in any state's list yet; NULL: out of memory. */
mt_call *call_new(mt_engine *engine, struct call_list *owner, void *tag);
/* Frees a call that is under way nowhere. */
void call_discard(mt_call *call);
/* Moves a call to another state; only CALL_QUEUED is entered at the head of its list when the call
** has left it before, so that it does not wait behind what came later. */
void call_enter(mt_call *call, enum call_state state);
/* Ends a call; error may be NULL for MT_OK. */
void call_finish(mt_call *call, const mt_error *error);
void call_fail(mt_call *call, mt_status status, const char *format, ...) MT_PRINTF(3, 4);
const char *call_state_name(enum call_state state);
/* Takes the next call from the clients' queues and starts it; false if none may start. */
bool call_admit(mt_engine *engine);
/* Gives up the call's share, see call_admit(). */
void call_leave_place(mt_call *call);
/* Credentials have come for a call in CALL_CREDS: queues it, or ends its wait. */
void call_has_credentials(mt_call *call);

/* attempt.c */
/* Signs and sends a call that has a place; without credentials it waits for them. */
void attempt_start(mt_call *call);
/* What became of an attempt: ends the call or schedules the next one. */
void attempt_finished(mt_call *call);

/* engine.c */
uint64_t engine_random(mt_engine *engine);

#endif
