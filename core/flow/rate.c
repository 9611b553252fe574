#include "flow/rate.h"

#include <math.h>
#include <string.h>

/* Times in seconds, sizes in tokens, the rest shares. Each was chosen by simulation
** (core/tests/rate_test.c); docs/rate-control.md says what they trade against each other. */

/* A bucket never met: calls under way at first, more with each answer, and where that slowness ends. */
static const double first_window = 12, window_growth = 1.0 / 6, slow_start = 120;
/* Calls under way while a rate is only guessed; an answer adds one. */
static const double unproven_window = 2;
/* Saved up after a refusal, and for how long answers may be out of step. */
static const double full_slack = 2, jitter = 0.01;
/* The lead, and after how many calls at most it shall cause a refusal. */
static const double least_lead = 0.02, most_lead = 1, most_calls = 110;
/* How long a refusal is waited for at least and at most; the latter if others send too. */
static const double fewest_calls = 4, least_time = 0.25, most_time = 40, unrest_time = 3;
/* Of that, when the lead begins to grow and how often it doubles; then by one in so many calls. */
static const double patience = 1.15, doubling = 0.14, haste_calls = 40, most_haste = 1000;
/* A refusal long before it is due to a lead that small: somebody else sends, make room. */
static const double settled = 0.1, early = 0.4, yield = 0.85;
/* The way back to a rate had before; how fast it is forgotten. */
static const double ambition = 0.1, peak_memory = 0.85;
/* Among others: how fast it is forgotten, tokens a second to win, the lead that may take. */
static const double calming = 0.8, unrest_gain = 2, unrest_lead = 0.5;
/* What a refusal leaves of a rate, at least, and one more of the same burst. */
static const double fall = 0.6, fall_more = 0.95;
static const double least_rate = 1.5, most_rate = 1e6;

static double clamp(double value, double low, double high)
{
    return value < low ? low : value > high ? high : value;
}

static bool is_known(const struct rate *rate)
{
    return rate->rate > 0;
}

/* What the full bucket holds. */
static double burst(const struct rate *rate)
{
    return fmax(1, rate->full_spent - rate->rate * rate->full_for);
}

/* Tokens to be saved up after a refusal: room for what arrives out of step, but no more than the
** bucket can hold beside a call's own. */
static double slack(const struct rate *rate)
{
    return fmin(full_slack + jitter * rate->rate, fmax(1, (burst(rate) - 1) * 0.6));
}

/* How many tokens are spent between two refusals if the rate is what we believe. */
static double expected(const struct rate *rate)
{
    const double longest = most_time + (unrest_time - most_time) * rate->unrest;
    const double calls =
        fmax(slack(rate) / rate->lead, fmax(fewest_calls, least_time * rate->rate));
    return fmin(calls, fmax(fewest_calls, longest * rate->rate));
}

/* The lead of this moment: steady while a refusal is due. If none comes, it doubles and doubles
** until twice the rate is sent, then grows by the call, so that what the bucket has saved up is
** found and not overrun. */
static double lead(const struct rate *rate)
{
    const double late = rate->held_since - patience * expected(rate);
    if (late <= 0)
        return rate->lead;
    const double step = fmin(doubling * expected(rate), fmax(1, rate->rate));
    const double until_one = -log2(rate->lead) * step;
    if (late < until_one)
        return rate->lead * exp2(late / step);
    return 1 + fmin((late - until_one) / clamp(1.5 * rate->rate, 1, haste_calls), most_haste);
}

static double sending_rate(const struct rate *rate)
{
    const double wanted = rate->rate * (1 + lead(rate));
    return rate->cap > 0 && wanted > rate->cap ? rate->cap : wanted;
}

static double most_tokens(const struct rate *rate)
{
    return fmax(burst(rate), 1 + slack(rate));
}

static void refill(struct rate *rate, double now)
{
    const double most = fmax(most_tokens(rate), rate->tokens);
    if (now > rate->at)
        rate->tokens += sending_rate(rate) * (now - rate->at);
    rate->at = now;
    if (rate->tokens > most) {
        rate->tokens = most;
        rate->was_full = true; /* tokens may have been lost: what was proven holds no more */
    }
}

