/* Shapes of models as tables: what a program needs to offer the members of an operation as options,
** and to print an answer in the model's order. */
#include "bind.h"

static void push_enum(lua_State *L, const char *const *names)
{
    lua_newtable(L);
    for (lua_Integer i = 0; names[i]; i++) {
        lua_pushstring(L, names[i]);
        lua_rawseti(L, -2, i + 1);
    }
}

/* NOLINTBEGIN(misc-no-recursion): ends, because every shape is entered once. */

static void shape_push(lua_State *L, const mt_shape *shape, int seen);

static void push_members(lua_State *L, const mt_shape *shape, int seen)
{
    const mt_member *member = NULL;
    lua_newtable(L);
    for (size_t i = 0; (member = mt_shape_member_at(shape, i)) != NULL; i++) {
        lua_createtable(L, 0, 3);
        lua_pushstring(L, member->name);
        lua_setfield(L, -2, "name");
        lua_pushboolean(L, member->is_required);
        lua_setfield(L, -2, "required");
        shape_push(L, member->shape, seen);
        lua_setfield(L, -2, "shape");
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}

static void set_parts(lua_State *L, const mt_shape *shape, int seen)
{
    const mt_shape_type type = mt_shape_type_of(shape);
    if (type == MT_SHAPE_STRUCTURE) {
        push_members(L, shape, seen);
        lua_setfield(L, -2, "members");
    }
    if (mt_shape_item(shape)) {
        shape_push(L, mt_shape_item(shape), seen);
        lua_setfield(L, -2, "item");
    }
    if (mt_shape_enum(shape)) {
        push_enum(L, mt_shape_enum(shape));
        lua_setfield(L, -2, "enum");
    }
}

/* The table at `seen` maps shapes to their tables: a shape that is met again is the same table.
** [-0, +1] */
static void shape_push(lua_State *L, const mt_shape *shape, int seen)
{
    luaL_checkstack(L, 8, "shapes are nested too deeply");
    if (lua_rawgetp(L, seen, shape) == LUA_TTABLE)
        return;
    lua_pop(L, 1);
    lua_createtable(L, 0, 4);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, seen, shape);
    lua_pushstring(L, mt_shape_type_name(mt_shape_type_of(shape)));
    lua_setfield(L, -2, "type");
    lua_pushstring(L, mt_shape_name(shape));
    lua_setfield(L, -2, "name");
    set_parts(L, shape, seen);
}

/* NOLINTEND(misc-no-recursion) */

/* model:shape(operation, "input"|"output"): {type=, name=, members={{name=, required=, shape=}},
** item=, enum=}; nil for an operation without. */
static int model_shape(lua_State *L)
{
    static const char *const sides[] = {"input", "output", NULL};
    mt_error err = {0};
    const mt_operation *operation = operation_at(L, &err);
    const int side = luaL_checkoption(L, 3, NULL, sides);
    if (!operation)
        return fail_push(L, &err);
    const mt_shape *shape =
        side == 0 ? mt_operation_input(operation) : mt_operation_output(operation);
    lua_settop(L, 3);
    lua_newtable(L);
    if (shape)
        shape_push(L, shape, 4);
    else
        lua_pushnil(L);
    return 1;
}

void open_shape(lua_State *L)
{
    luaL_getmetatable(L, CLASS_MODEL);
    lua_getfield(L, -1, "__index");
    lua_pushcfunction(L, model_shape);
    lua_setfield(L, -2, "shape");
    lua_pop(L, 2);
}
