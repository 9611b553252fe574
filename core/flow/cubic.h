/* The send rate of AWS's adaptive retry mode: cubic growth, a multiplicative fall at each throttle,
** at most twice what is measured. Pure; the constants are AWS's. Our own rate control is rate.h. */
#ifndef MOONTIDE_FLOW_CUBIC_H
#define MOONTIDE_FLOW_CUBIC_H

#include <stdbool.h>

/* Zero is a client that has not been throttled. Times in seconds. */
struct cubic {
    bool is_enabled; /* from the first throttle on */
    double fill_rate, capacity, tokens;
    double filled_at; /* 0: never */
    double measured;  /* calls a second, smoothed */
    double last_bucket, count;
    double last_max_rate, last_throttle_at, window;
};

/* Seconds until a call may be sent; 0: now. */
double cubic_wait(struct cubic *cubic, double now);
/* It is sent. */
void cubic_take(struct cubic *cubic);
/* It is answered. */
void cubic_answered(struct cubic *cubic, bool is_throttled, double now);

/* The parts, for AWS's own cases: the time until the last maximum is reached again, … */
double cubic_window(double last_max_rate);
/* … and the rate at a time after a throttle. */
double cubic_rate(const struct cubic *cubic, double now);

#endif
