/* The query protocol's side of models, for whoever answers requests: forms in, XML out. */
#include "bind.h"

#include <stdlib.h>

/* model:decode_form(operation, form, options): as decode_input does with JSON. */
static int model_decode_form(lua_State *L)
{
    mt_error err = {0};
    const mt_operation *operation = operation_at(L, &err);
    if (!operation)
        return fail_push(L, &err);
    mt_str form;
    form.data = luaL_checklstring(L, 3, &form.size);
    const unsigned flags = check_flags_at(L, 4);
    struct scratch *scratch = scratch_new(L);
    mt_status st = mt_form_read(operation, form, &scratch->value, &err);
    if (st == MT_OK)
        st = value_check(mt_operation_input(operation), flags, scratch, &err);
    if (st != MT_OK)
        return operation_fail(L, &err, operation, scratch);
    value_push(L, scratch->value, true);
    scratch_clear(scratch);
    return 1;
}

/* model:encode_xml(operation, output, request_id) */
static int model_encode_xml(lua_State *L)
{
    mt_error err = {0};
    const mt_operation *operation = operation_at(L, &err);
    if (!operation)
        return fail_push(L, &err);
    const char *request_id = luaL_checkstring(L, 4);
    if (lua_isnil(L, 3)) {
        lua_newtable(L);
        lua_replace(L, 3);
    }
    struct scratch *scratch = scratch_new(L);
    mt_status st = value_read(L, 3, mt_operation_output(operation), scratch, &err);
    if (st == MT_OK)
        st = mt_xml_print(model_at(L, 1), operation, scratch->value, request_id, &scratch->text,
                          &err);
    if (st != MT_OK)
        return operation_fail(L, &err, operation, scratch);
    lua_pushstring(L, scratch->text);
    scratch_clear(scratch);
    return 1;
}

/* model:error(name): {code=, http=, sender=} of an exception's shape; nil if it is none. */
static int model_error(lua_State *L)
{
    mt_model_error error = {0};
    if (!mt_model_find_error(model_at(L, 1), luaL_checkstring(L, 2), &error)) {
        lua_pushnil(L);
        return 1;
    }
    lua_createtable(L, 0, 3);
    lua_pushstring(L, error.code);
    lua_setfield(L, -2, "code");
    if (error.http) {
        lua_pushinteger(L, error.http);
        lua_setfield(L, -2, "http");
    }
    lua_pushboolean(L, error.is_sender_fault);
    lua_setfield(L, -2, "sender");
    return 1;
}

/* Does the service tell the codes of its old protocol to clients that ask for them? */
static int model_is_query_compatible(lua_State *L)
{
    lua_pushboolean(L, mt_model_is_query_compatible(model_at(L, 1)));
    return 1;
}

/* core.form_field(form, name): its first value; nil if there is none. */
static int form_field(lua_State *L)
{
    mt_error err = {0};
    mt_str form;
    form.data = luaL_checklstring(L, 1, &form.size);
    const char *name = luaL_checkstring(L, 2);
    struct scratch *scratch = scratch_new(L);
    if (mt_form_field(form, name, &scratch->text, &err) != MT_OK)
        return fail_push(L, &err);
    lua_pushstring(L, scratch->text);
    scratch_clear(scratch);
    return 1;
}

void open_protocol(lua_State *L)
{
    static const luaL_Reg methods[] = {{"decode_form", model_decode_form},
                                       {"encode_xml", model_encode_xml},
                                       {"error", model_error},
                                       {"is_query_compatible", model_is_query_compatible},
                                       {NULL, NULL}};
    luaL_getmetatable(L, CLASS_MODEL);
    lua_getfield(L, -1, "__index");
    luaL_setfuncs(L, methods, 0);
    lua_pop(L, 2);
    lua_pushcfunction(L, form_field);
    lua_setfield(L, -2, "form_field");
}
