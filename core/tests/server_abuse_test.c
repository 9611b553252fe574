/* The server against peers that send too much, too little, garbage, or go away. */
#include <sys/resource.h>

#include "server_testing.h"

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

int main(void)
{
    RUN(limits_hold);
    RUN(garbage_ends_only_its_own_connection);
    RUN(a_peer_that_says_nothing_is_dropped);
    RUN(connections_beyond_the_limit_are_closed);
    RUN(a_peer_may_be_gone_before_its_answer);
    RUN(a_request_can_outlive_its_server);
    RUN(a_reset_is_a_reset);
    RUN(an_answer_with_a_broken_header_is_not_sent);
    RUN(running_out_of_descriptors_is_survived);
    return TEST_SUMMARY();
}
