/* core.server: the request queue behind the emulator. Requests that were taken and not answered are
** reset when their box or the server goes. */
#include "bind.h"

struct request_box;

struct server_box {
    mt_server *server; /* NULL when closed */
    struct request_box *requests;
    int process;
};

struct request_box {
    mt_request *request; /* NULL once answered */
    struct server_box *server;
    struct request_box *next, **link; /* in server->requests while unanswered */
};

static void request_unlink(struct request_box *box)
{
    *box->link = box->next;
    if (box->next)
        box->next->link = box->link;
    box->request = NULL;
}

static void request_release(struct request_box *box)
{
    mt_request *request = box->request;
    if (!request)
        return;
    request_unlink(box);
    if (box->server->process == process_number())
        mt_request_reset(request);
}

static int request_gc(lua_State *L)
{
    request_release(luaL_checkudata(L, 1, CLASS_REQUEST));
    return 0;
}

static int server_close(lua_State *L)
{
    struct server_box *box = luaL_checkudata(L, 1, CLASS_SERVER);
    mt_server *server = box->server;
    while (box->requests)
        request_release(box->requests);
    box->server = NULL;
    if (server && box->process == process_number())
        mt_server_free(server);
    return 0;
}

static struct server_box *server_at(lua_State *L, int index)
{
    struct server_box *box = luaL_checkudata(L, index, CLASS_SERVER);
    if (!box->server)
        luaL_error(L, "attempt to use a closed server");
    if (box->process != process_number())
        luaL_error(L, "attempt to use a server of the parent process");
    return box;
}

/* A number of things: 0 (the default) to a million or so. */
static lua_Integer natural_option(lua_State *L, const char *name, lua_Integer limit)
{
    const lua_Integer number = option_integer(L, 1, name, 0);
    if (number < 0 || number > limit)
        luaL_error(L, "bad option '%s' (0 to %I expected)", name, (LUAI_UACINT)limit);
    return number;
}

static int core_server(lua_State *L)
{
    static const char *const names[] = {"host",
                                        "port",
                                        "max_body_bytes",
                                        "max_header_bytes",
                                        "max_connections",
                                        "idle_timeout",
                                        "stop_fd",
                                        "tls",
                                        "tls_certificate",
                                        "tls_key",
                                        NULL};
    mt_error err = {0};
    options_check(L, 1, names);
    const mt_server_options options = {
        .host = option_text(L, 1, "host"),
        .port = (int)natural_option(L, "port", 65535),
        .max_body_bytes = (size_t)natural_option(L, "max_body_bytes", 1 << 30),
        .max_header_bytes = (size_t)natural_option(L, "max_header_bytes", 1 << 24),
        .max_connections = (unsigned)natural_option(L, "max_connections", 1 << 20),
        .idle_timeout_s = (int)((option_ms(L, 1, "idle_timeout") + 999) / 1000),
        .is_tls = option_bool(L, 1, "tls", false),
        .tls_certificate = option_text(L, 1, "tls_certificate"),
        .tls_key = option_text(L, 1, "tls_key"),
        /* without one of its own, a signal stops it */
        .stop_fd = (int)option_integer(L, 1, "stop_fd", interrupt_fd()),
    };
    struct server_box *box = lua_newuserdatauv(L, sizeof *box, 0);
    *box = (struct server_box){.process = process_number()};
    luaL_setmetatable(L, CLASS_SERVER);
    if (mt_server_new(&options, &box->server, &err) != MT_OK)
        return fail_push(L, &err);
    return 1;
}

static int server_port(lua_State *L)
{
    lua_pushinteger(L, mt_server_port(server_at(L, 1)->server));
    return 1;
}

/* The certificate as PEM; nil if the server speaks plain HTTP. */
static int server_certificate(lua_State *L)
{
    lua_pushstring(L, mt_server_certificate(server_at(L, 1)->server));
    return 1;
}

static int server_poll(lua_State *L)
{
    mt_error err = {0};
    const struct server_box *box = server_at(L, 1);
    const mt_status st = mt_server_poll(box->server, argument_ms(L, 2), &err);
    if (st == MT_ECANCELLED)
        interrupt_tell();
    if (st != MT_OK)
        return fail_push(L, &err);
    lua_pushboolean(L, true);
    return 1;
}

