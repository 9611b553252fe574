/* core.sandbox: Lua code of strangers in a state of its own, which counts its instructions and the
** bytes it allocates, and knows of the outside what goes in and out as JSON.
**
** What hooks cannot stop (a pattern that backtracks for hours inside one call of string.find) the
** process has to: sandboxes are meant to live in a worker, which can be killed. */
#include "bind.h"

#include <lualib.h>
#include <stdlib.h>

enum { HOOK_STEP = 100 /* instructions from one count to the next */ };

struct sandbox {
    lua_State *inner; /* NULL: closed */
    size_t used, limit;
    lua_Integer budget, left; /* instructions of each call, and of the one under way */
};

/* The entry functions, in the inner registry. */
static const char entries_key;

static void *limited_alloc(void *data, void *block, size_t old_size, size_t size)
{
    struct sandbox *sandbox = data;
    const size_t before = block ? old_size : 0; /* without a block it is the kind of object */
    if (size == 0) {
        free(block);
        sandbox->used -= before;
        return NULL;
    }
    if (size > before && size - before > sandbox->limit - sandbox->used)
        return NULL;
    void *grown = realloc(block, size);
    if (!grown)
        return size <= before ? block : NULL; /* Lua counts on it that blocks can shrink */
    sandbox->used = sandbox->used - before + size;
    return grown;
}

/* Threads have the extra space of the main one. Once the budget is spent each further instruction
** raises again, so that no pcall gets over it. */
static void count_hook(lua_State *L, lua_Debug *record)
{
    struct sandbox *sandbox = *(struct sandbox **)lua_getextraspace(L);
    (void)record;
    sandbox->left -= HOOK_STEP;
    if (sandbox->left > 0)
        return;
    lua_sethook(L, count_hook, LUA_MASKCOUNT, 1);
    luaL_error(L, "stopped after %I instructions", (LUAI_UACINT)sandbox->budget);
}

/* traceback(message): for the prelude's message handler. */
static int inner_traceback(lua_State *L)
{
    luaL_traceback(L, L, lua_tostring(L, 1), 1);
    return 1;
}

/* In the inner state: opens the harmless libraries, runs the prelude (a string at 1) and keeps what
** it returns. */
static int inner_open(lua_State *L)
{
    static const luaL_Reg libraries[] = {
        {LUA_GNAME, luaopen_base},        {LUA_TABLIBNAME, luaopen_table},
        {LUA_STRLIBNAME, luaopen_string}, {LUA_MATHLIBNAME, luaopen_math},
        {LUA_UTF8LIBNAME, luaopen_utf8},  {LUA_COLIBNAME, luaopen_coroutine}};
    const mt_str *prelude = lua_touserdata(L, 1);
    for (size_t i = 0; i < sizeof libraries / sizeof libraries[0]; i++) {
        luaL_requiref(L, libraries[i].name, libraries[i].func, 1);
        lua_pop(L, 1);
    }
    if (luaL_loadbufferx(L, prelude->data, prelude->size, "=sandbox", "b") != LUA_OK)
        lua_error(L);
    lua_pushcfunction(L, inner_traceback);
    lua_call(L, 1, 1);
    luaL_checktype(L, -1, LUA_TTABLE);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &entries_key);
    return 0;
}

/* A call of an entry function: what goes in and what comes out. */
struct crossing {
    const char *entry;
    struct scratch *in, *out;
    mt_error *err;
    mt_status status;
};

/* In the inner state. */
static int inner_call(lua_State *L)
{
    struct crossing *crossing = lua_touserdata(L, 1);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &entries_key);
    lua_getfield(L, -1, crossing->entry);
    value_push(L, crossing->in->value, true);
    scratch_clear(crossing->in);
    lua_sethook(L, count_hook, LUA_MASKCOUNT, HOOK_STEP);
    lua_call(L, 1, 1);
    lua_sethook(L, NULL, 0, 0);
    crossing->status = value_read(L, -1, NULL, crossing->out, crossing->err);
    return 0;
}

/* Why a protected call of the inner state failed, which is then popped. */
static mt_status fail_inner(struct sandbox *sandbox, int status, mt_error *err)
{
    lua_State *inner = sandbox->inner;
    if (status == LUA_ERRMEM)
        (void)mt_fail(err, MT_EINPUT, "stopped: it needs more than %zu bytes of memory",
                      sandbox->limit);
    else
        (void)mt_fail(err, MT_EINPUT, "%s",
                      lua_type(inner, -1) == LUA_TSTRING ? lua_tostring(inner, -1)
                                                         : "it failed without a message");
    lua_settop(inner, 0);
    return MT_EINPUT;
}

