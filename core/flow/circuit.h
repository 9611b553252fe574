/* Whether a service is there at all: after a run of failures without one answer in between, calls
** are held back and one at a time is let through to see, until it answers again or patience ends.
** Pure: time and chance are arguments. */
#ifndef MOONTIDE_FLOW_CIRCUIT_H
#define MOONTIDE_FLOW_CIRCUIT_H

#include <stdbool.h>
#include <stdint.h>

/* Zero is a service that answers. Times are milliseconds of a clock that does not jump. */
struct circuit {
    int failures;    /* in a row */
    bool is_open;    /* calls are held back … */
    bool is_probing; /* … but for one, which is under way */
    bool was_given_up;
    int64_t opened_at;
    int64_t probe_at;
    int64_t pause_ms; /* to the next one that is let through */
};

/* Milliseconds until a call may be sent, 0: now; negative if the one under way has to end first. */
int64_t circuit_wait(const struct circuit *circuit, int64_t now);
/* A call is sent. */
void circuit_sent(struct circuit *circuit);
/* It was answered, whatever the answer. */
void circuit_answered(struct circuit *circuit);
/* It failed as calls do when nobody is there. random is in [0, 1). */
void circuit_failed(struct circuit *circuit, double random, int64_t now);
/* There is reason to think that nobody is there, before so many failures have shown it. */
void circuit_open(struct circuit *circuit, double random, int64_t now);
/* It was given up while under way. */
void circuit_forget(struct circuit *circuit);
/* Has it been open for longer than patience? Then it counts as closed, but the next run of failures
** finds less patience. */
bool circuit_gives_up(struct circuit *circuit, int64_t patience_ms, int64_t now);

#endif
