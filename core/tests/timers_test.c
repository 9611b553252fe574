/* The heap of timers against a plain sorted list. */
#include "flow/timers.h"

#include <stdint.h>

#include "test.h"

enum { COUNT = 200 };

static uint32_t chance(uint32_t *state, uint32_t limit)
{
    *state = *state * 1664525U + 1013904223U;
    return (*state >> 8) % limit;
}

static void test_come_out_in_order(void)
{
    struct timers timers = {0};
    struct timer all[COUNT] = {{0}};
    uint32_t random = 1;
    CHECK(timers_first(&timers) == NULL);
    CHECK(timers_reserve(&timers, COUNT));
    for (int i = 0; i < COUNT; i++)
        timers_set(&timers, &all[i], chance(&random, 50));
    int64_t last = -1;
    size_t count = 0;
    for (struct timer *t; (t = timers_first(&timers)) != NULL; count++) {
        CHECK(t->due >= last);
        last = t->due;
        timers_remove(&timers, t);
        CHECK(t->place == 0);
    }
    CHECK(count == COUNT);
    timers_clear(&timers);
}

static int64_t earliest(const struct timer *all)
{
    int64_t best = INT64_MAX;
    for (int i = 0; i < COUNT; i++)
        if (all[i].place && all[i].due < best)
            best = all[i].due;
    return best;
}

static void test_may_move_and_go_at_any_time(void)
{
    struct timers timers = {0};
    struct timer all[COUNT] = {{0}};
    uint32_t random = 7;
    CHECK(timers_reserve(&timers, COUNT));
    for (int round = 0; round < 5000; round++) {
        struct timer *t = &all[chance(&random, COUNT)];
        if (chance(&random, 3) == 0)
            timers_remove(&timers, t);
        else
            timers_set(&timers, t, chance(&random, 1000));
        const struct timer *first = timers_first(&timers);
        CHECK((first ? first->due : INT64_MAX) == earliest(all));
    }
    timers_clear(&timers);
}

int main(void)
{
    RUN(test_come_out_in_order);
    RUN(test_may_move_and_go_at_any_time);
    return TEST_SUMMARY();
}
