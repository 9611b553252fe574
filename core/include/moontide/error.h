/* One error value, from C through Lua to the shell's exit code.
**
** Every function that can fail returns an mt_status and fills an optional, fixed-size mt_error.
** The table below is the only place where a kind of failure gets its name, whether a call that met
** it may be tried again, and the exit code of the program. Adding a kind is adding one line. */
#ifndef MOONTIDE_ERROR_H
#define MOONTIDE_ERROR_H

#if defined(__GNUC__)
#define MT_API __attribute__((visibility("default")))
#define MT_PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define MT_API
#define MT_PRINTF(text, first)
#endif

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* clang-format off */
/*    status          name          retry        exit  meaning */
#define MT_STATUS_TABLE(X)                                                                          \
    X(MT_OK,          "ok",         NEVER,       0,   "it worked")                                  \
    X(MT_EUSAGE,      "usage",      NEVER,       1,   "the library was called in a way it does not offer") \
    X(MT_EINPUT,      "input",      NEVER,       3,   "the input does not fit the operation")       \
    X(MT_EMODEL,      "model",      NEVER,       3,   "the service model is not usable")            \
    X(MT_ESYNTAX,     "syntax",     NEVER,       1,   "a text is not well formed")                  \
    X(MT_ECONFIG,     "config",     NEVER,       1,   "a setting is missing or wrong")              \
    X(MT_ECREDS,      "credentials", NEVER,      4,   "no usable credentials")                      \
    X(MT_EAUTH,       "auth",       NEVER,       4,   "the service refused the identity or the signature") \
    X(MT_ETHROTTLE,   "throttle",   SLOWER,      1,   "the service asked to slow down")             \
    X(MT_ECONCURRENT, "concurrent", SLOWER,      1,   "another update of the same object is pending") \
    X(MT_ELAGGING,    "lagging",    SETTLE,      1,   "what was changed just now is not visible yet") \
    X(MT_ESERVER,     "server",     BACKOFF,     1,   "the service failed")                         \
    X(MT_ENETWORK,    "network",    BACKOFF,     1,   "no complete answer arrived")                 \
    X(MT_ETIMEOUT,    "timeout",    BACKOFF,     1,   "no answer within the time allowed")          \
    X(MT_EPROTOCOL,   "protocol",   BACKOFF,     1,   "the answer is not one of this service's")    \
    X(MT_ETLS,        "tls",        NEVER,       1,   "the server's identity could not be verified") \
    X(MT_ESERVICE,    "service",    NEVER,       1,   "the service refused the request")            \
    X(MT_ECANCELLED,  "cancelled",  NEVER,       130, "it was interrupted")                         \
    X(MT_EIO,         "io",         NEVER,       1,   "a file or socket could not be used")         \
    X(MT_EMEM,        "memory",     NEVER,       1,   "out of memory")
/* clang-format on */

typedef enum mt_status {
#define MT_STATUS_ENUM(status, name, retry, exit, meaning) status,
    MT_STATUS_TABLE(MT_STATUS_ENUM)
#undef MT_STATUS_ENUM
        MT_STATUS_COUNT
} mt_status;

/* Whether a call that ended in a status may be sent again, and how patiently. */
typedef enum mt_retry {
    MT_RETRY_NEVER,
    MT_RETRY_BACKOFF, /* transient: short, jittered pauses, paid from the retry budget */
    MT_RETRY_SLOWER,  /* the service is healthy but busy: longer pauses, more patience */
    MT_RETRY_SETTLE,  /* a change has yet to spread: a few pauses of some seconds in all */
    MT_RETRY_COUNT
} mt_retry;

/* Which rules say how often, after which pause and at what price a call is sent again. All know the
** same classes of failures (MT_STATUS_TABLE). */
typedef enum mt_retry_mode {
    MT_RETRY_MODE_UNSET,    /* what the settings say (AWS_RETRY_MODE, retry_mode), else … */
    MT_RETRY_MODE_MOONTIDE, /* … our own: AWS's of 2026, and patience where time will help */
    MT_RETRY_MODE_STANDARD, /* AWS's retry behaviour 2.1 */
    MT_RETRY_MODE_ADAPTIVE, /* the same behind a send rate found by cubic growth */
    MT_RETRY_MODE_LEGACY,   /* five attempts, pauses of seconds, no budget */
    MT_RETRY_MODE_COUNT
} mt_retry_mode;

/* A plain value: copy it, keep it, pass NULL where it is not wanted. Texts are NUL-terminated and
** cut to fit; the service's whole text stays with the call (mt_call_message). */
typedef struct mt_error {
    mt_status status;
    int http;            /* HTTP status of the answer, 0 if there was none */
    int attempts;        /* how often the request was sent */
    bool may_have_acted; /* a write was sent, and no answer has told that it was not done */
    char code[64];       /* AWS's own code, e.g. "ValidationException"; else empty */
    char where[128];     /* operation, file:line or member path; else empty */
    char request_id[64]; /* AWS request id; else empty */
    char message[640];   /* one sentence: lower-case start, no newline */
} mt_error;

/* The status's short name ("throttle"); static. */
MT_API const char *mt_status_name(mt_status status);
/* One phrase that says what the status means; static. */
MT_API const char *mt_status_meaning(mt_status status);
/* The retry class of the status. */
MT_API mt_retry mt_status_retry(mt_status status);
/* "moontide", "standard", "adaptive", "legacy"; NULL for others. Static. */
MT_API const char *mt_retry_mode_name(mt_retry_mode mode);
/* The mode of that name, in any case; MT_RETRY_MODE_UNSET if there is none. */
MT_API mt_retry_mode mt_retry_mode_find(const char *name);
/* The exit code with which a program that stops for this status should end. */
MT_API int mt_status_exit_code(mt_status status);

/* Fills *err (may be NULL) with status and a formatted message, clears the rest, and returns the
** status, so that a failure is one statement: return mt_fail(err, MT_EINPUT, "…"); */
MT_API mt_status mt_fail(mt_error *err, mt_status status, const char *format, ...) MT_PRINTF(3, 4);

#ifdef __cplusplus
}
#endif
#endif
