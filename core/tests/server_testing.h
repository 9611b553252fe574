/* A peer that speaks raw bytes to our server, turned in the same thread. */
#ifndef MOONTIDE_SERVER_TESTING_H
#define MOONTIDE_SERVER_TESTING_H

#include <fcntl.h>
#include <stdio.h>

#include "net_testing.h"

static inline mt_server *make_server(const mt_server_options *options)
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

static inline int dial(const mt_server *server)
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

static inline void say(int fd, const char *text)
{
    CHECK(send(fd, text, strlen(text), MSG_NOSIGNAL) == (ssize_t)strlen(text));
}

/* What the peer has got so far; *is_over when the connection has ended, *was_reset how. */
struct heard {
    char text[8192];
    size_t size;
    bool is_over, was_reset;
};

static inline void hear(int fd, struct heard *heard)
{
    const ssize_t size =
        recv(fd, heard->text + heard->size, sizeof heard->text - 1 - heard->size, 0);
    heard->is_over = size == 0 || (size < 0 && errno != EAGAIN);
    heard->was_reset = size < 0 && errno == ECONNRESET;
    if (size > 0)
        heard->size += (size_t)size;
    heard->text[heard->size] = '\0';
}

static inline mt_request *await_request(mt_server *server)
{
    mt_request *request = NULL;
    for (int turn = 0; turn < 100 && !(request = mt_server_next(server)); turn++)
        CHECK_STATUS(mt_server_poll(server, 100, NULL), MT_OK);
    if (!request)
        abort();
    return request;
}

/* Turns the server, answering "ok", until the peer has heard text or the connection has ended. */
static inline struct heard converse(mt_server *server, int fd, const char *text)
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

#endif
