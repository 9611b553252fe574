/* What an engine counts, as tables: engine:stats() in all, engine:tallies() one for each identity,
** Region, service and class of operations. Times are seconds. */
#include "lua_engine.h"

static void set_integer(lua_State *L, const char *name, uint64_t value)
{
    lua_pushinteger(L, (lua_Integer)value);
    lua_setfield(L, -2, name);
}

static void set_seconds(lua_State *L, const char *name, int64_t ms)
{
    lua_pushnumber(L, (lua_Number)ms / 1000);
    lua_setfield(L, -2, name);
}

int engine_stats(lua_State *L)
{
    const mt_engine_stats stats = mt_engine_statistics(engine_at(L, 1)->live.engine);
    const struct {
        const char *name;
        uint64_t value;
    } rows[] = {
        {"calls", stats.calls},
        {"failed", stats.failed},
        {"attempts", stats.attempts},
        {"retries", stats.retries},
        {"throttled", stats.throttled},
        {"concurrent", stats.concurrent},
        {"connections", stats.connections},
        {"in_flight", stats.in_flight},
        {"peak_in_flight", stats.peak_in_flight},
    };
    lua_createtable(L, 0, sizeof rows / sizeof rows[0] + 1);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        set_integer(L, rows[i].name, rows[i].value);
    lua_createtable(L, 0, MT_WAIT_COUNT);
    for (int wait = 0; wait < MT_WAIT_COUNT; wait++)
        set_seconds(L, mt_wait_name((mt_wait)wait), (int64_t)stats.held_ms[wait]);
    lua_setfield(L, -2, "held");
    return 1;
}

/* {name → count} of statuses, those that have not been left out. [-0, +1] */
static void push_statuses(lua_State *L, const uint64_t counts[MT_STATUS_COUNT])
{
    lua_newtable(L);
    for (int status = 0; status < MT_STATUS_COUNT; status++)
        if (counts[status])
            set_integer(L, mt_status_name((mt_status)status), counts[status]);
}

static void push_retries(lua_State *L, const mt_tally *tally)
{
    lua_createtable(L, 0, MT_CAUSE_COUNT);
    for (int cause = 0; cause < MT_CAUSE_COUNT; cause++)
        set_integer(L, mt_cause_name((mt_cause)cause), tally->retries[cause]);
}

static void push_waits(lua_State *L, const mt_tally *tally)
{
    lua_createtable(L, 0, MT_WAIT_COUNT);
    for (int wait = 0; wait < MT_WAIT_COUNT; wait++) {
        const mt_wait_figures *figures = &tally->waits[wait];
        lua_createtable(L, 0, 4);
        set_integer(L, "count", figures->count);
        set_integer(L, "now", figures->now);
        set_seconds(L, "seconds", (int64_t)figures->call_ms);
        set_seconds(L, "held", (int64_t)figures->held_ms);
        lua_setfield(L, -2, mt_wait_name((mt_wait)wait));
    }
}

static void push_latency(lua_State *L, const mt_tally *tally)
{
    lua_createtable(L, 0, 2);
    lua_createtable(L, MT_LATENCY_BUCKETS, 0);
    for (size_t bucket = 0; bucket < MT_LATENCY_BUCKETS; bucket++) {
        lua_pushinteger(L, (lua_Integer)tally->latency[bucket]);
        lua_rawseti(L, -2, (lua_Integer)bucket + 1);
    }
    lua_setfield(L, -2, "buckets");
    set_seconds(L, "seconds", (int64_t)tally->latency_ms);
}

static void push_tally(lua_State *L, const mt_tally *tally)
{
    lua_createtable(L, 0, 18);
    lua_pushstring(L, tally->profile);
    lua_setfield(L, -2, "profile");
    lua_pushstring(L, tally->region);
    lua_setfield(L, -2, "region");
    lua_pushstring(L, tally->service);
    lua_setfield(L, -2, "service");
    lua_pushstring(L, tally->operation_class);
    lua_setfield(L, -2, "class");
    push_statuses(L, tally->calls);
    lua_setfield(L, -2, "calls");
    push_statuses(L, tally->answers);
    lua_setfield(L, -2, "answers");
    push_retries(L, tally);
    lua_setfield(L, -2, "retries");
    push_waits(L, tally);
    lua_setfield(L, -2, "waits");
    push_latency(L, tally);
    lua_setfield(L, -2, "latency");
    set_integer(L, "attempts", tally->attempts);
    set_integer(L, "sent_bytes", tally->sent_bytes);
    set_integer(L, "received_bytes", tally->received_bytes);
    set_integer(L, "connections", tally->connections);
    set_seconds(L, "down", tally->down_ms);
    set_seconds(L, "probe", tally->probe_ms);
    lua_pushnumber(L, tally->rate);
    lua_setfield(L, -2, "rate");
}

int engine_tallies(lua_State *L)
{
    const mt_engine *engine = engine_at(L, 1)->live.engine;
    mt_tally tally;
    lua_newtable(L);
    for (size_t i = 0; mt_engine_tally(engine, i, &tally); i++) {
        push_tally(L, &tally);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

/* [-0, +0] core.latency_limits: the upper bounds of the buckets in seconds, without the last. */
void open_stats(lua_State *L)
{
    lua_createtable(L, MT_LATENCY_BUCKETS, 0);
    for (size_t i = 0; mt_latency_limit_ms(i) >= 0; i++) {
        lua_pushnumber(L, (lua_Number)mt_latency_limit_ms(i) / 1000);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "latency_limits");
}
