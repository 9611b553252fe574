/* A call in Lua. Once it has been popped and its result converted, the call itself is let go: what
** Lua's collector cannot see should not wait for it. */
#include "lua_engine.h"

#include <string.h>

struct call_box *call_box_new(lua_State *L, int owner)
{
    struct call_box *box = lua_newuserdatauv(L, sizeof *box, CALL_RESULT);
    *box = (struct call_box){0};
    luaL_setmetatable(L, CLASS_CALL);
    lua_pushvalue(L, owner);
    lua_setiuservalue(L, -2, CALL_OWNER);
    return box;
}

void call_box_anchor(lua_State *L, int engine, struct call_box *box)
{
    lua_getiuservalue(L, engine, ENGINE_CALLS);
    lua_pushvalue(L, -2);
    lua_rawsetp(L, -2, box);
    lua_pop(L, 1);
}

void call_box_unanchor(lua_State *L, int engine, const struct call_box *box)
{
    lua_getiuservalue(L, engine, ENGINE_CALLS);
    lua_pushnil(L);
    lua_rawsetp(L, -2, box);
    lua_pop(L, 1);
}

void call_box_link(struct call_box *box, struct engine_box *engine, mt_call *call)
{
    box->call = call;
    box->engine = engine;
    box->next = engine->calls;
    box->link = &engine->calls;
    if (box->next)
        box->next->link = &box->next;
    engine->calls = box;
}

void call_box_release(struct call_box *box)
{
    mt_call *call = box->call;
    if (!call)
        return;
    *box->link = box->next;
    if (box->next)
        box->next->link = box->link;
    box->call = NULL;
    if (box->engine->process == process_number()) {
        box->attempts = mt_call_attempts(call);
        mt_call_free(call);
    }
}

static int call_gc(lua_State *L)
{
    struct call_box *box = luaL_checkudata(L, 1, CLASS_CALL);
    call_box_release(box);
    scratch_clear(&box->input);
    return 0;
}

/* The engine's table must not keep what nobody will pop. */
static int call_close(lua_State *L)
{
    const struct call_box *box = luaL_checkudata(L, 1, CLASS_CALL);
    if (box->call && !box->is_popped) {
        lua_getiuservalue(L, 1, CALL_OWNER);
        if (box->client)
            lua_getiuservalue(L, -1, CLIENT_ENGINE);
        call_box_unanchor(L, -1, box);
    }
    return call_gc(L);
}

static struct call_box *call_at(lua_State *L, int index)
{
    return luaL_checkudata(L, index, CLASS_CALL);
}

static int call_is_done(lua_State *L)
{
    const struct call_box *box = call_at(L, 1);
    lua_pushboolean(L, !box->call || mt_call_is_done(box->call));
    return 1;
}

/* The service's whole text when the error had to cut it. */
static const char *whole_message(const mt_call *call)
{
    const char *message = mt_call_message(call);
    return strlen(message) > strlen(mt_call_error(call)->message) ? message : NULL;
}

/* What the places looked at for credentials said, as a list of the error on top; the message need not
** repeat them. [-0, +0] */
static void add_providers(lua_State *L, const mt_call *call)
{
    const char *name = NULL, *reason = NULL;
    const char *message = mt_call_error(call)->message;
    const char *list = strstr(message, MT_LOOKED_AT);
    if (!list || !mt_call_skipped(call, 0, &name, &reason))
        return;
    lua_pushlstring(L, message, (size_t)(list - message));
    lua_setfield(L, -2, "message");
    lua_newtable(L);
    for (size_t i = 0; mt_call_skipped(call, i, &name, &reason); i++) {
        lua_createtable(L, 0, 2);
        lua_pushstring(L, name);
        lua_setfield(L, -2, "name");
        lua_pushstring(L, reason);
        lua_setfield(L, -2, "reason");
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "providers");
}

/* [-0, +1] the output, true, or an error object. */
static void result_push(lua_State *L, const struct call_box *box)
{
    const mt_call *call = box->call;
    if (box->has_failed) {
        const struct failure failure = {.error = mt_call_error(call),
                                        .operation = mt_call_operation(call),
                                        .message = whole_message(call)};
        error_push(L, &failure);
        add_providers(L, call);
    } else if (mt_call_credentials(call)) {
        credentials_push(L, mt_call_credentials(call));
    } else if (mt_call_output(call)) {
        value_push(L, mt_call_output(call), true);
    } else if (box->client) {
        lua_newtable(L);
    } else {
        lua_pushboolean(L, true);
    }
}

static int fail_closed(lua_State *L)
{
    mt_error err = {0};
    (void)mt_fail(&err, MT_ECANCELLED, "its engine was closed before the result was fetched");
    lua_getiuservalue(L, 1, CALL_OPERATION);
    const struct failure failure = {.error = &err, .operation = lua_tostring(L, -1)};
    return failure_push(L, &failure);
}

static int call_result(lua_State *L)
{
    struct call_box *box = call_at(L, 1);
    if (!box->has_result) {
        if (!box->call)
            return fail_closed(L);
        luaL_argcheck(L, mt_call_is_done(box->call), 1, "the call is under way");
        box->has_failed = mt_call_status(box->call) != MT_OK;
        result_push(L, box);
        lua_setiuservalue(L, 1, CALL_RESULT);
        box->has_result = true;
    }
    if (box->is_popped)
        call_box_release(box);
    if (box->has_failed)
        luaL_pushfail(L);
    lua_getiuservalue(L, 1, CALL_RESULT);
    return box->has_failed ? 2 : 1;
}

static int call_cancel(lua_State *L)
{
    const struct call_box *box = call_at(L, 1);
    if (box->call)
        mt_call_cancel(box->call);
    return 0;
}

static int call_attempts(lua_State *L)
{
    const struct call_box *box = call_at(L, 1);
    lua_pushinteger(L, box->call ? mt_call_attempts(box->call) : box->attempts);
    return 1;
}

static int call_operation(lua_State *L)
{
    (void)call_at(L, 1);
    lua_getiuservalue(L, 1, CALL_OPERATION);
    return 1;
}

void open_call(lua_State *L)
{
    static const luaL_Reg methods[] = {
        {"is_done", call_is_done},   {"result", call_result},       {"cancel", call_cancel},
        {"attempts", call_attempts}, {"operation", call_operation}, {NULL, NULL},
    };
    static const luaL_Reg meta[] = {{"__gc", call_gc}, {"__close", call_close}, {NULL, NULL}};
    class_new(L, CLASS_CALL, methods, meta);
}
