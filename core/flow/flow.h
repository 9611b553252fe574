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
#include "flow/clocks.h"
#include "flow/cubic.h"
#include "flow/identity.h"
#include "flow/lanes.h"
#include "flow/protocol.h"
#include "flow/rate_store.h"
#include "flow/region_search.h"
#include "flow/retry.h"
#include "flow/scope.h"
#include "flow/tally.h"
#include "flow/timers.h"
#include "flow/waiting.h"
#include "net/endpoint.h"
#include "net/http.h"

/* clang-format off */
#define CALL_STATE_TABLE(X)                                                                        \
    X(CALL_LANE,     "waiting for its turn")  /* behind another write to the same target */        \
    X(CALL_QUEUED,   "queued")                /* waits for a free place and the service's rate */  \
    X(CALL_CREDS,    "waiting for credentials")                                                    \
    X(CALL_REGION,   "waiting for the region")                                                     \
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

/* What a call takes from a bucket. */
struct toll {
    struct gate *gate;
    double tokens;
};

enum { STREAM_TOLLS = 2 };

/* A queue of calls that pay the same, see stream.c. */
struct stream {
    struct stream *next;
    const char *class;
    const mt_value *charge; /* in another service; NULL: none */
    struct toll tolls[STREAM_TOLLS];
    size_t toll_count; /* 0: the retry mode knows no rates */
    struct call_list queue;
    struct hold hold;
    struct tally *tally;
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
    struct stream *stream;
    struct call_wait wait;
    struct lane_link lane;
    double paid_at;      /* seconds */
    struct doubt *doubt; /* the write itself while it is being read back; NULL: it is not */
    enum call_state state;
    int attempts;
    int failures[MT_RETRY_COUNT];
    mt_retry last_retry;
    mt_cause cause; /* of its next attempt, if it has had one */
    bool has_place; /* counts against its client's share, see call_admit() */
    bool has_paid;  /* and its attempt is not settled yet */
    bool is_popped;
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
    uint64_t agent_version;   /* of its identity's features, when it was made */
    struct host_clock *clock; /* its service's */
    mt_findings *findings;
    struct retry_budget budget;
    struct retry_question retry; /* what all its calls have in common */
    int64_t attempt_timeout_ms;
    int64_t connect_timeout_ms;
    int64_t deadline_ms;
    double max_rate; /* calls a second and class; 0: no limit of the user's */
    struct cubic cubic;
    struct scope *scope;       /* whose limits its calls count against, see account.c */
    const struct scope *named; /* the same before the account is known: by profile or key id */
    const char *profile;       /* whose credentials it uses; "" if they were given as such */
    unsigned check_flags;

    struct identity *identity;

    struct call_list calls; /* all, by owner */
    struct stream *streams; /* CALL_QUEUED */
    unsigned places;        /* taken, see call_admit() */
};

