/* What came of an exchange, and, if it failed, one sentence that says what failed, with whom, why,
** and what to look at. */
#include <stdio.h>
#include <stdlib.h>

#include "net/http_internal.h"

enum { HOST_SIZE = 160, TRACED_HEADERS = 64 };

long http_info(const struct http_exchange *exchange, CURLINFO info)
{
    long value = 0;
    (void)exchange->http->curl->easy_getinfo(exchange->easy, info, &value);
    return value;
}

static curl_off_t offset_info(const struct http_exchange *exchange, CURLINFO info)
{
    curl_off_t value = 0;
    (void)exchange->http->curl->easy_getinfo(exchange->easy, info, &value);
    return value;
}

/* host:port of a URL, the port said even if it is the scheme's own. */
static void name_host(const char *url, char out[HOST_SIZE])
{
    const char *const authority = strstr(url, "://") + 3;
    const int size = (int)strcspn(authority, "/?#");
    const char *const end = authority + size;
    const char *colon = end;
    while (colon > authority && *colon != ':' && *colon != ']')
        colon--;
    const bool has_port = *colon == ':' && colon < end;
    const bool is_tls = authority - url == (ptrdiff_t)strlen("https://");
    (void)snprintf(out, HOST_SIZE, "%.*s%s", size, authority,
                   has_port ? "" : (is_tls ? ":443" : ":80"));
}

struct meaning {
    CURLcode code;
    mt_status status;
    const char *what;   /* before the host */
    const char *advice; /* after libcurl's reason; "" if there is nothing to look at */
};

/* clang-format off */
static const struct meaning meanings[] = {
    {CURLE_COULDNT_RESOLVE_HOST, MT_ENETWORK, "cannot find the address of",
     "; check the region or endpoint URL, and the DNS of this machine"},
    {CURLE_COULDNT_RESOLVE_PROXY, MT_ENETWORK, "cannot find the address of the proxy for",
     "; check http_proxy and https_proxy"},
    {CURLE_COULDNT_CONNECT, MT_ENETWORK, "cannot connect to",
     "; check the endpoint URL, proxy and firewall"},
    {CURLE_PROXY, MT_ENETWORK, "the proxy does not lead to", "; check http_proxy and https_proxy"},
    {CURLE_PARTIAL_FILE, MT_ENETWORK, "the answer was cut short by", ""},
    {CURLE_GOT_NOTHING, MT_ENETWORK, "the connection was closed without an answer by", ""},
    {CURLE_RECV_ERROR, MT_ENETWORK, "the connection broke before the answer was complete, with", ""},
    {CURLE_SEND_ERROR, MT_ENETWORK, "the connection broke while the request was sent, to", ""},
    {CURLE_PEER_FAILED_VERIFICATION, MT_ETLS, "the certificate is not trusted of",
     "; if its authority is your own, set AWS_CA_BUNDLE to a PEM file with it"},
    {CURLE_SSL_CACERT_BADFILE, MT_ETLS, "the CA certificates cannot be used, for",
     "; check AWS_CA_BUNDLE or ca_bundle"},
    {CURLE_SSL_CONNECT_ERROR, MT_ETLS, "no TLS connection comes about with",
     "; TLS 1.2 or newer is needed; check that the port speaks https"},
    {CURLE_SSL_CERTPROBLEM, MT_ETLS, "TLS failed with", ""},
    {CURLE_SSL_CIPHER, MT_ETLS, "TLS failed with", ""},
    {CURLE_SSL_ENGINE_INITFAILED, MT_ETLS, "TLS failed with", ""},
    {CURLE_WEIRD_SERVER_REPLY, MT_EPROTOCOL, "the answer is not HTTP, from", "; check the endpoint URL"},
    {CURLE_UNSUPPORTED_PROTOCOL, MT_EPROTOCOL, "the answer is not HTTP, from", "; check the endpoint URL"},
    {CURLE_URL_MALFORMAT, MT_ECONFIG, "the URL is malformed, of", ""},
};
/* clang-format on */

static const struct meaning *find_meaning(CURLcode code)
{
    static const struct meaning other = {CURLE_OK, MT_ENETWORK, "the request failed, to", ""};
    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++)
        if (meanings[i].code == code)
            return &meanings[i];
    return &other;
}

