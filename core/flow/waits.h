/* Accounts of waiting: how long calls have waited, and how long something has. Pure: time is an
** argument, in milliseconds of a clock that does not jump. */
#ifndef MOONTIDE_FLOW_WAITS_H
#define MOONTIDE_FLOW_WAITS_H

#include <moontide/stats.h>

/* Zero is a fresh one. */
struct waits {
    struct waits_of {
        uint64_t count;
        int64_t call_ms;
        int64_t held_ms; /* but for the time since … */
        int64_t since;   /* … if anything waits now */
        uint64_t now;
    } of[MT_WAIT_COUNT];
};

/* Something begins to wait, and … */
void waits_begin(struct waits *waits, mt_wait wait, int64_t now);
/* … goes on. */
void waits_end(struct waits *waits, mt_wait wait, int64_t now);
/* A call has waited for so long. */
void waits_add(struct waits *waits, mt_wait wait, int64_t ms);
int64_t waits_held(const struct waits *waits, mt_wait wait, int64_t now);

#endif
