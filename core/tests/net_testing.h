/* What tests of the network share: a loop that turns client and server in one thread, and a stub
** that answers with whatever bytes a test wants, or with none. */
#ifndef MOONTIDE_NET_TESTING_H
#define MOONTIDE_NET_TESTING_H

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <moontide/server.h>

#include "base/clock.h"
#include "net/http.h"
#include "test.h"

enum { PATIENCE_MS = 10000 };

enum stub_mood {
    STUB_CLOSES,    /* answers and closes */
    STUB_KEEPS,     /* answers and keeps the connection, but closes it before a second request */
    STUB_RESETS,    /* reads the request and resets the connection */
    STUB_IS_SILENT, /* reads and never answers */
};

struct stub {
    int listener;
    int port;
    enum stub_mood mood;
    const char *answer;
    int peers[16];
    int accepted;
    char request[4096]; /* the last one */
};

static inline int listen_on_loopback(int *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, size) != 0 || listen(fd, 64) != 0 ||
        getsockname(fd, (struct sockaddr *)&address, &size) != 0)
        abort();
    *port = ntohs(address.sin_port);
    return fd;
}

static inline struct stub stub_open(enum stub_mood mood, const char *answer)
{
    struct stub stub = {.mood = mood, .answer = answer};
    stub.listener = listen_on_loopback(&stub.port);
    return stub;
}

static inline bool is_readable(int fd)
{
    struct pollfd waiting = {.fd = fd, .events = POLLIN};
    return poll(&waiting, 1, 0) == 1;
}

static inline void reset_connection(int fd)
{
    const struct linger hard = {.l_onoff = 1};
    (void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    (void)close(fd);
}

static inline bool stub_serve(struct stub *stub, int fd)
{
    const ssize_t size = recv(fd, stub->request, sizeof stub->request - 1, 0);
    stub->request[size > 0 ? size : 0] = '\0';
    if (size > 0 && stub->mood == STUB_IS_SILENT)
        return true;
    if (size > 0 && stub->mood == STUB_RESETS) {
        reset_connection(fd);
        return false;
    }
    if (size > 0)
        CHECK(send(fd, stub->answer, strlen(stub->answer), MSG_NOSIGNAL) > 0);
    (void)close(fd);
    return false;
}

static inline void stub_turn(struct stub *stub)
{
    if (is_readable(stub->listener))
        stub->peers[stub->accepted++ % 16] = accept(stub->listener, NULL, NULL);
    for (int i = 0; i < 16; i++)
        if (stub->peers[i] && is_readable(stub->peers[i]) && !stub_serve(stub, stub->peers[i]))
            stub->peers[i] = 0;
}

static inline void stub_close(struct stub *stub)
{
    for (int i = 0; i < 16; i++)
        if (stub->peers[i])
            (void)close(stub->peers[i]);
    (void)close(stub->listener);
}

/* The next finished exchange, with either peer turned meanwhile; NULL if it takes too long. */
static inline struct http_exchange *await(struct http *http, mt_server *server, struct stub *stub,
                                          void (*answer)(mt_request *))
{
    const int64_t until = clock_monotonic_ms() + PATIENCE_MS;
    struct http_exchange *exchange = NULL;
    while (!exchange && clock_monotonic_ms() < until) {
        CHECK_STATUS(http_poll(http, 1, NULL), MT_OK);
        if (stub)
            stub_turn(stub);
        if (server)
            CHECK_STATUS(mt_server_poll(server, 0, NULL), MT_OK);
        for (mt_request *r; server && answer && (r = mt_server_next(server)) != NULL;)
            answer(r);
        exchange = http_next(http);
    }
    CHECK(exchange != NULL);
    if (!exchange)
        exit(1);
    return exchange;
}

#endif
