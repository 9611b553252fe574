/* The program: a Lua state with moontide.core and the scripts inside, which hands its arguments to
** require("moontide.cli").main and ends with the exit code that gives. Shaped like lua.c: all that
** can fail runs in one protected call. */
#include "bind.h"
#include "embedded.h"

#include <errno.h>
#include <lualib.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The thread a signal has to stop: the coroutine that runs, or the main one. */
static lua_State *volatile running;

#ifdef MOONTIDE_WRAP_RESUME
/* Lua does not say which coroutine runs, and a hook stops only the one it is set for. The linker
** passes all of Lua's own calls of lua_resume through here (--wrap); it always returns. */
/* NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl*,readability-identifier-naming): ld's names */
int __real_lua_resume(lua_State *L, lua_State *from, int argument_count, int *result_count);
int __wrap_lua_resume(lua_State *L, lua_State *from, int argument_count, int *result_count);

int __wrap_lua_resume(lua_State *L, lua_State *from, int argument_count, int *result_count)
{
    lua_State *const resumer = running;
    running = L;
    const int status = __real_lua_resume(L, from, argument_count, result_count);
    running = resumer;
    return status;
}
/* NOLINTEND(bugprone-reserved-identifier,cert-dcl*,readability-identifier-naming) */
#endif

/* Stops a pure Lua loop; whoever waits in the library has been told there and ends in good order.
 */
static void stop_hook(lua_State *L, lua_Debug *record)
{
    mt_error err;
    (void)record;
    lua_sethook(L, NULL, 0, 0);
    if (interrupt_is_told())
        return;
    (void)mt_fail(&err, MT_ECANCELLED, "interrupted");
    error_push(L, &(struct failure){.error = &err});
    lua_error(L);
}

static void on_stop_signal(int signo)
{
    const int error = errno; /* of what was interrupted */
    if (interrupt_signal())
        _exit(128 + signo);
    interrupt_raise(signo);
    lua_sethook(running, stop_hook, LUA_MASKCALL | LUA_MASKRET | LUA_MASKLINE | LUA_MASKCOUNT, 1);
    errno = error;
}

/* A socket whose peer has gone is an error of that call; a reader of our output who has gone is the
** end, without a word. */
static void on_broken_pipe(int signo)
{
    const int error = errno;
    struct pollfd output = {.fd = STDOUT_FILENO};
    if (poll(&output, 1, 0) > 0 && (output.revents & (POLLERR | POLLHUP)))
        _exit(128 + signo);
    errno = error;
}

