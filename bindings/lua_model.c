/* Models: operations as data, checking and converting without a client. */
#include "bind.h"

/* Either its own, or borrowed from the client in its user value as long as that is open. */
struct model_box {
    mt_model *own;
    const mt_model *model;
    mt_client *const *client; /* NULL: its own */
};

static struct model_box *model_new(lua_State *L)
{
    struct model_box *box = lua_newuserdatauv(L, sizeof *box, 1);
    *box = (struct model_box){0};
    luaL_setmetatable(L, CLASS_MODEL);
    return box;
}

static int model_gc(lua_State *L)
{
    struct model_box *box = luaL_checkudata(L, 1, CLASS_MODEL);
    mt_model_free(box->own);
    *box = (struct model_box){0};
    return 0;
}

const mt_model *model_at(lua_State *L, int index)
{
    const struct model_box *box = luaL_checkudata(L, index, CLASS_MODEL);
    if (!box->model || (box->client && !*box->client))
        luaL_error(L, "the model's client is closed");
    return box->model;
}

const mt_operation *operation_at(lua_State *L, mt_error *err)
{
    return mt_model_operation(model_at(L, 1), luaL_checkstring(L, 2), err);
}

void model_push_borrowed(lua_State *L, int index, mt_client *const *client)
{
    struct model_box *box = model_new(L);
    lua_pushvalue(L, index);
    lua_setiuservalue(L, -2, 1);
    box->model = mt_client_model(*client);
    box->client = client;
}

/* core.model(name) or core.model{json=} */
static int core_model(lua_State *L)
{
    static const char *const names[] = {"json", NULL};
    mt_error err = {0};
    mt_status st;
    if (lua_istable(L, 1)) {
        options_check(L, 1, names);
        const mt_str json = option_str(L, 1, "json");
        luaL_argcheck(L, json.data, 1, "option 'json' is missing");
        struct model_box *box = model_new(L);
        st = mt_model_load(json, &box->own, &err);
        box->model = box->own;
    } else {
        const char *name = luaL_checkstring(L, 1);
        struct model_box *box = model_new(L);
        st = mt_model_load_builtin(name, &box->own, &err);
        box->model = box->own;
    }
    return st == MT_OK ? 1 : fail_push(L, &err);
}

