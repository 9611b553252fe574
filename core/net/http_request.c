/* Setting up libcurl's handle for one request. A handle keeps its settings from use to use while
** they fit, since setting it up anew costs about as much as the request itself. */
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "base/address.h"
#include "base/clock.h"
#include "net/http_internal.h"

enum { DNS_CACHE_SECONDS = 300, USUAL_HEADERS = 4096 /* bytes */ };

/* NOLINTNEXTLINE(readability-non-const-parameter): libcurl declares it so */
static size_t receive_body(char *data, size_t size, size_t count, void *context)
{
    struct http_exchange *const exchange = context;
    const size_t received = size * count;
    if (received > exchange->http->max_body_bytes - exchange->body.size) {
        exchange->stop = STOP_TOO_LARGE;
        return 0;
    }
    buf_add(&exchange->body, (mt_str){data, received});
    if (buf_failed(&exchange->body)) {
        exchange->stop = STOP_NO_MEMORY;
        return 0;
    }
    return received;
}

static bool is_near(const char *peer)
{
    const struct address address = address_read(mt_cstr(peer));
    return address_is_loopback(&address) || address_serves_containers(&address);
}

/* Called whenever libcurl is about to send the request.
** NOLINTNEXTLINE(readability-non-const-parameter): libcurl declares it so */
static int about_to_send(void *context, char *peer, char *own, int peer_port, int own_port)
{
    struct http_exchange *const exchange = context;
    (void)own, (void)peer_port, (void)own_port;
    if (exchange->stays_near && !is_near(peer)) {
        exchange->stop = STOP_FAR;
        return CURL_PREREQFUNC_ABORT;
    }
    if (++exchange->sent_count == 1 || !exchange->is_sent_once)
        return CURL_PREREQFUNC_OK;
    exchange->stop = STOP_SENT_ONCE;
    return CURL_PREREQFUNC_ABORT;
}

struct long_setting {
    CURLoption option;
    long value;
};

/* HTTP/1.1 because AWS's JSON services answer nothing else, and it costs less CPU. */
static const struct long_setting long_settings[] = {
    {CURLOPT_NOSIGNAL, 1},
    {CURLOPT_TCP_NODELAY, 1},
    {CURLOPT_FOLLOWLOCATION, 0},
    {CURLOPT_SSL_VERIFYPEER, 1},
    {CURLOPT_SSL_VERIFYHOST, 2},
    {CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2},
    {CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1},
    {CURLOPT_DNS_CACHE_TIMEOUT, DNS_CACHE_SECONDS},
};

/* For services, and for a proxy that is reached by https. */
static CURLcode set_authorities(struct http_exchange *exchange)
{
    const struct http *const http = exchange->http;
    __typeof__(http->curl->easy_setopt) const set = http->curl->easy_setopt;
    CURL *const easy = exchange->easy;
    const char *const file = http->is_ca_directory ? NULL : http->ca_bundle;
    const char *const directory = http->is_ca_directory ? http->ca_bundle : NULL;
    CURLcode code = CURLE_OK;
    if (http->ca_bundle)
        code = set(easy, CURLOPT_CAINFO, file);
    if (!code && http->ca_bundle)
        code = set(easy, CURLOPT_PROXY_CAINFO, file);
    /* libcurl shares parsed certificates between connections only if they come from one file. */
    if (!code && (http->ca_bundle || http->has_ca_file))
        code = set(easy, CURLOPT_CAPATH, directory);
    if (!code && http->ca_bundle)
        code = set(easy, CURLOPT_PROXY_CAPATH, directory);
    return code;
}

