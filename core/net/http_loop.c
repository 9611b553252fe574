/* One turn of the HTTP client: waits for the sockets libcurl named and says which are ready.
** curl_multi_perform would visit every exchange in flight each time; this visits only those that
** have something to do. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>

#include "base/clock.h"
#include "net/http_internal.h"

static bool grow_sockets(struct http *http)
{
    const size_t capacity = http->socket_capacity ? http->socket_capacity * 2 : 64;
    struct pollfd *const sockets = realloc(http->sockets, capacity * sizeof *sockets);
    if (!sockets)
        return false;
    http->sockets = sockets;
    struct pollfd *const ready = realloc(http->ready, capacity * sizeof *ready);
    if (!ready)
        return false;
    http->ready = ready;
    http->socket_capacity = capacity;
    return true;
}

static size_t find_socket(const struct http *http, curl_socket_t fd)
{
    size_t i = 0;
    while (i < http->socket_count && http->sockets[i].fd != fd)
        i++;
    return i;
}

static int watch_socket(CURL *easy, curl_socket_t fd, int what, void *context, void *unused)
{
    (void)easy;
    (void)unused;
    struct http *const http = context;
    const size_t i = find_socket(http, fd);
    if (what == CURL_POLL_REMOVE) {
        if (i < http->socket_count)
            http->sockets[i] = http->sockets[--http->socket_count];
        return 0;
    }
    if (i == http->socket_count) {
        if (i == http->socket_capacity && !grow_sockets(http)) {
            http->is_short_of_memory = true;
            return -1;
        }
        http->socket_count++;
    }
    const int events =
        ((what & CURL_POLL_IN) ? POLLIN : 0) | ((what & CURL_POLL_OUT) ? POLLOUT : 0);
    http->sockets[i] = (struct pollfd){.fd = fd, .events = (short)events};
    return 0;
}

mt_status http_watch(struct http *http, int fd, mt_error *err)
{
    /* libcurl takes no notice of descriptors that it does not know */
    return watch_socket(NULL, fd, CURL_POLL_IN, http, NULL) ? fail_memory(err) : MT_OK;
}

void http_unwatch(struct http *http, int fd)
{
    (void)watch_socket(NULL, fd, CURL_POLL_REMOVE, http, NULL);
}

static int set_timer(CURLM *multi, long timeout_ms, void *context)
{
    (void)multi;
    struct http *const http = context;
    http->timer_at = timeout_ms < 0 ? -1 : clock_monotonic_ms() + timeout_ms;
    return 0;
}

mt_status http_loop_attach(struct http *http, mt_error *err)
{
    __typeof__(http->curl->multi_setopt) const set = http->curl->multi_setopt;
    if (set(http->multi, CURLMOPT_SOCKETFUNCTION, watch_socket) ||
        set(http->multi, CURLMOPT_SOCKETDATA, http) ||
        set(http->multi, CURLMOPT_TIMERFUNCTION, set_timer) ||
        set(http->multi, CURLMOPT_TIMERDATA, http))
        return mt_fail(err, MT_EIO, "libcurl refuses its callbacks");
    return MT_OK;
}

void http_loop_clear(struct http *http)
{
    free(http->sockets);
    free(http->ready);
}

static mt_status act(struct http *http, curl_socket_t fd, int what, mt_error *err)
{
    int running = 0;
    const CURLMcode code = http->curl->multi_socket_action(http->multi, fd, what, &running);
    if (code == CURLM_OUT_OF_MEMORY || http->is_short_of_memory) {
        http->is_short_of_memory = false;
        return fail_memory(err);
    }
    if (code != CURLM_OK)
        return mt_fail(err, MT_ENETWORK, "libcurl cannot go on: %s",
                       http->curl->multi_strerror(code));
    return MT_OK;
}

/* What libcurl wants done by the clock: new exchanges, timeouts. */
static mt_status run_timer(struct http *http, mt_error *err)
{
    if (http->timer_at < 0 || http->timer_at > clock_monotonic_ms())
        return MT_OK;
    http->timer_at = -1;
    return act(http, CURL_SOCKET_TIMEOUT, 0, err);
}

static void end(struct http_exchange *exchange, CURLcode result)
{
    exchange->result = result;
    exchange->ended_at = clock_monotonic_ms();
    http_land(exchange);
    http_trace(exchange, false);
    http_queue(exchange);
}

