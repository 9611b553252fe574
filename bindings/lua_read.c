/* From Lua values to mt_value trees, led by the shape: it says whether {} is a list, and in which
** order members go. A child is hung into its parent before it is filled, so the whole tree is
** anchored at every moment. Tables are read raw. What has no JSON form becomes a finding with its
** path, and a null stands in for it. */
#include "bind.h"

#include <math.h>
#include <string.h>

enum { MAX_DEPTH = 100 };

/* One table on the way from the top to the value being read. */
struct frame {
    struct frame *up;
    const void *identity;
    mt_value *container;
    mt_str key;        /* of the member being read; in an object */
    lua_Integer index; /* of the item being read; in a list */
    int depth;
};

struct reader {
    lua_State *L;
    struct scratch *scratch;
    struct frame *at; /* NULL: the top value */
    bool no_memory;
};

static void read_value(struct reader *r, const mt_shape *shape);

/* Hangs the child in at the current place. NULL if memory ran out. */
static mt_value *attach(struct reader *r, mt_value *child)
{
    mt_status st = child ? MT_OK : MT_EMEM;
    if (st == MT_OK && !r->at)
        r->scratch->value = child;
    else if (st == MT_OK && r->at->key.data)
        st = mt_value_set(r->at->container, r->at->key, child);
    else if (st == MT_OK)
        st = mt_value_append(r->at->container, child);
    r->no_memory = r->no_memory || st != MT_OK;
    return st == MT_OK ? child : NULL;
}

/* NOLINTBEGIN(misc-no-recursion): values are trees; MAX_DEPTH bounds them. */

/* [-0, +1] "StepAdjustments[1].ScalingAdjustment"; items count from 0, as in the check's paths. */
static void push_path(lua_State *L, const struct frame *at)
{
    luaL_checkstack(L, 4, NULL);
    if (!at) {
        lua_pushliteral(L, "");
        return;
    }
    push_path(L, at->up);
    const char *above = lua_tostring(L, -1);
    if (at->key.data)
        lua_pushfstring(L, "%s%s%s", above, *above ? "." : "", at->key.data);
    else
        lua_pushfstring(L, "%s[%I]", above, (LUAI_UACINT)at->index - 1);
    lua_remove(L, -2);
}

static void add_finding(struct reader *r, const char *message)
{
    struct scratch *scratch = r->scratch;
    if (!scratch->findings)
        scratch->findings = mt_findings_new();
    if (!scratch->findings) {
        r->no_memory = true;
        return;
    }
    push_path(r->L, r->at);
    const char *path = lua_tostring(r->L, -1);
    if (mt_findings_add(scratch->findings, MT_RULE_TYPE, path, message) == MT_EMEM)
        r->no_memory = true;
    scratch->refused = mt_findings_count(scratch->findings);
    lua_pop(r->L, 1);
}

static void refuse(struct reader *r, const char *message)
{
    add_finding(r, message);
    (void)attach(r, mt_value_new_null());
}

static void refuse_type(struct reader *r)
{
    lua_pushfstring(r->L, "a %s has no JSON form", luaL_typename(r->L, -1));
    const char *message = lua_tostring(r->L, -1);
    refuse(r, message);
    lua_pop(r->L, 1);
}

static bool wants_integer(const mt_shape *shape)
{
    if (!shape)
        return false;
    const mt_shape_type type = mt_shape_type_of(shape);
    return type == MT_SHAPE_INTEGER || type == MT_SHAPE_LONG || type == MT_SHAPE_TIMESTAMP;
}

static void read_number(struct reader *r, const mt_shape *shape)
{
    lua_State *L = r->L;
    int is_integer = lua_isinteger(L, -1);
    if (is_integer || wants_integer(shape)) { /* 3.0 for an integer goes as 3 */
        const lua_Integer integer = lua_tointegerx(L, -1, &is_integer);
        if (is_integer) {
            (void)attach(r, mt_value_new_int(integer));
            return;
        }
    }
    const double number = lua_tonumber(L, -1);
    if (isnan(number))
        refuse(r, "a NaN has no JSON form");
    else if (isinf(number))
        refuse(r, "an infinite number has no JSON form");
    else
        (void)attach(r, mt_value_new_float(number));
}

