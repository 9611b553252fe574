/* Timers in one binary heap: pauses, sleeps and deadlines are the same thing.
**
** A timer is embedded in what it wakes. Room is made beforehand, so that setting one cannot fail.
*/
#ifndef MOONTIDE_FLOW_TIMERS_H
#define MOONTIDE_FLOW_TIMERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct timer {
    int64_t due;
    size_t place; /* in the heap, from 1; 0: not set */
    void *owner;
};

/* Zero is empty. */
struct timers {
    struct timer **heap;
    size_t count;
    size_t capacity;
};

/* Makes room for count timers in all; false if out of memory. */
bool timers_reserve(struct timers *timers, size_t count);
void timers_clear(struct timers *timers);
/* Sets or moves a timer. */
void timers_set(struct timers *timers, struct timer *timer, int64_t due);
/* Does nothing if it is not set. */
void timers_remove(struct timers *timers, struct timer *timer);
/* The earliest timer; NULL if there is none. */
struct timer *timers_first(const struct timers *timers);

#endif
