/* <moontide/server.h> over libevent's evhttp, which reads one request of a connection at a time and
** stops reading until it is answered. */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include <event2/bufferevent.h>
#include <event2/listener.h>

#include "base/buf.h"
#include "base/crypto_tls.h"
#include "net/server_internal.h"

enum {
    DEFAULT_MAX_BODY = 1024 * 1024,
    DEFAULT_MAX_HEADER = 32 * 1024,
    DEFAULT_IDLE_S = 60,
    DEFAULT_MAX_CONNECTIONS = 1024,
    BACKLOG = 1024,
    ACCEPT_PAUSE_MS = 100,
};

/* evhttp tells nobody when a connection ends, so they are counted by what they leave in the event
** base: a descriptor and a timeout while being read, as much again while being written, nothing
** while a request waits for its answer. */
static int count_connections(const mt_server *server)
{
    const int events = event_base_get_num_events(server->base, EVENT_BASE_COUNT_ADDED);
    return (events - server->own_events) / 2 - server->answering + server->unanswered;
}

static void ignore_event(struct bufferevent *bufferevent, short what, void *context)
{
    (void)bufferevent;
    (void)what;
    (void)context;
}

/* Called for each accepted connection. One too many is told that its peer has gone: evhttp has set
** its own callback by the time that the deferred event arrives, and closes it. */
static struct bufferevent *make_bufferevent(struct event_base *base, void *context)
{
    const mt_server *const server = context;
    struct bufferevent *const bufferevent =
        server->tls ? server_tls_accept(base, server->tls) : bufferevent_socket_new(base, -1, 0);
    if (bufferevent && count_connections(server) >= (int)server->max_connections) {
        bufferevent_setcb(bufferevent, NULL, NULL, ignore_event, NULL);
        bufferevent_trigger_event(bufferevent, BEV_EVENT_EOF | BEV_EVENT_READING,
                                  BEV_TRIG_DEFER_CALLBACKS);
    }
    return bufferevent;
}

static void resume_accepting(evutil_socket_t fd, short what, void *context)
{
    (void)fd;
    (void)what;
    (void)evconnlistener_enable(context);
}

/* Out of descriptors or memory: tried again a little later instead of in a busy loop. */
static void pause_accepting(struct evconnlistener *listener, void *context)
{
    (void)context;
    const struct timeval pause = {.tv_usec = ACCEPT_PAUSE_MS * 1000L};
    (void)evconnlistener_disable(listener);
    if (event_base_once(evconnlistener_get_base(listener), -1, EV_TIMEOUT, resume_accepting,
                        listener, &pause) != 0)
        (void)evconnlistener_enable(listener);
}

static void on_timer(evutil_socket_t fd, short what, void *context)
{
    (void)fd;
    (void)what;
    ((mt_server *)context)->has_expired = true;
}

static void on_stop(evutil_socket_t fd, short what, void *context)
{
    (void)fd;
    (void)what;
    mt_server *const server = context;
    server->is_stopped = true;
    (void)event_del(server->stop);
}

/* Changes to the watched set are handed to the kernel once a turn; one thread needs no locks. The
** coarse clock that libevent prefers would end a poll up to 4 ms late. */
static struct event_base *make_base(void)
{
    struct event_config *const config = event_config_new();
    if (!config)
        return NULL;
    (void)event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK);
    (void)event_config_set_flag(config, EVENT_BASE_FLAG_EPOLL_USE_CHANGELIST);
    (void)event_config_set_flag(config, EVENT_BASE_FLAG_PRECISE_TIMER);
    struct event_base *const base = event_base_new_with_config(config);
    event_config_free(config);
    return base;
}

