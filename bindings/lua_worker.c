/* core.worker: a Lua function in a forked child, with a line-wise channel back.
**
** One socket pair is both the channel and the leash: its end tells the child to stop and the parent
** that the child has gone. The child leaves by _exit, so that neither the parent's buffers nor its
** engines are touched twice; it dies with its parent whatever happens. */
#include "bind.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    CLOSE_PATIENCE_MS = 2000,
    END_PATIENCE_MS = 200,
    WORKER_BYTES = 1 /* user value: unread bytes */
};

struct worker_box {
    int fd;    /* -1 when closed */
    pid_t pid; /* 0 when reaped */
    int process;
    int wait_status;
};

static int64_t now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Milliseconds left, for poll(); a negative deadline never comes. */
static int left_ms(int64_t deadline)
{
    const int64_t left = deadline - now_ms();
    if (deadline < 0)
        return -1;
    return left > 0 ? (int)left : 0;
}

static bool reap(struct worker_box *box, int flags)
{
    pid_t ended;
    do
        ended = waitpid(box->pid, &box->wait_status, flags);
    while (ended < 0 && errno == EINTR);
    if (ended == 0)
        return false;
    box->pid = 0; /* reaped, or there is nothing to reap (ECHILD) */
    return true;
}

/* Waits for a child whose channel has ended; it has little left to do. */
static bool reap_by(struct worker_box *box, int64_t deadline)
{
    const struct timespec pause = {.tv_nsec = 500000};
    while (box->pid && !reap(box, WNOHANG) && left_ms(deadline) > 0)
        (void)nanosleep(&pause, NULL);
    return box->pid == 0;
}

/* Reads and drops what the child still says, until it has gone. */
static void drain(int fd, int64_t deadline)
{
    char bytes[512];
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    for (int left = left_ms(deadline); left > 0; left = left_ms(deadline)) {
        if (poll(&wait, 1, left) <= 0)
            continue;
        const ssize_t size = read(fd, bytes, sizeof bytes);
        if (size == 0 || (size < 0 && errno != EINTR))
            return;
    }
}

static void worker_release(struct worker_box *box)
{
    const int fd = box->fd;
    box->fd = -1;
    if (fd < 0)
        return;
    if (box->process == process_number() && box->pid) {
        const int64_t deadline = now_ms() + CLOSE_PATIENCE_MS;
        (void)shutdown(fd, SHUT_WR); /* ends it even if other children hold a copy */
        drain(fd, deadline);
        if (!reap_by(box, deadline)) {
            (void)kill(box->pid, SIGKILL);
            (void)reap(box, 0);
        }
    }
    (void)close(fd);
}

static int worker_close(lua_State *L)
{
    worker_release(luaL_checkudata(L, 1, CLASS_WORKER));
    return 0;
}

/* Runs fn(channel); fn is at 1, the descriptor at 2. */
static int child_body(lua_State *L)
{
    const int fd = (int)lua_tointeger(L, 2);
    lua_settop(L, 1);
    channel_push(L, fd);
    lua_call(L, 1, 0);
    return 0;
}

/* An error as one line on the channel. */
static int child_report(lua_State *L)
{
    mt_str text;
    text.data = luaL_tolstring(L, 1, &text.size);
    (void)line_send(L, (int)lua_tointeger(L, 2), "error: ", text);
    return 0;
}

/* The child's whole life; fn is at 1. */
static _Noreturn void child_main(lua_State *L, int fd, pid_t parent)
{
    process_forked();
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) /* it died before the line above */
        _exit(1);
    (void)signal(SIGINT, SIG_IGN); /* the terminal sends it to both; the parent decides */
    (void)signal(SIGTERM, SIG_DFL);
    lua_settop(L, 1);
    lua_pushcfunction(L, child_body);
    lua_insert(L, 1);
    lua_pushinteger(L, fd);
    const int status = lua_pcall(L, 2, 0, 0);
    if (status != LUA_OK) {
        lua_pushcfunction(L, child_report);
        lua_insert(L, -2);
        lua_pushinteger(L, fd);
        (void)lua_pcall(L, 2, 0, 0);
    }
    (void)fflush(stdout);
    _exit(status == LUA_OK ? 0 : 1);
}

static int fail_system(lua_State *L, const char *what)
{
    mt_error err;
    (void)mt_fail(&err, MT_EIO, "%s: %s", what, strerror(errno));
    return fail_push(L, &err);
}

