/* Credentials in Lua: resolving those of a profile, the questions that only the script can answer,
** and what the shared files say. */
#include "lua_engine.h"

/* [-0, +1] what was found, as a plain table. */
void credentials_push(lua_State *L, const mt_credentials *found)
{
    const struct {
        const char *name;
        mt_str text;
    } parts[] = {
        {"access_key_id", found->access_key_id}, {"secret_access_key", found->secret_access_key},
        {"session_token", found->session_token}, {"account_id", found->account_id},
        {"source", mt_cstr(found->source)},
    };
    lua_createtable(L, 0, 6);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (!parts[i].text.size)
            continue;
        lua_pushlstring(L, parts[i].text.data, parts[i].text.size);
        lua_setfield(L, -2, parts[i].name);
    }
    if (found->expires_at) {
        lua_pushinteger(L, (lua_Integer)found->expires_at);
        lua_setfield(L, -2, "expires_at");
    }
}

/* A call of the engine at index 1 that has no operation, made with what is anchored already.
** [-0, +1] */
static struct call_box *nameless_call(lua_State *L)
{
    struct call_box *box = call_box_new(L, 1);
    lua_pushliteral(L, "");
    lua_setiuservalue(L, -2, CALL_OPERATION);
    call_box_anchor(L, 1, box);
    return box;
}

static int push_call(lua_State *L, struct call_box *box, mt_call *call, const mt_error *err)
{
    if (!call) {
        call_box_unanchor(L, 1, box);
        return fail_push(L, err);
    }
    call_box_link(box, engine_at(L, 1), call);
    return 1;
}

int engine_resolve(lua_State *L)
{
    static const char *const names[] = {"profile", "timeout", NULL};
    mt_error err = {0};
    mt_engine *engine = engine_at(L, 1)->live.engine;
    options_check(L, 2, names);
    const char *profile = option_text(L, 2, "profile");
    const int64_t timeout_ms = option_ms(L, 2, "timeout");
    lua_settop(L, 2);
    struct call_box *box = nameless_call(L);
    return push_call(L, box, mt_engine_resolve(engine, profile, timeout_ms, box, &err), &err);
}

/* engine:find_region() gives a call, or nil if there is nothing to find. */
int engine_find_region(lua_State *L)
{
    mt_error err = {0};
    bool is_wanted = false;
    mt_engine *engine = engine_at(L, 1)->live.engine;
    if (mt_engine_wants_region(engine, &is_wanted, &err) != MT_OK)
        return fail_push(L, &err);
    lua_settop(L, 1);
    if (!is_wanted) {
        lua_pushnil(L);
        return 1;
    }
    struct call_box *box = nameless_call(L);
    return push_call(L, box, mt_engine_find_region(engine, 0, box, &err), &err);
}

/* engine:want() gives {id, kind = "code" | "credentials", device?, name?}, or nil. */
int engine_want(lua_State *L)
{
    mt_want want = {0};
    if (!mt_engine_next_want(engine_at(L, 1)->live.engine, &want)) {
        lua_pushnil(L);
        return 1;
    }
    lua_createtable(L, 0, 4);
    lua_pushinteger(L, (lua_Integer)want.id);
    lua_setfield(L, -2, "id");
    lua_pushstring(L, want.kind == MT_STEP_WANT_CODE ? "code" : "credentials");
    lua_setfield(L, -2, "kind");
    lua_pushstring(L, want.device);
    lua_setfield(L, -2, "device");
    lua_pushstring(L, want.name);
    lua_setfield(L, -2, "name");
    return 1;
}

/* engine:answer(id, { code =, credentials =, problem = }) */
int engine_answer(lua_State *L)
{
    static const char *const names[] = {"code", "credentials", "problem", NULL};
    mt_engine *engine = engine_at(L, 1)->live.engine;
    const uint64_t id = (uint64_t)luaL_checkinteger(L, 2);
    luaL_checktype(L, 3, LUA_TTABLE);
    options_check(L, 3, names);
    const char *code = option_text(L, 3, "code");
    const char *problem = option_text(L, 3, "problem");
    mt_credentials credentials = {0};
    const bool has_credentials = credentials_read(L, 3, &credentials);
    credentials.source = NULL; /* the question's own name is better */
    if (code)
        mt_engine_answer_code(engine, id, code, NULL);
    else
        mt_engine_answer_credentials(engine, id, has_credentials ? &credentials : NULL, problem);
    return 0;
}

/* core.config(origins) */
static int core_config(lua_State *L)
{
    mt_error err = {0};
    const bool origins = lua_toboolean(L, 1);
    struct scratch *scratch = scratch_new(L);
    if (mt_config_load(mt_environment_process(), origins, &scratch->value, &err) != MT_OK)
        return fail_push(L, &err);
    value_push(L, scratch->value, false);
    scratch_clear(scratch);
    return 1;
}

void open_identity(lua_State *L)
{
    lua_pushcfunction(L, core_config);
    lua_setfield(L, -2, "config");
}
