/* mt_error as a Lua value: a table with the metatable "moontide.error", which is what a failing
** function returns after nil, what scripts raise, and what the program takes its exit code from. */
#include "bind.h"

#include <signal.h>
#include <string.h>

static void set_text(lua_State *L, const char *name, const char *text)
{
    if (!text || !*text)
        return;
    lua_pushstring(L, text);
    lua_setfield(L, -2, name);
}

static void set_integer(lua_State *L, const char *name, int number)
{
    if (number == 0)
        return;
    lua_pushinteger(L, number);
    lua_setfield(L, -2, name);
}

/* An interruption ends the program the way its signal would have. */
static int exit_code(mt_status status)
{
    if (status == MT_ECANCELLED && interrupt_signal() != 0)
        return 128 + interrupt_signal();
    return mt_status_exit_code(status);
}

/* status, retryable, exit_code. [-0, +0], into the table on top */
static void set_status(lua_State *L, mt_status status)
{
    set_text(L, "status", mt_status_name(status));
    lua_pushboolean(L, mt_status_retry(status) != MT_RETRY_NEVER);
    lua_setfield(L, -2, "retryable");
    lua_pushinteger(L, exit_code(status));
    lua_setfield(L, -2, "exit_code");
}

static void enum_push(lua_State *L, const char *const *values)
{
    lua_newtable(L);
    for (lua_Integer i = 0; values && values[i]; i++) {
        lua_pushstring(L, values[i]);
        lua_rawseti(L, -2, i + 1);
    }
}

/* Lengths and most ranges are integers. [-0, +1] */
static void number_push(lua_State *L, double number)
{
    if (number >= -0x1p53 && number <= 0x1p53 && number == (double)(lua_Integer)number)
        lua_pushinteger(L, (lua_Integer)number);
    else
        lua_pushnumber(L, number);
}

/* What the shape allows, for the rules that have a limit: the enum's values, the least or greatest
** length or value, the pattern; nil for a number that does not fit its type. [-0, +1] */
static void limit_push(lua_State *L, const mt_finding *finding)
{
    const mt_constraints limits =
        finding->shape ? mt_shape_constraints(finding->shape) : (mt_constraints){0};
    if (finding->rule == MT_RULE_ENUM)
        enum_push(L, finding->shape ? mt_shape_enum(finding->shape) : NULL);
    else if (finding->rule == MT_RULE_PATTERN)
        lua_pushstring(L, limits.pattern);
    else if (limits.has_min &&
             (finding->rule == MT_RULE_LENGTH_MIN || finding->rule == MT_RULE_RANGE_MIN))
        number_push(L, limits.min);
    else if (limits.has_max &&
             (finding->rule == MT_RULE_LENGTH_MAX || finding->rule == MT_RULE_RANGE_MAX))
        number_push(L, limits.max);
    else
        lua_pushnil(L);
}

static void finding_push(lua_State *L, const mt_finding *finding)
{
    lua_createtable(L, 0, 5);
    lua_pushstring(L, mt_rule_name(finding->rule));
    lua_setfield(L, -2, "rule");
    lua_pushstring(L, finding->path);
    lua_setfield(L, -2, "path");
    lua_pushstring(L, finding->message);
    lua_setfield(L, -2, "message");
    lua_pushstring(L, finding->value);
    lua_setfield(L, -2, "value");
    limit_push(L, finding);
    lua_setfield(L, -2, "limit");
}

bool finding_is_echo(const mt_findings *findings, size_t refused, size_t index)
{
    const char *path = mt_findings_at(findings, index)->path;
    for (size_t i = 0; i < refused && index >= refused; i++) {
        if (strcmp(mt_findings_at(findings, i)->path, path) == 0)
            return true;
    }
    return false;
}

static void findings_push(lua_State *L, const struct failure *failure)
{
    const size_t count = mt_findings_count(failure->findings);
    lua_Integer row = 0;
    lua_newtable(L);
    for (size_t i = 0; i < count; i++) {
        if (finding_is_echo(failure->findings, failure->refused, i))
            continue;
        finding_push(L, mt_findings_at(failure->findings, i));
        lua_rawseti(L, -2, ++row);
    }
}

void error_push(lua_State *L, const struct failure *failure)
{
    const mt_error *err = failure->error;
    luaL_checkstack(L, 6, NULL);
    lua_createtable(L, 0, 10);
    set_status(L, err->status);
    set_text(L, "code", err->code[0] ? err->code : mt_status_name(err->status));
    lua_pushstring(L, failure->message ? failure->message : err->message);
    lua_setfield(L, -2, "message");
    set_text(L, "operation", failure->operation);
    set_text(L, "where", err->where);
    set_text(L, "request_id", err->request_id);
    set_integer(L, "http", err->http);
    set_integer(L, "attempts", err->attempts);
    if (err->may_have_acted) {
        lua_pushboolean(L, 1);
        lua_setfield(L, -2, "may_have_acted");
    }
    if (failure->findings && mt_findings_count(failure->findings) > 0) {
        findings_push(L, failure);
        lua_setfield(L, -2, "findings");
    }
    luaL_setmetatable(L, CLASS_ERROR);
}

