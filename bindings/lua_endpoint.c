/* core.endpoint{service=, region=, fips=, dualstack=, endpoint=, sts_global=} */
#include "bind.h"

static int resolve(lua_State *L)
{
    static const char *const names[] = {"service",  "region",     "fips", "dualstack",
                                        "endpoint", "sts_global", NULL};
    mt_error err = {0};
    mt_endpoint endpoint;
    luaL_checktype(L, 1, LUA_TTABLE);
    options_check(L, 1, names);
    const mt_endpoint_options options = {
        .service = option_text(L, 1, "service"),
        .region = option_text(L, 1, "region"),
        .endpoint_url = option_text(L, 1, "endpoint"),
        .fips = option_bool(L, 1, "fips", false),
        .dualstack = option_bool(L, 1, "dualstack", false),
        .sts_global = option_bool(L, 1, "sts_global", false),
    };
    luaL_argcheck(L, options.service, 1, "option 'service' is missing");
    if (mt_endpoint_resolve(&options, &endpoint, &err) != MT_OK)
        return fail_push(L, &err);
    lua_createtable(L, 0, 3);
    lua_pushstring(L, endpoint.url);
    lua_setfield(L, -2, "url");
    lua_pushstring(L, endpoint.signing_region);
    lua_setfield(L, -2, "signing_region");
    lua_pushstring(L, endpoint.signing_name);
    lua_setfield(L, -2, "signing_name");
    return 1;
}

void open_endpoint(lua_State *L)
{
    lua_pushcfunction(L, resolve);
    lua_setfield(L, -2, "endpoint");
}