/* A handshake that the network broke looks to libcurl like one that TLS refused, but for its words.
 */
static bool was_handshake_broken(const struct http_exchange *exchange)
{
    static const char *const words[] = {"Recv failure: ", "Send failure: ", "SSL_ERROR_SYSCALL",
                                        "OpenSSL SSL_connect: Connection", "unexpected eof"};
    if (exchange->result != CURLE_SSL_CONNECT_ERROR)
        return false;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strstr(exchange->reason, words[i]))
            return true;
    return false;
}

/* The proxy has answered, but not by opening a way to the service. */
static bool was_tunnel_refused(const struct http_exchange *exchange)
{
    return strncmp(exchange->reason, "CONNECT tunnel failed", 21) == 0 ||
           strncmp(exchange->reason, "Received HTTP code ", 19) == 0; /* libcurl before 7.87 */
}

static const char *reason_of(const struct http_exchange *exchange)
{
    if (exchange->result == CURLE_COULDNT_CONNECT && http_info(exchange, CURLINFO_OS_ERRNO))
        return strerror((int)http_info(exchange, CURLINFO_OS_ERRNO));
    if (exchange->reason[0])
        return exchange->reason;
    return exchange->http->curl->easy_strerror(exchange->result);
}

static mt_status fail_timeout(const struct http_exchange *exchange, const char *host, mt_error *err)
{
    const long long ms = (long long)(exchange->ended_at - exchange->started_at);
    if (http_was_sent(exchange))
        return mt_fail(err, MT_ETIMEOUT,
                       "no complete answer from %s within %lld ms; the request had been sent", host,
                       ms);
    if (!http_has_looked_up(exchange))
        return mt_fail(err, MT_ETIMEOUT,
                       "the address of %s was not found within %lld ms; check the DNS of this "
                       "machine",
                       host, ms);
    return mt_fail(err, MT_ETIMEOUT,
                   "no connection to %s within %lld ms; check the endpoint URL, proxy and firewall",
                   host, ms);
}

static mt_status fail_stopped(const struct http_exchange *exchange, const char *host, mt_error *err)
{
    if (exchange->stop == STOP_NO_MEMORY)
        return fail_memory(err);
    if (exchange->stop == STOP_SENT_ONCE)
        return mt_fail(err, MT_ENETWORK, "the connection was closed without an answer by %s", host);
    if (exchange->stop == STOP_FAR)
        return mt_fail(err, MT_ECONFIG,
                       "%s is not on this machine, and without https nothing is sent there", host);
    if (exchange->stop == STOP_NO_CONNECTION)
        return mt_fail(err, MT_ETIMEOUT,
                       "no connection to %s became free within %lld ms; %zu are allowed", host,
                       (long long)exchange->timeout_ms, exchange->http->max_connections);
    return mt_fail(err, MT_EPROTOCOL, "the answer of %s is larger than %zu bytes", host,
                   exchange->http->max_body_bytes);
}

mt_status http_outcome(const struct http_exchange *exchange, mt_error *err)
{
    if (exchange->result == CURLE_OK)
        return MT_OK;
    if (exchange->result == CURLE_OUT_OF_MEMORY)
        return fail_memory(err);
    char host[HOST_SIZE];
    name_host(exchange->url, host);
    mt_status st;
    if (exchange->stop != STOP_NONE) {
        st = fail_stopped(exchange, host, err);
    } else if (exchange->result == CURLE_OPERATION_TIMEDOUT) {
        st = fail_timeout(exchange, host, err);
    } else if (was_handshake_broken(exchange)) {
        st = mt_fail(err, MT_ENETWORK, "the connection broke during the TLS handshake with %s: %s",
                     host, exchange->reason);
    } else if (was_tunnel_refused(exchange)) {
        st = mt_fail(err, MT_ENETWORK, "the proxy does not lead to %s: %s; check https_proxy", host,
                     exchange->reason);
    } else {
        const struct meaning *const meaning = find_meaning(exchange->result);
        st = mt_fail(err, meaning->status, "%s %s: %s%s", meaning->what, host, reason_of(exchange),
                     meaning->advice);
    }
    if (err)
        err->http = http_status(exchange);
    return st;
}