static mt_status make_events(mt_server *server, int stop_fd, mt_error *err)
{
    server->timer = evtimer_new(server->base, on_timer, server);
    if (!server->timer)
        return fail_memory(err);
    if (stop_fd <= 0)
        return MT_OK;
    server->stop = event_new(server->base, stop_fd, EV_READ | EV_PERSIST, on_stop, server);
    if (!server->stop)
        return fail_memory(err);
    if (event_add(server->stop, NULL) != 0)
        return mt_fail(err, MT_EIO, "descriptor %d cannot be waited for", stop_fd);
    return MT_OK;
}

static mt_status make_evhttp(mt_server *server, const mt_server_options *options, mt_error *err)
{
    server->evhttp = evhttp_new(server->base);
    if (!server->evhttp)
        return fail_memory(err);
    const size_t body = options->max_body_bytes ? options->max_body_bytes : DEFAULT_MAX_BODY;
    const size_t header =
        options->max_header_bytes ? options->max_header_bytes : DEFAULT_MAX_HEADER;
    ev_uint16_t allowed = 0;
    for (size_t i = 0; i < SERVER_METHODS; i++)
        allowed = (ev_uint16_t)(allowed | server_methods[i].type);
    evhttp_set_allowed_methods(server->evhttp, allowed);
    evhttp_set_max_body_size(server->evhttp, (ev_ssize_t)body);
    evhttp_set_max_headers_size(server->evhttp, (ev_ssize_t)header);
    evhttp_set_timeout(server->evhttp,
                       options->idle_timeout_s ? options->idle_timeout_s : DEFAULT_IDLE_S);
    evhttp_set_default_content_type(server->evhttp, NULL);
    /* A body too large is read to its end, or the peer would see a reset instead of the 413. */
    (void)evhttp_set_flags(server->evhttp, EVHTTP_SERVER_LINGERING_CLOSE);
    evhttp_set_gencb(server->evhttp, server_receive, server);
    evhttp_set_bevcb(server->evhttp, make_bufferevent, server);
    return MT_OK;
}

static mt_status make_tls(mt_server *server, const mt_server_options *options, mt_error *err)
{
    struct buf pem = {0};
    mt_status st = crypto_tls_new(options->tls_certificate, options->tls_key, &server->tls, err);
    if (!st)
        st = crypto_tls_certificate(server->tls, &pem, err);
    if (!st)
        server->certificate = buf_take(&pem, NULL);
    buf_clear(&pem);
    return st;
}

static mt_status find_port(mt_server *server, int fd, mt_error *err)
{
    struct sockaddr_storage address;
    socklen_t size = sizeof address;
    char port[8];
    if (getsockname(fd, (struct sockaddr *)&address, &size) != 0 ||
        getnameinfo((struct sockaddr *)&address, size, NULL, 0, port, sizeof port,
                    NI_NUMERICSERV) != 0)
        return mt_fail(err, MT_EIO, "the server's own port is unknown: %s", strerror(errno));
    server->port = (int)strtol(port, NULL, 10);
    return MT_OK;
}

static mt_status listen_on(mt_server *server, const struct addrinfo *address, const char *host,
                           int port, mt_error *err)
{
    struct evconnlistener *const listener = evconnlistener_new_bind(
        server->base, NULL, NULL, LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC | LEV_OPT_REUSEABLE,
        BACKLOG, address->ai_addr, (int)address->ai_addrlen);
    if (!listener)
        return mt_fail(err, MT_EIO, "cannot listen on %s port %d: %s", host, port, strerror(errno));
    if (!evhttp_bind_listener(server->evhttp, listener)) {
        evconnlistener_free(listener);
        return fail_memory(err);
    }
    evconnlistener_set_error_cb(listener, pause_accepting);
    const int fd = evconnlistener_get_fd(listener), on = 1;
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on); /* accepted ones inherit it */
    return find_port(server, fd, err);
}

