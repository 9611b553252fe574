/* A helper program run beside the loop: /bin/sh -c, its output kept up to a limit, and it and all
** that it has started killed when the time is over or nobody wants the answer any more. */
#ifndef MOONTIDE_CHILD_H
#define MOONTIDE_CHILD_H

#include <stdint.h>

#include <moontide/error.h>
#include <moontide/str.h>

enum { CHILD_MAX_OUTPUT = 64 * 1024 };

struct child;

/* Starts it; now is monotonic ms. Errors: MT_EIO, MT_EMEM. */
mt_status child_start(const char *command, int64_t now, int64_t timeout_ms, struct child **out,
                      mt_error *err);
/* Readable when there is something for child_turn to do. */
int child_fd(const struct child *child);
/* At most so many ms until it wants a turn of itself: its time is over, or it may have ended. */
int64_t child_wait(const struct child *child, int64_t now);
/* Reads what has come; true when it is over. */
bool child_turn(struct child *child, int64_t now);
/* Once it is over: MT_OK and its exit status, or what ended it. problem says either in words, with
** the last line of what it complained about; borrowed, as the output is, until child_free. */
mt_status child_outcome(struct child *child, int *exit_status, const char **problem);
mt_str child_output(const struct child *child);
/* Kills it if it still runs; wipes the output. NULL is fine. */
void child_free(struct child *child);

#endif