static CURLcode set_defaults(struct http_exchange *exchange)
{
    const struct http *const http = exchange->http;
    __typeof__(http->curl->easy_setopt) const set = http->curl->easy_setopt;
    CURL *const easy = exchange->easy;
    CURLcode code = CURLE_OK;
    for (size_t i = 0; !code && i < sizeof long_settings / sizeof long_settings[0]; i++)
        code = set(easy, long_settings[i].option, long_settings[i].value);
    if (!code)
        code = set(easy, CURLOPT_PRIVATE, exchange);
    if (!code)
        code = set(easy, CURLOPT_ERRORBUFFER, exchange->reason);
    if (!code)
        code = set(easy, CURLOPT_WRITEFUNCTION, receive_body);
    if (!code)
        code = set(easy, CURLOPT_WRITEDATA, exchange);
    if (!code)
        code = set(easy, CURLOPT_PREREQFUNCTION, about_to_send);
    if (!code)
        code = set(easy, CURLOPT_PREREQDATA, exchange);
    if (!code)
        code = set(easy, CURLOPT_NOPROXY, ""); /* who goes without one is ours to say */
    if (!code && http->keeps_alive)
        code = set(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    return code ? code : set_authorities(exchange);
}

static CURLcode set_method(struct http_exchange *exchange)
{
    const struct curl_library *const curl = exchange->http->curl;
    const char *const method = exchange->method;
    if (strcmp(method, "HEAD") == 0)
        return curl->easy_setopt(exchange->easy, CURLOPT_NOBODY, 1L);
    if (!exchange->sends_body && strcmp(method, "GET") == 0)
        return curl->easy_setopt(exchange->easy, CURLOPT_HTTPGET, 1L);
    if (exchange->sends_body && strcmp(method, "POST") == 0)
        return curl->easy_setopt(exchange->easy, CURLOPT_POST, 1L);
    return curl->easy_setopt(exchange->easy, CURLOPT_CUSTOMREQUEST, method);
}

static const struct proxy *proxy_for(const struct http *http, const struct http_send *send)
{
    static const struct proxy none = {0};
    const bool is_tls = strncasecmp(send->url, "https:", 6) == 0;
    const struct proxy *const proxy = is_tls ? &http->https_proxy : &http->http_proxy;
    const bool is_direct =
        send->without_proxy || !proxy->url || proxy_is_bypassed(http->no_proxy, send->url);
    return is_direct ? &none : proxy;
}

/* The login apart from the URL, which libcurl quotes when something fails. */
static CURLcode set_proxy(struct http_exchange *exchange, const struct proxy *proxy)
{
    __typeof__(exchange->http->curl->easy_setopt) const set = exchange->http->curl->easy_setopt;
    CURLcode code = set(exchange->easy, CURLOPT_PROXY, proxy->url ? proxy->url : "");
    if (!code && proxy->user)
        code = set(exchange->easy, CURLOPT_PROXYUSERNAME, proxy->user);
    if (!code && proxy->user)
        code = set(exchange->easy, CURLOPT_PROXYPASSWORD, proxy->password);
    return code;
}

/* A body is announced (if only as "Content-Length: 0") where HTTP expects one. */
static bool expects_body(const struct http_send *send)
{
    return send->body.size || strcmp(send->method, "POST") == 0 ||
           strcmp(send->method, "PUT") == 0 || strcmp(send->method, "PATCH") == 0;
}

static CURLcode set_up_handle(struct http_exchange *exchange, const struct http_send *send)
{
    const bool sends_body = expects_body(send);
    const struct proxy *const proxy = proxy_for(exchange->http, send);
    if (strcmp(exchange->method, send->method) == 0 && exchange->sends_body == sends_body &&
        exchange->proxy == proxy)
        return CURLE_OK;
    exchange->http->curl->easy_reset(exchange->easy);
    exchange->method[0] = '\0'; /* not set up, should one of the steps fail */
    CURLcode code = set_defaults(exchange);
    if (!code)
        code = set_proxy(exchange, proxy);
    if (code)
        return code;
    (void)snprintf(exchange->method, sizeof exchange->method, "%s", send->method);
    exchange->sends_body = sends_body;
    exchange->proxy = proxy;
    code = set_method(exchange);
    if (code)
        exchange->method[0] = '\0';
    return code;
}

/* Empty headers switch off what libcurl would add by itself and nobody signed. Each line costs every
** request, so only those are given that libcurl would else think of. */
enum { SWITCHED_OFF = 3, EXPECT_THRESHOLD = 1024 * 1024 /* libcurl asks first from here on */ };

static bool has_header(const char *const *headers, const char *name)
{
    const size_t size = strlen(name);
    for (; headers && *headers; headers++)
        if (strncasecmp(*headers, name, size) == 0)
            return true;
    return false;
}

static size_t switched_off(const struct http_send *send, const char *out[SWITCHED_OFF])
{
    size_t count = 0;
    if (!has_header(send->headers, "Accept:"))
        out[count++] = "Accept:";
    if (!has_header(send->headers, "Content-Type:"))
        out[count++] = "Content-Type:";
    if (send->body.size >= EXPECT_THRESHOLD)
        out[count++] = "Expect:";
    return count;
}

static mt_status grow_headers(struct http_exchange *exchange, size_t count, mt_error *err)
{
    if (count <= exchange->header_capacity)
        return MT_OK;
    struct curl_slist *const grown = realloc(exchange->headers, count * sizeof *grown);
    if (!grown)
        return fail_memory(err);
    exchange->headers = grown;
    exchange->header_capacity = count;
    return MT_OK;
}

static void link_headers(struct http_exchange *exchange, size_t count)
{
    char *text = exchange->header_text.data;
    for (size_t i = 0; i < count; i++) {
        struct curl_slist *const header = &exchange->headers[i];
        header->data = text;
        header->next = i + 1 < count ? header + 1 : NULL;
        text += strlen(text) + 1;
    }
}

static mt_status copy_header(struct buf *text, const char *header, mt_error *err)
{
    if (strpbrk(header, "\r\n"))
        return mt_fail(err, MT_EUSAGE, "a request header holds a line break");
    buf_add(text, (mt_str){header, strlen(header) + 1});
    return MT_OK;
}

static mt_status copy_headers(struct http_exchange *exchange, const struct http_send *send,
                              mt_error *err)
{
    struct buf *const text = &exchange->header_text;
    const char *off[SWITCHED_OFF];
    const size_t off_count = switched_off(send, off);
    size_t count = 0;
    mt_status st = MT_OK;
    buf_reserve(text, USUAL_HEADERS); /* growing would leave copies of a session token behind */
    for (; !st && send->headers && send->headers[count]; count++)
        st = copy_header(text, send->headers[count], err);
    for (size_t i = 0; !st && i < off_count; i++)
        st = copy_header(text, off[i], err);
    if (!st && buf_failed(text))
        st = fail_memory(err);
    count += off_count;
    if (!st)
        st = grow_headers(exchange, count, err);
    if (!st)
        link_headers(exchange, count);
    return st;
}

static CURLcode set_request(struct http_exchange *exchange, const struct http_send *send)
{
    __typeof__(exchange->http->curl->easy_setopt) const set = exchange->http->curl->easy_setopt;
    CURL *const easy = exchange->easy;
    CURLcode code = set_up_handle(exchange, send);
    if (!code)
        code = set(easy, CURLOPT_URL, send->url);
    if (!code)
        code = set(easy, CURLOPT_HTTPHEADER, exchange->headers);
    if (!code && exchange->sends_body)
        code = set(easy, CURLOPT_POSTFIELDS, send->body.size ? send->body.data : "");
    if (!code && exchange->sends_body)
        code = set(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)send->body.size);
    return code;
}