/* core.model_names(): the built-in models. */
static int core_model_names(lua_State *L)
{
    const char *name = NULL;
    lua_newtable(L);
    for (size_t i = 0; (name = mt_model_builtin_name(i)) != NULL; i++) {
        lua_pushstring(L, name);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

void operations_push(lua_State *L, const mt_model *model)
{
    const size_t count = mt_model_operation_count(model);
    lua_createtable(L, (int)count, 0);
    for (size_t i = 0; i < count; i++) {
        lua_pushstring(L, mt_operation_name(mt_model_operation_at(model, i)));
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}

static int model_operations(lua_State *L)
{
    operations_push(L, model_at(L, 1));
    return 1;
}

static void set_name(lua_State *L, const char *field, const char *name)
{
    if (!name)
        return;
    lua_pushstring(L, name);
    lua_setfield(L, -2, field);
}

void paginator_push(lua_State *L, const mt_operation *operation)
{
    const mt_paginator *paginator = mt_operation_paginator(operation);
    if (!paginator) {
        lua_pushnil(L);
        return;
    }
    lua_createtable(L, 0, 5);
    set_name(L, "input_token", paginator->input_token);
    set_name(L, "output_token", paginator->output_token);
    set_name(L, "limit_key", paginator->limit_key);
    set_name(L, "result_key", paginator->result_key);
    lua_newtable(L);
    const char *key = NULL;
    for (size_t i = 0; (key = mt_operation_result_key(operation, i)) != NULL; i++) {
        lua_pushstring(L, key);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "result_keys");
}

static void errors_push(lua_State *L, const mt_operation *operation)
{
    const char *name = NULL;
    lua_newtable(L);
    for (size_t i = 0; (name = mt_operation_error(operation, i)) != NULL; i++) {
        lua_pushstring(L, name);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}

static int model_operation(lua_State *L)
{
    mt_error err = {0};
    const mt_operation *operation = operation_at(L, &err);
    if (!operation)
        return fail_push(L, &err);
    lua_createtable(L, 0, 5);
    set_name(L, "name", mt_operation_name(operation));
    errors_push(L, operation);
    lua_setfield(L, -2, "errors");
    lua_pushboolean(L, mt_operation_is_unsigned(operation));
    lua_setfield(L, -2, "unsigned");
    lua_pushboolean(L, mt_operation_is_idempotent(operation));
    lua_setfield(L, -2, "idempotent");
    paginator_push(L, operation);
    lua_setfield(L, -2, "paginator");
    return 1;
}

static const char *const flag_names[] = {"allow_unknown_enums", "allow_unknown_members", NULL};

unsigned check_flags_option(lua_State *L, int index)
{
    return (option_bool(L, index, flag_names[0], false) ? MT_CHECK_ALLOW_UNKNOWN_ENUM : 0U) |
           (option_bool(L, index, flag_names[1], false) ? MT_CHECK_ALLOW_UNKNOWN_MEMBER : 0U);
}

unsigned check_flags_at(lua_State *L, int index)
{
    if (lua_isinteger(L, index))
        return (unsigned)lua_tointeger(L, index);
    options_check(L, index, flag_names);
    return check_flags_option(L, index);
}

int operation_fail(lua_State *L, const mt_error *err, const mt_operation *operation,
                   const struct scratch *scratch)
{
    const struct failure failure = {.error = err,
                                    .operation = mt_operation_name(operation),
                                    .findings = scratch->findings,
                                    .refused = scratch->refused};
    return failure_push(L, &failure);
}

/* An absent input is an empty one. */
static void default_input(lua_State *L, int index)
{
    if (!lua_isnoneornil(L, index))
        return;
    lua_settop(L, index > lua_gettop(L) ? index : lua_gettop(L));
    lua_newtable(L);
    lua_replace(L, index);
}

static int model_check(lua_State *L)
{
    mt_error err = {0};
    const mt_operation *operation = operation_at(L, &err);
    if (!operation)
        return fail_push(L, &err);
    const unsigned flags = check_flags_at(L, 4);
    default_input(L, 3);
    struct scratch *scratch = scratch_new(L);
    const mt_shape *shape = mt_operation_input(operation);
    mt_status st = value_read(L, 3, shape, scratch, &err);
    if (st != MT_EMEM)
        st = value_check(shape, flags, scratch, &err);
    if (st != MT_OK)
        return operation_fail(L, &err, operation, scratch);
    scratch_clear(scratch);
    lua_pushboolean(L, true);
    return 1;
}

static int model_decode_input(lua_State *L)
{
    mt_error err = {0};
    const mt_operation *operation = operation_at(L, &err);
    if (!operation)
        return fail_push(L, &err);
    mt_str json;
    json.data = luaL_checklstring(L, 3, &json.size);
    const unsigned flags = check_flags_at(L, 4);
    const mt_shape *shape = mt_operation_input(operation);
    struct scratch *scratch = scratch_new(L);
    mt_status st = mt_json_parse(json, &scratch->value, &err);
    if (st == MT_OK)
        st = value_check(shape, flags, scratch, &err);
    if (st != MT_OK)
        return operation_fail(L, &err, operation, scratch);
    value_push(L, scratch->value, true);
    scratch_clear(scratch);
    return 1;
}

static int model_encode_output(lua_State *L)
{
    mt_error err = {0};
    size_t size = 0;
    const mt_operation *operation = operation_at(L, &err);
    if (!operation)
        return fail_push(L, &err);
    default_input(L, 3);
    struct scratch *scratch = scratch_new(L);
    mt_status st = value_read(L, 3, mt_operation_output(operation), scratch, &err);
    if (st == MT_OK)
        st = mt_json_print(scratch->value, MT_JSON_COMPACT, &scratch->text, &size, &err);
    if (st != MT_OK)
        return operation_fail(L, &err, operation, scratch);
    lua_pushlstring(L, scratch->text, size);
    scratch_clear(scratch);
    return 1;
}

static int model_metadata(lua_State *L)
{
    lua_pushstring(L, mt_model_metadata(model_at(L, 1), luaL_checkstring(L, 2)));
    return 1;
}

void open_model(lua_State *L)
{
    static const luaL_Reg methods[] = {
        {"operations", model_operations},
        {"operation", model_operation},
        {"check", model_check},
        {"decode_input", model_decode_input},
        {"encode_output", model_encode_output},
        {"metadata", model_metadata},
        {NULL, NULL},
    };
    static const luaL_Reg meta[] = {{"__gc", model_gc}, {NULL, NULL}};
    class_new(L, CLASS_MODEL, methods, meta);
    lua_pushcfunction(L, core_model);
    lua_setfield(L, -2, "model");
    lua_pushcfunction(L, core_model_names);
    lua_setfield(L, -2, "model_names");
}
