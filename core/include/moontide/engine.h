/* The engine: many calls in flight, one thread, no callbacks.
**
** Submit calls, turn the engine with mt_engine_poll(), take what has finished with
** mt_engine_next(). An engine owns its clients and they own their calls; freeing a parent cancels
** and frees the children. An engine belongs to the thread that made it. */
#ifndef MOONTIDE_ENGINE_H
#define MOONTIDE_ENGINE_H

#include "call.h"
#include "creds.h"
#include "model.h"
#include "settings.h"
#include "stats.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum mt_log_level {
    MT_LOG_QUIET, /* nothing */
    MT_LOG_INFO,  /* -v: one line a call, when it has ended; services that go and come back */
    MT_LOG_DEBUG  /* -vv: each state change, wait and retry decision, and why */
} mt_log_level;

/* Zero is a good default everywhere. Borrowed during mt_engine_new, but for environment. */
typedef struct mt_engine_options {
    unsigned max_in_flight;            /* requests on the wire at once; 0: 64 */
    const mt_environment *environment; /* outlives the engine; NULL: the process's */
    const char *profile; /* for settings and credentials; NULL: AWS_PROFILE, else "default" */
    const char *user_agent_suffix; /* appended to "moontide/VERSION …"; NULL: nothing */
    const char *trace_path; /* every request and answer, redacted, appended here; NULL: off */
    mt_log_level log_level; /* to stderr */
    int64_t patience_ms;    /* with a service that no call reaches; 0: max_time_ms, else 60,000 */
    int64_t max_time_ms;    /* of all calls together, from now on; 0: no limit */
    double max_rate;        /* calls a second per identity, Region, service and class; 0: none */
    const char
        *rates_path; /* the rates of earlier runs are read from this file and kept in it, safe
                            ** to lose; NULL: nowhere */
    bool rates_of_loopback; /* those of services on this machine as well */
    uint64_t seed;          /* of the jitter; 0: from the system */
    bool answers_wants;     /* the caller looks at mt_engine_next_want */
} mt_engine_options;

/* The caller owns the engine. Reads the settings of the environment and the shared files; opens no
** connection. Errors: MT_ECREDS (shared files, profile), MT_ECONFIG, MT_EIO (trace file, CA bundle), MT_EMEM. */
MT_API mt_status mt_engine_open(const mt_engine_options *options, mt_engine **out, mt_error *err);
/* The same, NULL on failure. options may be NULL. */
MT_API mt_engine *mt_engine_new(const mt_engine_options *options, mt_error *err);
/* Cancels and frees everything below. NULL is fine. */
MT_API void mt_engine_free(mt_engine *engine);

/* One turn: expires timers, admits queued calls, moves bytes for at most timeout_ms (0: do not
** wait), classifies what arrived. Returns MT_OK; MT_ENETWORK or MT_EMEM if the loop itself
** failed. */
MT_API mt_status mt_engine_poll(mt_engine *engine, int timeout_ms, mt_error *err);
/* Pops a finished call, oldest first; NULL if there is none. Free it with mt_call_free. */
MT_API mt_call *mt_engine_next(mt_engine *engine);
/* Turns the engine until a call has finished and pops it; NULL when nothing is left. */
MT_API mt_call *mt_engine_wait(mt_engine *engine);
/* Calls submitted and not yet popped. */
MT_API size_t mt_engine_pending(const mt_engine *engine);
/* A call that sends nothing and ends MT_OK after ms milliseconds. NULL on failure: MT_ECANCELLED,
** MT_EMEM. */
MT_API mt_call *mt_engine_sleep(mt_engine *engine, int64_t ms, void *tag, mt_error *err);

/* A call that sends nothing of its own and ends when the credentials of a profile (NULL: the default
** chain) are there; see mt_call_credentials. NULL on failure: MT_ECANCELLED, MT_EMEM. */
MT_API mt_call *mt_engine_resolve(mt_engine *engine, const char *profile, int64_t timeout_ms,
                                  void *tag, mt_error *err);

/* Does nothing name a Region, and is the instance's metadata to be asked (by
** MOONTIDE_REGION_FROM_IMDS)? Errors: MT_ECONFIG. */
MT_API mt_status mt_engine_wants_region(const mt_engine *engine, bool *out, mt_error *err);
/* A call that ends when that is done; the engine's settings have the Region then, and clients made
** without one are made there. It fails with MT_ECONFIG or MT_ETIMEOUT. NULL on failure:
** MT_ECANCELLED, MT_EMEM. */
MT_API mt_call *mt_engine_find_region(mt_engine *engine, int64_t timeout_ms, void *tag,
                                      mt_error *err);