static mt_status check_send(const struct http_send *send, mt_error *err)
{
    const char *const url = send->url;
    const char *authority = NULL;
    if (url && strncasecmp(url, "https://", 8) == 0)
        authority = url + 8;
    else if (url && strncasecmp(url, "http://", 7) == 0)
        authority = url + 7;
    if (!authority || strcspn(authority, "/?#") == 0)
        return mt_fail(err, MT_ECONFIG, "%s is not a URL of the form http(s)://host[:port][/path]",
                       url ? url : "(none)");
    if (!send->method || strlen(send->method) >= sizeof((struct http_exchange *)NULL)->method)
        return mt_fail(err, MT_EUSAGE, "%s is not an HTTP method",
                       send->method ? send->method : "(none)");
    return MT_OK;
}

mt_status http_prepare(struct http_exchange *exchange, const struct http_send *send, mt_error *err)
{
    mt_status st = check_send(send, err);
    if (!st)
        st = copy_headers(exchange, send, err);
    if (st)
        return st;
    exchange->tag = send->tag;
    exchange->timeout_ms = send->timeout_ms;
    exchange->started_at = clock_monotonic_ms();
    exchange->deadline = send->timeout_ms ? exchange->started_at + send->timeout_ms : 0;
    exchange->connect_by =
        send->connect_timeout_ms ? exchange->started_at + send->connect_timeout_ms : 0;
    exchange->request_body = send->body;
    exchange->stays_near = send->stays_near;
    exchange->is_sent_once = send->is_sent_once;
    exchange->sent_count = 0;
    exchange->url = send->url;
    exchange->result = CURLE_OK;
    exchange->stop = STOP_NONE;
    exchange->reason[0] = '\0';
    const CURLcode code = set_request(exchange, send);
    if (code == CURLE_OUT_OF_MEMORY)
        return fail_memory(err);
    if (code)
        return mt_fail(err, MT_ECONFIG, "libcurl refuses the request: %s",
                       exchange->http->curl->easy_strerror(code));
    return MT_OK;
}
