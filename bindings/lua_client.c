/* engine:client and the client's methods; submit is the path every call takes. */
#include "lua_engine.h"

#include <string.h>

void client_box_release(struct client_box *box)
{
    mt_client *client = box->client;
    if (!client)
        return;
    for (struct call_box *call = box->engine->calls, *next; call; call = next) {
        next = call->next;
        if (call->client == box)
            call_box_release(call);
    }
    *box->link = box->next;
    if (box->next)
        box->next->link = box->link;
    box->client = NULL;
    if (box->engine->process == process_number())
        mt_client_free(client);
}

static int client_gc(lua_State *L)
{
    client_box_release(luaL_checkudata(L, 1, CLASS_CLIENT));
    return 0;
}

static struct client_box *client_at(lua_State *L, int index)
{
    struct client_box *box = luaL_checkudata(L, index, CLASS_CLIENT);
    if (!box->client)
        luaL_error(L, "attempt to use a closed client");
    if (box->engine->process != process_number())
        luaL_error(L, "attempt to use a client of the parent process");
    return box;
}

static struct client_box *client_new(lua_State *L, int engine)
{
    struct client_box *box = lua_newuserdatauv(L, sizeof *box, CLIENT_MODEL);
    *box = (struct client_box){0};
    luaL_setmetatable(L, CLASS_CLIENT);
    lua_pushvalue(L, engine);
    lua_setiuservalue(L, -2, CLIENT_ENGINE);
    return box;
}

static void client_link(struct client_box *box, struct engine_box *engine, mt_client *client)
{
    box->client = client;
    box->engine = engine;
    box->next = engine->clients;
    box->link = &engine->clients;
    if (box->next)
        box->next->link = &box->next;
    engine->clients = box;
}

static const char *const client_options[] = {
    "service",
    "region",
    "endpoint_url",
    "profile",
    "credentials",
    "external",
    "max_attempts",
    "retry_mode",
    "attempt_timeout",
    "connect_timeout",
    "deadline",
    "allow_unknown_enums",
    "allow_unknown_members",
    "model",
    "use_fips",
    "use_dualstack",
    "ignore_configured_endpoint_urls",
    NULL,
};

/* The model option as a user value of the client on top, so that it outlives it. [-0, +0] */
static const mt_model *model_option(lua_State *L, int index)
{
    const mt_model *model = NULL;
    if (option_push(L, index, "model") != LUA_TNIL)
        model = model_at(L, -1);
    lua_setiuservalue(L, -2, CLIENT_MODEL);
    return model;
}

static int positive_option(lua_State *L, int index, const char *name)
{
    const lua_Integer number = option_integer(L, index, name, 0);
    if (number < 0 || number > 1000)
        luaL_error(L, "bad option '%s' (1 to 1000 expected)", name);
    return (int)number;
}

static mt_retry_mode mode_option(lua_State *L, int index)
{
    const char *name = option_text(L, index, "retry_mode");
    const mt_retry_mode mode = name ? mt_retry_mode_find(name) : MT_RETRY_MODE_UNSET;
    if (name && !mode)
        luaL_error(L, "bad option 'retry_mode' (moontide, standard, adaptive or legacy expected)");
    return mode;
}

int engine_client(lua_State *L)
{
    mt_error err = {0};
    mt_credentials credentials = {0};
    struct engine_box *engine = engine_at(L, 1);
    luaL_checktype(L, 2, LUA_TTABLE);
    options_check(L, 2, client_options);
    const char *service = option_text(L, 2, "service");
    luaL_argcheck(L, service, 2, "option 'service' is missing");
    struct client_box *box = client_new(L, 1);
    lua_pushstring(L, service);
    lua_setiuservalue(L, -2, CLIENT_SERVICE);
    box->check_flags = check_flags_option(L, 2);
    const mt_client_options options = {
        .region = option_text(L, 2, "region"),
        .endpoint_url = option_text(L, 2, "endpoint_url"),
        .use_fips = option_bool(L, 2, "use_fips", false),
        .use_dualstack = option_bool(L, 2, "use_dualstack", false),
        .ignore_configured_endpoint_urls =
            option_bool(L, 2, "ignore_configured_endpoint_urls", false),
        .profile = option_text(L, 2, "profile"),
        .credentials = credentials_read(L, 2, &credentials) ? &credentials : NULL,
        .external = option_text(L, 2, "external"),
        .model = model_option(L, 2),
        .max_attempts = positive_option(L, 2, "max_attempts"),
        .retry_mode = mode_option(L, 2),
        .attempt_timeout_ms = option_ms(L, 2, "attempt_timeout"),
        .connect_timeout_ms = option_ms(L, 2, "connect_timeout"),
        .deadline_ms = option_ms(L, 2, "deadline"),
        .check_flags = box->check_flags,
    };
    mt_client *client = mt_client_new(engine->live.engine, service, &options, &err);
    if (!client)
        return fail_push(L, &err);
    client_link(box, engine, client);
    return 1;
}

