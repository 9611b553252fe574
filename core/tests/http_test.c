/* The HTTP client against our own server, turned in the same loop: what works. */
#include <ifaddrs.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>

#include "base/address.h"
#include "net_testing.h"

enum { BURST = 64 };

static mt_server *server;
static char url[64];
static char proxy_url[64];

static struct http *make_http(unsigned max_connections)
{
    const struct http_options options = {.max_connections = max_connections};
    struct http *http = NULL;
    mt_error err = {0};
    CHECK_STATUS(http_new(&options, &http, &err), MT_OK);
    if (!http) {
        fprintf(stderr, "%s\n", err.message);
        exit(1);
    }
    return http;
}

static struct http_exchange *submit(struct http *http, const struct http_send *send)
{
    struct http_exchange *exchange = NULL;
    CHECK_STATUS(http_submit(http, send, &exchange, NULL), MT_OK);
    if (!exchange)
        exit(1);
    return exchange;
}

/* Answers with the request's method, target and body, and how many headers there were. */
static void echo(mt_request *request)
{
    const mt_http_request *const http = mt_request_http(request);
    char body[256], count[16];
    (void)snprintf(body, sizeof body, "%.*s %.*s %.*s", MT_STR_ARG(http->method),
                   MT_STR_ARG(http->target), MT_STR_ARG(http->body));
    (void)snprintf(count, sizeof count, "%zu", http->header_count);
    const mt_header headers[] = {
        {mt_cstr("X-Amzn-RequestId"), mt_cstr("first")},
        {mt_cstr("x-amzn-requestid"), mt_cstr("second")},
        {mt_cstr("X-Count"), mt_cstr(count)},
        {mt_cstr("X-Content-Type"), mt_request_header(request, "content-TYPE")},
    };
    CHECK_STATUS(mt_request_reply(request, 200, headers, 4, mt_cstr(body), NULL), MT_OK);
}

static const char *const post_headers[] = {"Host: example.test", "Content-Type: application/json",
                                           "X-Amz-Target: A.B", NULL};

static struct http_send post(const char *body)
{
    return (struct http_send){.url = url,
                              .method = "POST",
                              .headers = post_headers,
                              .body = mt_cstr(body),
                              .timeout_ms = PATIENCE_MS};
}

static void answers_arrive_whole(void)
{
    struct http *const http = make_http(1);
    struct http_send send = post("{\"a\":1}");
    int tag = 0;
    send.tag = &tag;
    submit(http, &send);
    struct http_exchange *const exchange = await(http, server, NULL, echo);
    mt_error err = {0};
    CHECK_STATUS(http_outcome(exchange, &err), MT_OK);
    CHECK(http_tag(exchange) == &tag);
    CHECK(http_status(exchange) == 200);
    CHECK(mt_str_equal(http_body(exchange), mt_cstr("POST /path {\"a\":1}")));
    CHECK(http_was_sent(exchange));
    CHECK_STR(http_header(exchange, "x-amzn-REQUESTID"), "first");
    CHECK(http_header(exchange, "x-absent") == NULL);
    CHECK(http_next(http) == NULL);
    http_release(exchange);
    http_free(http);
}

/* Nothing reaches the wire that was not signed: given headers, and what HTTP cannot do without. */
static void nothing_is_added_to_a_request(void)
{
    struct http *const http = make_http(1);
    const struct http_send with_body = post("{}");
    submit(http, &with_body);
    struct http_exchange *exchange = await(http, server, NULL, echo);
    CHECK_STR(http_header(exchange, "X-Count"), "4"); /* with Content-Length */
    CHECK_STR(http_header(exchange, "X-Content-Type"), "application/json");
    http_release(exchange);
    static const char *const headers[] = {"Host: h", NULL};
    const struct http_send bare = {.url = url, .method = "PUT", .headers = headers};
    submit(http, &bare);
    exchange = await(http, server, NULL, echo);
    CHECK_STR(http_header(exchange, "X-Count"), "2");
    http_release(exchange);
    http_free(http);
}

static void a_handle_serves_any_method_next(void)
{
    static const char *const methods[] = {"POST", "GET", "PUT", "HEAD", "DELETE", "GET", "POST"};
    struct http *const http = make_http(1);
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        struct http_send send = post("");
        send.method = methods[i];
        char expected[64];
        (void)snprintf(expected, sizeof expected, "%s /path ", methods[i]);
        submit(http, &send);
        struct http_exchange *const exchange = await(http, server, NULL, echo);
        CHECK_STATUS(http_outcome(exchange, NULL), MT_OK);
        const mt_str body = http_body(exchange);
        CHECK(mt_str_equal(body, mt_cstr(strcmp(methods[i], "HEAD") == 0 ? "" : expected)));
        http_release(exchange);
    }
    CHECK(http_connections(http) == 1);
    http_free(http);
}

