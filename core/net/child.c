#include "net/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/crypto.h"

enum {
    MAX_COMPLAINT = 1024,
    HIGHEST_FD = 65536,
    MAX_CHUNKS = 64,
    LOOK_MS = 10,      /* between looks at one that says no more */
    COMPLAINTS_MS = 50 /* between looks at what it complains of */
};

enum end { RUNNING, ENDED, TIMED_OUT, TOO_MUCH };

struct child {
    pid_t pid;              /* and its process group; 0: gone */
    int output, complaints; /* ends of pipes; -1: closed */
    enum end end;
    int status; /* of waitpid */
    int64_t deadline, timeout_ms;
    size_t size;
    char text[CHILD_MAX_OUTPUT];
    size_t complaint_size;
    char complaint[MAX_COMPLAINT];
    char problem[MAX_COMPLAINT + 128];
};

static bool open_pipe(int ends[2])
{
    if (pipe(ends))
        return false;
    for (size_t i = 0; i < 2; i++)
        (void)fcntl(ends[i], F_SETFD, FD_CLOEXEC);
    (void)fcntl(ends[0], F_SETFL, O_NONBLOCK);
    return true;
}

static void close_fd(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
    *fd = -1;
}

/* In the child: nothing of ours but its three ends, and signals as at a program's start. */
static void become(const char *command, int output, int complaints)
{
    struct rlimit limit = {0};
    const int input = open("/dev/null", O_RDONLY);
    (void)setpgid(0, 0);
    if (dup2(input, 0) < 0 || dup2(output, 1) < 0 || dup2(complaints, 2) < 0)
        _exit(127);
    if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur > HIGHEST_FD)
        limit.rlim_cur = HIGHEST_FD;
    for (int fd = 3; fd < (int)limit.rlim_cur; fd++)
        (void)close(fd);
    static const int signals[] = {SIGINT, SIGTERM, SIGPIPE, SIGHUP, SIGCHLD};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        (void)signal(signals[i], SIG_DFL);
    (void)execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    _exit(127);
}

static mt_status spawn(struct child *child, const char *command, mt_error *err)
{
    int output[2] = {-1, -1}, complaints[2] = {-1, -1};
    mt_status st = MT_OK;
    if (!open_pipe(output) || !open_pipe(complaints))
        st = mt_fail(err, MT_EIO, "cannot make a pipe: %s", strerror(errno));
    if (!st) {
        child->pid = fork();
        if (child->pid == 0)
            become(command, output[1], complaints[1]);
        if (child->pid < 0) {
            child->pid = 0;
            st = mt_fail(err, MT_EIO, "cannot start a process: %s", strerror(errno));
        } else {
            (void)setpgid(child->pid, child->pid); /* whichever of us comes first */
        }
    }
    close_fd(&output[1]);
    close_fd(&complaints[1]);
    child->output = output[0];
    child->complaints = complaints[0];
    return st;
}

mt_status child_start(const char *command, int64_t now, int64_t timeout_ms, struct child **out,
                      mt_error *err)
{
    struct child *child = calloc(1, sizeof *child);
    if (!child)
        return fail_memory(err);
    child->deadline = now + timeout_ms;
    child->timeout_ms = timeout_ms;
    const mt_status st = spawn(child, command, err);
    if (st) {
        child_free(child);
        return st;
    }
    *out = child;
    return MT_OK;
}

int child_fd(const struct child *child)
{
    return child->output;
}

/* Appends what can be read; false at the end. Beyond the limit bytes are dropped and *is_full set. */
static bool read_some(int fd, char *text, size_t *size, size_t limit, bool *is_full)
{
    char chunk[4096];
    ssize_t got = 0;
    for (int chunks = 0; chunks < MAX_CHUNKS && (got = read(fd, chunk, sizeof chunk)) > 0;
         chunks++) {
        const size_t room = limit - *size;
        const size_t taken = (size_t)got < room ? (size_t)got : room;
        memcpy(text + *size, chunk, taken);
        *size += taken;
        *is_full = *is_full || taken < (size_t)got;
    }
    crypto_wipe(chunk, sizeof chunk);
    return got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR));
}

static void stop(struct child *child, enum end end)
{
    child->end = end;
    (void)kill(-child->pid, SIGKILL);
    (void)waitpid(child->pid, &child->status, 0);
    child->pid = 0;
}

