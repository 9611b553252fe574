/* What server.c (connections, the loop) and server_request.c (requests and answers) share. The two
** are the only users of libevent. */
#ifndef MOONTIDE_SERVER_INTERNAL_H
#define MOONTIDE_SERVER_INTERNAL_H

#include <event2/event.h>
#include <event2/http.h>

#include <moontide/server.h>

struct mt_request {
    mt_http_request http;
    mt_server *server;           /* NULL: it was freed before the answer */
    struct evhttp_request *from; /* ours if there is no server */
    mt_request *next;
    mt_header headers[]; /* views into from */
};

struct mt_server {
    struct event_base *base;
    struct evhttp *evhttp;
    struct event *timer;    /* ends a poll */
    struct event *stop;     /* NULL: none */
    struct crypto_tls *tls; /* NULL: plain HTTP */
    char *certificate;      /* of it, as PEM */
    mt_request *first, *last;
    unsigned max_connections;
    int own_events; /* events that no connection has */
    int unanswered; /* requests in the queue or with the caller */
    int answering;  /* answers not yet written out */
    int port;
    bool has_expired;
    bool is_stopped;
};

/* server_request.c: evhttp's callback for a complete request; context is the server. */
void server_receive(struct evhttp_request *from, void *context);
void server_free_orphan(mt_request *request);

struct crypto_tls;
/* server_tls.c: a bufferevent for a connection that begins with a handshake; NULL: no memory. */
struct bufferevent *server_tls_accept(struct event_base *base, const struct crypto_tls *tls);

enum { SERVER_METHODS = 7 };
struct server_method {
    enum evhttp_cmd_type type;
    const char *name;
};
extern const struct server_method server_methods[SERVER_METHODS];

#endif
