/* What specs need and Lua has not: temporary directories and environment variables. */
#include "bind.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int fail_errno(lua_State *L, const char *what)
{
    mt_error err;
    (void)mt_fail(&err, MT_EIO, "%s: %s", what, strerror(errno));
    return fail_push(L, &err);
}

/* A new directory below $TMPDIR; the caller removes it. */
static int testing_mkdtemp(lua_State *L)
{
    const char *base = getenv("TMPDIR");
    lua_pushfstring(L, "%s/moontide-XXXXXX", base && *base ? base : P_tmpdir);
    const size_t size = lua_rawlen(L, -1) + 1;
    char *path = lua_newuserdatauv(L, size, 0);
    memcpy(path, lua_tostring(L, -2), size);
    if (!mkdtemp(path))
        return fail_errno(L, path);
    lua_pushstring(L, path);
    return 1;
}

static int testing_setenv(lua_State *L)
{
    const char *name = luaL_checkstring(L, 1);
    const char *value = luaL_optstring(L, 2, NULL);
    if ((value ? setenv(name, value, 1) : unsetenv(name)) != 0)
        return fail_errno(L, name);
    lua_pushboolean(L, true);
    return 1;
}

void open_testing(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"mkdtemp", testing_mkdtemp}, {"setenv", testing_setenv}, {NULL, NULL}};
    luaL_setfuncs(L, functions, 0);
}