static void connections_are_reused(void)
{
    enum { CONNECTIONS = 4, ROUNDS = 10 };
    struct http *const http = make_http(CONNECTIONS);
    const struct http_send send = post("{}");
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < 2 * CONNECTIONS; i++) /* more than fit: the rest waits for its turn */
            submit(http, &send);
        for (int i = 0; i < 2 * CONNECTIONS; i++) {
            struct http_exchange *const exchange = await(http, server, NULL, echo);
            CHECK_STATUS(http_outcome(exchange, NULL), MT_OK);
            http_release(exchange);
        }
    }
    CHECK(http_connections(http) == CONNECTIONS);
    http_free(http);
}

static void many_are_in_flight_at_once(void)
{
    struct http *const http = make_http(BURST);
    const struct http_send send = post("{}");
    for (int i = 0; i < BURST; i++)
        submit(http, &send);
    mt_request *held[BURST];
    int count = 0;
    const int64_t until = clock_monotonic_ms() + PATIENCE_MS;
    while (count < BURST && clock_monotonic_ms() < until) {
        CHECK_STATUS(http_poll(http, 1, NULL), MT_OK);
        CHECK_STATUS(mt_server_poll(server, 0, NULL), MT_OK);
        while (count < BURST && (held[count] = mt_server_next(server)) != NULL)
            count++;
    }
    CHECK(count == BURST);
    for (int i = 0; i < count; i++)
        echo(held[i]);
    for (int i = 0; i < count; i++) {
        struct http_exchange *const exchange = await(http, server, NULL, echo);
        CHECK_STATUS(http_outcome(exchange, NULL), MT_OK);
        http_release(exchange);
    }
    CHECK(http_connections(http) == BURST);
    http_free(http);
}

static mt_request *await_request(struct http *http)
{
    mt_request *request = NULL;
    const int64_t until = clock_monotonic_ms() + PATIENCE_MS;
    while (!(request = mt_server_next(server)) && clock_monotonic_ms() < until) {
        CHECK_STATUS(http_poll(http, 1, NULL), MT_OK);
        CHECK_STATUS(mt_server_poll(server, 0, NULL), MT_OK);
    }
    if (!request)
        abort();
    return request;
}

static void an_exchange_can_be_released_any_time(void)
{
    struct http *const http = make_http(1);
    const struct http_send send = post("{}");
    http_release(submit(http, &send)); /* before it started */
    struct http_exchange *exchange = submit(http, &send);
    mt_request *const request = await_request(http);
    http_release(exchange); /* waiting for its answer */
    echo(request);          /* to nobody */
    exchange = submit(http, &send);
    struct http_exchange *const other = submit(http, &send);
    echo(await_request(http));
    echo(await_request(http));
    for (int turn = 0; turn < 50; turn++) {
        CHECK_STATUS(http_poll(http, 1, NULL), MT_OK);
        CHECK_STATUS(mt_server_poll(server, 0, NULL), MT_OK);
    }
    http_release(other); /* finished and not yet taken, last in the queue */
    CHECK(http_next(http) == exchange);
    CHECK_STATUS(http_outcome(exchange, NULL), MT_OK);
    http_release(exchange);
    CHECK(http_next(http) == NULL);
    http_free(http);
}

static void a_client_can_be_freed_with_exchanges_in_any_state(void)
{
    struct http *const http = make_http(0);
    const struct http_send send = post("{}");
    submit(http, &send);
    (void)await(http, server, NULL, echo); /* taken and not released */
    submit(http, &send);
    mt_request *const request = await_request(http);
    submit(http, &send);
    http_free(http);
    http_free(NULL);
    echo(request);
}

static void redirect(mt_request *request)
{
    const mt_header location = {mt_cstr("Location"), mt_cstr("http://127.0.0.1:1/elsewhere")};
    CHECK_STATUS(mt_request_reply(request, 307, &location, 1, mt_cstr(""), NULL), MT_OK);
}

static void redirects_are_not_followed(void)
{
    struct http *const http = make_http(1);
    const struct http_send send = post("{}");
    submit(http, &send);
    struct http_exchange *const exchange = await(http, server, NULL, redirect);
    CHECK_STATUS(http_outcome(exchange, NULL), MT_OK);
    CHECK(http_status(exchange) == 307);
    http_release(exchange);
    http_free(http);
}

