/* The server against peers that speak raw bytes, properly and otherwise. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>

#include "net_testing.h"

enum { MANY = 200 };

static mt_server *make_server(const mt_server_options *options)
{
    mt_server *server = NULL;
    mt_error err = {0};
    CHECK_STATUS(mt_server_new(options, &server, &err), MT_OK);
    if (!server) {
        fprintf(stderr, "%s\n", err.message);
        exit(1);
    }
    return server;
}

static int dial(const mt_server *server)
{
    const struct sockaddr_in address = {.sin_family = AF_INET,
                                        .sin_port = htons((uint16_t)mt_server_port(server)),
                                        .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof address) != 0)
        abort();
    (void)fcntl(fd, F_SETFL, O_NONBLOCK);
    return fd;
}

static void say(int fd, const char *text)
{
    CHECK(send(fd, text, strlen(text), MSG_NOSIGNAL) == (ssize_t)strlen(text));
}

/* What the peer has got so far; *is_over when the connection has ended, *was_reset how. */
struct heard {
    char text[8192];
    size_t size;
    bool is_over, was_reset;
};

static void hear(int fd, struct heard *heard)
{
    const ssize_t size =
        recv(fd, heard->text + heard->size, sizeof heard->text - 1 - heard->size, 0);
    heard->is_over = size == 0 || (size < 0 && errno != EAGAIN);
    heard->was_reset = size < 0 && errno == ECONNRESET;
    if (size > 0)
        heard->size += (size_t)size;
    heard->text[heard->size] = '\0';
}

static mt_request *await_request(mt_server *server)
{
    mt_request *request = NULL;
    for (int turn = 0; turn < 100 && !(request = mt_server_next(server)); turn++)
        CHECK_STATUS(mt_server_poll(server, 100, NULL), MT_OK);
    if (!request)
        abort();
    return request;
}

/* Turns the server, answering "ok", until the peer has heard text or the connection has ended. */
static struct heard converse(mt_server *server, int fd, const char *text)
{
    struct heard heard = {0};
    const int64_t until = clock_monotonic_ms() + PATIENCE_MS;
    while (!heard.is_over && !(text && strstr(heard.text, text)) && clock_monotonic_ms() < until) {
        CHECK_STATUS(mt_server_poll(server, 1, NULL), MT_OK);
        for (mt_request *r; (r = mt_server_next(server)) != NULL;)
            CHECK_STATUS(mt_request_reply(r, 200, NULL, 0, mt_cstr("ok"), NULL), MT_OK);
        hear(fd, &heard);
    }
    CHECK(heard.is_over || (text && strstr(heard.text, text)));
    return heard;
}

static const mt_server_options plain = {0};

static void a_request_arrives_as_it_was_sent(void)
{
    mt_server *const server = make_server(&plain);
    const int fd = dial(server);
    say(fd, "POST /a%2Fb/../c//d?x=%20&y=1 HTTP/1.1\r\nHost: h\r\nX-Two: 1\r\nx-two:  2  \r\n"
            "Content-Length: 5\r\n\r\nbo\0dy");
    CHECK(send(fd, "\0dy", 3, MSG_NOSIGNAL) == 3);
    mt_request *const request = await_request(server);
    const mt_http_request *const http = mt_request_http(request);
    CHECK(mt_str_equal(http->method, mt_cstr("POST")));
    CHECK(mt_str_equal(http->target, mt_cstr("/a%2Fb/../c//d?x=%20&y=1")));
    CHECK(mt_str_equal(http->body, (mt_str){"bo\0dy", 5}));
    CHECK(http->header_count == 4);
    CHECK(mt_str_equal(http->headers[1].name, mt_cstr("X-Two")));
    CHECK(mt_str_equal(http->headers[2].name, mt_cstr("x-two")));
    CHECK(mt_str_equal(http->headers[2].value, mt_cstr("2")));
    CHECK(mt_str_equal(mt_request_header(request, "X-TWO"), mt_cstr("1")));
    CHECK(mt_request_header(request, "absent").size == 0);
    const mt_header header = {mt_cstr("X-A"), mt_cstr("b")};
    CHECK_STATUS(mt_request_reply(request, 418, &header, 1, mt_cstr("{}"), NULL), MT_OK);
    const struct heard heard = converse(server, fd, "{}");
    CHECK(strncmp(heard.text, "HTTP/1.1 418 ", 13) == 0);
    CHECK(strstr(heard.text, "X-A: b\r\n") && strstr(heard.text, "Content-Length: 2\r\n"));
    CHECK(strstr(heard.text, "Date: ") && !strstr(heard.text, "Content-Type"));
    (void)close(fd);
    mt_server_free(server);
}

