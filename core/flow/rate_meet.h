/* The first acquaintance with a bucket, until rate.c knows enough to go on: how many calls may be
** under way before it refuses one, and what the first refusal and those around it say. */
#ifndef MOONTIDE_FLOW_RATE_MEET_H
#define MOONTIDE_FLOW_RATE_MEET_H

#include <string.h>

#include "flow/rate.h"

/* Answers may be out of step for so many seconds. */
static const double jitter = 0.01;
static const double least_rate = 1.5, most_rate = 1e6;
static const double least_lead = 0.02, most_lead = 1;

static inline double clamp(double value, double low, double high)
{
    return value < low ? low : value > high ? high : value;
}

static inline bool is_known(const struct rate *rate)
{
    return rate->rate > 0;
}

/* Puts this moment before the others, of which the oldest goes if there is no room. */
static inline size_t anchor_push(const struct rate *rate, struct rate_anchor *list, size_t count,
                                 size_t most, double now)
{
    if (count < most)
        count++;
    memmove(&list[1], &list[0], (count - 1) * sizeof *list);
    list[0] = (struct rate_anchor){now, rate->spent, rate->lost};
    return count;
}

/* Before the first call. */
void meet_begin(struct rate *rate, double now);
double meet_window(const struct rate *rate);
/* A call was answered and not refused. */
void meet_spent(struct rate *rate, double now);
/* The first one is refused: nothing more is sent until what is under way has come back … */
void meet_refused(struct rate *rate, double cost, double now);
/* … among which others may be refused … */
void meet_refused_again(struct rate *rate, double now);
/* … and then it has. */
void meet_end(struct rate *rate, double cost, double now);
/* What the bucket held when it was full, by what the rate is believed to be now. */
void meet_measure_burst(struct rate *rate);

#endif
