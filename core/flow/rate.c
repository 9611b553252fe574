#include "flow/rate.h"

#include <math.h>

#include "flow/rate_meet.h"

/* Times in seconds, sizes in tokens, the rest shares. Each was chosen by simulation
** (core/tests/rate_test.c); docs/rate-control.md says what they trade against each other. */

/* Calls under way while a rate is only guessed; an answer adds one. */
static const double unproven_window = 2;
/* Saved up after a refusal, unless that would overflow; how much of a call's tokens at most are
** taken to be there already. */
static const double full_slack = 2, slack_time = 0.02, soonest = 0.25;
/* After so many calls at most the least lead shall cause a refusal. */
static const double most_calls = 110;
/* How long a refusal is waited for at least and at most; the latter if others send too. */
static const double fewest_calls = 4, least_time = 0.25, most_time = 40, unrest_time = 3;
/* Of that, when the lead begins to grow and how often it doubles; then by one in so many calls. */
static const double patience = 1.15, doubling = 0.1, haste_calls = 40, most_haste = 1000;
/* A refusal long before it is due to a lead that small: somebody else sends, make room. So much is
** left, too, if the bucket refuses that is believed to be full. */
static const double settled = 0.1, early = 0.4, yield = 0.85;
/* The way back to a rate had before; how fast it is forgotten. */
static const double ambition = 0.1, peak_memory = 0.85;
/* Among others: how fast it is forgotten, tokens a second to win, the lead that may take. */
static const double calming = 0.92, unrest_gain = 2, unrest_lead = 0.5;
static const double alarmed = 10, least_alarm = 0.1;
/* What a refusal leaves of a rate, at least, and one more of the same burst. */
static const double fall = 0.6, fall_more = 0.95;
/* The share that may have been lost of what flowed in since an anchor. */
static const double most_lost = 0.2;
/* What was remembered may be out of date: how fast to send, what part of the usual wait has passed,
** and how much of what ought to be left shows that it is wrong. */
static const double recalled_lead = 0.02, recalled_wait = 0.8, few_tokens = 3, mistake = 0.15;

/* Tokens to be saved up after a refusal: room for what arrives out of step, but no more than the
** bucket can hold beside a call's own. */
static double slack(const struct rate *rate)
{
    return fmin(full_slack + slack_time * rate->rate, fmax(1, (rate->burst - 1) * 0.6));
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
    return fmax(rate->burst, 1 + slack(rate));
}

static void refill(struct rate *rate, double now)
{
    const double most = fmax(most_tokens(rate), rate->tokens);
    if (now > rate->at)
        rate->tokens += sending_rate(rate) * (now - rate->at);
    rate->at = now;
    if (rate->tokens > most) {
        rate->lost += rate->tokens - most;
        rate->tokens = most;
    }
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
    rate->burst = 1;
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
        return rate->under_way + cost <= meet_window(rate) || rate->under_way == 0 ? 0 : -1;
    if (!rate->is_proven &&
        rate->under_way >= unproven_window * cost + rate->spent - rate->anchors[0].spent)
        return -1;
    refill(rate, now);
    const double missing = fmin(cost, most_tokens(rate)) - rate->tokens;
    return missing > 0 ? missing / sending_rate(rate) : 0;
}

void rate_take(struct rate *rate, double cost, double now)
{
    if (rate->mark_count == 0)
        meet_begin(rate, now);
    rate->under_way += cost;
    rate->burst = fmax(rate->burst, cost);
    if (!is_known(rate))
        return;
    refill(rate, now);
    rate->sent_full = rate->lost - rate->lost_before > cost;
    rate->lost_before = rate->lost;
    if (rate->tokens < 1 + cost)
        rate->held_since += cost;
    rate->tokens -= cost;
}

struct bounds {
    double low, high;
};

/* A bucket that was full has been emptied since, or it would not refuse. */
static double lost_since(const struct rate *rate, const struct rate_anchor *anchor)
{
    return rate->spent - anchor->spent < rate->burst ? 0 : rate->lost - anchor->lost;
}

/* What two moments with an empty bucket say about the rate between them. */
static struct bounds bounds_since(const struct rate *rate, const struct rate_anchor *anchor,
                                  double cost, double now)
{
    const double spent = rate->spent - anchor->spent;
    const double elapsed = fmax(now - anchor->at, 1e-3);
    const double doubt = cost + jitter * spent / elapsed;
    const double lost = lost_since(rate, anchor);
    return (struct bounds){fmax(0, spent - doubt) / elapsed, (spent + doubt + lost) / elapsed};
}