/* What only the program around the engine can know. Borrowed until it is answered. */
typedef struct mt_want {
    uint64_t id;
    mt_step kind;       /* MT_STEP_WANT_CODE or MT_STEP_WANT_CREDENTIALS */
    const char *device; /* the MFA device whose code is wanted */
    const char *name;   /* of the external credentials that are wanted */
} mt_want;

/* The next question that has not been taken; false if there is none. Calls that depend on it wait. */
MT_API bool mt_engine_next_want(mt_engine *engine, mt_want *out);
/* Answers; without a code or credentials problem says why there are none. An answer to a question
** that nobody waits for any more does nothing. */
MT_API void mt_engine_answer_code(mt_engine *engine, uint64_t id, const char *code,
                                  const char *problem);
MT_API void mt_engine_answer_credentials(mt_engine *engine, uint64_t id,
                                         const mt_credentials *credentials, const char *problem);

/* Async-signal-safe. The next turn ends queued calls with MT_ECANCELLED and lets those in flight
** finish without further retries; later submissions fail with MT_ECANCELLED. */
MT_API void mt_engine_interrupt(mt_engine *engine);
MT_API bool mt_engine_is_interrupted(const mt_engine *engine);

/* Resolved settings; borrowed. */
MT_API const mt_settings *mt_engine_settings(const mt_engine *engine);

/* Zero is a good default everywhere; borrowed during mt_client_new. */
typedef struct mt_client_options {
    const char *region;           /* NULL: from the settings */
    const char *endpoint_url;     /* NULL: from the settings, else AWS's endpoint */
    bool use_fips, use_dualstack; /* variants of AWS's endpoint; also by the settings */
    bool ignore_configured_endpoint_urls;
    const char *profile;               /* credentials of another profile; NULL: the engine's */
    const mt_credentials *credentials; /* explicit; NULL: the default chain */
    const char *external;     /* a name: the caller gives credentials whenever mt_engine_next_want
                              ** says so; NULL: it does not */
    const mt_model *model;    /* borrowed as long as the client; NULL: built in, by service name */
    mt_retry_mode retry_mode; /* unset: from the settings, else MT_RETRY_MODE_MOONTIDE */
    int max_attempts; /* of a call met by transient failures; 0: from the settings, else the mode's */
    double max_rate;            /* of its calls, a second and class; 0: the engine's */
    int64_t attempt_timeout_ms; /* one attempt; 0: 30,000 */
    int64_t connect_timeout_ms; /* 0: by defaults_mode, else 3,100 */
    int64_t deadline_ms;  /* a call with its retries, from when it leaves the queue; 0: max_time_ms,
                            ** else 600,000 */
    unsigned check_flags; /* mt_check_flags */
} mt_client_options;

/* A client of one service in one region; owned by the engine, free it earlier with mt_client_free.
** Errors: MT_EMODEL, MT_ECONFIG (no region; a region or URL that cannot be one), MT_EMEM. */
MT_API mt_client *mt_client_new(mt_engine *engine, const char *service,
                                const mt_client_options *options, mt_error *err);
MT_API void mt_client_free(mt_client *client);
MT_API const mt_model *mt_client_model(const mt_client *client);
MT_API const char *mt_client_region(const mt_client *client);
MT_API const char *mt_client_endpoint(const mt_client *client); /* URL */

/* Checks the input and queues the call. Takes input, on failure too; NULL means {}. tag is the
** caller's, for mt_call_tag. NULL on failure: MT_EUSAGE (no such operation), MT_EINPUT (all
** findings then in mt_client_findings), MT_ECANCELLED, MT_EMEM. Nothing is sent before the next
** poll. */
MT_API mt_call *mt_submit(mt_client *client, const char *operation, mt_value *input, void *tag,
                          mt_error *err);
/* The same with an operation of the client's model, looked up once. */
MT_API mt_call *mt_submit_operation(mt_client *client, const mt_operation *operation,
                                    mt_value *input, void *tag, mt_error *err);
/* The findings of the client's last submission; borrowed until its next. */
MT_API const mt_findings *mt_client_findings(const mt_client *client);

#ifdef __cplusplus
}
#endif
#endif
