/* core.settings{profile=}: every setting, what is wrong with the shared files, and where a service
** answers by them; for whoever explains them. Secrets are never among the values. */
#include "lua_engine.h"

#include <string.h>

struct settings_box {
    mt_settings *settings; /* NULL: closed */
};

static int settings_close(lua_State *L)
{
    struct settings_box *box = luaL_checkudata(L, 1, CLASS_SETTINGS);
    mt_settings_free(box->settings);
    box->settings = NULL;
    return 0;
}

static const mt_settings *settings_at(lua_State *L)
{
    const struct settings_box *box = luaL_checkudata(L, 1, CLASS_SETTINGS);
    if (!box->settings)
        luaL_error(L, "attempt to use closed settings");
    return box->settings;
}

static int core_settings(lua_State *L)
{
    static const char *const names[] = {"profile", NULL};
    mt_error err = {0};
    options_check(L, 1, names);
    struct settings_box *box = lua_newuserdatauv(L, sizeof *box, 0);
    box->settings = NULL;
    luaL_setmetatable(L, CLASS_SETTINGS);
    if (mt_settings_examine(mt_environment_process(), option_text(L, 1, "profile"), &box->settings,
                            &err))
        return fail_push(L, &err);
    return 1;
}

static void set_text(lua_State *L, const char *name, const char *text)
{
    lua_pushstring(L, text); /* nil for NULL */
    lua_setfield(L, -2, name);
}

/* [-0, +1] {{value, origin}, …}: what would have counted without what did; nil for nothing. */
static void overridden_push(lua_State *L, const mt_settings *settings, mt_setting setting)
{
    const char *value = NULL, *origin = NULL;
    if (!mt_settings_overridden(settings, setting, 0, &value, &origin)) {
        lua_pushnil(L);
        return;
    }
    lua_newtable(L);
    for (size_t i = 0; mt_settings_overridden(settings, setting, i, &value, &origin); i++) {
        lua_createtable(L, 0, 2);
        set_text(L, "value", value);
        set_text(L, "origin", origin);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}

void setting_push(lua_State *L, const mt_settings *settings, mt_setting setting)
{
    lua_createtable(L, 0, 3);
    set_text(L, "value", mt_settings_shown(settings, setting));
    set_text(L, "origin", mt_settings_origin(settings, setting));
    overridden_push(L, settings, setting);
    lua_setfield(L, -2, "overridden");
}

/* settings:list() gives {{name, group, by_itself?, unused?, value?, origin?, overridden?}, …} */
static int settings_list(lua_State *L)
{
    const mt_settings *settings = settings_at(L);
    lua_createtable(L, MT_SETTING_COUNT, 0);
    for (int i = 0; i < MT_SETTING_COUNT; i++) {
        const mt_setting_info *info = mt_setting_describe((mt_setting)i);
        setting_push(L, settings, (mt_setting)i);
        set_text(L, "name", info->name);
        set_text(L, "group", info->group);
        set_text(L, "by_itself", info->by_itself);
        set_text(L, "unused", info->unused);
        lua_rawseti(L, -2, i + 1);
    }
    return 1;
}

/* settings:get(name) gives {value?, origin?, overridden?}; raises for an unknown name. */
static int settings_get(lua_State *L)
{
    const mt_settings *settings = settings_at(L);
    const char *name = luaL_checkstring(L, 2);
    int i = 0;
    while (i < MT_SETTING_COUNT && strcmp(mt_setting_name((mt_setting)i), name) != 0)
        i++;
    luaL_argcheck(L, i < MT_SETTING_COUNT, 2, "no such setting");
    setting_push(L, settings, (mt_setting)i);
    return 1;
}

/* settings:problems() gives a list of errors. */
static int settings_problems(lua_State *L)
{
    const mt_settings *settings = settings_at(L);
    const mt_error *problem = NULL;
    lua_newtable(L);
    for (size_t i = 0; (problem = mt_settings_problem(settings, i)) != NULL; i++) {
        (void)fail_push(L, problem);
        lua_rawseti(L, -3, (lua_Integer)i + 1);
        lua_pop(L, 1);
    }
    return 1;
}

/* settings:endpoint{service=, region=, endpoint_url=, use_fips=, use_dualstack=} gives {url,
** signing_region, origin?, is_own?}, or nil, err. */
static int settings_endpoint(lua_State *L)
{
    static const char *const names[] = {"service",  "region",        "endpoint_url",
                                        "use_fips", "use_dualstack", NULL};
    mt_error err = {0};
    mt_endpoint endpoint;
    mt_service_url configured;
    const mt_settings *settings = settings_at(L);
    luaL_checktype(L, 2, LUA_TTABLE);
    options_check(L, 2, names);
    const mt_endpoint_options given = {
        .service = option_text(L, 2, "service"),
        .region = option_text(L, 2, "region"),
        .endpoint_url = option_text(L, 2, "endpoint_url"),
        .fips = option_bool(L, 2, "use_fips", false),
        .dualstack = option_bool(L, 2, "use_dualstack", false),
    };
    luaL_argcheck(L, given.service, 2, "option 'service' is missing");
    if (mt_settings_endpoint(settings, mt_environment_process(), &given, &endpoint, &configured,
                             &err))
        return fail_push(L, &err);
    lua_createtable(L, 0, 4);
    set_text(L, "url", endpoint.url);
    set_text(L, "signing_region", endpoint.signing_region);
    if (*configured.origin)
        set_text(L, "origin", configured.origin);
    lua_pushboolean(L, configured.is_own);
    lua_setfield(L, -2, "is_own");
    return 1;
}

void open_settings(lua_State *L)
{
    static const luaL_Reg methods[] = {{"list", settings_list},
                                       {"get", settings_get},
                                       {"problems", settings_problems},
                                       {"endpoint", settings_endpoint},
                                       {NULL, NULL}};
    static const luaL_Reg meta[] = {
        {"__gc", settings_close}, {"__close", settings_close}, {NULL, NULL}};
    class_new(L, CLASS_SETTINGS, methods, meta);
    lua_pushcfunction(L, core_settings);
    lua_setfield(L, -2, "settings");
}
