/* What an engine has done, in figures: for a line at the end of a run, a progress line, and
** monitoring. Counting allocates nothing per call. */
#ifndef MOONTIDE_STATS_H
#define MOONTIDE_STATS_H

#include "call.h"

#ifdef __cplusplus
extern "C" {
#endif

/* clang-format off */
/* Why a request was sent once more. */
#define MT_CAUSE_TABLE(X)                                                                           \
    X(MT_CAUSE_TRANSIENT,  "transient")  /* a fault of the service or of the way to it */           \
    X(MT_CAUSE_THROTTLED,  "throttled")                                                             \
    X(MT_CAUSE_CONCURRENT, "concurrent") /* another update was pending */                           \
    X(MT_CAUSE_LAGGING,    "lagging")    /* a change was not visible yet */                         \
    X(MT_CAUSE_EXPIRED,    "expired")    /* credentials were refused as such, others were found */  \
    X(MT_CAUSE_CLOCK,      "clock")      /* it was signed with a wrong time */

/* What a call waits for while it is not on the wire. */
#define MT_WAIT_TABLE(X)                                                                            \
    X(MT_WAIT_LANE,        "lane")        /* another write to the same target */                    \
    X(MT_WAIT_RATE,        "rate")        /* the service allows so many calls a second */           \
    X(MT_WAIT_CIRCUIT,     "circuit")     /* the service does not answer */                         \
    X(MT_WAIT_CREDENTIALS, "credentials")                                                           \
    X(MT_WAIT_BACKOFF,     "backoff")     /* the pause before its next attempt */
/* clang-format on */

typedef enum mt_cause {
#define MT_CAUSE_ENUM(cause, name) cause,
    MT_CAUSE_TABLE(MT_CAUSE_ENUM)
#undef MT_CAUSE_ENUM
        MT_CAUSE_COUNT
} mt_cause;

typedef enum mt_wait {
#define MT_WAIT_ENUM(wait, name) wait,
    MT_WAIT_TABLE(MT_WAIT_ENUM)
#undef MT_WAIT_ENUM
        MT_WAIT_COUNT
} mt_wait;

/* Static. */
MT_API const char *mt_cause_name(mt_cause cause);
MT_API const char *mt_wait_name(mt_wait wait);

typedef struct mt_wait_figures {
    uint64_t count;   /* waits that have ended, of at least a millisecond */
    uint64_t call_ms; /* how long they took: two calls that wait side by side count twice */
    uint64_t held_ms; /* how long something has waited: they count once */
    uint64_t now;     /* calls that wait */
} mt_wait_figures;

enum { MT_LATENCY_BUCKETS = 13 };

/* Up to how many milliseconds an attempt counts into a bucket; negative: the last, without limit. */
MT_API int64_t mt_latency_limit_ms(size_t bucket);

/* All calls of one identity to one service in one Region, of one class of operations. */
typedef struct mt_tally {
    const char
        *profile; /* whose credentials; "" if they were given as such. Borrowed, as all texts */
    const char *region;
    const char *service;               /* by its signing name */
    const char *operation_class;       /* what shares a limit: "read", "write", … */
    uint64_t calls[MT_STATUS_COUNT];   /* that have ended, by how */
    uint64_t attempts;                 /* requests sent */
    uint64_t answers[MT_STATUS_COUNT]; /* what became of them */
    uint64_t retries[MT_CAUSE_COUNT];  /* requests sent once more */
    mt_wait_figures waits[MT_WAIT_COUNT];
    uint64_t sent_bytes, received_bytes;  /* heads and bodies */
    uint64_t connections;                 /* opened */
    uint64_t latency[MT_LATENCY_BUCKETS]; /* attempts, by how long their answer took */
    uint64_t latency_ms;                  /* of all of them */
    double rate;                          /* calls a second that the service is believed to allow;
                                          ** 0: not known */
    int64_t down_ms;                      /* for how long it has not answered; 0: it does */
    int64_t probe_ms;                     /* until a call is let through to see */
} mt_tally;

/* Copies the figures numbered from 0, in the order of their first call; false behind the last. */
MT_API bool mt_engine_tally(const mt_engine *engine, size_t index, mt_tally *out);

typedef struct mt_engine_stats {
    uint64_t calls;       /* finished, sleeps not counted */
    uint64_t failed;      /* of them */
    uint64_t attempts;    /* requests sent */
    uint64_t retries;     /* attempts after a call's first */
    uint64_t throttled;   /* answers that asked to slow down */
    uint64_t concurrent;  /* answers of pending updates */
    uint64_t connections; /* opened, those for credentials among them */
    uint64_t in_flight;   /* now */
    uint64_t peak_in_flight;
    uint64_t held_ms[MT_WAIT_COUNT]; /* how long something has waited */
} mt_engine_stats;

MT_API mt_engine_stats mt_engine_statistics(const mt_engine *engine);

#ifdef __cplusplus
}
#endif
#endif
