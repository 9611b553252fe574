/* Requests as evhttp made them, nothing copied, and their answers.
**
** Who frees an evhttp_request: evhttp, after the answer or with the connection. Only a request
** whose connection ends while it is unanswered becomes ours (on_close), which happens when the
** server is freed first. */
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/socket.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/keyvalq_struct.h>

#include "base/buf.h"
#include "net/server_internal.h"

const struct server_method server_methods[SERVER_METHODS] = {
    {EVHTTP_REQ_POST, "POST"},       {EVHTTP_REQ_GET, "GET"},   {EVHTTP_REQ_PUT, "PUT"},
    {EVHTTP_REQ_DELETE, "DELETE"},   {EVHTTP_REQ_HEAD, "HEAD"}, {EVHTTP_REQ_PATCH, "PATCH"},
    {EVHTTP_REQ_OPTIONS, "OPTIONS"},
};

static mt_str method_name(enum evhttp_cmd_type type)
{
    for (size_t i = 0; i < SERVER_METHODS; i++)
        if (server_methods[i].type == type)
            return mt_cstr(server_methods[i].name);
    return mt_cstr("");
}

static void on_close(struct evhttp_connection *connection, void *context)
{
    (void)connection;
    mt_request *const request = context;
    request->server->unanswered--;
    request->server = NULL;
    evhttp_request_own(request->from);
}

void server_free_orphan(mt_request *request)
{
    evhttp_request_free(request->from);
    free(request);
}

static mt_request *make_request(mt_server *server, struct evhttp_request *from)
{
    const struct evkeyvalq *const headers = evhttp_request_get_input_headers(from);
    size_t count = 0;
    for (const struct evkeyval *h = headers->tqh_first; h; h = h->next.tqe_next)
        count++;
    struct evbuffer *const body = evhttp_request_get_input_buffer(from);
    const size_t body_size = evbuffer_get_length(body);
    const char *const body_data = body_size ? (const char *)evbuffer_pullup(body, -1) : "";
    mt_request *const request = calloc(1, sizeof *request + count * sizeof(mt_header));
    if (!request || !body_data) {
        free(request);
        return NULL;
    }
    *request = (mt_request){.server = server, .from = from};
    size_t i = 0;
    for (const struct evkeyval *h = headers->tqh_first; h; h = h->next.tqe_next)
        request->headers[i++] = (mt_header){mt_cstr(h->key), mt_cstr(h->value)};
    request->http = (mt_http_request){
        .method = method_name(evhttp_request_get_command(from)),
        .target = mt_cstr(evhttp_request_get_uri(from)),
        .headers = request->headers,
        .header_count = count,
        .body = {body_data, body_size},
    };
    return request;
}

void server_receive(struct evhttp_request *from, void *context)
{
    mt_server *const server = context;
    struct evhttp_connection *const connection = evhttp_request_get_connection(from);
    mt_request *const request = make_request(server, from);
    if (!request) {
        evhttp_connection_free(connection);
        return;
    }
    evhttp_connection_set_closecb(connection, on_close, request);
    server->unanswered++;
    if (server->last)
        server->last->next = request;
    else
        server->first = request;
    server->last = request;
}

const mt_http_request *mt_request_http(const mt_request *request)
{
    return &request->http;
}

mt_str mt_request_header(const mt_request *request, const char *name)
{
    const size_t size = strlen(name);
    for (size_t i = 0; i < request->http.header_count; i++) {
        const mt_header *const header = &request->headers[i];
        if (header->name.size == size && strncasecmp(header->name.data, name, size) == 0)
            return header->value;
    }
    return mt_cstr(NULL);
}

static void on_answer_lost(struct evhttp_connection *connection, void *context)
{
    (void)connection;
    ((mt_server *)context)->answering--;
}

static void on_answer_written(struct evhttp_request *from, void *context)
{
    evhttp_connection_set_closecb(evhttp_request_get_connection(from), NULL, NULL);
    ((mt_server *)context)->answering--;
}

static bool can_stand_in_a_header(mt_str text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] == '\r' || text.data[i] == '\n' || text.data[i] == '\0')
            return false;
    return true;
}

static mt_status add_header(struct evkeyvalq *headers, const mt_header *header, mt_error *err)
{
    if (!header->name.size || !can_stand_in_a_header(header->name) ||
        !can_stand_in_a_header(header->value))
        return mt_fail(err, MT_EUSAGE, "an answer's header has no name or holds a line break");
    struct buf text = {0}; /* name and value, each with a NUL */
    buf_add(&text, header->name);
    buf_add_char(&text, '\0');
    buf_add(&text, header->value);
    const bool is_added =
        !buf_failed(&text) &&
        evhttp_add_header(headers, text.data, text.data + header->name.size + 1) == 0;
    buf_clear(&text);
    return is_added ? MT_OK : fail_memory(err);
}

/* A HEAD request is told the size of the body and not given it; 1xx, 204 and 304 have none. */
static mt_status add_body(struct evhttp_request *from, int status, mt_str body, mt_error *err)
{
    if (status < 200 || status == 204 || status == 304)
        return MT_OK;
    if (evhttp_request_get_command(from) == EVHTTP_REQ_HEAD) {
        char size[24];
        const int length = snprintf(size, sizeof size, "%zu", body.size);
        return add_header(evhttp_request_get_output_headers(from),
                          &(mt_header){mt_cstr("Content-Length"), {size, (size_t)length}}, err);
    }
    if (body.size &&
        evbuffer_add(evhttp_request_get_output_buffer(from), body.data, body.size) != 0)
        return fail_memory(err);
    return MT_OK;
}

/* Takes the request out of the caller's hands; the connection is evhttp's alone from here on. */
static struct evhttp_connection *settle(mt_request *request)
{
    struct evhttp_connection *const connection = evhttp_request_get_connection(request->from);
    evhttp_connection_set_closecb(connection, NULL, NULL);
    request->server->unanswered--;
    return connection;
}

mt_status mt_request_reply(mt_request *request, int status, const mt_header *headers,
                           size_t header_count, mt_str body, mt_error *err)
{
    mt_server *const server = request->server;
    struct evhttp_request *const from = request->from;
    if (!server) {
        server_free_orphan(request);
        return MT_OK;
    }
    mt_status st = MT_OK;
    for (size_t i = 0; !st && i < header_count; i++)
        st = add_header(evhttp_request_get_output_headers(from), &headers[i], err);
    if (!st)
        st = add_body(from, status, body, err);
    if (st) {
        mt_request_reset(request);
        return st;
    }
    struct evhttp_connection *const connection = settle(request);
    free(request);
    server->answering++;
    evhttp_connection_set_closecb(connection, on_answer_lost, server);
    evhttp_request_set_on_complete_cb(from, on_answer_written, server);
    evhttp_send_reply(from, status, NULL, NULL);
    return MT_OK;
}

void mt_request_reset(mt_request *request)
{
    if (!request->server) {
        server_free_orphan(request);
        return;
    }
    struct evhttp_connection *const connection = settle(request);
    /* evhttp would end the connection politely; dissolving the association sends the RST now. */
    const int fd = bufferevent_getfd(evhttp_connection_get_bufferevent(connection));
    const struct linger hard = {.l_onoff = 1, .l_linger = 0};
    (void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    const struct sockaddr nobody = {.sa_family = AF_UNSPEC};
    (void)connect(fd, &nobody, sizeof nobody);
    evhttp_connection_free(connection);
    free(request);
}