static void a_connection_carries_many_requests(void)
{
    mt_server *const server = make_server(&plain);
    const int fd = dial(server);
    for (int i = 0; i < 5; i++) {
        say(fd, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        CHECK(!converse(server, fd, "ok").is_over);
    }
    (void)close(fd);
    mt_server_free(server);
}

static void pipelined_requests_are_answered_in_order(void)
{
    mt_server *const server = make_server(&plain);
    const int fd = dial(server);
    say(fd, "GET /1 HTTP/1.1\r\nHost: h\r\n\r\nGET /2 HTTP/1.1\r\nHost: h\r\n\r\n");
    mt_request *request = await_request(server);
    CHECK(mt_str_equal(mt_request_http(request)->target, mt_cstr("/1")));
    CHECK_STATUS(mt_server_poll(server, 10, NULL), MT_OK);
    CHECK(mt_server_next(server) == NULL); /* not before the first is answered */
    CHECK_STATUS(mt_request_reply(request, 200, NULL, 0, mt_cstr("one"), NULL), MT_OK);
    request = await_request(server);
    CHECK(mt_str_equal(mt_request_http(request)->target, mt_cstr("/2")));
    CHECK_STATUS(mt_request_reply(request, 200, NULL, 0, mt_cstr("two"), NULL), MT_OK);
    const struct heard heard = converse(server, fd, "two");
    CHECK(strstr(heard.text, "one") != NULL);
    (void)close(fd);
    mt_server_free(server);
}

static void methods_are_known_or_refused(void)
{
    static const char *const methods[] = {"GET",  "POST",  "PUT",    "DELETE",
                                          "HEAD", "PATCH", "OPTIONS"};
    mt_server *const server = make_server(&plain);
    char text[64];
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        const int fd = dial(server);
        (void)snprintf(text, sizeof text, "%s / HTTP/1.1\r\nHost: h\r\n\r\n", methods[i]);
        say(fd, text);
        mt_request *const request = await_request(server);
        CHECK(mt_str_equal(mt_request_http(request)->method, mt_cstr(methods[i])));
        CHECK_STATUS(mt_request_reply(request, 200, NULL, 0, mt_cstr("ok"), NULL), MT_OK);
        const struct heard heard = converse(server, fd, "\r\n\r\n");
        CHECK(strstr(heard.text, "Content-Length: 2\r\n") != NULL);
        CHECK((strstr(heard.text, "\r\n\r\nok") == NULL) == (strcmp(methods[i], "HEAD") == 0));
        (void)close(fd);
    }
    const int fd = dial(server);
    say(fd, "BREW /coffee HTTP/1.1\r\nHost: h\r\n\r\n");
    CHECK(strncmp(converse(server, fd, NULL).text, "HTTP/1.1 501 ", 13) == 0);
    (void)close(fd);
    mt_server_free(server);
}