static int sandbox_close(lua_State *L)
{
    struct sandbox *sandbox = luaL_checkudata(L, 1, CLASS_SANDBOX);
    lua_State *inner = sandbox->inner;
    sandbox->inner = NULL;
    if (inner)
        lua_close(inner);
    return 0;
}

static bool open_inner(struct sandbox *sandbox, mt_str *prelude, mt_error *err)
{
    sandbox->inner = lua_newstate(limited_alloc, sandbox);
    if (!sandbox->inner)
        return mt_fail(err, MT_EMEM, "out of memory") == MT_OK;
    *(struct sandbox **)lua_getextraspace(sandbox->inner) = sandbox;
    lua_pushcfunction(sandbox->inner, inner_open);
    lua_pushlightuserdata(sandbox->inner, prelude);
    const int status = lua_pcall(sandbox->inner, 1, 0, 0);
    if (status != LUA_OK)
        (void)fail_inner(sandbox, status, err);
    return status == LUA_OK;
}

/* core.sandbox{prelude=, memory=, instructions=}: prelude is a function of ours as string.dump
** gives it, called with a traceback function; it returns the functions that `call` can call. */
static int core_sandbox(lua_State *L)
{
    static const char *const names[] = {"prelude", "memory", "instructions", NULL};
    mt_error err = {0};
    options_check(L, 1, names);
    mt_str prelude = option_str(L, 1, "prelude");
    const lua_Integer memory = option_integer(L, 1, "memory", 64 << 20);
    luaL_argcheck(L, prelude.size > 0, 1, "a prelude is needed");
    luaL_argcheck(L, memory > 0, 1, "memory must be above 0");
    struct sandbox *sandbox = lua_newuserdatauv(L, sizeof *sandbox, 0);
    *sandbox = (struct sandbox){
        .limit = (size_t)memory,
        .budget = option_integer(L, 1, "instructions", 10000000),
    };
    luaL_setmetatable(L, CLASS_SANDBOX);
    return open_inner(sandbox, &prelude, &err) ? 1 : fail_push(L, &err);
}

static struct sandbox *sandbox_at(lua_State *L)
{
    struct sandbox *sandbox = luaL_checkudata(L, 1, CLASS_SANDBOX);
    if (!sandbox->inner)
        luaL_error(L, "attempt to use a closed sandbox");
    return sandbox;
}

/* Calls an entry function with in->value; its result is in out->value. */
static mt_status cross(struct sandbox *sandbox, struct crossing *crossing)
{
    lua_State *inner = sandbox->inner;
    lua_settop(inner, 0);
    sandbox->left = sandbox->budget;
    lua_pushcfunction(inner, inner_call);
    lua_pushlightuserdata(inner, crossing);
    const int status = lua_pcall(inner, 1, 0, 0);
    lua_sethook(inner, NULL, 0, 0);
    if (status != LUA_OK)
        return fail_inner(sandbox, status, crossing->err);
    if (sandbox->left <= 0) /* raised in a coroutine and caught outside of it */
        return mt_fail(crossing->err, MT_EINPUT, "stopped after %lld instructions",
                       (long long)sandbox->budget);
    return crossing->status;
}

/* sandbox:call(entry, json): what the prelude's function of that name makes of it, as JSON. */
static int sandbox_call(lua_State *L)
{
    mt_error err = {0};
    mt_str json;
    size_t size = 0;
    struct sandbox *sandbox = sandbox_at(L);
    struct crossing crossing = {.entry = luaL_checkstring(L, 2), .err = &err};
    json.data = luaL_checklstring(L, 3, &json.size);
    crossing.in = scratch_new(L);
    crossing.out = scratch_new(L);
    mt_status st = mt_json_parse(json, &crossing.in->value, &err);
    if (st == MT_OK)
        st = cross(sandbox, &crossing);
    if (st == MT_OK)
        st = mt_json_print(crossing.out->value, MT_JSON_COMPACT, &crossing.out->text, &size, &err);
    if (st != MT_OK)
        return fail_push(L, &err);
    lua_pushlstring(L, crossing.out->text, size);
    return 1;
}

void open_sandbox(lua_State *L)
{
    static const luaL_Reg methods[] = {
        {"call", sandbox_call}, {"close", sandbox_close}, {NULL, NULL}};
    static const luaL_Reg meta[] = {
        {"__gc", sandbox_close}, {"__close", sandbox_close}, {NULL, NULL}};
    class_new(L, CLASS_SANDBOX, methods, meta);
    lua_pushcfunction(L, core_sandbox);
    lua_setfield(L, -2, "sandbox");
}
