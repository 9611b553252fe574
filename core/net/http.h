/* HTTP requests as a completion queue over libcurl's multi interface: http*.c are the only users of
** libcurl, and the only files that open a connection. Submit, poll, take what has finished.
**
** TLS is always verified, redirects are never followed (they would hand the signature to another
** host), connections are reused, cookies and authentication of libcurl's own are off. */
#ifndef MOONTIDE_HTTP_H
#define MOONTIDE_HTTP_H

#include <stdint.h>

#include <moontide/error.h>
#include <moontide/sigv4.h>

struct http;          /* the queue */
struct http_exchange; /* one request and what came of it */

/* Borrowed during http_new. */
struct http_options {
    unsigned max_connections; /* per host; 0: no limit of ours */
    const char *ca_bundle;    /* PEM file, or a directory of such; NULL: the system's */
    const char *http_proxy;   /* NULL: none; libcurl's own look at the environment is off */
    const char *https_proxy;
    const char *no_proxy;   /* proxy.h says what it may hold */
    bool keeps_alive;       /* TCP keepalive probes */
    size_t max_body_bytes;  /* of an answer; 0: 64 MiB */
    const char *trace_path; /* redacted trace appended here; NULL: off */
};

/* Borrowed until the exchange is released, but for headers (copied). */
struct http_send {
    const char *url;
    const char *method;
    const char *const *headers; /* "Name: value", NULL-terminated; Host among them */
    mt_str body;
    int64_t timeout_ms;         /* from submission to the last byte; 0: none */
    int64_t connect_timeout_ms; /* of it, until the connection stands; 0: no limit of its own */
    bool without_proxy;
    bool stays_near;   /* not sent but to loopback, or where containers' credentials are served */
    bool is_sent_once; /* never again by libcurl itself, see http_was_resent */
    void *tag;
};

/* Errors: MT_EIO (CA bundle or trace file unusable, libcurl not loadable), MT_ECONFIG (a proxy that
** is none), MT_EMEM. */
mt_status http_new(const struct http_options *options, struct http **out, mt_error *err);
/* Aborts what is under way. NULL is fine. */
void http_free(struct http *http);

/* Starts a request; *out lives until http_release. Errors: MT_ECONFIG (URL), MT_EMEM. */
mt_status http_submit(struct http *http, const struct http_send *send, struct http_exchange **out,
                      mt_error *err);
/* Moves bytes; waits at most timeout_ms, less if something finishes. */
mt_status http_poll(struct http *http, int timeout_ms, mt_error *err);
/* A finished exchange, NULL if there is none. It stays the caller's until http_release. */
struct http_exchange *http_next(struct http *http);
/* Has http_poll return, too, when something can be read from a descriptor that is not ours.
** Errors: MT_EMEM. */
mt_status http_watch(struct http *http, int fd, mt_error *err);
void http_unwatch(struct http *http, int fd);
/* Ends an exchange in any state; its handle is kept for the next request. */
void http_release(struct http_exchange *exchange);
/* Connections opened so far. */
uint64_t http_connections(const struct http *http);

/* Of a finished exchange; borrowed until it is released. */
void *http_tag(const struct http_exchange *exchange);
/* MT_OK when a complete answer arrived (whatever its HTTP status); else MT_ENETWORK, MT_ETIMEOUT,
** MT_ETLS, MT_ECONFIG (it would not have stayed near), MT_EPROTOCOL (larger than allowed, not HTTP),
** MT_EMEM, with a sentence in err that says what failed, with which host, and what to look at. */
mt_status http_outcome(const struct http_exchange *exchange, mt_error *err);
/* Had the request left this machine, so that the service may have acted on it? */
bool http_was_sent(const struct http_exchange *exchange);
/* libcurl by itself sends a request again, over a new connection, if a reused one ends without a
** byte of an answer. Most often the peer had closed it while it was idle; but it may have acted. */
bool http_was_resent(const struct http_exchange *exchange);
int http_status(const struct http_exchange *exchange);
mt_str http_body(const struct http_exchange *exchange);
struct http_traffic {
    uint64_t connections;                /* opened for it */
    uint64_t sent_bytes, received_bytes; /* heads and bodies */
};

struct http_traffic http_traffic(const struct http_exchange *exchange);
/* A header of the answer, any case; NULL if absent. */
const char *http_header(struct http_exchange *exchange, const char *name);

#endif