/* How many bytes follow the first byte of a UTF-8 sequence; -1: it starts none. */
static int utf8_following(unsigned char first)
{
    if (first < 0x80)
        return 0;
    if (first >= 0xC2 && first <= 0xDF)
        return 1;
    if (first >= 0xE0 && first <= 0xEF)
        return 2;
    return first >= 0xF0 && first <= 0xF4 ? 3 : -1;
}

/* The second byte excludes overlong forms, surrogates, and what lies beyond U+10FFFF. */
static bool utf8_second(unsigned char first, unsigned char second)
{
    const unsigned char low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    const unsigned char high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    return second >= low && second <= high;
}

/* NULL if the bytes are text that JSON can carry, else what is wrong with them. */
static const char *text_fault(mt_str text)
{
    const unsigned char *byte = (const unsigned char *)text.data, *end = byte + text.size;
    if (memchr(text.data, '\0', text.size))
        return "a string that holds a NUL has no JSON form";
    while (byte < end) {
        const int following = utf8_following(*byte);
        bool is_valid = following >= 0 && end - byte > following;
        if (is_valid && following > 0)
            is_valid = utf8_second(byte[0], byte[1]);
        for (int i = 2; is_valid && i <= following; i++)
            is_valid = (byte[i] & 0xC0) == 0x80;
        if (!is_valid)
            return "a string that is not UTF-8 has no JSON form";
        byte += following + 1;
    }
    return NULL;
}

static void read_string(struct reader *r)
{
    mt_str text;
    text.data = lua_tolstring(r->L, -1, &text.size);
    mt_value *value = mt_value_new_string(text);
    const char *fault = value ? NULL : text_fault(text);
    if (fault)
        refuse(r, fault);
    else
        (void)attach(r, value);
}

/* What a table looks like from its keys. */
struct look {
    size_t total, named, border;
    bool is_marked; /* with core.array_mt */
};

static struct look look_at(lua_State *L)
{
    const int table = lua_gettop(L);
    struct look look = {.border = lua_rawlen(L, table)};
    lua_pushnil(L);
    for (; lua_next(L, table); lua_pop(L, 1)) {
        look.total++;
        look.named += lua_type(L, -2) == LUA_TSTRING;
    }
    if (lua_getmetatable(L, table)) {
        luaL_getmetatable(L, CLASS_ARRAY);
        look.is_marked = lua_rawequal(L, -1, -2);
        lua_pop(L, 2);
    }
    return look;
}

static void read_items(struct reader *r, const mt_shape *item, size_t count)
{
    for (r->at->index = 1; r->at->index <= (lua_Integer)count; r->at->index++) {
        if (lua_rawgeti(r->L, -1, r->at->index) == LUA_TNIL)
            refuse(r, "a list cannot have holes");
        else
            read_value(r, item);
        lua_pop(r->L, 1);
    }
}

/* The value is on top, its key below it. */
static void read_member(struct reader *r, const mt_shape *shape)
{
    mt_str key;
    key.data = lua_tolstring(r->L, -2, &key.size);
    const char *fault = text_fault(key);
    if (fault) {
        add_finding(r, "a member's name is not text (UTF-8 without NUL)");
        return;
    }
    r->at->key = key;
    read_value(r, shape);
    r->at->key = (mt_str){NULL, 0};
}

/* Members the shape does not know are passed on, for the check to report. */
static void read_members(struct reader *r, const mt_shape *item, const mt_shape *known)
{
    const int table = lua_gettop(r->L);
    lua_pushnil(r->L);
    for (; lua_next(r->L, table); lua_pop(r->L, 1)) {
        mt_str key;
        key.data = lua_tolstring(r->L, -2, &key.size);
        if (!known || !mt_shape_member(known, key))
            read_member(r, item);
    }
}