/* Calls that may be under way before the first refusal: slowly more while they would overrun a
** small bucket, then as fast as answers come. */
static double window(const struct rate *rate)
{
    const double fast = fmax(0, rate->spent - slow_start);
    return first_window + fmin(rate->spent, slow_start) * window_growth + fast;
}

/* One refusal bounds nothing: what was accepted since is all there is to go by. */
static void guess(struct rate *rate, double now)
{
    const struct rate_anchor *anchor = &rate->anchors[0];
    rate->rate = clamp((rate->spent - anchor->spent + 0.5) / fmax(now - anchor->at, 1e-3),
                       least_rate, most_rate);
    rate->lead = most_lead;
}

/* Before anything is known the user's cap is believed to be the rate. */
static void begin(struct rate *rate, double now)
{
    rate->rate = rate->cap;
    rate->lead = least_lead;
    rate->is_proven = true;
    rate->tokens = 1;
    rate->at = now;
}

double rate_wait(struct rate *rate, double cost, double now)
{
    if (rate->is_draining)
        return -1;
    if (!is_known(rate) && rate->anchor_count > 0)
        guess(rate, now);
    else if (!is_known(rate) && rate->cap > 0)
        begin(rate, now);
    if (!is_known(rate))
        return rate->under_way + cost <= window(rate) || rate->under_way == 0 ? 0 : -1;
    if (!rate->is_proven &&
        rate->under_way >= unproven_window * cost + rate->spent - rate->anchors[0].spent)
        return -1;
    refill(rate, now);
    const double missing = fmin(cost, most_tokens(rate)) - rate->tokens;
    return missing > 0 ? missing / sending_rate(rate) : 0;
}

void rate_take(struct rate *rate, double cost, double now)
{
    if (rate->first_at == 0)
        rate->first_at = now;
    rate->under_way += cost;
    if (!is_known(rate))
        return;
    refill(rate, now);
    if (rate->tokens < 1 + cost)
        rate->held_since += cost;
    rate->tokens -= cost;
}

void rate_forget(struct rate *rate, double cost)
{
    rate->under_way = fmax(0, rate->under_way - cost);
    if (rate->under_way == 0)
        rate->is_draining = false;
}

void rate_spent(struct rate *rate, double cost)
{
    rate_forget(rate, cost);
    rate->spent += cost;
}

struct bounds {
    double low, high;
};

/* What two moments with an empty bucket say about the rate between them. */
static struct bounds bounds_since(const struct rate *rate, const struct rate_anchor *anchor,
                                  double cost, double now)
{
    const double spent = rate->spent - anchor->spent;
    const double elapsed = fmax(now - anchor->at, 1e-3);
    const double doubt = cost + jitter * spent / elapsed;
    return (struct bounds){fmax(0, spent - doubt) / elapsed, (spent + doubt) / elapsed};
}

/* Narrows the bounds from the newest anchor to older ones, and forgets those that contradict. */
static struct bounds prove(struct rate *rate, double cost, double now)
{
    struct bounds proven = {0, INFINITY};
    size_t used = 0;
    for (; used < rate->anchor_count; used++) {
        const struct bounds more = bounds_since(rate, &rate->anchors[used], cost, now);
        if (more.low > proven.high || more.high < proven.low)
            break;
        proven.low = fmax(proven.low, more.low);
        proven.high = fmin(proven.high, more.high);
    }
    rate->anchor_count = used;
    return proven;
}

static void add_anchor(struct rate *rate, double cost, double now)
{
    /* close ones say the same: the older of them says more */
    if (rate->anchor_count > 0 && (rate->spent - rate->anchors[0].spent < 4 * cost ||
                                   now - rate->anchors[0].at < 10 * jitter))
        return;
    if (rate->anchor_count < RATE_ANCHORS)
        rate->anchor_count++;
    memmove(&rate->anchors[1], &rate->anchors[0],
            (rate->anchor_count - 1) * sizeof rate->anchors[0]);
    rate->anchors[0] = (struct rate_anchor){now, rate->spent};
}

