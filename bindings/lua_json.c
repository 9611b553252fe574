/* core.json_encode and core.json_decode. */
#include "bind.h"

#include <stdlib.h>

static unsigned json_flags(lua_State *L, int index)
{
    static const char *const names[] = {"pretty", "sorted", NULL};
    options_check(L, index, names);
    return (option_bool(L, index, "pretty", false) ? MT_JSON_PRETTY : 0U) |
           (option_bool(L, index, "sorted", false) ? MT_JSON_SORTED : 0U);
}

static int json_encode(lua_State *L)
{
    mt_error err = {0};
    size_t size = 0;
    luaL_checkany(L, 1);
    const unsigned flags = json_flags(L, 2);
    struct scratch *scratch = scratch_new(L);
    mt_status st = value_read(L, 1, NULL, scratch, &err);
    if (st == MT_OK)
        st = mt_json_print(scratch->value, flags, &scratch->text, &size, &err);
    if (st != MT_OK) {
        const struct failure failure = {
            .error = &err, .findings = scratch->findings, .refused = scratch->refused};
        return failure_push(L, &failure);
    }
    lua_pushlstring(L, scratch->text, size);
    scratch_clear(scratch);
    return 1;
}

static int json_decode(lua_State *L)
{
    mt_error err = {0};
    mt_str text;
    text.data = luaL_checklstring(L, 1, &text.size);
    struct scratch *scratch = scratch_new(L);
    if (mt_json_parse(text, &scratch->value, &err) != MT_OK)
        return fail_push(L, &err);
    value_push(L, scratch->value, false);
    scratch_clear(scratch);
    return 1;
}

void open_json(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"json_encode", json_encode}, {"json_decode", json_decode}, {NULL, NULL}};
    luaL_setfuncs(L, functions, 0);
}