/* Narrows the bounds from the newest anchor to older ones, and forgets those that contradict. */
static struct bounds prove(struct rate *rate, double cost, double now)
{
    struct bounds proven = {0, INFINITY};
    size_t used = 0;
    for (; used < rate->anchor_count; used++) {
        const struct rate_anchor *anchor = &rate->anchors[used];
        if (lost_since(rate, anchor) > 1 + most_lost * (rate->spent - anchor->spent))
            break; /* the bucket was full: what was spent says little */
        const struct bounds more = bounds_since(rate, anchor, cost, now);
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
    const struct rate_anchor *newest = &rate->anchors[0];
    if (rate->anchor_count > 0 &&
        (rate->spent - newest->spent < 4 * cost || now - newest->at < 10 * jitter))
        return;
    rate->anchor_count = anchor_push(rate, rate->anchors, rate->anchor_count, RATE_ANCHORS, now);
}

/* Others may be sending: less is risked for it where a refusal is a greater part of the rate. */
static double alarm(double believed)
{
    return clamp(believed / alarmed, least_alarm, 1);
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
    rate->unrest = is_contradicted && rate->lead < unrest_lead ? alarm(to) : rate->unrest * calming;
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
    if (rate->is_proven) /* a run of bad luck is no proof */
        middle =
            fmax(middle, is_first ? rate->rate * fall : fmax(rate->rate * fall_more, rate->floor));
    if (is_first) {
        rate->floor = middle * fall;
        note_move(rate, middle, rate->anchor_count < known);
    }
    rate->lead = clamp(fmax(doubt, rate->change), lead_wanted(rate, middle), most_lead);
    rate->rate = middle;
    rate->is_proven = proven.low > 0;
    meet_measure_burst(rate);
}

void rate_forget(struct rate *rate, double cost, double now)
{
    rate->under_way = fmax(0, rate->under_way - cost);
    if (rate->under_way == 0 && rate->is_draining)
        meet_end(rate, cost, now);
}

void rate_spent(struct rate *rate, double cost, double now)
{
    rate->spent += cost;
    if (!is_known(rate) && rate->anchor_count == 0)
        meet_spent(rate, now);
    rate_forget(rate, cost, now);
}

/* What was remembered promised more than there was. */
static bool is_mistaken(const struct rate *rate)
{
    return rate->tokens > fmax(few_tokens, rate->burst * mistake);
}

void rate_refused(struct rate *rate, double cost, double sent_at, double now)
{
    const bool is_first = sent_at >= rate->fell_at;
    const bool is_early = is_first && is_known(rate) && rate->lead < settled &&
                          rate->anchor_count > 0 && rate->held_since < early * expected(rate);
    if (rate->anchor_count == 0 && (!is_known(rate) || is_mistaken(rate)))
        meet_refused(rate, cost, now);
    if (rate->is_draining) {
        meet_refused_again(rate, now);
        rate_forget(rate, cost, now);
        return;
    }
    rate_forget(rate, cost, now);
    learn(rate, cost, is_first, now);
    if (is_early || (is_first && rate->sent_full))
        rate->rate = fmax(least_rate, rate->rate * yield);
    if (is_early)
        rate->unrest = alarm(rate->rate);
    add_anchor(rate, cost, now);
    rate->is_met = true;
    if (!is_first)
        return;
    rate->held_since = 0;
    rate->tokens = -slack(rate);
    if (cost > 1) /* the bucket may hold some, and must not overflow meanwhile */
        rate->tokens = fmin(fmax(rate->tokens, 2 * cost - rate->burst), soonest * cost);
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
    rate->burst = fmax(1, memory->burst);
    rate->is_proven = rate->is_met = true;
    rate->lead = recalled_lead;
    rate->held_since = recalled_wait * expected(rate);
    rate->tokens = fmin(rate->burst, fmax(0, memory->tokens) + age * memory->rate) - slack(rate);
    rate->at = now;
}

bool rate_remember(const struct rate *rate, double now, struct rate_memory *memory)
{
    if (!is_known(rate) || !rate->is_proven || !rate->is_met)
        return false;
    *memory = (struct rate_memory){rate->rate, rate->burst,
                                   rate->tokens + rate->rate * fmax(0, now - rate->at)};
    return true;
}
