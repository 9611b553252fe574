/* What Lua's own libraries do not say about the system: clocks, terminals, the signal that came. */
#include "bind.h"

#include <glob.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

static int push_clock(lua_State *L, clockid_t clock)
{
    struct timespec now = {0};
    (void)clock_gettime(clock, &now);
    lua_pushnumber(L, (lua_Number)now.tv_sec + (lua_Number)now.tv_nsec / 1e9);
    return 1;
}

static int system_time(lua_State *L)
{
    return push_clock(L, CLOCK_REALTIME);
}

static int system_monotonic(lua_State *L)
{
    return push_clock(L, CLOCK_MONOTONIC);
}

static int system_cpu_time(lua_State *L)
{
    return push_clock(L, CLOCK_PROCESS_CPUTIME_ID);
}

static int system_is_tty(lua_State *L)
{
    lua_pushboolean(L, isatty((int)luaL_checkinteger(L, 1)));
    return 1;
}

static int system_columns(lua_State *L)
{
    struct winsize size = {0};
    if (ioctl((int)luaL_checkinteger(L, 1), TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        lua_pushinteger(L, size.ws_col);
    else
        lua_pushnil(L);
    return 1;
}

static int system_interrupt_signal(lua_State *L)
{
    if (interrupt_signal())
        lua_pushinteger(L, interrupt_signal());
    else
        lua_pushnil(L);
    return 1;
}

static int glob_gc(lua_State *L)
{
    globfree(luaL_checkudata(L, 1, CLASS_GLOB));
    return 0;
}

/* glob(pattern): the sorted paths of files that fit; nil and an error if a directory cannot be
** read for want of memory. */
static int system_glob(lua_State *L)
{
    mt_error err = {0};
    const char *pattern = luaL_checkstring(L, 1);
    glob_t *found = lua_newuserdatauv(L, sizeof *found, 0);
    *found = (glob_t){0};
    luaL_setmetatable(L, CLASS_GLOB);
    if (glob(pattern, 0, NULL, found) == GLOB_NOSPACE) {
        (void)mt_fail(&err, MT_EMEM, "out of memory");
        return fail_push(L, &err);
    }
    lua_createtable(L, (int)found->gl_pathc, 0);
    for (size_t i = 0; i < found->gl_pathc; i++) {
        lua_pushstring(L, found->gl_pathv[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

void open_system(lua_State *L)
{
    static const luaL_Reg none[] = {{NULL, NULL}};
    static const luaL_Reg glob_meta[] = {{"__gc", glob_gc}, {NULL, NULL}};
    class_new(L, CLASS_GLOB, none, glob_meta);
    static const luaL_Reg functions[] = {
        {"time", system_time},
        {"monotonic", system_monotonic},
        {"cpu_time", system_cpu_time},
        {"glob", system_glob},
        {"is_tty", system_is_tty},
        {"columns", system_columns},
        {"interrupt_signal", system_interrupt_signal},
        {NULL, NULL},
    };
    luaL_setfuncs(L, functions, 0);
}