static void limits_hold(void)
{
    static char large[5000];
    memset(large, 'a', sizeof large - 1);
    mt_server *const server =
        make_server(&(mt_server_options){.max_body_bytes = 1000, .max_header_bytes = 1000});
    char text[128];
    int fd = dial(server);
    (void)snprintf(text, sizeof text, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: %zu\r\n\r\n",
                   strlen(large));
    say(fd, text);
    say(fd, large);
    CHECK(strncmp(converse(server, fd, NULL).text, "HTTP/1.1 413 ", 13) == 0);
    (void)close(fd);
    fd = dial(server);
    say(fd, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1000\r\n");
    say(fd, large);
    CHECK(strncmp(converse(server, fd, NULL).text, "HTTP/1.1 413 ", 13) == 0);
    (void)close(fd);
    fd = dial(server);
    say(fd, "GET / HTTP/1.1\r\nX-Large: ");
    say(fd, large);
    CHECK(strncmp(converse(server, fd, NULL).text, "HTTP/1.1 400 ", 13) == 0);
    (void)close(fd);
    mt_server_free(server);
}

static void garbage_ends_only_its_own_connection(void)
{
    static const char *const garbage[] = {
        "\r\n\r\n",
        "\x16\x03\x01\x02\x03 not http\r\n\r\n",
        "GET\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "GET / HTTP/1.1\r\nno colon\r\n\r\n",
        "GET / HTTP/1.1\r\n continued: nothing\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    };
    mt_server *const server = make_server(&plain);
    for (size_t i = 0; i < sizeof garbage / sizeof garbage[0]; i++) {
        const int fd = dial(server), good = dial(server);
        say(fd, garbage[i]);
        say(good, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        CHECK(!converse(server, good, "ok").is_over);
        (void)shutdown(fd, SHUT_WR);
        CHECK(converse(server, fd, NULL).is_over);
        (void)close(fd);
        (void)close(good);
    }
    mt_server_free(server);
}

static void a_peer_that_says_nothing_is_dropped(void)
{
    mt_server *const server = make_server(&(mt_server_options){.idle_timeout_s = 1});
    const int silent = dial(server), slow = dial(server), idle = dial(server);
    say(slow, "GET / HTTP/1.1\r\nHo");
    say(idle, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    CHECK(!converse(server, idle, "ok").is_over);
    CHECK(converse(server, silent, NULL).is_over);
    CHECK(converse(server, slow, NULL).is_over);
    CHECK(converse(server, idle, NULL).is_over);
    (void)close(silent);
    (void)close(slow);
    (void)close(idle);
    mt_server_free(server);
}

/* The timeout is about the peer: an answer may take its time. */
static void a_slow_answer_is_not_an_idle_connection(void)
{
    mt_server *const server = make_server(&(mt_server_options){.idle_timeout_s = 1});
    const int fd = dial(server);
    say(fd, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    mt_request *const request = await_request(server);
    CHECK_STATUS(mt_server_poll(server, 1500, NULL), MT_OK);
    CHECK_STATUS(mt_request_reply(request, 200, NULL, 0, mt_cstr("late"), NULL), MT_OK);
    CHECK(!converse(server, fd, "late").is_over);
    (void)close(fd);
    mt_server_free(server);
}

static void connections_beyond_the_limit_are_closed(void)
{
    enum { LIMIT = 10 };
    mt_server *const server = make_server(&(mt_server_options){.max_connections = LIMIT});
    int fds[LIMIT];
    for (int round = 0; round < 3; round++) {
        mt_request *held = NULL;
        for (int i = 0; i < LIMIT; i++) { /* one idle, one waiting for an answer, others used */
            fds[i] = dial(server);
            if (i == 0)
                continue;
            say(fds[i], "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            if (i == 1)
                held = await_request(server);
            else
                CHECK(!converse(server, fds[i], "ok").is_over);
        }
        const int over = dial(server);
        CHECK(converse(server, over, NULL).is_over);
        (void)close(over);
        say(fds[0], "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        CHECK(!converse(server, fds[0], "ok").is_over);
        CHECK_STATUS(mt_request_reply(held, 200, NULL, 0, mt_cstr("ok"), NULL), MT_OK);
        CHECK(!converse(server, fds[1], "ok").is_over);
        for (int i = 0; i < LIMIT; i++)
            (void)close(fds[i]);
        CHECK_STATUS(mt_server_poll(server, 20, NULL), MT_OK); /* notices that they have gone */
    }
    mt_server_free(server);
}

static void many_connections_at_once(void)
{
    mt_server *const server = make_server(&plain);
    int fds[MANY];
    for (int i = 0; i < MANY; i++) {
        fds[i] = dial(server);
        say(fds[i], "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    }
    mt_request *requests[MANY];
    for (int i = 0; i < MANY; i++)
        requests[i] = await_request(server);
    for (int i = MANY - 1; i >= 0; i--) /* any order will do */
        CHECK_STATUS(mt_request_reply(requests[i], 200, NULL, 0, mt_cstr("ok"), NULL), MT_OK);
    for (int i = 0; i < MANY; i++) {
        CHECK(!converse(server, fds[i], "ok").is_over);
        (void)close(fds[i]);
    }
    mt_server_free(server);
}

static void a_peer_may_be_gone_before_its_answer(void)
{
    static char large[300000];
    memset(large, 'a', sizeof large);
    mt_server *const server = make_server(&plain);
    for (int round = 0; round < 3; round++) {
        const int fd = dial(server);
        say(fd, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        mt_request *const request = await_request(server);
        if (round == 0)
            (void)close(fd);
        else
            reset_connection(fd);
        CHECK_STATUS(mt_server_poll(server, 10, NULL), MT_OK);
        CHECK(mt_str_equal(mt_request_http(request)->target, mt_cstr("/"))); /* still there */
        if (round == 2)
            mt_request_reset(request);
        else
            CHECK_STATUS(
                mt_request_reply(request, 200, NULL, 0, (mt_str){large, sizeof large}, NULL),
                MT_OK);
        CHECK_STATUS(mt_server_poll(server, 10, NULL), MT_OK);
    }
    mt_server_free(server);
}

static void a_request_can_outlive_its_server(void)
{
    mt_server *const server = make_server(&plain);
    const int first = dial(server), second = dial(server), third = dial(server);
    say(first, "GET /1 HTTP/1.1\r\nHost: h\r\n\r\n");
    mt_request *const answered = await_request(server);
    say(second, "GET /2 HTTP/1.1\r\nHost: h\r\n\r\n");
    mt_request *const reset = await_request(server);
    say(third, "GET /3 HTTP/1.1\r\nHost: h\r\n\r\n");
    CHECK_STATUS(mt_server_poll(server, 1000, NULL), MT_OK); /* queued, never taken */
    mt_server_free(server);
    mt_server_free(NULL);
    CHECK(mt_str_equal(mt_request_http(answered)->target, mt_cstr("/1")));
    CHECK_STATUS(mt_request_reply(answered, 200, NULL, 0, mt_cstr("ok"), NULL), MT_OK);
    mt_request_reset(reset);
    (void)close(first);
    (void)close(second);
    (void)close(third);
}

static void a_reset_is_a_reset(void)
{
    mt_server *const server = make_server(&plain);
    for (int i = 0; i < 20; i++) {
        const int fd = dial(server);
        say(fd, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        mt_request_reset(await_request(server));
        const struct heard heard = converse(server, fd, NULL);
        CHECK(heard.was_reset && heard.size == 0);
        (void)close(fd);
    }
    mt_server_free(server);
}

static void an_answer_can_lie_about_its_size(void)
{
    const mt_header headers[] = {{mt_cstr("Content-Length"), mt_cstr("100")},
                                 {mt_cstr("Connection"), mt_cstr("close")}};
    mt_server *const server = make_server(&plain);
    const int fd = dial(server);
    say(fd, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    CHECK_STATUS(mt_request_reply(await_request(server), 200, headers, 2, mt_cstr("cut"), NULL),
                 MT_OK);
    const struct heard heard = converse(server, fd, NULL);
    CHECK(strstr(heard.text, "Content-Length: 100\r\n") && strstr(heard.text, "\r\n\r\ncut"));
    (void)close(fd);
    mt_server_free(server);
}

static void an_answer_with_a_broken_header_is_not_sent(void)
{
    const mt_header headers[] = {{mt_cstr("X-A"), mt_cstr("b\r\nX-Injected: c")},
                                 {mt_cstr(""), mt_cstr("b")},
                                 {mt_cstr("X\nY"), mt_cstr("b")}};
    mt_server *const server = make_server(&plain);
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        const int fd = dial(server);
        say(fd, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        CHECK_STATUS(
            mt_request_reply(await_request(server), 200, &headers[i], 1, mt_cstr("ok"), NULL),
            MT_EUSAGE);
        CHECK(converse(server, fd, NULL).size == 0);
        (void)close(fd);
    }
    mt_server_free(server);
}

static void a_descriptor_stops_the_server(void)
{
    int ends[2];
    CHECK(pipe(ends) == 0);
    mt_server *const server = make_server(&(mt_server_options){.stop_fd = ends[0]});
    const int64_t start = clock_monotonic_ms();
    CHECK_STATUS(mt_server_poll(server, 20, NULL), MT_OK);
    CHECK(clock_monotonic_ms() - start >= 19);
    (void)close(ends[1]);
    mt_error err = {0};
    CHECK_STATUS(mt_server_poll(server, -1, &err), MT_ECANCELLED);
    CHECK_STATUS(mt_server_poll(server, -1, &err), MT_ECANCELLED);
    mt_server_free(server);
    (void)close(ends[0]);
}

/* Without a descriptor for one more connection the server waits for better times. */
static void running_out_of_descriptors_is_survived(void)
{
    mt_server *const server = make_server(&plain);
    const int fd = dial(server);
    say(fd, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    const int free_one = dup(fd);
    (void)close(free_one);
    struct rlimit limit;
    CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0);
    const struct rlimit low = {.rlim_cur = (rlim_t)free_one, .rlim_max = limit.rlim_max};
    CHECK(setrlimit(RLIMIT_NOFILE, &low) == 0);
    CHECK_STATUS(mt_server_poll(server, 20, NULL), MT_OK);
    CHECK(mt_server_next(server) == NULL);
    CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
    CHECK(!converse(server, fd, "ok").is_over);
    (void)close(fd);
    mt_server_free(server);
}

static void addresses_that_cannot_be_used(void)
{
    mt_server *const server = make_server(&plain);
    mt_server *other = NULL;
    mt_error err = {0};
    const int port = mt_server_port(server);
    CHECK_STATUS(mt_server_new(&(mt_server_options){.port = port}, &other, &err), MT_EIO);
    CHECK(strstr(err.message, "in use") != NULL);
    CHECK_STATUS(mt_server_new(&(mt_server_options){.host = "not an address"}, &other, &err),
                 MT_EIO);
    CHECK_STATUS(mt_server_new(&(mt_server_options){.port = 70000}, &other, &err), MT_EIO);
    CHECK(other == NULL);
    mt_server_free(server);
}

int main(void)
{
    RUN(a_request_arrives_as_it_was_sent);
    RUN(a_connection_carries_many_requests);
    RUN(pipelined_requests_are_answered_in_order);
    RUN(methods_are_known_or_refused);
    RUN(limits_hold);
    RUN(garbage_ends_only_its_own_connection);
    RUN(a_peer_that_says_nothing_is_dropped);
    RUN(a_slow_answer_is_not_an_idle_connection);
    RUN(connections_beyond_the_limit_are_closed);
    RUN(many_connections_at_once);
    RUN(a_peer_may_be_gone_before_its_answer);
    RUN(a_request_can_outlive_its_server);
    RUN(a_reset_is_a_reset);
    RUN(an_answer_can_lie_about_its_size);
    RUN(an_answer_with_a_broken_header_is_not_sent);
    RUN(a_descriptor_stops_the_server);
    RUN(running_out_of_descriptors_is_survived);
    RUN(addresses_that_cannot_be_used);
    return TEST_SUMMARY();
}