/* Notes how the belief moves to rate, and whether what was seen contradicts itself. */
static void note_move(struct rate *rate, double to, bool is_contradicted)
{
    rate->change = is_known(rate) ? fabs(to / rate->rate - 1) / 2 : 0;
    if (!is_known(rate))
        return;
    if (rate->lead < settled)
        rate->peak = fmax(rate->peak, rate->rate);
    rate->peak = rate->peak > to ? to + (rate->peak - to) * peak_memory : 0;
    rate->unrest = is_contradicted && rate->lead < unrest_lead ? 1 : rate->unrest * calming;
}

/* The lead that ought to be had for other reasons than doubt: to confirm the rate now and then; to
** win back what was lost; among others, about as many tokens for everybody, not as big a share. */
static double lead_wanted(const struct rate *rate, double believed)
{
    const double least = fmin(least_lead, slack(rate) / most_calls);
    const double wanted = ambition * (fmax(rate->peak, believed) / believed - 1);
    const double gain = rate->unrest * fmin(unrest_lead, unrest_gain / believed);
    return fmin(fmax(least, fmax(wanted, gain)), most_lead);
}

/* is_first: not one of those that were under way when the last refusal came. */
static void learn(struct rate *rate, double cost, bool is_first, double now)
{
    const size_t known = rate->anchor_count;
    const struct bounds proven = prove(rate, cost, now);
    if (proven.high == INFINITY)
        return;
    double middle = clamp((proven.low + proven.high) / 2, least_rate, most_rate);
    const double doubt = (proven.high - proven.low) / 2 / middle;
    if (rate->is_proven && !rate->is_draining) /* a run of bad luck is no proof */
        middle = fmax(middle, rate->rate * (is_first ? fall : fall_more));
    if (is_first)
        note_move(rate, middle, rate->anchor_count < known);
    rate->lead = clamp(fmax(doubt, rate->change), lead_wanted(rate, middle), most_lead);
    rate->rate = middle;
    rate->is_proven = proven.low > 0;
}

void rate_refused(struct rate *rate, double cost, double sent_at, double now)
{
    const bool is_first = sent_at >= rate->fell_at;
    const bool is_early = is_first && is_known(rate) && rate->lead < settled &&
                          rate->anchor_count > 0 && rate->held_since < early * expected(rate);
    rate_forget(rate, cost);
    if (!is_known(rate) && rate->anchor_count == 0) {
        rate->is_draining = rate->under_way > 0;
        rate->full_spent = rate->spent;
        rate->full_for = now - rate->first_at;
    } else if (rate->was_full) {
        rate->anchor_count = 0;
    } else {
        learn(rate, cost, is_first, now);
        if (is_early) {
            rate->rate *= yield;
            rate->unrest = 1;
        }
    }
    add_anchor(rate, cost, now);
    rate->was_full = false;
    if (!is_first && !rate->is_draining)
        return;
    rate->held_since = 0;
    rate->tokens = -slack(rate);
    rate->at = rate->fell_at = now;
}

bool rate_is_sensible(const struct rate_memory *memory)
{
    return memory->rate >= least_rate && memory->rate <= most_rate && memory->burst >= 0 &&
           memory->burst <= most_rate && fabs(memory->tokens) <= most_rate;
}

void rate_recall(struct rate *rate, const struct rate_memory *memory, double age, double now)
{
    if (!rate_is_sensible(memory) || !(age >= 0))
        return;
    rate->rate = memory->rate;
    rate->full_spent = memory->burst;
    rate->is_proven = true;
    rate->lead = least_lead;
    rate->tokens = fmin(burst(rate), fmax(0, memory->tokens) + age * memory->rate);
    rate->at = now;
}

bool rate_remember(const struct rate *rate, double now, struct rate_memory *memory)
{
    const bool is_only_capped = rate->anchor_count == 0 && rate->full_spent == 0;
    if (!is_known(rate) || !rate->is_proven || is_only_capped)
        return false;
    *memory = (struct rate_memory){rate->rate, burst(rate),
                                   rate->tokens + rate->rate * fmax(0, now - rate->at)};
    return true;
}
