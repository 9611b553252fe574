/* A small HTTP/1.1 server as a request queue, for the emulator and for tests: poll, take a request,
** answer it whenever you like. One thread, no callbacks. */
#ifndef MOONTIDE_SERVER_H
#define MOONTIDE_SERVER_H

#include "sigv4.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mt_server mt_server;
typedef struct mt_request mt_request;

typedef struct mt_server_options {
    const char *host;            /* address to listen on; NULL: 127.0.0.1 */
    int port;                    /* 0: any free one */
    size_t max_body_bytes;       /* 0: 1 MiB; larger requests are answered 413 by the server */
    size_t max_header_bytes;     /* 0: 32 KiB */
    int idle_timeout_s;          /* a connection that says nothing for so long is closed; 0: 60 */
    unsigned max_connections;    /* 0: 1,024; further ones are closed at once */
    bool is_tls;                 /* speak TLS, with … */
    const char *tls_certificate; /* this PEM file and … */
    const char *tls_key;         /* this one; both NULL: a self-signed one made for this server */
    int stop_fd;                 /* when this descriptor becomes readable or ends, poll returns
                             ** MT_ECANCELLED; 0 or negative: none */
} mt_server_options;

/* The caller owns *out; options are borrowed during the call. A process that would die of SIGPIPE
** ignores it from here on. Errors: MT_EIO (address in use, a certificate that cannot be used, …),
** MT_EUSAGE (a certificate without its key), MT_EMEM. */
MT_API mt_status mt_server_new(const mt_server_options *options, mt_server **out, mt_error *err);
/* Closes every connection. A request taken and not yet answered stays readable until it is. NULL is
** fine. */
MT_API void mt_server_free(mt_server *server);
MT_API int mt_server_port(const mt_server *server);
/* The certificate as PEM, for clients to trust; borrowed. NULL: the server speaks plain HTTP. */
MT_API const char *mt_server_certificate(const mt_server *server);
/* Moves bytes until a request is complete, at most timeout_ms (-1: no limit). Errors: MT_ECANCELLED
** (stop_fd, from then on always), MT_EIO. */
MT_API mt_status mt_server_poll(mt_server *server, int timeout_ms, mt_error *err);
/* A complete request; NULL if there is none. Answer it exactly once. */
MT_API mt_request *mt_server_next(mt_server *server);

/* The request as received; borrowed until it is answered. */
MT_API const mt_http_request *mt_request_http(const mt_request *request);
/* The first header of that name (any case); its data is NULL if there is none. */
MT_API mt_str mt_request_header(const mt_request *request, const char *name);

/* Answers and consumes the request, on failure too (its connection is then reset). Content-Length
** and Date are added unless headers have them. If the peer or the server has gone, the answer is
** dropped silently. Errors: MT_EUSAGE (a header that cannot be one), MT_EMEM. */
MT_API mt_status mt_request_reply(mt_request *request, int status, const mt_header *headers,
                                  size_t header_count, mt_str body, mt_error *err);
/* Consumes the request and resets its connection without an answer. */
MT_API void mt_request_reset(mt_request *request);

#ifdef __cplusplus
}
#endif
#endif
