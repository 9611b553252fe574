/* The HTTP client against peers that refuse, lie, stop or vanish. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "net_testing.h"

static struct http *make_http(const struct http_options *options)
{
    struct http *http = NULL;
    CHECK_STATUS(http_new(options, &http, NULL), MT_OK);
    if (!http)
        exit(1);
    return http;
}

enum { CONNECT_TIMEOUT_MS = 200 };

static struct http_exchange *submit(struct http *http, const char *url, int64_t timeout_ms)
{
    static const char *const headers[] = {"Content-Type: application/json", NULL};
    const struct http_send send = {.url = url,
                                   .method = "POST",
                                   .headers = headers,
                                   .body = mt_cstr("{}"),
                                   .timeout_ms = timeout_ms,
                                   .connect_timeout_ms = CONNECT_TIMEOUT_MS};
    struct http_exchange *exchange = NULL;
    CHECK_STATUS(http_submit(http, &send, &exchange, NULL), MT_OK);
    if (!exchange)
        exit(1);
    return exchange;
}

struct failure {
    mt_status status;
    bool was_sent;
    mt_error err;
};

/* One exchange with the stub on a fresh client. */
static struct failure meet(struct stub *stub, const struct http_options *options,
                           int64_t timeout_ms)
{
    char url[64];
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%d/", stub->port);
    struct http *const http = make_http(options);
    submit(http, url, timeout_ms);
    struct http_exchange *const exchange = await(http, NULL, stub, NULL);
    struct failure failure = {.was_sent = http_was_sent(exchange)};
    failure.status = http_outcome(exchange, &failure.err);
    CHECK(failure.status == MT_OK || failure.err.status == failure.status);
    CHECK(strchr(failure.err.message, '\n') == NULL);
    http_release(exchange);
    http_free(http);
    stub_close(stub);
    return failure;
}

static bool says(const struct failure *failure, const char *text)
{
    const bool is_said = strstr(failure->err.message, text) != NULL;
    if (!is_said)
        fprintf(stderr, "\"%s\" does not say \"%s\"\n", failure->err.message, text);
    return is_said;
}

static const struct http_options plain = {0};

static void a_refused_connection(void)
{
    struct stub stub = stub_open(STUB_CLOSES, "");
    char text[64];
    (void)snprintf(text, sizeof text, "127.0.0.1:%d: Connection refused", stub.port);
    (void)close(stub.listener);
    stub.listener = open("/dev/null", O_WRONLY | O_CLOEXEC);
    const struct failure failure = meet(&stub, &plain, PATIENCE_MS);
    CHECK_STATUS(failure.status, MT_ENETWORK);
    CHECK(!failure.was_sent);
    CHECK(says(&failure, text) && says(&failure, "endpoint URL"));
}

static void a_name_that_does_not_exist(void)
{
    struct http *const http = make_http(&plain);
    submit(http, "http://no-such-host.invalid/", 2000);
    struct http_exchange *const exchange = await(http, NULL, NULL, NULL);
    struct failure failure = {.was_sent = http_was_sent(exchange)};
    failure.status = http_outcome(exchange, &failure.err); /* a slow resolver is a timeout */
    CHECK(failure.status == MT_ENETWORK || failure.status == MT_ETIMEOUT);
    CHECK(!failure.was_sent);
    CHECK(says(&failure, "no-such-host.invalid:80") && says(&failure, "DNS"));
    http_release(exchange);
    http_free(http);
}

static void a_reset_before_the_answer(void)
{
    struct stub stub = stub_open(STUB_RESETS, "");
    const struct failure failure = meet(&stub, &plain, PATIENCE_MS);
    CHECK_STATUS(failure.status, MT_ENETWORK);
    CHECK(failure.was_sent);
    CHECK(says(&failure, "127.0.0.1:"));
    CHECK(stub.accepted == 1);
}

static void a_connection_closed_without_an_answer(void)
{
    struct stub stub = stub_open(STUB_CLOSES, "H");
    stub.answer = "HTTP/1.1 100 Continue\r\n\r\n";
    const struct failure failure = meet(&stub, &plain, PATIENCE_MS);
    CHECK_STATUS(failure.status, MT_ENETWORK);
    CHECK(failure.was_sent);
}

static void a_body_cut_short(void)
{
    struct stub stub =
        stub_open(STUB_CLOSES, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\"");
    const struct failure failure = meet(&stub, &plain, PATIENCE_MS);
    CHECK_STATUS(failure.status, MT_ENETWORK);
    CHECK(failure.was_sent);
    CHECK(failure.err.http == 200);
    CHECK(says(&failure, "cut short"));
}