static int server_next(lua_State *L)
{
    struct server_box *server = server_at(L, 1);
    struct request_box *box = lua_newuserdatauv(L, sizeof *box, 1);
    *box = (struct request_box){.server = server};
    luaL_setmetatable(L, CLASS_REQUEST);
    lua_pushvalue(L, 1);
    lua_setiuservalue(L, -2, 1);
    mt_request *request = mt_server_next(server->server);
    if (!request) {
        lua_pushnil(L);
        return 1;
    }
    box->request = request;
    box->next = server->requests;
    box->link = &server->requests;
    if (box->next)
        box->next->link = &box->next;
    server->requests = box;
    return 1;
}

static struct request_box *open_request_at(lua_State *L, int index)
{
    struct request_box *box = luaL_checkudata(L, index, CLASS_REQUEST);
    if (!box->request)
        luaL_error(L, "attempt to use a request that has been answered");
    return box;
}

const mt_http_request *request_at(lua_State *L, int index)
{
    if (!luaL_testudata(L, index, CLASS_REQUEST))
        return NULL;
    return mt_request_http(open_request_at(L, index)->request);
}

static int push_str(lua_State *L, mt_str text)
{
    lua_pushlstring(L, text.data ? text.data : "", text.size);
    return 1;
}

static int request_method(lua_State *L)
{
    return push_str(L, mt_request_http(open_request_at(L, 1)->request)->method);
}

static int request_target(lua_State *L)
{
    return push_str(L, mt_request_http(open_request_at(L, 1)->request)->target);
}

static int request_body(lua_State *L)
{
    return push_str(L, mt_request_http(open_request_at(L, 1)->request)->body);
}

static int request_header(lua_State *L)
{
    const mt_request *request = open_request_at(L, 1)->request;
    const mt_str value = mt_request_header(request, luaL_checkstring(L, 2));
    if (value.data)
        return push_str(L, value);
    lua_pushnil(L);
    return 1;
}

static int request_headers(lua_State *L)
{
    const mt_http_request *http = mt_request_http(open_request_at(L, 1)->request);
    lua_createtable(L, (int)http->header_count, 0);
    for (size_t i = 0; i < http->header_count; i++) {
        lua_createtable(L, 2, 0);
        (void)push_str(L, http->headers[i].name);
        lua_rawseti(L, -2, 1);
        (void)push_str(L, http->headers[i].value);
        lua_rawseti(L, -2, 2);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

static int request_reply(lua_State *L)
{
    mt_error err = {0};
    size_t count = 0;
    mt_str body;
    struct request_box *box = open_request_at(L, 1);
    const lua_Integer status = luaL_checkinteger(L, 2);
    luaL_argcheck(L, status >= 100 && status <= 599, 2, "an HTTP status expected");
    body.data = luaL_optlstring(L, 4, "", &body.size);
    const mt_header *headers = headers_read(L, 3, 0, &count);
    mt_request *request = box->request;
    request_unlink(box); /* consumed whatever comes of it */
    if (mt_request_reply(request, (int)status, headers, count, body, &err) != MT_OK)
        return fail_push(L, &err);
    lua_pushboolean(L, true);
    return 1;
}

static int request_reset(lua_State *L)
{
    request_release(open_request_at(L, 1));
    return 0;
}

void open_server(lua_State *L)
{
    static const luaL_Reg methods[] = {
        {"port", server_port},   {"poll", server_poll},
        {"next", server_next},   {"certificate", server_certificate},
        {"close", server_close}, {NULL, NULL},
    };
    static const luaL_Reg meta[] = {
        {"__gc", server_close}, {"__close", server_close}, {NULL, NULL}};
    static const luaL_Reg request_methods[] = {
        {"method", request_method}, {"target", request_target},
        {"header", request_header}, {"headers", request_headers},
        {"body", request_body},     {"reply", request_reply},
        {"reset", request_reset},   {NULL, NULL},
    };
    static const luaL_Reg request_meta[] = {
        {"__gc", request_gc}, {"__close", request_gc}, {NULL, NULL}};
    class_new(L, CLASS_SERVER, methods, meta);
    class_new(L, CLASS_REQUEST, request_methods, request_meta);
    lua_pushcfunction(L, core_server);
    lua_setfield(L, -2, "server");
}