static void read_structure(struct reader *r, const mt_shape *shape, size_t total)
{
    size_t found = 0;
    const mt_member *member;
    for (size_t i = 0; found < total && (member = mt_shape_member_at(shape, i)); i++) {
        lua_pushstring(r->L, member->name);
        if (lua_rawget(r->L, -2) != LUA_TNIL) {
            found++;
            r->at->key = mt_cstr(member->name);
            read_value(r, member->shape);
            r->at->key = (mt_str){NULL, 0};
        }
        lua_pop(r->L, 1);
    }
    if (found < total)
        read_members(r, NULL, shape);
}

static bool is_shape(const mt_shape *shape, mt_shape_type type)
{
    return shape && mt_shape_type_of(shape) == type;
}

static bool is_list(const struct look *look, const mt_shape *shape)
{
    if (look->total == 0)
        return look->is_marked || is_shape(shape, MT_SHAPE_LIST);
    return look->named == 0;
}

/* NULL if the keys make a list or an object, else why not. */
static const char *look_fault(const struct look *look)
{
    if (look->total == 0 || (look->named == look->total && !look->is_marked))
        return NULL;
    if (look->named == look->total)
        return "a table marked as a list cannot have named members";
    if (look->named > 0)
        return "a table with both list items and named members has no JSON form";
    if (look->border != look->total)
        return "a table with keys that are neither names nor 1, 2, 3, … has no JSON form";
    return NULL;
}

/* Why this table cannot be entered; NULL if it can. */
static const char *descent_fault(const struct reader *r, const void *identity)
{
    if (r->at && r->at->depth >= MAX_DEPTH)
        return "it is nested more than 100 levels deep";
    for (const struct frame *above = r->at; above; above = above->up) {
        if (above->identity == identity)
            return "a table that contains itself has no JSON form";
    }
    return NULL;
}

static void read_table(struct reader *r, const mt_shape *shape)
{
    lua_State *L = r->L;
    const void *identity = lua_topointer(L, -1);
    luaL_checkstack(L, 8, NULL);
    const struct look look = look_at(L);
    const char *fault = descent_fault(r, identity);
    if (!fault)
        fault = look_fault(&look);
    if (fault) {
        refuse(r, fault);
        return;
    }
    const bool as_list = is_list(&look, shape);
    struct frame frame = {.up = r->at, .identity = identity, .depth = r->at ? r->at->depth + 1 : 1};
    frame.container = attach(r, as_list ? mt_value_new_array() : mt_value_new_object());
    if (!frame.container)
        return;
    r->at = &frame;
    if (as_list)
        read_items(r, is_shape(shape, MT_SHAPE_LIST) ? mt_shape_item(shape) : NULL, look.total);
    else if (is_shape(shape, MT_SHAPE_STRUCTURE))
        read_structure(r, shape, look.total);
    else
        read_members(r, is_shape(shape, MT_SHAPE_MAP) ? mt_shape_item(shape) : NULL, NULL);
    r->at = frame.up;
}

/* Reads the value on top. [-0, +0] */
static void read_value(struct reader *r, const mt_shape *shape)
{
    switch (r->no_memory ? LUA_TNONE : lua_type(r->L, -1)) {
    case LUA_TNONE:
        break;
    case LUA_TBOOLEAN:
        (void)attach(r, mt_value_new_bool(lua_toboolean(r->L, -1)));
        break;
    case LUA_TNUMBER:
        read_number(r, shape);
        break;
    case LUA_TSTRING:
        read_string(r);
        break;
    case LUA_TTABLE:
        read_table(r, shape);
        break;
    case LUA_TLIGHTUSERDATA:
        if (!lua_touserdata(r->L, -1)) {
            (void)attach(r, mt_value_new_null());
            break;
        } /* fallthrough */
    default:
        refuse_type(r);
        break;
    }
}

/* NOLINTEND(misc-no-recursion) */

mt_status value_read(lua_State *L, int index, const mt_shape *shape, struct scratch *scratch,
                     mt_error *err)
{
    struct reader r = {.L = L, .scratch = scratch};
    luaL_checkstack(L, 4, NULL);
    lua_pushvalue(L, index);
    read_value(&r, shape);
    lua_pop(L, 1);
    if (r.no_memory)
        return mt_fail(err, MT_EMEM, "out of memory");
    return scratch->refused > 0 ? fail_refused(scratch, err) : MT_OK;
}
