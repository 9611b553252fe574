/* The client itself, and the life of an exchange: taken from the idle ones, prepared, handed to
** libcurl, queued when finished, given back. */
#include "net/http.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crypto.h"
#include "net/http_internal.h"

enum {
    DEFAULT_MAX_BODY = 64 * 1024 * 1024,
    KEPT_BODY = 64 * 1024, /* larger buffers are not kept for the next answer */
    POOLED_HOSTS = 8,      /* hosts whose connections all stay open */
    UNLIMITED_POOL = 1024,
};

static struct http_exchange *make_exchange(struct http *http)
{
    if (http->count == http->capacity) {
        const size_t capacity = http->capacity ? http->capacity * 2 : 16;
        struct http_exchange **const all = realloc(http->all, capacity * sizeof(void *));
        if (!all)
            return NULL;
        http->all = all;
        http->capacity = capacity;
    }
    struct http_exchange *const exchange = calloc(1, sizeof *exchange);
    if (!exchange)
        return NULL;
    exchange->http = http;
    exchange->easy = http->curl->easy_init();
    if (!exchange->easy) {
        free(exchange);
        return NULL;
    }
    http->all[http->count++] = exchange;
    return exchange;
}

static struct http_exchange *take_exchange(struct http *http)
{
    struct http_exchange *const exchange = http->idle;
    if (!exchange)
        return make_exchange(http);
    http->idle = exchange->next;
    exchange->next = NULL;
    return exchange;
}

static void forget(struct buf *buf, size_t kept)
{
    if (buf->data)
        crypto_wipe(buf->data, buf->size);
    if (buf->capacity > kept)
        buf_clear(buf);
    else
        buf_reset(buf);
}

static void give_back(struct http_exchange *exchange)
{
    forget(&exchange->header_text, KEPT_BODY);
    forget(&exchange->body, KEPT_BODY);
    exchange->state = EXCHANGE_IDLE;
    exchange->next = exchange->http->idle;
    exchange->http->idle = exchange;
}

static mt_status start(struct http_exchange *exchange, const struct http_send *send, mt_error *err)
{
    struct http *const http = exchange->http;
    const mt_status st = http_prepare(exchange, send, err);
    if (st)
        return st;
    if (http->curl->multi_add_handle(http->multi, exchange->easy) != CURLM_OK)
        return fail_memory(err);
    http_note_due(http, exchange->deadline);
    http_note_due(http, exchange->connect_by);
    exchange->state = EXCHANGE_FLYING;
    exchange->number = ++http->exchanges;
    http->in_flight++;
    return MT_OK;
}

void http_land(struct http_exchange *exchange)
{
    struct http *const http = exchange->http;
    http->connections += (uint64_t)http_info(exchange, CURLINFO_NUM_CONNECTS);
    (void)http->curl->multi_remove_handle(http->multi, exchange->easy);
    http->in_flight--;
}

void http_queue(struct http_exchange *exchange)
{
    struct http *const http = exchange->http;
    exchange->state = EXCHANGE_DONE;
    exchange->next = NULL;
    if (http->done_last)
        http->done_last->next = exchange;
    else
        http->done_first = exchange;
    http->done_last = exchange;
}

static void unqueue(struct http_exchange *exchange)
{
    struct http *const http = exchange->http;
    struct http_exchange *before = NULL;
    for (struct http_exchange *e = http->done_first; e != exchange; e = e->next)
        before = e;
    if (before)
        before->next = exchange->next;
    else
        http->done_first = exchange->next;
    if (http->done_last == exchange)
        http->done_last = before;
}

static mt_status copy_option(char **out, const char *value, mt_error *err)
{
    *out = str_dup(mt_cstr(value ? value : ""));
    return *out ? MT_OK : fail_memory(err);
}

static mt_status use_ca_bundle(struct http *http, const char *path, mt_error *err)
{
    const curl_version_info_data *const version = http->curl->version_info(CURLVERSION_NOW);
    struct stat file = {0};
    http->has_ca_file = path || (version->age >= CURLVERSION_SEVENTH && version->cainfo);
    if (!path)
        return MT_OK;
    http->is_ca_directory = stat(path, &file) == 0 && S_ISDIR(file.st_mode);
    http->has_ca_file = !http->is_ca_directory;
    if (access(path, R_OK) != 0)
        return mt_fail(err, MT_EIO,
                       "the CA bundle %s cannot be read; check AWS_CA_BUNDLE or ca_bundle",
                       *path ? path : "\"\"");
    return copy_option(&http->ca_bundle, path, err);
}