static int core_worker(lua_State *L)
{
    int ends[2];
    luaL_checktype(L, 1, LUA_TFUNCTION);
    lua_settop(L, 1);
    struct worker_box *box = lua_newuserdatauv(L, sizeof *box, WORKER_BYTES);
    *box = (struct worker_box){.fd = -1, .process = process_number()};
    luaL_setmetatable(L, CLASS_WORKER);
    lua_pushliteral(L, "");
    lua_setiuservalue(L, -2, WORKER_BYTES);
    luaL_checkstack(L, 8, NULL);
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return fail_system(L, "cannot start a worker");
    (void)fflush(stdout); /* or both would write what is in there */
    (void)fflush(stderr);
    const pid_t parent = getpid(), pid = fork();
    if (pid == 0) {
        (void)close(ends[0]);
        child_main(L, ends[1], parent);
    }
    (void)close(ends[1]);
    if (pid < 0) {
        (void)close(ends[0]);
        return fail_system(L, "cannot start a worker");
    }
    box->fd = ends[0];
    box->pid = pid;
    return 1;
}

static struct worker_box *worker_at(lua_State *L, int index)
{
    struct worker_box *box = luaL_checkudata(L, index, CLASS_WORKER);
    if (box->fd < 0)
        luaL_error(L, "attempt to use a closed worker");
    return box;
}

static mt_status fail_ended(struct worker_box *box, mt_error *err)
{
    if (!reap_by(box, now_ms() + END_PATIENCE_MS))
        return mt_fail(err, MT_EIO, "the worker has closed its channel");
    if (WIFSIGNALED(box->wait_status))
        return mt_fail(err, MT_EIO, "the worker was killed by signal %d",
                       WTERMSIG(box->wait_status));
    return mt_fail(err, MT_EIO, "the worker has ended with exit code %d",
                   WEXITSTATUS(box->wait_status));
}

/* Waits until the child has said something or gone. */
static mt_status wait_readable(const struct worker_box *box, int64_t deadline, mt_error *err)
{
    struct pollfd waits[] = {{.fd = box->fd, .events = POLLIN},
                             {.fd = interrupt_fd(), .events = POLLIN}};
    const int ready = poll(waits, 2, left_ms(deadline));
    if (interrupt_signal()) {
        interrupt_tell();
        return mt_fail(err, MT_ECANCELLED, "interrupted while waiting for the worker");
    }
    if (ready == 0)
        return mt_fail(err, MT_ETIMEOUT, "the worker has said nothing within the time allowed");
    if (ready < 0 && errno != EINTR)
        return mt_fail(err, MT_EIO, "cannot wait for the worker: %s", strerror(errno));
    return MT_OK;
}

/* [-0, +0] */
static mt_status read_bytes(lua_State *L, struct worker_box *box, int64_t deadline, mt_error *err)
{
    const mt_status st = wait_readable(box, deadline, err);
    if (st != MT_OK)
        return st;
    const ssize_t size = line_receive(L, WORKER_BYTES, box->fd, MSG_DONTWAIT);
    if (size > 0 || (size < 0 && (errno == EINTR || errno == EAGAIN)))
        return MT_OK;
    return fail_ended(box, err);
}

/* worker:read_line(timeout_seconds); without one it waits as long as it takes. */
static int worker_read_line(lua_State *L)
{
    mt_error err = {0};
    struct worker_box *box = worker_at(L, 1);
    const int timeout_ms = lua_isnoneornil(L, 2) ? -1 : argument_ms(L, 2);
    const int64_t deadline = timeout_ms < 0 ? -1 : now_ms() + timeout_ms;
    while (!line_push(L, WORKER_BYTES)) {
        if (read_bytes(L, box, deadline, &err) != MT_OK)
            return fail_push(L, &err);
    }
    return 1;
}

static int worker_write_line(lua_State *L)
{
    mt_error err = {0};
    mt_str text;
    struct worker_box *box = worker_at(L, 1);
    text.data = luaL_checklstring(L, 2, &text.size);
    if (line_send(L, box->fd, "", text)) {
        lua_pushboolean(L, true);
        return 1;
    }
    (void)fail_ended(box, &err);
    return fail_push(L, &err);
}

/* For a child that is known not to listen: close would wait for it. */
static int worker_kill(lua_State *L)
{
    struct worker_box *box = luaL_checkudata(L, 1, CLASS_WORKER);
    if (box->pid && box->process == process_number())
        (void)kill(box->pid, SIGKILL);
    worker_release(box);
    return 0;
}

static int worker_pid(lua_State *L)
{
    lua_pushinteger(L, worker_at(L, 1)->pid);
    return 1;
}

void open_worker(lua_State *L)
{
    static const luaL_Reg methods[] = {
        {"read_line", worker_read_line}, {"write_line", worker_write_line},
        {"kill", worker_kill},           {"pid", worker_pid},
        {"close", worker_close},         {NULL, NULL}};
    static const luaL_Reg meta[] = {
        {"__gc", worker_close}, {"__close", worker_close}, {NULL, NULL}};
    class_new(L, CLASS_WORKER, methods, meta);
    lua_pushcfunction(L, core_worker);
    lua_setfield(L, -2, "worker");
}