/* Its output is closed: it has ended, or does so before the time is over. */
static bool has_ended(struct child *child)
{
    siginfo_t info = {0};
    const int failed = waitid(P_PID, (id_t)child->pid, &info, WEXITED | WNOHANG | WNOWAIT);
    if (failed ? errno != ECHILD /* the program ignores SIGCHLD */ : !info.si_pid)
        return false;
    stop(child, ENDED); /* what it has left behind: until it is waited for, the group is its own */
    return true;
}

int64_t child_wait(const struct child *child, int64_t now)
{
    const int64_t left = child->deadline > now ? child->deadline - now : 0;
    const int64_t look = child->output < 0 ? LOOK_MS : child->complaints < 0 ? left : COMPLAINTS_MS;
    return look < left ? look : left;
}

bool child_turn(struct child *child, int64_t now)
{
    bool is_full = false, is_chatty = false;
    if (child->end != RUNNING)
        return true;
    if (child->complaints >= 0 && !read_some(child->complaints, child->complaint,
                                             &child->complaint_size, MAX_COMPLAINT, &is_chatty))
        close_fd(&child->complaints);
    if (child->output >= 0 &&
        !read_some(child->output, child->text, &child->size, CHILD_MAX_OUTPUT, &is_full))
        close_fd(&child->output);
    if (is_full)
        stop(child, TOO_MUCH);
    else if (child->output >= 0 || !has_ended(child)) {
        if (now >= child->deadline)
            stop(child, TIMED_OUT);
    }
    return child->end != RUNNING;
}

/* Does the text hold a word (in lower case, letters only), whatever its case and punctuation? */
static bool has_word(mt_str text, const char *word)
{
    const size_t size = strlen(word);
    for (size_t start = 0; start < text.size; start++) {
        size_t found = 0;
        for (size_t i = start; i < text.size && found < size; i++) {
            if (text.data[i] == '_' || text.data[i] == '-')
                continue;
            if (ascii_lower(text.data[i]) != word[found])
                break;
            found++;
        }
        if (found == size)
            return true;
    }
    return false;
}

/* Some helpers print what they were asked for to the wrong place. */
static bool may_hold_secret(mt_str text)
{
    return has_word(text, "secretaccesskey") || has_word(text, "sessiontoken");
}

/* The last line that is not blank, without what a terminal must not get. */
static void describe_complaint(const struct child *child, char *out, size_t size)
{
    mt_str text = str_trim((mt_str){child->complaint, child->complaint_size});
    for (size_t i = text.size; i > 0; i--)
        if (text.data[i - 1] == '\n') {
            text = (mt_str){text.data + i, text.size - i};
            break;
        }
    if (may_hold_secret(text))
        text = mt_cstr("(what it said may hold a secret)");
    size_t used = 0;
    for (size_t i = 0; i < text.size && used + 1 < size; i++)
        out[used++] = (char)((unsigned char)text.data[i] < ' ' ? ' ' : text.data[i]);
    out[used] = '\0';
}

mt_status child_outcome(struct child *child, int *exit_status, const char **problem)
{
    char complaint[256];
    describe_complaint(child, complaint, sizeof complaint);
    const char *colon = *complaint ? ": " : "";
    *exit_status = 0;
    *problem = child->problem;
    if (child->end == TIMED_OUT) {
        (void)snprintf(child->problem, sizeof child->problem,
                       "took longer than %g s and was killed%s%s", (double)child->timeout_ms / 1000,
                       colon, complaint);
        return MT_ETIMEOUT;
    }
    if (child->end == TOO_MUCH) {
        (void)snprintf(child->problem, sizeof child->problem,
                       "printed more than %d KiB and was killed", CHILD_MAX_OUTPUT / 1024);
        return MT_EPROTOCOL;
    }
    const bool has_exited = WIFEXITED(child->status);
    *exit_status = has_exited ? WEXITSTATUS(child->status) : 128 + WTERMSIG(child->status);
    (void)snprintf(child->problem, sizeof child->problem, "ended with status %d%s%s", *exit_status,
                   colon, complaint);
    return MT_OK;
}

mt_str child_output(const struct child *child)
{
    return (mt_str){child->text, child->size};
}

void child_free(struct child *child)
{
    if (!child)
        return;
    if (child->pid > 0)
        stop(child, ENDED);
    close_fd(&child->output);
    close_fd(&child->complaints);
    crypto_wipe(child, sizeof *child);
    free(child);
}
