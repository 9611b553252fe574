/* How far this machine's clock is from a service's, learnt from the Date of its answers. Pure.
**
** Every answer teaches, a success too, so that a clock that is put right heals what was learnt. A
** refusal is repeated only if what was learnt now differs from what the request was signed with:
** else the clock is not the cause. */
#ifndef MOONTIDE_FLOW_SKEW_H
#define MOONTIDE_FLOW_SKEW_H

#include <stdbool.h>
#include <stdint.h>

#include <moontide/str.h>

/* What is known of an answer; absent headers are NULL. */
struct skew_sample {
    const char *date, *age;
    int64_t sent_ms;     /* Unix ms, by this machine's clock as it is now */
    int64_t answered_ms; /* the same, plus the time that passed by a clock that never jumps */
};

/* Seconds to add to this machine's time to get the service's; false if the answer does not tell: no
** Date, a cache's answer (it has an Age), or one that took longer than 15 minutes. */
bool skew_measure(const struct skew_sample *sample, int64_t *seconds);
/* Was a request, signed with a skew of `used`, refused because of the clock, and would one with
** `measured` be taken? More than four minutes lie between them, and the code may mean it. */
bool skew_is_cause(mt_str code, int64_t used, int64_t measured);

#endif