bool http_has_looked_up(const struct http_exchange *exchange)
{
    return offset_info(exchange, CURLINFO_NAMELOOKUP_TIME_T) > 0;
}

bool http_was_connected(const struct http_exchange *exchange)
{
    return offset_info(exchange, CURLINFO_PRETRANSFER_TIME_T) > 0;
}

/* Until the connection stood, all that can have been sent was for its sake. */
bool http_was_sent(const struct http_exchange *exchange)
{
    return http_was_resent(exchange) ||
           (http_was_connected(exchange) && http_info(exchange, CURLINFO_REQUEST_SIZE) > 0);
}

bool http_was_resent(const struct http_exchange *exchange)
{
    return exchange->sent_count > 1;
}

void *http_tag(const struct http_exchange *exchange)
{
    return exchange->tag;
}

int http_status(const struct http_exchange *exchange)
{
    return (int)http_info(exchange, CURLINFO_RESPONSE_CODE);
}

struct http_traffic http_traffic(const struct http_exchange *exchange)
{
    return (struct http_traffic){
        .connections = (uint64_t)http_info(exchange, CURLINFO_NUM_CONNECTS),
        .sent_bytes = (uint64_t)http_info(exchange, CURLINFO_REQUEST_SIZE),
        .received_bytes = (uint64_t)http_info(exchange, CURLINFO_HEADER_SIZE) +
                          (uint64_t)offset_info(exchange, CURLINFO_SIZE_DOWNLOAD_T),
    };
}

mt_str http_body(const struct http_exchange *exchange)
{
    return buf_str(&exchange->body);
}

const char *http_header(struct http_exchange *exchange, const char *name)
{
    struct curl_header *header = NULL;
    const CURLHcode code =
        exchange->http->curl->easy_header(exchange->easy, name, 0, CURLH_HEADER, -1, &header);
    return code == CURLHE_OK ? header->value : NULL;
}

static size_t list_request_headers(const struct http_exchange *exchange,
                                   mt_header out[TRACED_HEADERS])
{
    size_t count = 0;
    for (const struct curl_slist *h = exchange->headers; h && count < TRACED_HEADERS; h = h->next) {
        const size_t name = strcspn(h->data, ":");
        const size_t space = strspn(h->data + name, ": ");
        if (h->data[name + space]) /* the empty ones are not sent */
            out[count++] = (mt_header){{h->data, name}, mt_cstr(h->data + name + space)};
    }
    return count;
}

static size_t list_answer_headers(const struct http_exchange *exchange,
                                  mt_header out[TRACED_HEADERS])
{
    size_t count = 0;
    struct curl_header *header = NULL;
    while (count < TRACED_HEADERS && (header = exchange->http->curl->easy_nextheader(
                                          exchange->easy, CURLH_HEADER, -1, header)) != NULL)
        out[count++] = (mt_header){mt_cstr(header->name), mt_cstr(header->value)};
    return count;
}

void http_trace(struct http_exchange *exchange, bool is_abandoned)
{
    struct http *const http = exchange->http;
    if (!http->trace)
        return;
    mt_header request[TRACED_HEADERS], answer[TRACED_HEADERS];
    mt_error err = {0};
    const bool has_failed = http_outcome(exchange, &err) != MT_OK;
    const struct trace_record record = {
        .number = exchange->number,
        .in_flight = http->in_flight,
        .duration_us = (int64_t)offset_info(exchange, CURLINFO_TOTAL_TIME_T),
        .is_reused = http_info(exchange, CURLINFO_NUM_CONNECTS) == 0,
        .local_port = http_info(exchange, CURLINFO_LOCAL_PORT),
        .method = exchange->method,
        .url = exchange->url,
        .request_headers = request,
        .request_header_count = list_request_headers(exchange, request),
        .request_body = exchange->request_body,
        .status = http_status(exchange),
        .answer_headers = answer,
        .answer_header_count = list_answer_headers(exchange, answer),
        .answer_body = http_body(exchange),
        .failure = is_abandoned ? "abandoned" : (has_failed ? err.message : NULL),
    };
    trace_write(http->trace, &record);
}