int failure_push(lua_State *L, const struct failure *failure)
{
    luaL_pushfail(L);
    error_push(L, failure);
    return 2;
}

int fail_push(lua_State *L, const mt_error *err)
{
    return failure_push(L, &(struct failure){.error = err});
}

/* The text of a field of the table at 1, whatever it holds, as one line; "" if absent. [-0, +1] */
static const char *field_text(lua_State *L, const char *name)
{
    luaL_Buffer line;
    mt_str text;
    lua_pushstring(L, name);
    if (lua_rawget(L, 1) == LUA_TNIL)
        lua_pushliteral(L, "");
    else
        (void)luaL_tolstring(L, -1, NULL);
    lua_remove(L, -2);
    text.data = lua_tolstring(L, -1, &text.size);
    char *clean = luaL_buffinitsize(L, &line, text.size + 1);
    for (size_t i = 0; i < text.size; i++) {
        clean[i] = text.data[i];
        if ((unsigned char)clean[i] < ' ' || clean[i] == 0x7f)
            clean[i] = ' ';
    }
    luaL_pushresultsize(&line, text.size);
    lua_remove(L, -2);
    return lua_tostring(L, -1);
}

/* " (HTTP 400, request 1f2e…)", as far as it is known. [-0, +1] */
static const char *answer_text(lua_State *L, const char *http, const char *request_id)
{
    if (*http && *request_id)
        return lua_pushfstring(L, " (HTTP %s, request %s)", http, request_id);
    if (*http)
        return lua_pushfstring(L, " (HTTP %s)", http);
    return *request_id ? lua_pushfstring(L, " (request %s)", request_id) : lua_pushliteral(L, "");
}

/* "RegisterScalableTarget: ValidationException: … (HTTP 400, request 1f2e…)"; a code that only
** repeats the status says nothing new and is left out. */
static int error_tostring(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    const char *subject = field_text(L, "operation");
    if (!*subject)
        subject = field_text(L, "where");
    const char *status = field_text(L, "status");
    const char *code = field_text(L, "code");
    if (strcmp(code, status) == 0)
        code = "";
    const char *message = field_text(L, "message");
    const char *http = field_text(L, "http");
    const char *answer = answer_text(L, http, field_text(L, "request_id"));
    const char *doubt = *field_text(L, "may_have_acted") ? "; it may have been done" : "";
    lua_pushfstring(L, "%s%s%s%s%s%s%s", subject, *subject ? ": " : "", code, *code ? ": " : "",
                    message, answer, doubt);
    return 1;
}

static mt_status status_named(lua_State *L, const char *name)
{
    for (int i = 0; i < MT_STATUS_COUNT; i++) {
        if (strcmp(mt_status_name((mt_status)i), name) == 0)
            return (mt_status)i;
    }
    luaL_error(L, "there is no status '%s'", name);
    return MT_OK;
}

static void copy_table(lua_State *L, int from)
{
    lua_newtable(L);
    lua_pushnil(L);
    while (lua_next(L, from)) {
        lua_pushvalue(L, -2); /* key value key: the key stays for lua_next */
        lua_insert(L, -2);
        lua_rawset(L, -4);
    }
}

/* core.error{status=, message=, …}: further members are kept. */
static int core_error(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    const char *name = option_text(L, 1, "status");
    const mt_status status = status_named(L, name ? name : "usage");
    luaL_argcheck(L, status != MT_OK, 1, "an error cannot have the status 'ok'");
    luaL_argcheck(L, option_text(L, 1, "message"), 1, "an error needs a message");
    copy_table(L, 1);
    set_status(L, status);
    set_text(L, "code",
             option_text(L, 1, "code") ? option_text(L, 1, "code") : mt_status_name(status));
    if (option_push(L, 1, "exit_code") != LUA_TNIL)
        lua_setfield(L, -2, "exit_code");
    else
        lua_pop(L, 1);
    luaL_setmetatable(L, CLASS_ERROR);
    return 1;
}

static int core_exit_code(lua_State *L)
{
    lua_pushinteger(L, exit_code(status_named(L, luaL_checkstring(L, 1))));
    return 1;
}

int error_exit_code(lua_State *L, int index)
{
    int code = 1;
    if (!lua_istable(L, index) || !lua_getmetatable(L, index))
        return code;
    luaL_getmetatable(L, CLASS_ERROR);
    const bool is_error = lua_rawequal(L, -1, -2);
    lua_pop(L, 2);
    return is_error ? (int)option_integer(L, index, "exit_code", code) : code;
}

void open_error(lua_State *L)
{
    static const luaL_Reg methods[] = {{NULL, NULL}};
    static const luaL_Reg meta[] = {{"__tostring", error_tostring}, {NULL, NULL}};
    static const luaL_Reg functions[] = {
        {"error", core_error}, {"exit_code", core_exit_code}, {NULL, NULL}};
    class_new(L, CLASS_ERROR, methods, meta);
    luaL_getmetatable(L, CLASS_ERROR);
    lua_setfield(L, -2, "error_mt");
    luaL_setfuncs(L, functions, 0);
}
