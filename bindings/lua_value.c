/* Conversion between Lua and the library: the memory it happens in, the check of what was read
** (lua_read.c), and the way from mt_value trees to Lua. */
#include "bind.h"

#include <stdio.h>
#include <stdlib.h>

static int scratch_gc(lua_State *L)
{
    scratch_clear(luaL_checkudata(L, 1, CLASS_SCRATCH));
    return 0;
}

struct scratch *scratch_new(lua_State *L)
{
    struct scratch *scratch = lua_newuserdatauv(L, sizeof *scratch, 0);
    *scratch = (struct scratch){0};
    luaL_setmetatable(L, CLASS_SCRATCH);
    return scratch;
}

void scratch_clear(struct scratch *scratch)
{
    mt_value_free(scratch->value);
    mt_findings_free(scratch->findings);
    free(scratch->text);
    *scratch = (struct scratch){0};
}

mt_value *scratch_take(struct scratch *scratch)
{
    mt_value *value = scratch->value;
    scratch->value = NULL;
    return value;
}

/* Says the first finding and how many more there are. */
mt_status fail_refused(const struct scratch *scratch, mt_error *err)
{
    const mt_findings *findings = scratch->findings;
    const mt_finding *first = mt_findings_at(findings, 0);
    size_t more = 0;
    for (size_t i = 1; i < mt_findings_count(findings); i++)
        more += !finding_is_echo(findings, scratch->refused, i);
    const char *separator = *first->path ? ": " : "";
    if (more == 0)
        (void)mt_fail(err, MT_EINPUT, "%s%s%s", first->path, separator, first->message);
    else
        (void)mt_fail(err, MT_EINPUT, "%s%s%s (and %zu more)", first->path, separator,
                      first->message, more);
    (void)snprintf(err->where, sizeof err->where, "%s", first->path);
    return MT_EINPUT;
}

mt_status value_check(const mt_shape *shape, unsigned flags, struct scratch *scratch, mt_error *err)
{
    if (!scratch->findings)
        scratch->findings = mt_findings_new();
    if (!scratch->findings)
        return mt_fail(err, MT_EMEM, "out of memory");
    const mt_status st = mt_shape_check(shape, scratch->value, flags, scratch->findings, err);
    return scratch->refused > 0 && st != MT_EMEM ? fail_refused(scratch, err) : st;
}

/* NOLINTBEGIN(misc-no-recursion): values are trees; the parser bounds their depth. */

static void push_list(lua_State *L, const mt_value *list, bool without_nulls)
{
    lua_Integer index = 0;
    lua_createtable(L, (int)mt_value_count(list), 0);
    for (const mt_value *item = mt_value_first(list); item; item = mt_value_next(item)) {
        value_push(L, item, without_nulls);
        lua_rawseti(L, -2, ++index);
    }
    luaL_setmetatable(L, CLASS_ARRAY);
}

static void push_object(lua_State *L, const mt_value *object, bool without_nulls)
{
    lua_createtable(L, 0, (int)mt_value_count(object));
    for (const mt_value *child = mt_value_first(object); child; child = mt_value_next(child)) {
        if (without_nulls && mt_value_type(child) == MT_NULL)
            continue;
        const mt_str key = mt_value_key(child);
        lua_pushlstring(L, key.data, key.size);
        value_push(L, child, without_nulls);
        lua_rawset(L, -3);
    }
}

/* The tree is owned by a userdata on the stack, so an error raised in here loses nothing. */
void value_push(lua_State *L, const mt_value *value, bool without_nulls)
{
    luaL_checkstack(L, 6, NULL);
    switch (mt_value_type(value)) {
    case MT_NULL:
    case MT_TYPE_COUNT:
        lua_pushlightuserdata(L, NULL);
        break;
    case MT_BOOL:
        lua_pushboolean(L, mt_value_bool(value));
        break;
    case MT_INT:
        lua_pushinteger(L, mt_value_int(value));
        break;
    case MT_FLOAT:
        lua_pushnumber(L, mt_value_float(value));
        break;
    case MT_STRING: {
        const mt_str text = mt_value_string(value);
        lua_pushlstring(L, text.data, text.size);
        break;
    }
    case MT_ARRAY:
        push_list(L, value, without_nulls);
        break;
    case MT_OBJECT:
        push_object(L, value, without_nulls);
        break;
    }
}

/* NOLINTEND(misc-no-recursion) */

void open_value(lua_State *L)
{
    static const luaL_Reg methods[] = {{NULL, NULL}};
    static const luaL_Reg meta[] = {{"__gc", scratch_gc}, {NULL, NULL}};
    class_new(L, CLASS_SCRATCH, methods, meta);
    luaL_newmetatable(L, CLASS_ARRAY);
    lua_setfield(L, -2, "array_mt");
}