/* Leaves alone what was ignored before (nohup). No SA_RESTART: a wait for input shall end, too. */
static void handle_signal(int signo, void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler}, before;
    (void)sigemptyset(&action.sa_mask);
    if (sigaction(signo, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
        (void)sigaction(signo, &action, NULL);
}

static void handle_signals(lua_State *L)
{
    running = L;
    interrupt_enable();
    handle_signal(SIGINT, on_stop_signal);
    handle_signal(SIGTERM, on_stop_signal);
    handle_signal(SIGPIPE, on_broken_pipe);
    handle_signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is an error of that write */
}

static const struct embedded_file *find_embedded(const char *path)
{
    for (const struct embedded_file *file = embedded_scripts; file->name; file++) {
        if (strcmp(file->name, path) == 0)
            return file;
    }
    return NULL;
}

/* Loads `path` from the directory in upvalue 1, if it has it, else from the program.
** [-0, +0 or +2] the loader and where it came from */
static bool load_script(lua_State *L, const char *path)
{
    const char *directory = lua_tostring(L, lua_upvalueindex(1));
    const char *name = lua_pushfstring(L, "%s/%s", directory ? directory : "", path);
    const struct embedded_file *file = NULL;
    int status;
    if (directory && access(name, R_OK) == 0) {
        status = luaL_loadfilex(L, name, "t");
    } else if ((file = find_embedded(path))) {
        name = lua_pushfstring(L, "@%s", path);
        status = luaL_loadbufferx(L, (const char *)file->text, file->size, name, "t");
    } else {
        return false;
    }
    if (status != LUA_OK)
        lua_error(L);
    lua_pushstring(L, name);
    return true;
}

/* The searcher for moontide and moontide.*; upvalue 1 is a directory that goes first, or nil. */
static int search_script(lua_State *L)
{
    const char *name = luaL_checkstring(L, 1);
    if (strncmp(name, "moontide", 8) != 0 || (name[8] != '\0' && name[8] != '.'))
        return 0;
    const char *base = luaL_gsub(L, name, ".", "/");
    if (load_script(L, lua_pushfstring(L, "%s.lua", base)))
        return 2;
    if (load_script(L, lua_pushfstring(L, "%s/init.lua", base)))
        return 2;
    lua_pushfstring(L, "no script '%s.lua' in the program", base);
    return 1;
}

/* package.loaded["moontide.scripts"]: the text of a script in the program, by its path; else nil. */
static int script_text(lua_State *L)
{
    const struct embedded_file *file = find_embedded(luaL_checkstring(L, 1));
    if (file)
        lua_pushlstring(L, (const char *)file->text, file->size);
    else
        lua_pushnil(L);
    return 1;
}

static void add_script_text(lua_State *L)
{
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    lua_pushcfunction(L, script_text);
    lua_setfield(L, -2, "moontide.scripts");
    lua_pop(L, 1);
}

/* Puts our searcher after package.preload and before the files that LUA_PATH names. */
static void add_searcher(lua_State *L, const char *directory)
{
    lua_getglobal(L, "package");
    lua_getfield(L, -1, "searchers");
    for (lua_Integer i = luaL_len(L, -1); i >= 2; i--) {
        lua_rawgeti(L, -1, i);
        lua_rawseti(L, -2, i + 1);
    }
    lua_pushstring(L, directory);
    lua_pushcclosure(L, search_script, 1);
    lua_rawseti(L, -2, 2);
    lua_pop(L, 2);
}

/* Takes "--scripts DIR" or "--scripts=DIR" off the front of the arguments. */
static const char *take_scripts_option(int *argc, char ***argv)
{
    static const char option[] = "--scripts=";
    const size_t size = sizeof option - 1;
    const char *directory = getenv("MOONTIDE_SCRIPTS");
    const char *first = *argc > 1 ? (*argv)[1] : "";
    int taken = 0;
    if (strncmp(first, option, size) == 0) {
        directory = first + size;
        taken = 1;
    } else if (strncmp(first, option, size - 1) == 0 && first[size - 1] == '\0' && *argc > 2) {
        directory = (*argv)[2];
        taken = 2;
    }
    (*argv)[taken] = (*argv)[0];
    *argv += taken;
    *argc -= taken;
    return directory && *directory ? directory : NULL;
}

static void push_arguments(lua_State *L, int argc, char **argv)
{
    lua_createtable(L, argc, 1);
    for (int i = 0; i < argc; i++) {
        lua_pushstring(L, argv[i]);
        lua_rawseti(L, -2, i);
    }
    lua_pushvalue(L, -1);
    lua_setglobal(L, "arg");
}

/* The whole program; argc and argv are its arguments, the exit code its result. */
static int run(lua_State *L)
{
    int argc = (int)lua_tointeger(L, 1);
    char **argv = lua_touserdata(L, 2);
    luaL_checkversion(L);
    lua_gc(L, LUA_GCSTOP);
    luaL_openlibs(L);
    luaL_requiref(L, "moontide.core", luaopen_moontide_core, 0); /* errors have their class now */
    lua_pop(L, 1);
    add_searcher(L, take_scripts_option(&argc, &argv));
    add_script_text(L);
    lua_gc(L, LUA_GCRESTART);
    lua_gc(L, LUA_GCGEN, 0, 0);
    lua_getglobal(L, "require");
    lua_pushliteral(L, "moontide.cli");
    lua_call(L, 1, 1);
    lua_getfield(L, -1, "main");
    push_arguments(L, argc, argv);
    lua_call(L, 1, 1);
    return 1;
}

/* Adds a traceback to a string; an error object says what it has to say itself. */
static int add_traceback(lua_State *L)
{
    const char *message = lua_tostring(L, 1);
    if (message)
        luaL_traceback(L, L, message, 1);
    return 1;
}

static int report(lua_State *L)
{
    (void)fprintf(stderr, "moontide: %s\n", luaL_tolstring(L, 1, NULL));
    lua_pushinteger(L, error_exit_code(L, 1));
    return 1;
}

static int exit_code(lua_State *L, int status)
{
    if (status == LUA_OK)
        return lua_isinteger(L, -1) ? (int)lua_tointeger(L, -1) : 0;
    lua_pushcfunction(L, report);
    lua_insert(L, -2);
    return lua_pcall(L, 1, 1, 0) == LUA_OK ? (int)lua_tointeger(L, -1) : 1;
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "-V") == 0) /* works whatever has become of the scripts */
        return printf("moontide %s\n", mt_version()) < 0;
    lua_State *L = luaL_newstate();
    if (!L) {
        (void)fputs("moontide: out of memory\n", stderr);
        return 1;
    }
    handle_signals(L);
    lua_pushcfunction(L, add_traceback);
    lua_pushcfunction(L, run);
    lua_pushinteger(L, argc);
    lua_pushlightuserdata(L, argv);
    int code = exit_code(L, lua_pcall(L, 2, 1, 1));
    lua_close(L);
    /* print() does not look whether it worked; the stream remembers. */
    if ((fflush(stdout) != 0 || ferror(stdout)) && code == 0) {
        (void)fputs("moontide: cannot write the output\n", stderr);
        code = 1;
    }
    return code;
}
