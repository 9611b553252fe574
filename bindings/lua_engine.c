/* core.engine: submit, poll, next. Closing one closes its clients and calls first, each through its
** own box, so that no box is left with a pointer to what is gone. */
#include "lua_engine.h"

static void engine_release(struct engine_box *box)
{
    mt_engine *engine = box->live.engine;
    while (box->calls)
        call_box_release(box->calls);
    while (box->clients)
        client_box_release(box->clients);
    interrupt_forget(&box->live); /* first: a signal would look for the engine */
    box->live.engine = NULL;
    if (engine && box->process == process_number())
        mt_engine_free(engine);
}

static int engine_close(lua_State *L)
{
    engine_release(luaL_checkudata(L, 1, CLASS_ENGINE));
    lua_pushnil(L);
    lua_setiuservalue(L, 1, ENGINE_CALLS);
    return 0;
}

struct engine_box *engine_at(lua_State *L, int index)
{
    struct engine_box *box = luaL_checkudata(L, index, CLASS_ENGINE);
    if (!box->live.engine)
        luaL_error(L, "attempt to use a closed engine");
    if (box->process != process_number())
        luaL_error(L, "attempt to use an engine of the parent process");
    return box;
}

static struct engine_box *engine_new(lua_State *L)
{
    struct engine_box *box = lua_newuserdatauv(L, sizeof *box, 1);
    *box = (struct engine_box){.process = process_number()};
    luaL_setmetatable(L, CLASS_ENGINE);
    lua_newtable(L);
    lua_setiuservalue(L, -2, ENGINE_CALLS);
    return box;
}

static unsigned option_count(lua_State *L, int index, const char *name)
{
    const lua_Integer count = option_integer(L, index, name, 0);
    if (count < 0 || count > 1000000)
        luaL_error(L, "bad option '%s' (0 to 1000000 expected)", name);
    return (unsigned)count;
}

/* 0: absent */
static double option_rate(lua_State *L, int index, const char *name)
{
    double rate = 0;
    if (option_push(L, index, name) != LUA_TNIL) {
        rate = lua_tonumber(L, -1);
        if (!(rate > 0 && rate <= 1000000))
            luaL_error(L, "bad option '%s' (calls a second expected, more than 0)", name);
    }
    lua_pop(L, 1);
    return rate;
}

static int core_engine(lua_State *L)
{
    static const char *const names[] = {
        "max_in_flight", "profile",           "trace",    "log_level", "user_agent_suffix",
        "seed",          "answers_wants",     "max_rate", "max_time",  "patience",
        "rates_path",    "rates_of_loopback", NULL};
    mt_error err = {0};
    options_check(L, 1, names);
    const lua_Integer level = option_integer(L, 1, "log_level", 0);
    luaL_argcheck(L, level >= MT_LOG_QUIET && level <= MT_LOG_DEBUG, 1,
                  "bad option 'log_level' (0, 1 or 2 expected)");
    const mt_engine_options options = {
        .max_in_flight = option_count(L, 1, "max_in_flight"),
        .profile = option_text(L, 1, "profile"),
        .user_agent_suffix = option_text(L, 1, "user_agent_suffix"),
        .trace_path = option_text(L, 1, "trace"),
        .log_level = (mt_log_level)level,
        .max_rate = option_rate(L, 1, "max_rate"),
        .max_time_ms = option_ms(L, 1, "max_time"),
        .patience_ms = option_ms(L, 1, "patience"),
        .rates_path = option_text(L, 1, "rates_path"),
        .rates_of_loopback = option_bool(L, 1, "rates_of_loopback", false),
        .seed = (uint64_t)option_integer(L, 1, "seed", 0),
        .answers_wants = option_bool(L, 1, "answers_wants", false),
    };
    struct engine_box *box = engine_new(L);
    if (mt_engine_open(&options, &box->live.engine, &err) != MT_OK)
        return fail_push(L, &err);
    interrupt_watch(&box->live);
    return 1;
}

static int engine_sleep(lua_State *L)
{
    mt_error err = {0};
    struct engine_box *engine = engine_at(L, 1);
    const double seconds = luaL_checknumber(L, 2);
    luaL_argcheck(L, seconds >= 0 && seconds < 1e12, 2, "seconds expected, 0 or more");
    lua_settop(L, 2);
    struct call_box *box = call_box_new(L, 1);
    lua_pushliteral(L, "");
    lua_setiuservalue(L, -2, CALL_OPERATION);
    call_box_anchor(L, 1, box);
    mt_call *call = mt_engine_sleep(engine->live.engine, argument_ms(L, 2), box, &err);
    if (!call) {
        call_box_unanchor(L, 1, box);
        return fail_push(L, &err);
    }
    call_box_link(box, engine, call);
    return 1;
}

static int engine_poll(lua_State *L)
{
    mt_error err = {0};
    const struct engine_box *box = engine_at(L, 1);
    const int timeout_ms = argument_ms(L, 2);
    luaL_argcheck(L, timeout_ms >= 0, 2, "seconds expected, 0 or more");
    if (mt_engine_poll(box->live.engine, timeout_ms, &err) != MT_OK)
        return fail_push(L, &err);
    lua_pushboolean(L, true);
    return 1;
}

static int engine_next(lua_State *L)
{
    const struct engine_box *engine = engine_at(L, 1);
    mt_call *call = mt_engine_next(engine->live.engine);
    if (!call) {
        lua_pushnil(L);
        return 1;
    }
    struct call_box *box = mt_call_tag(call);
    box->is_popped = true;
    lua_getiuservalue(L, 1, ENGINE_CALLS);
    lua_rawgetp(L, -1, box);
    call_box_unanchor(L, 1, box);
    return 1;
}

static int engine_pending(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)mt_engine_pending(engine_at(L, 1)->live.engine));
    return 1;
}

static int engine_settings(lua_State *L)
{
    const mt_settings *settings = mt_engine_settings(engine_at(L, 1)->live.engine);
    lua_createtable(L, 0, MT_SETTING_COUNT);
    for (int i = 0; i < MT_SETTING_COUNT; i++) {
        const mt_setting setting = (mt_setting)i;
        if (!mt_settings_get(settings, setting))
            continue;
        setting_push(L, settings, setting);
        lua_setfield(L, -2, mt_setting_name(setting));
    }
    return 1;
}

static int engine_interrupt(lua_State *L)
{
    mt_engine_interrupt(engine_at(L, 1)->live.engine);
    return 0;
}

static int engine_is_interrupted(lua_State *L)
{
    lua_pushboolean(L, mt_engine_is_interrupted(engine_at(L, 1)->live.engine));
    return 1;
}

void open_engine(lua_State *L)
{
    static const luaL_Reg methods[] = {
        {"client", engine_client},
        {"resolve", engine_resolve},
        {"find_region", engine_find_region},
        {"want", engine_want},
        {"answer", engine_answer},
        {"sleep", engine_sleep},
        {"poll", engine_poll},
        {"next", engine_next},
        {"pending", engine_pending},
        {"stats", engine_stats},
        {"tallies", engine_tallies},
        {"settings", engine_settings},
        {"interrupt", engine_interrupt},
        {"is_interrupted", engine_is_interrupted},
        {"close", engine_close},
        {NULL, NULL},
    };
    static const luaL_Reg meta[] = {
        {"__gc", engine_close}, {"__close", engine_close}, {NULL, NULL}};
    class_new(L, CLASS_ENGINE, methods, meta);
    lua_pushcfunction(L, core_engine);
    lua_setfield(L, -2, "engine");
}