static mt_status limit_connections(struct http *http, unsigned max, mt_error *err)
{
    const struct curl_library *const curl = http->curl;
    const long pool = max ? (long)max * POOLED_HOSTS : UNLIMITED_POOL;
    if (curl->multi_setopt(http->multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)max) ||
        curl->multi_setopt(http->multi, CURLMOPT_MAXCONNECTS, pool) ||
        curl->multi_setopt(http->multi, CURLMOPT_PIPELINING, CURLPIPE_NOTHING))
        return mt_fail(err, MT_EIO, "libcurl refuses the limit of %u connections", max);
    return MT_OK;
}

static mt_status open_multi(struct http *http, mt_error *err)
{
    http->multi = http->curl->multi_init();
    return http->multi ? http_loop_attach(http, err) : fail_memory(err);
}

static mt_status set_up(struct http *http, const struct http_options *options, mt_error *err)
{
    mt_status st = open_multi(http, err);
    if (!st)
        st = limit_connections(http, options->max_connections, err);
    if (!st)
        st = use_ca_bundle(http, options->ca_bundle, err);
    if (!st)
        st = proxy_parse(options->http_proxy, "http_proxy", &http->http_proxy, err);
    if (!st)
        st = proxy_parse(options->https_proxy, "https_proxy", &http->https_proxy, err);
    if (!st)
        st = copy_option(&http->no_proxy, options->no_proxy, err);
    if (!st && options->trace_path)
        st = trace_open(options->trace_path, &http->trace, err);
    return st;
}

mt_status http_new(const struct http_options *options, struct http **out, mt_error *err)
{
    const struct curl_library *curl;
    mt_status st = curl_library_open(&curl, err);
    if (st)
        return st;
    struct http *const http = calloc(1, sizeof *http);
    if (!http)
        return fail_memory(err);
    http->curl = curl;
    http->timer_at = -1;
    http->max_connections = options->max_connections;
    http->keeps_alive = options->keeps_alive;
    http->max_body_bytes = options->max_body_bytes ? options->max_body_bytes : DEFAULT_MAX_BODY;
    st = set_up(http, options, err);
    if (st) {
        http_free(http);
        return st;
    }
    *out = http;
    return MT_OK;
}

static void free_exchange(struct http_exchange *exchange)
{
    if (exchange->state == EXCHANGE_FLYING)
        http_land(exchange);
    exchange->http->curl->easy_cleanup(exchange->easy);
    buf_wipe(&exchange->header_text);
    buf_wipe(&exchange->body);
    free(exchange->headers);
    free(exchange);
}

void http_free(struct http *http)
{
    if (!http)
        return;
    for (size_t i = 0; i < http->count; i++)
        free_exchange(http->all[i]);
    if (http->multi)
        (void)http->curl->multi_cleanup(http->multi);
    http_loop_clear(http);
    trace_close(http->trace);
    free(http->all);
    free(http->ca_bundle);
    proxy_clear(&http->http_proxy);
    proxy_clear(&http->https_proxy);
    free(http->no_proxy);
    free(http);
}

mt_status http_submit(struct http *http, const struct http_send *send, struct http_exchange **out,
                      mt_error *err)
{
    struct http_exchange *const exchange = take_exchange(http);
    if (!exchange)
        return fail_memory(err);
    const mt_status st = start(exchange, send, err);
    if (st) {
        give_back(exchange);
        return st;
    }
    *out = exchange;
    return MT_OK;
}

struct http_exchange *http_next(struct http *http)
{
    struct http_exchange *const exchange = http->done_first;
    if (exchange) {
        unqueue(exchange);
        exchange->state = EXCHANGE_HANDED;
    }
    return exchange;
}

void http_release(struct http_exchange *exchange)
{
    if (exchange->state == EXCHANGE_FLYING) {
        http_land(exchange);
        http_trace(exchange, true);
    }
    if (exchange->state == EXCHANGE_DONE)
        unqueue(exchange);
    give_back(exchange);
}

uint64_t http_connections(const struct http *http)
{
    return http->connections;
}
