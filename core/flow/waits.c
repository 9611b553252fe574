#include "flow/waits.h"

void waits_begin(struct waits *waits, mt_wait wait, int64_t now)
{
    struct waits_of *of = &waits->of[wait];
    if (of->now++ == 0)
        of->since = now;
}

void waits_end(struct waits *waits, mt_wait wait, int64_t now)
{
    struct waits_of *of = &waits->of[wait];
    if (--of->now == 0)
        of->held_ms += now - of->since;
}

void waits_add(struct waits *waits, mt_wait wait, int64_t ms)
{
    if (ms <= 0)
        return;
    waits->of[wait].count++;
    waits->of[wait].call_ms += ms;
}

int64_t waits_held(const struct waits *waits, mt_wait wait, int64_t now)
{
    const struct waits_of *of = &waits->of[wait];
    return of->held_ms + (of->now ? now - of->since : 0);
}