/* Waits for one of the allowed connections, as far as libcurl tells. */
static bool is_without_connection(const struct http_exchange *exchange)
{
    const struct http *const http = exchange->http;
    return http->max_connections && http->in_flight > http->max_connections &&
           !http_has_looked_up(exchange);
}

/* When it has taken too long; 0: never. */
static int64_t due_at(const struct http_exchange *exchange)
{
    const bool is_connecting =
        exchange->connect_by && !http_was_connected(exchange) && !is_without_connection(exchange);
    if (is_connecting && (!exchange->deadline || exchange->connect_by < exchange->deadline))
        return exchange->connect_by;
    return exchange->deadline;
}

static void time_out(struct http_exchange *exchange)
{
    if (is_without_connection(exchange))
        exchange->stop = STOP_NO_CONNECTION;
    end(exchange, CURLE_OPERATION_TIMEDOUT);
}

void http_note_due(struct http *http, int64_t due)
{
    if (due && (!http->due_at || due < http->due_at))
        http->due_at = due;
}

/* Timeouts are our own: two of libcurl's timers a request would cost each call more than this look
** at all of them, taken only when the earliest can have come. It also ends what waits for one of the
** allowed connections, which libcurl would let wait for ever. */
static void expire(struct http *http)
{
    const int64_t now = clock_monotonic_ms();
    if (!http->due_at || now < http->due_at)
        return;
    http->due_at = 0;
    for (size_t i = 0; i < http->count; i++) {
        struct http_exchange *const exchange = http->all[i];
        if (exchange->state != EXCHANGE_FLYING)
            continue;
        const int64_t due = due_at(exchange);
        if (due && due <= now)
            time_out(exchange);
        else
            http_note_due(http, due);
    }
}

static void collect(struct http *http)
{
    int left = 0;
    CURLMsg *message;
    while ((message = http->curl->multi_info_read(http->multi, &left)) != NULL) {
        struct http_exchange *exchange = NULL;
        (void)http->curl->easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &exchange);
        end(exchange, message->data.result);
    }
}

static int sooner(int timeout_ms, int64_t at, int64_t now)
{
    const int64_t left = at > now ? at - now : 0;
    if (timeout_ms >= 0 && timeout_ms <= left)
        return timeout_ms;
    return left > INT_MAX ? INT_MAX : (int)left;
}

static int waiting_time(const struct http *http, int timeout_ms)
{
    if (http->done_first)
        return 0;
    const int64_t now = clock_monotonic_ms();
    if (http->timer_at >= 0)
        timeout_ms = sooner(timeout_ms, http->timer_at, now);
    if (http->due_at)
        timeout_ms = sooner(timeout_ms, http->due_at, now);
    return timeout_ms;
}

static int curl_events(short revents)
{
    return ((revents & (POLLIN | POLLHUP)) ? CURL_CSELECT_IN : 0) |
           ((revents & POLLOUT) ? CURL_CSELECT_OUT : 0) |
           ((revents & (POLLERR | POLLNVAL)) ? CURL_CSELECT_ERR : 0);
}

/* libcurl changes the table of sockets while it acts, so the ready ones are set apart first. */
static mt_status run_sockets(struct http *http, mt_error *err)
{
    size_t count = 0;
    for (size_t i = 0; i < http->socket_count; i++)
        if (http->sockets[i].revents)
            http->ready[count++] = http->sockets[i];
    mt_status st = MT_OK;
    for (size_t i = 0; !st && i < count; i++)
        st = act(http, http->ready[i].fd, curl_events(http->ready[i].revents), err);
    return st;
}

mt_status http_poll(struct http *http, int timeout_ms, mt_error *err)
{
    mt_status st = run_timer(http, err);
    collect(http);
    if (st)
        return st;
    expire(http);
    const int ready =
        poll(http->sockets, (nfds_t)http->socket_count, waiting_time(http, timeout_ms));
    if (ready < 0 && errno != EINTR)
        return mt_fail(err, MT_ENETWORK, "cannot wait for the network: %s", strerror(errno));
    if (ready > 0)
        st = run_sockets(http, err);
    if (!st)
        st = run_timer(http, err);
    collect(http);
    return st;
}