static int fail_submit(lua_State *L, const mt_error *err, const mt_operation *operation,
                       const struct scratch *input)
{
    const struct failure failure = {.error = err,
                                    .operation = mt_operation_name(operation),
                                    .findings = input->findings,
                                    .refused = input->refused};
    return failure_push(L, &failure);
}

/* Submits what box->input holds. [-0, +1 or +2] */
static int submit(lua_State *L, struct client_box *client, const mt_operation *operation,
                  struct call_box *box)
{
    mt_error err = {0};
    lua_getiuservalue(L, 1, CLIENT_ENGINE);
    lua_insert(L, -2); /* … engine call */
    call_box_anchor(L, -2, box);
    mt_call *call =
        mt_submit_operation(client->client, operation, scratch_take(&box->input), box, &err);
    if (call) {
        call_box_link(box, client->engine, call);
        return 1;
    }
    call_box_unanchor(L, -2, box);
    const struct failure failure = {
        .error = &err,
        .operation = mt_operation_name(operation),
        .findings = err.status == MT_EINPUT ? mt_client_findings(client->client) : NULL};
    return failure_push(L, &failure);
}

static int client_submit(lua_State *L)
{
    mt_error err = {0};
    struct client_box *client = client_at(L, 1);
    const char *name = luaL_checkstring(L, 2);
    const mt_operation *operation = mt_model_operation(mt_client_model(client->client), name, &err);
    if (!operation)
        return fail_push(L, &err);
    lua_settop(L, 3);
    struct call_box *box = call_box_new(L, 1);
    box->client = client;
    lua_pushvalue(L, 2);
    lua_setiuservalue(L, -2, CALL_OPERATION);
    if (!lua_isnil(L, 3)) {
        const mt_shape *shape = mt_operation_input(operation);
        mt_status st = value_read(L, 3, shape, &box->input, &err);
        if (st == MT_EINPUT) /* one report, with what the check has to say */
            st = value_check(shape, client->check_flags, &box->input, &err);
        if (st != MT_OK)
            return fail_submit(L, &err, operation, &box->input);
    }
    return submit(L, client, operation, box);
}

static int client_operations(lua_State *L)
{
    operations_push(L, mt_client_model(client_at(L, 1)->client));
    return 1;
}

static int client_paginator(lua_State *L)
{
    mt_error err = {0};
    const mt_model *model = mt_client_model(client_at(L, 1)->client);
    const mt_operation *operation = mt_model_operation(model, luaL_checkstring(L, 2), &err);
    if (!operation)
        return fail_push(L, &err);
    paginator_push(L, operation);
    return 1;
}

static int client_region(lua_State *L)
{
    lua_pushstring(L, mt_client_region(client_at(L, 1)->client));
    return 1;
}

static int client_endpoint(lua_State *L)
{
    lua_pushstring(L, mt_client_endpoint(client_at(L, 1)->client));
    return 1;
}

static int client_service(lua_State *L)
{
    (void)client_at(L, 1);
    lua_getiuservalue(L, 1, CLIENT_SERVICE);
    return 1;
}

static int client_model(lua_State *L)
{
    const struct client_box *box = client_at(L, 1);
    if (lua_getiuservalue(L, 1, CLIENT_MODEL) == LUA_TNIL)
        model_push_borrowed(L, 1, &box->client);
    return 1;
}

void open_client(lua_State *L)
{
    static const luaL_Reg methods[] = {
        {"submit", client_submit},       {"operations", client_operations},
        {"paginator", client_paginator}, {"region", client_region},
        {"endpoint", client_endpoint},   {"service", client_service},
        {"model", client_model},         {NULL, NULL},
    };
    static const luaL_Reg meta[] = {{"__gc", client_gc}, {"__close", client_gc}, {NULL, NULL}};
    class_new(L, CLASS_CLIENT, methods, meta);
}