static void a_chunked_body_cut_short(void)
{
    struct stub stub = stub_open(
        STUB_CLOSES, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n");
    const struct failure failure = meet(&stub, &plain, PATIENCE_MS);
    CHECK_STATUS(failure.status, MT_ENETWORK);
}

static void an_answer_that_is_not_http(void)
{
    static const char *const garbage[] = {"SSH-2.0-OpenSSH_9.2\r\n", "\x16\x03\x01\x02\x03",
                                          "{\"a\":1}\n", "HTTP/1.1 abc\r\n\r\n"};
    for (size_t i = 0; i < sizeof garbage / sizeof garbage[0]; i++) {
        struct stub stub = stub_open(STUB_CLOSES, garbage[i]);
        const struct failure failure = meet(&stub, &plain, PATIENCE_MS);
        CHECK_STATUS(failure.status, MT_EPROTOCOL);
        CHECK(failure.was_sent);
        CHECK(says(&failure, "not HTTP"));
    }
}

static void a_body_larger_than_allowed(void)
{
    const struct http_options small = {.max_body_bytes = 10};
    struct stub stub =
        stub_open(STUB_CLOSES, "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n12345678901");
    const struct failure failure = meet(&stub, &small, PATIENCE_MS);
    CHECK_STATUS(failure.status, MT_EPROTOCOL);
    CHECK(says(&failure, "larger than 10 bytes"));
    stub = stub_open(STUB_CLOSES, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n1234567890");
    CHECK_STATUS(meet(&stub, &small, PATIENCE_MS).status, MT_OK);
}

static void an_answer_that_never_comes(void)
{
    struct stub stub = stub_open(STUB_IS_SILENT, "");
    const int64_t start = clock_monotonic_ms();
    const struct failure failure = meet(&stub, &plain, 100);
    const int64_t waited = clock_monotonic_ms() - start;
    CHECK_STATUS(failure.status, MT_ETIMEOUT);
    CHECK(failure.was_sent);
    CHECK(waited >= 99 && waited < 5000);
    CHECK(says(&failure, "the request had been sent"));
}

/* The time allowed counts from submission, also while another exchange has the only connection. */
/* A listener whose queue is full lets further connections wait. */
static void a_connection_that_does_not_come_about(void)
{
    enum { FILLERS = 4 };
    struct stub stub = stub_open(STUB_IS_SILENT, NULL);
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                                  .sin_port = htons((uint16_t)stub.port)};
    int fillers[FILLERS];
    CHECK(listen(stub.listener, 0) == 0);
    for (int i = 0; i < FILLERS; i++) {
        fillers[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        (void)connect(fillers[i], (struct sockaddr *)&address, sizeof address);
    }
    char url[64];
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%d/", stub.port);
    struct http *const http = make_http(&plain);
    submit(http, url, PATIENCE_MS);
    struct http_exchange *const exchange = await(http, NULL, NULL, NULL);
    struct failure failure = {.was_sent = http_was_sent(exchange)};
    failure.status = http_outcome(exchange, &failure.err);
    CHECK_STATUS(failure.status, MT_ETIMEOUT);
    CHECK(!failure.was_sent && says(&failure, "no connection to 127.0.0.1:"));
    http_release(exchange);
    http_free(http);
    for (int i = 0; i < FILLERS; i++)
        close(fillers[i]);
    stub_close(&stub);
}

static void an_exchange_that_waits_for_a_connection_times_out(void)
{
    struct stub stub = stub_open(STUB_IS_SILENT, "");
    char url[64];
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%d/", stub.port);
    struct http *const http = make_http(&(struct http_options){.max_connections = 1});
    struct http_exchange *const first = submit(http, url, PATIENCE_MS);
    stub_turn(&stub);
    CHECK_STATUS(http_poll(http, 10, NULL), MT_OK);
    struct http_exchange *const second = submit(http, url, 100);
    CHECK(await(http, NULL, &stub, NULL) == second);
    CHECK_STATUS(http_outcome(second, NULL), MT_ETIMEOUT);
    CHECK(!http_was_sent(second));
    http_release(second);
    http_release(first);
    http_free(http);
    stub_close(&stub);
}

/* A pooled connection may have been closed by the peer meanwhile: a new one is opened unasked. */
static void a_stale_connection_costs_nothing(void)
{
    struct stub stub = stub_open(STUB_CLOSES, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    char url[64];
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%d/", stub.port);
    struct http *const http = make_http(&plain);
    for (int i = 0; i < 5; i++) {
        submit(http, url, PATIENCE_MS);
        struct http_exchange *const exchange = await(http, NULL, &stub, NULL);
        CHECK_STATUS(http_outcome(exchange, NULL), MT_OK);
        http_release(exchange);
    }
    CHECK(stub.accepted == 5);
    CHECK(http_connections(http) == 5);
    http_free(http);
    stub_close(&stub);
}

static void a_proxy_that_is_not_there(void)
{
    const struct http_options options = {.http_proxy = "http://user:hunter2@127.0.0.1:1"};
    struct stub stub = stub_open(STUB_CLOSES, "");
    const struct failure failure = meet(&stub, &options, PATIENCE_MS);
    CHECK_STATUS(failure.status, MT_ENETWORK);
    CHECK(!failure.was_sent);
    CHECK(says(&failure, "proxy"));
    CHECK(strstr(failure.err.message, "hunter2") == NULL);
}

static void a_request_that_cannot_be_one(void)
{
    static const char *const urls[] = {"",     "ftp://host/",       "https://", "http:///path",
                                       "host", "file:///etc/passwd"};
    struct http *const http = make_http(&plain);
    struct http_exchange *exchange = NULL;
    for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++) {
        const struct http_send send = {.url = urls[i], .method = "GET"};
        CHECK_STATUS(http_submit(http, &send, &exchange, NULL), MT_ECONFIG);
    }
    static const char *const headers[] = {"X-A: b\r\nX-Injected: c", NULL};
    const struct http_send split = {
        .url = "http://127.0.0.1:1/", .method = "GET", .headers = headers};
    CHECK_STATUS(http_submit(http, &split, &exchange, NULL), MT_EUSAGE);
    const struct http_send method = {.url = "http://127.0.0.1:1/",
                                     .method = "MUCH-TOO-LONG-A-METHOD"};
    CHECK_STATUS(http_submit(http, &method, &exchange, NULL), MT_EUSAGE);
    CHECK(exchange == NULL);
    http_free(http);
}

static void files_that_cannot_be_used(void)
{
    struct http *http = NULL;
    mt_error err = {0};
    CHECK_STATUS(http_new(&(struct http_options){.ca_bundle = "/no/such/ca.pem"}, &http, &err),
                 MT_EIO);
    CHECK(strstr(err.message, "/no/such/ca.pem") && strstr(err.message, "AWS_CA_BUNDLE"));
    CHECK_STATUS(http_new(&(struct http_options){.ca_bundle = ""}, &http, &err), MT_EIO);
    CHECK_STATUS(http_new(&(struct http_options){.trace_path = "/no/such/trace"}, &http, &err),
                 MT_EIO);
    CHECK(strstr(err.message, "/no/such/trace") != NULL);
    CHECK(http == NULL);
}

/* The loader finds this program's libcurl first in a directory where it is an empty file. */
static int run_without_libcurl(const char *self)
{
    char directory[] = "libcurl-XXXXXX", file[64];
    if (!mkdtemp(directory))
        abort();
    (void)snprintf(file, sizeof file, "%s/libcurl.so.4", directory);
    (void)close(open(file, O_WRONLY | O_CREAT | O_CLOEXEC, S_IRWXU));
    const pid_t child = fork();
    if (child == 0) {
        (void)setenv("LD_LIBRARY_PATH", directory, 1);
        (void)execl(self, self, "without-libcurl", (char *)NULL);
        _exit(127);
    }
    int status = -1;
    (void)waitpid(child, &status, 0);
    (void)unlink(file);
    (void)rmdir(directory);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int expect_no_libcurl(void)
{
    struct http *http = NULL;
    for (int i = 0; i < 2; i++) { /* it is said each time, not only when it is found out */
        mt_error err = {0};
        CHECK_STATUS(http_new(&plain, &http, &err), MT_EIO);
        CHECK(strstr(err.message, "libcurl") && strstr(err.message, "install"));
    }
    return test_failures != 0;
}

static const char *self;

static void a_machine_without_libcurl(void)
{
    CHECK(run_without_libcurl(self) == 0);
}

int main(int argc, char **argv)
{
    if (argc > 1)
        return expect_no_libcurl();
    self = argv[0];
    RUN(a_refused_connection);
    RUN(a_name_that_does_not_exist);
    RUN(a_reset_before_the_answer);
    RUN(a_connection_closed_without_an_answer);
    RUN(a_body_cut_short);
    RUN(a_chunked_body_cut_short);
    RUN(an_answer_that_is_not_http);
    RUN(a_body_larger_than_allowed);
    RUN(an_answer_that_never_comes);
    RUN(a_connection_that_does_not_come_about);
    RUN(an_exchange_that_waits_for_a_connection_times_out);
    RUN(a_stale_connection_costs_nothing);
    RUN(a_proxy_that_is_not_there);
    RUN(a_request_that_cannot_be_one);
    RUN(files_that_cannot_be_used);
    RUN(a_machine_without_libcurl);
    return TEST_SUMMARY();
}
