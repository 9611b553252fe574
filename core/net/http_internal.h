/* What the files of the HTTP client share: http.c (the client, life of an exchange), http_request.c
** (setting up a request), http_loop.c (moving bytes), http_outcome.c (what came of it). */
#ifndef MOONTIDE_HTTP_INTERNAL_H
#define MOONTIDE_HTTP_INTERNAL_H

#include <poll.h>

#include "base/buf.h"
#include "net/curl_library.h"
#include "net/http.h"
#include "net/proxy.h"
#include "net/trace.h"

enum exchange_state {
    EXCHANGE_IDLE,   /* kept for the next request */
    EXCHANGE_FLYING, /* in libcurl's hands */
    EXCHANGE_DONE,   /* finished, in the queue of http_next */
    EXCHANGE_HANDED, /* given out by http_next */
};

/* Why we stopped a transfer ourselves. */
enum stop {
    STOP_NONE,
    STOP_TOO_LARGE,
    STOP_NO_MEMORY,
    STOP_NO_CONNECTION,
    STOP_SENT_ONCE,
    STOP_FAR
};

struct http_exchange {
    struct http *http;
    struct http_exchange *next; /* in the idle list or in the done queue */
    enum exchange_state state;
    CURL *easy;
    void *tag;
    /* What the handle is set up for; a change of it starts from libcurl's defaults again. */
    char method[16];
    bool sends_body;
    const struct proxy *proxy;
    /* The request. */
    uint64_t number;
    int64_t timeout_ms;
    int64_t started_at;         /* monotonic ms */
    int64_t deadline;           /* monotonic ms; 0: none */
    int64_t connect_by;         /* monotonic ms; 0: whenever */
    mt_str request_body;        /* borrowed */
    const char *url;            /* borrowed */
    struct buf header_text;     /* each header with its NUL; holds secrets, wiped */
    struct curl_slist *headers; /* an array, linked; points into header_text */
    size_t header_capacity;
    bool stays_near;
    bool is_sent_once; /* at most */
    int sent_count;    /* how often libcurl began to send it */
    /* The answer. */
    CURLcode result;
    int64_t ended_at; /* monotonic ms */
    enum stop stop;
    struct buf body;
    char reason[CURL_ERROR_SIZE]; /* libcurl's own words */
};

struct http {
    const struct curl_library *curl;
    CURLM *multi;
    struct http_exchange **all; /* every exchange made, in use or idle */
    size_t count, capacity;
    struct http_exchange *idle;
    struct http_exchange *done_first, *done_last;
    struct pollfd *sockets; /* what libcurl wants watched */
    size_t socket_count, socket_capacity;
    struct pollfd *ready;    /* as many; what the last wait found */
    int64_t timer_at;        /* monotonic ms at which libcurl wants a turn; negative: none */
    int64_t due_at;          /* monotonic ms before which no exchange can time out; 0: none can */
    bool is_short_of_memory; /* a callback could not keep track of a socket */
    bool has_ca_file;        /* certificates come from a file: libcurl parses it once only */
    uint64_t connections, exchanges;
    size_t in_flight;
    size_t max_connections; /* 0: no limit */
    size_t max_body_bytes;
    char *ca_bundle; /* NULL: the system's */
    bool is_ca_directory;
    bool keeps_alive;
    struct proxy http_proxy, https_proxy;
    char *no_proxy;      /* "" if not set */
    struct trace *trace; /* NULL: off */
};

/* http_request.c: sets the exchange's handle up. Errors: MT_ECONFIG, MT_EUSAGE, MT_EMEM. */
mt_status http_prepare(struct http_exchange *exchange, const struct http_send *send, mt_error *err);

/* http_loop.c */
mt_status http_loop_attach(struct http *http, mt_error *err);
void http_loop_clear(struct http *http);
/* An exchange may time out then (monotonic ms; 0: never). */
void http_note_due(struct http *http, int64_t due);

/* http.c: takes a flying exchange out of libcurl's hands and books what it used. */
void http_land(struct http_exchange *exchange);
/* Appends a landed exchange to the queue of http_next. */
void http_queue(struct http_exchange *exchange);
/* http_outcome.c */
long http_info(const struct http_exchange *exchange, CURLINFO info);
/* Has the address of its host been found? */
bool http_has_looked_up(const struct http_exchange *exchange);
/* Does its connection stand, with proxy and TLS? */
bool http_was_connected(const struct http_exchange *exchange);
void http_trace(struct http_exchange *exchange, bool is_abandoned);

#endif
