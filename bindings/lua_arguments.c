/* Reading arguments: option tables, durations, headers. */
#include "bind.h"

#include <limits.h>
#include <math.h>
#include <string.h>

static bool is_listed(const char *name, const char *const *names)
{
    for (; *names; names++) {
        if (strcmp(name, *names) == 0)
            return true;
    }
    return false;
}

void options_check(lua_State *L, int index, const char *const *names)
{
    if (lua_isnoneornil(L, index))
        return;
    luaL_checktype(L, index, LUA_TTABLE);
    lua_pushnil(L);
    while (lua_next(L, index)) {
        lua_pop(L, 1);
        if (lua_type(L, -1) != LUA_TSTRING || !is_listed(lua_tostring(L, -1), names)) {
            const char *name = luaL_tolstring(L, -1, NULL);
            luaL_error(L, "there is no option '%s'", name);
        }
    }
}

int option_push(lua_State *L, int index, const char *name)
{
    if (!lua_istable(L, index)) {
        lua_pushnil(L);
        return LUA_TNIL;
    }
    const int table = lua_absindex(L, index);
    lua_pushstring(L, name);
    return lua_rawget(L, table);
}

static void wrong_type(lua_State *L, const char *name, const char *wanted)
{
    luaL_error(L, "bad option '%s' (%s expected, got %s)", name, wanted, luaL_typename(L, -1));
}

/* The text stays valid after the pop: the table still holds it. */
mt_str option_str(lua_State *L, int index, const char *name)
{
    mt_str text = {NULL, 0};
    const int type = option_push(L, index, name);
    if (type == LUA_TSTRING)
        text.data = lua_tolstring(L, -1, &text.size);
    else if (type != LUA_TNIL)
        wrong_type(L, name, "string");
    lua_pop(L, 1);
    return text;
}

const char *option_text(lua_State *L, int index, const char *name)
{
    const mt_str text = option_str(L, index, name);
    if (text.data && strlen(text.data) != text.size)
        luaL_error(L, "bad option '%s' (it holds a NUL)", name);
    return text.data;
}

lua_Integer option_integer(lua_State *L, int index, const char *name, lua_Integer fallback)
{
    int is_integer = 1;
    lua_Integer number = fallback;
    const int type = option_push(L, index, name);
    if (type == LUA_TNUMBER)
        number = lua_tointegerx(L, -1, &is_integer);
    if (!is_integer || (type != LUA_TNUMBER && type != LUA_TNIL))
        wrong_type(L, name, "integer");
    lua_pop(L, 1);
    return number;
}

bool option_bool(lua_State *L, int index, const char *name, bool fallback)
{
    bool value = fallback;
    const int type = option_push(L, index, name);
    if (type == LUA_TBOOLEAN)
        value = lua_toboolean(L, -1);
    else if (type != LUA_TNIL)
        wrong_type(L, name, "boolean");
    lua_pop(L, 1);
    return value;
}

int64_t option_ms(lua_State *L, int index, const char *name)
{
    int64_t ms = 0;
    const int type = option_push(L, index, name);
    if (type == LUA_TNUMBER) {
        const double seconds = lua_tonumber(L, -1);
        if (!(seconds > 0 && seconds < 1e12))
            luaL_error(L, "bad option '%s' (seconds expected, more than 0)", name);
        ms = (int64_t)ceil(seconds * 1000);
    } else if (type != LUA_TNIL) {
        wrong_type(L, name, "number");
    }
    lua_pop(L, 1);
    return ms;
}

int argument_ms(lua_State *L, int index)
{
    const double seconds = luaL_optnumber(L, index, 0);
    luaL_argcheck(L, !isnan(seconds), index, "not a number");
    if (seconds < 0)
        return -1;
    return seconds >= INT_MAX / 1000 ? INT_MAX : (int)ceil(seconds * 1000);
}

bool credentials_read(lua_State *L, int index, mt_credentials *credentials)
{
    static const char *const names[] = {"access_key_id", "secret_access_key", "session_token",
                                        "account_id",    "expires_at",        NULL};
    const int type = option_push(L, index, "credentials");
    const int table = lua_gettop(L);
    if (type == LUA_TTABLE) {
        options_check(L, table, names);
        *credentials = (mt_credentials){
            .access_key_id = option_str(L, table, "access_key_id"),
            .secret_access_key = option_str(L, table, "secret_access_key"),
            .session_token = option_str(L, table, "session_token"),
            .account_id = option_str(L, table, "account_id"),
            .expires_at = option_integer(L, table, "expires_at", 0),
            .source = "script",
        };
    } else if (type != LUA_TNIL) {
        wrong_type(L, "credentials", "table");
    }
    lua_pop(L, 1);
    return type == LUA_TTABLE;
}

/* [-0, +0] name and value are at -2 and -1. */
static void header_set(lua_State *L, mt_header *header)
{
    if (lua_type(L, -2) != LUA_TSTRING || lua_type(L, -1) != LUA_TSTRING)
        luaL_error(L, "bad header (name and value must be strings)");
    header->name.data = lua_tolstring(L, -2, &header->name.size);
    header->value.data = lua_tolstring(L, -1, &header->value.size);
}

static size_t count_members(lua_State *L, int table)
{
    size_t count = 0;
    lua_pushnil(L);
    for (; lua_next(L, table); lua_pop(L, 1))
        count++;
    return count;
}

static void header_set_pair(lua_State *L, mt_header *header)
{
    if (!lua_istable(L, -1))
        luaL_error(L, "bad header ({name, value} expected)");
    lua_rawgeti(L, -1, 1);
    lua_rawgeti(L, -2, 2);
    header_set(L, header);
    lua_pop(L, 2);
}

mt_header *headers_read(lua_State *L, int index, size_t extra, size_t *count)
{
    const int table = lua_absindex(L, index);
    const bool is_absent = lua_isnoneornil(L, table);
    if (!is_absent)
        luaL_checktype(L, table, LUA_TTABLE);
    const size_t listed = is_absent ? 0 : lua_rawlen(L, table);
    *count = is_absent ? 0 : listed ? listed : count_members(L, table);
    mt_header *headers = lua_newuserdatauv(L, (*count + extra + 1) * sizeof *headers, 0);
    for (size_t i = 0; i < listed; i++) {
        lua_rawgeti(L, table, (lua_Integer)i + 1);
        header_set_pair(L, &headers[i]);
        lua_pop(L, 1);
    }
    if (listed || is_absent)
        return headers;
    lua_pushnil(L);
    for (size_t i = 0; lua_next(L, table); lua_pop(L, 1))
        header_set(L, &headers[i++]);
    return headers;
}
