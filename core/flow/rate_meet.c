#include "flow/rate_meet.h"

#include <math.h>

/* A bucket never met: calls under way at first; how many more with each answer until so many are, and
** from then on. */
static const double first_window = 12, early_growth = 0.5, early_window = 32, growth = 1.0 / 6;
/* Before the first refusal what is spent is marked each time that it has grown so much. */
static const double mark_growth = 1.5, mark_step = 4;
/* From an acquaintance on others are reckoned with, the less the smaller the rate: a refusal then is
** a greater part of it. */
static const double sedate = 3, full_unrest = 10;

static void mark(struct rate *rate, double now)
{
    rate->mark_count = anchor_push(rate, rate->marks, rate->mark_count, RATE_MARKS, now);
}

void meet_begin(struct rate *rate, double now)
{
    mark(rate, now);
}

/* Calls that may be under way before the first refusal: few while they would overrun a small bucket,
** soon enough for a fast service that none of its tokens are lost, and slowly more from there. */
double meet_window(const struct rate *rate)
{
    const double early = fmin(first_window + rate->spent * early_growth, early_window);
    return fmax(early, first_window + rate->spent * growth);
}

void meet_spent(struct rate *rate, double now)
{
    if (rate->spent >= mark_growth * rate->marks[0].spent + mark_step)
        mark(rate, now);
}

/* The bucket was full at one of the marks; what was spent since then and did not flow in is what it
** held. */
void meet_measure_burst(struct rate *rate)
{
    const struct rate_anchor *newest = &rate->marks[0];
    for (size_t i = 1; i < rate->mark_count; i++)
        rate->burst = fmax(rate->burst, newest->spent - rate->marks[i].spent -
                                            rate->rate * (newest->at - rate->marks[i].at));
}

void meet_refused(struct rate *rate, double cost, double now)
{
    mark(rate, now);
    rate->burst = cost;
    rate->is_met = true;
    rate->is_draining = true;
    rate->is_proven = false;
    rate->rate = 0;
    rate->anchor_count = 1;
    rate->anchors[0] = rate->marks[0];
    rate->tokens = 0;
    rate->at = rate->fell_at = now;
}

void meet_refused_again(struct rate *rate, double now)
{
    rate->late_at = now;
    rate->late_spent = rate->spent;
}

/* The mark at about half of what was spent before the first refusal, or the first there is. */
static const struct rate_anchor *half_way(const struct rate *rate)
{
    size_t i = 0;
    while (i + 1 < rate->mark_count &&
           (i == 0 || rate->marks[i].spent > rate->marks[0].spent * 0.6))
        i++;
    return &rate->marks[i];
}

/* Among those that were under way at the first refusal the bucket stayed about empty: what of them
** was taken is what flowed in meanwhile, at least; until the last refusal it is that and no more. */
void meet_end(struct rate *rate, double cost, double now)
{
    const struct rate_anchor *anchor = &rate->anchors[0];
    const struct rate_anchor *before = half_way(rate);
    const double low = (rate->spent - anchor->spent - cost) / (now - anchor->at + jitter);
    double high =
        (rate->late_spent - anchor->spent + cost) / fmax(rate->late_at - anchor->at - jitter, 1e-3);
    /* a bucket that empties is filled more slowly than it is used */
    high = fmin(high, (anchor->spent - before->spent) / fmax(anchor->at - before->at, 1e-3));
    rate->is_draining = false;
    if (low <= 0)
        return;
    high = fmax(high, low * 1.05);
    rate->rate = clamp((low + high) / 2, least_rate, most_rate);
    rate->lead = clamp((high - low) / (high + low), least_lead, most_lead);
    rate->is_proven = true;
    rate->tokens = 0;
    rate->held_since = -rate->rate * (now - anchor->at); /* saved meanwhile */
    rate->unrest = clamp((rate->rate - sedate) / full_unrest, 0, 1);
    rate->at = now;
    meet_measure_burst(rate);
}
