/* The server against peers that behave. */
#include <unistd.h>

#include "server_testing.h"

enum { MANY = 200 };

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
    CHECK(mt_request_header(request, "absent").data == NULL);
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
    RUN(a_slow_answer_is_not_an_idle_connection);
    RUN(many_connections_at_once);
    RUN(an_answer_can_lie_about_its_size);
    RUN(a_descriptor_stops_the_server);
    RUN(addresses_that_cannot_be_used);
    return TEST_SUMMARY();
}
