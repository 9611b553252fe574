/* What the binding knows about the process it is in: the signal that interrupted it and the engines
** which that concerns, and whether it is a fork. This is the binding's only global state; it is
** written by the program and by workers' children alone, both of which have one thread. */
#include "bind.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

static bool watching, is_told;
static volatile sig_atomic_t interrupted_by;
static struct live_engine *volatile live_engines;
static volatile sig_atomic_t wake_read = -1, wake_write = -1;
static int forks;

void interrupt_enable(void)
{
    watching = true;
}

static void wake(void)
{
    const char byte = 1;
    if (wake_write >= 0)
        (void)!write(wake_write, &byte, 1);
}

void interrupt_raise(int signo)
{
    interrupted_by = signo;
    for (const struct live_engine *live = live_engines; live; live = live->next)
        mt_engine_interrupt(live->engine);
    wake();
}

int interrupt_signal(void)
{
    return interrupted_by;
}

static void set_flags(int fd)
{
    (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
    (void)fcntl(fd, F_SETFL, O_NONBLOCK);
}

int interrupt_fd(void)
{
    int ends[2];
    if (watching && wake_read < 0 && pipe(ends) == 0) {
        set_flags(ends[0]);
        set_flags(ends[1]);
        wake_read = ends[0];
        wake_write = ends[1];
        if (interrupted_by) /* it came before there was a pipe */
            wake();
    }
    return wake_read;
}

void interrupt_tell(void)
{
    is_told = interrupted_by != 0;
}

bool interrupt_is_told(void)
{
    for (const struct live_engine *live = live_engines; live; live = live->next) {
        if (mt_engine_pending(live->engine) > 0)
            return true;
    }
    return is_told;
}

/* The handler may run between any two of these statements, and sees a whole list each time. */
void interrupt_watch(struct live_engine *live)
{
    if (!watching)
        return;
    live->next = live_engines;
    live_engines = live;
    if (interrupted_by)
        mt_engine_interrupt(live->engine);
}

void interrupt_forget(struct live_engine *live)
{
    struct live_engine *volatile *link = &live_engines;
    while (*link && *link != live)
        link = &(*link)->next;
    if (*link)
        *link = live->next;
}

int process_number(void)
{
    return forks;
}

void process_forked(void)
{
    forks++;
    watching = false;
    interrupted_by = 0;
    live_engines = NULL;
    if (wake_read >= 0) {
        close(wake_read);
        close(wake_write);
    }
    wake_read = wake_write = -1;
}