struct mt_engine {
    mt_client *clients;
    struct identity *identities;
    struct errand *errands;
    struct region_search *region_search; /* NULL: not looked for */
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
    double max_rate;
    int64_t patience_ms; /* with a service that does not answer */
    int64_t max_time_ms; /* of the engine; 0: none */
    int64_t ends_at;     /* by it; 0: never */
    unsigned busy;       /* calls in CALL_SENDING */
    int64_t now;         /* monotonic ms, read once a turn */
    int64_t wall;        /* Unix seconds, read with it */
    uint64_t random_state;
    uint64_t sequence;
    int64_t look_at; /* when a stream that waits may send; 0: none does */
    struct clocks clocks;
    struct scopes scopes;
    struct rate_store rates;
    struct lanes lanes;
    struct tallies tallies;
    struct waits waits; /* of all calls */
    size_t live;        /* calls that exist */
    size_t pending;     /* of them not popped */
    volatile sig_atomic_t is_interrupted;
    bool has_stopped; /* the interrupt has been acted upon */
    uint64_t in_flight, peak_in_flight;
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

/* Unix seconds by the services' clock, in which credentials expire. */
static inline int64_t flow_time(const mt_engine *engine)
{
    return engine->wall + clocks_correction(&engine->clocks);
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
/* Lets go of the exchange of an attempt that is over, or that is given up. */
void call_land(mt_call *call);
/* Ends a call whose request may be under way. */
void call_abandon(mt_call *call, const mt_error *error);
/* Gives up the call's share, see call_admit(). */
void call_leave_place(mt_call *call);
/* Credentials have come for a call in CALL_CREDS: queues it, or ends its wait. */
void call_has_credentials(mt_call *call);

/* account.c */
/* Whose limits a client's calls count against. Errors: MT_EMEM. */
mt_status account_find(mt_client *client, const mt_client_options *options, mt_error *err);
/* An identity has new credentials. */
void account_learned(const struct identity *identity);

/* stream.c */
/* The client has another scope: its streams draw on the buckets of that. Errors: MT_EMEM; nothing has
** changed then. */
mt_status streams_move(mt_client *client, mt_error *err);
/* The stream of a client's calls of an operation with such an input. Errors: MT_EMEM. */
mt_status stream_find(mt_client *client, const mt_operation *operation, const mt_value *input,
                      struct stream **out, mt_error *err);
void streams_free(mt_client *client);
/* What its next call has to wait for. */
struct hold_reason stream_wait(mt_client *client, struct stream *stream);
/* An attempt is begun, and … */
void stream_pay(mt_call *call);

enum stream_outcome {
    STREAM_ANSWERED,
    STREAM_LOST,              /* failed as if nobody were there */
    STREAM_REFUSED,           /* asked to slow down */
    STREAM_NEIGHBOUR_REFUSED, /* the same, on behalf of the service that it needed */
    STREAM_FORGOTTEN          /* given up */
};
/* … how it ended; does nothing if it is settled. */
void stream_settle(mt_call *call, enum stream_outcome outcome);

/* attempt.c */
/* Signs and sends a call that has a place; without credentials it waits for them. */
void attempt_start(mt_call *call);
/* What became of an attempt: ends the call or schedules the next one; attempt_outcome.c. */
void attempt_finished(mt_call *call);

/* AWS's id of the request that a call's answer belongs to; "" if there is none. */
const char *attempt_request_id(const mt_call *call);

/* doubt.c */
/* Is there a read that tells whether the call's write was done? */
bool doubt_can_be_settled(const mt_call *call);
/* Turns a write that has met error into that read; with is_last it will not be sent again. Errors:
** MT_EMEM, the call is then as it was. */
mt_status doubt_begin(mt_call *call, const mt_error *error, bool is_last, mt_error *err);
/* Turns it back; does nothing where there is no doubt. */
void doubt_end(mt_call *call);
/* Does the read's failure say that there is nothing? */
bool doubt_is_absence(const mt_call *call, const mt_error *err);
/* How the read has ended: there is nothing, its output tells, or it failed for good. The call is
** then done, or queued to be sent again. */
void doubt_absent(mt_call *call);
void doubt_answered(mt_call *call);
void doubt_failed(mt_call *call, const mt_error *err);

/* outage.c */
/* Ends a call whose time is up while it waits to be sent. */
void outage_deadline(mt_call *call);
/* Ends what waits for a service that is not there, and everything once the run's time is up. */
void outage_check(mt_engine *engine);
/* The service that a call is for is taken to be away, before its circuit has seen enough. */
void outage_suspect(mt_call *call);
/* Tells, to who wants to know, that a service has gone or is back; before is how it was. */
void outage_tell(const mt_call *call, const struct circuit *before);
/* Keeps a failure in mind, MT_OK too; ends what waits if the identity is refused. */
void outage_note(const mt_call *call, const mt_error *err);

/* engine.c */
/* Ends the calls of a list by owner, or of the engine, with an error; those that are being sent only
** with_sending. */
void engine_end_calls(struct call_list *list, bool with_sending, const mt_error *error);
void engine_end_all(mt_engine *engine, bool with_sending, const mt_error *error);
uint64_t engine_random(mt_engine *engine);
/* In [0, 1). */
double engine_chance(mt_engine *engine);

#endif
