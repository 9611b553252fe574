/* The module `moontide.core`: what it consists of, and how a class is registered. */
#include "bind.h"

static void (*const openers[])(lua_State *L) = {
    open_error,    open_value,  open_json,    open_model,  open_shape,    open_protocol,
    open_endpoint, open_engine, open_client,  open_call,   open_identity, open_settings,
    open_stats,    open_sigv4,  open_server,  open_worker, open_channel,  open_sandbox,
    open_system,   open_file,   open_testing,
};

void class_new(lua_State *L, const char *name, const luaL_Reg *methods, const luaL_Reg *meta)
{
    luaL_newmetatable(L, name);
    luaL_setfuncs(L, meta, 0);
    lua_newtable(L);
    luaL_setfuncs(L, methods, 0);
    lua_setfield(L, -2, "__index");
    lua_pop(L, 1);
}

int luaopen_moontide_core(lua_State *L)
{
    luaL_checkversion(L);
    lua_createtable(L, 0, 32);
    for (size_t i = 0; i < sizeof openers / sizeof openers[0]; i++)
        openers[i](L);
    lua_pushstring(L, mt_version());
    lua_setfield(L, -2, "version");
    lua_pushliteral(L, LUA_RELEASE);
    lua_setfield(L, -2, "lua_release");
    lua_pushlightuserdata(L, NULL);
    lua_setfield(L, -2, "null");
    return 1;
}