static void check_target(struct http *http, const struct http_send *send, const char *expected)
{
    submit(http, send);
    struct http_exchange *const exchange = await(http, server, NULL, echo);
    CHECK_STATUS(http_outcome(exchange, NULL), MT_OK);
    char body[256];
    (void)snprintf(body, sizeof body, "%.*s", MT_STR_ARG(http_body(exchange)));
    CHECK_STR(body, expected);
    http_release(exchange);
}

static void proxies_come_from_the_options_only(void)
{
    CHECK(setenv("http_proxy", "http://127.0.0.1:1", 1) == 0);
    CHECK(setenv("no_proxy", "*", 1) == 0);
    struct http *http = make_http(1);
    struct http_send send = post("{}");
    check_target(http, &send, "POST /path {}");
    http_free(http);

    const struct http_options options = {.http_proxy = proxy_url, .no_proxy = "direct.test"};
    CHECK_STATUS(http_new(&options, &http, NULL), MT_OK);
    send.url = "http://far.test/path"; /* a name that only a proxy could resolve */
    check_target(http, &send, "POST http://far.test/path {}");
    send.url = url;
    send.without_proxy = true;
    check_target(http, &send, "POST /path {}");
    http_free(http);
    (void)unsetenv("http_proxy");
    (void)unsetenv("no_proxy");
}

/* An address of this machine that others reach it by, "" if it has none. */
static void find_far_address(char *out, size_t size)
{
    struct ifaddrs *all = NULL;
    *out = '\0';
    if (getifaddrs(&all))
        return;
    for (const struct ifaddrs *one = all; one && !*out; one = one->ifa_next) {
        if (!one->ifa_addr || one->ifa_addr->sa_family != AF_INET)
            continue;
        (void)getnameinfo(one->ifa_addr, sizeof(struct sockaddr_in), out, (socklen_t)size, NULL, 0,
                          NI_NUMERICHOST);
        const struct address address = address_read(mt_cstr(out));
        if (address_is_loopback(&address))
            *out = '\0';
    }
    freeifaddrs(all);
}

/* Whatever the name says: what counts is where it leads. */
static void some_requests_stay_on_this_machine(void)
{
    struct http *const http = make_http(1);
    struct http_send send = post("{}");
    send.stays_near = true;
    check_target(http, &send, "POST /path {}");
    char address[64], text[128];
    find_far_address(address, sizeof address);
    mt_server *far = NULL;
    if (!*address || mt_server_new(&(mt_server_options){.host = address}, &far, NULL)) {
        fprintf(stderr, "SKIPPED: this machine has no other address\n");
        http_free(http);
        return;
    }
    (void)snprintf(text, sizeof text, "http://%s:%d/path", address, mt_server_port(far));
    send.url = text;
    submit(http, &send);
    struct http_exchange *const exchange = await(http, far, NULL, echo);
    mt_error err = {0};
    CHECK_STATUS(http_outcome(exchange, &err), MT_ECONFIG);
    CHECK(strstr(err.message, "is not on this machine, and without https nothing is sent there"));
    CHECK(!http_was_sent(exchange) && mt_server_next(far) == NULL);
    http_release(exchange);
    http_free(http);
    mt_server_free(far);
}

static void polling_waits_only_as_long_as_told(void)
{
    struct http *const http = make_http(1);
    const int64_t start = clock_monotonic_ms();
    CHECK_STATUS(http_poll(http, 30, NULL), MT_OK);
    const int64_t waited = clock_monotonic_ms() - start;
    CHECK(waited >= 29 && waited < 1000);
    http_free(http);
}

int main(void)
{
    const mt_server_options options = {0};
    mt_error err = {0};
    if (mt_server_new(&options, &server, &err) != MT_OK) {
        fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%d/path", mt_server_port(server));
    (void)snprintf(proxy_url, sizeof proxy_url, "http://127.0.0.1:%d", mt_server_port(server));
    RUN(answers_arrive_whole);
    RUN(nothing_is_added_to_a_request);
    RUN(a_handle_serves_any_method_next);
    RUN(connections_are_reused);
    RUN(many_are_in_flight_at_once);
    RUN(an_exchange_can_be_released_any_time);
    RUN(a_client_can_be_freed_with_exchanges_in_any_state);
    RUN(redirects_are_not_followed);
    RUN(proxies_come_from_the_options_only);
    RUN(some_requests_stay_on_this_machine);
    RUN(polling_waits_only_as_long_as_told);
    mt_server_free(server);
    return TEST_SUMMARY();
}