static mt_status open_listener(mt_server *server, const mt_server_options *options, mt_error *err)
{
    const char *const host = options->host ? options->host : "127.0.0.1";
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
    char port[16];
    if (options->port < 0 || options->port > UINT16_MAX)
        return mt_fail(err, MT_EIO, "cannot listen on %s: there is no port %d", host,
                       options->port);
    (void)snprintf(port, sizeof port, "%d", options->port);
    struct addrinfo *addresses = NULL;
    const int failure = getaddrinfo(host, port, &hints, &addresses);
    if (failure)
        return mt_fail(err, MT_EIO, "cannot listen on %s port %s: %s", host, port,
                       gai_strerror(failure));
    const mt_status st = listen_on(server, addresses, host, options->port, err);
    freeaddrinfo(addresses);
    return st;
}

/* A peer that has gone is an error of write(), not a reason to die. */
static void ignore_sigpipe(void)
{
    struct sigaction old;
    if (sigaction(SIGPIPE, NULL, &old) == 0 && old.sa_handler == SIG_DFL)
        (void)sigaction(SIGPIPE, &(struct sigaction){.sa_handler = SIG_IGN}, NULL);
}

static mt_status set_up(mt_server *server, const mt_server_options *options, mt_error *err)
{
    server->base = make_base();
    mt_status st = server->base ? MT_OK : fail_memory(err);
    if (!st)
        st = make_events(server, options->stop_fd, err);
    if (!st && options->is_tls)
        st = make_tls(server, options, err);
    if (!st)
        st = make_evhttp(server, options, err);
    if (!st)
        st = open_listener(server, options, err);
    if (!st)
        server->own_events = event_base_get_num_events(server->base, EVENT_BASE_COUNT_ADDED);
    return st;
}

mt_status mt_server_new(const mt_server_options *options, mt_server **out, mt_error *err)
{
    mt_server *const server = calloc(1, sizeof *server);
    if (!server)
        return fail_memory(err);
    ignore_sigpipe();
    server->max_connections =
        options->max_connections ? options->max_connections : DEFAULT_MAX_CONNECTIONS;
    const mt_status st = set_up(server, options, err);
    if (st) {
        mt_server_free(server);
        return st;
    }
    *out = server;
    return MT_OK;
}

void mt_server_free(mt_server *server)
{
    if (!server)
        return;
    if (server->evhttp)
        evhttp_free(server->evhttp); /* makes orphans of the unanswered requests */
    for (mt_request *request = server->first; request;) {
        mt_request *const next = request->next;
        server_free_orphan(request);
        request = next;
    }
    if (server->timer)
        event_free(server->timer);
    if (server->stop)
        event_free(server->stop);
    if (server->base)
        event_base_free(server->base);
    crypto_tls_free(server->tls);
    free(server->certificate);
    free(server);
}

const char *mt_server_certificate(const mt_server *server)
{
    return server->certificate;
}

int mt_server_port(const mt_server *server)
{
    return server->port;
}

static bool is_poll_over(const mt_server *server)
{
    return server->first || server->is_stopped || server->has_expired;
}

mt_status mt_server_poll(mt_server *server, int timeout_ms, mt_error *err)
{
    server->has_expired = timeout_ms == 0;
    if (timeout_ms > 0) {
        const struct timeval timeout = {.tv_sec = timeout_ms / 1000,
                                        .tv_usec = timeout_ms % 1000 * 1000L};
        (void)evtimer_add(server->timer, &timeout);
    }
    int failure =
        event_base_loop(server->base, is_poll_over(server) ? EVLOOP_NONBLOCK : EVLOOP_ONCE);
    while (failure >= 0 && !is_poll_over(server))
        failure = event_base_loop(server->base, EVLOOP_ONCE);
    (void)evtimer_del(server->timer);
    if (failure < 0)
        return mt_fail(err, MT_EIO, "the server cannot wait for its connections");
    if (server->is_stopped)
        return mt_fail(err, MT_ECANCELLED, "the server was told to stop");
    return MT_OK;
}

mt_request *mt_server_next(mt_server *server)
{
    mt_request *const request = server->first;
    if (!request)
        return NULL;
    server->first = request->next;
    if (!server->first)
        server->last = NULL;
    return request;
}
