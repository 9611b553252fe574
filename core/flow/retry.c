#include "flow/retry.h"

#include <stdlib.h>
#include <string.h>

enum { LONGEST_PAUSE_MS = 20000, AMZ_SLACK_MS = 5000 };

static const struct policy {
    int base_ms;
    int cost;
    int attempts;         /* in all; 0: the client's */
    bool ends_when_empty; /* does an empty purse end the call? */
} policies[MT_RETRY_COUNT] = {
    [MT_RETRY_NEVER] = {0, 0, 1, true},
    [MT_RETRY_BACKOFF] = {50, 14, 0, true},
    [MT_RETRY_SLOWER] = {1000, 5, 12, false},
};

const char *retry_decision_name(enum retry_decision decision)
{
    switch (decision) {
#define RETRY_DECISION_NAME(decision, name) \
    case decision:                          \
        return name;
        RETRY_DECISION_TABLE(RETRY_DECISION_NAME)
#undef RETRY_DECISION_NAME
    }
    return "";
}

void retry_budget_init(struct retry_budget *budget)
{
    for (int i = 0; i < MT_RETRY_COUNT; i++)
        budget->tokens[i] = RETRY_PURSE;
}

static void give(int *tokens, int count)
{
    *tokens += count;
    if (*tokens > RETRY_PURSE)
        *tokens = RETRY_PURSE;
}

void retry_budget_refund(struct retry_budget *budget, mt_retry last)
{
    if (last != MT_RETRY_NEVER) {
        give(&budget->tokens[last], policies[last].cost);
        return;
    }
    give(&budget->tokens[MT_RETRY_BACKOFF], 1);
    give(&budget->tokens[MT_RETRY_SLOWER], 1);
}

/* A whole, non-negative number below limit; -1 otherwise. */
static int64_t parse_count(const char *text, int64_t limit)
{
    const size_t size = text ? strlen(text) : 0;
    if (size == 0 || size > 12 || strspn(text, "0123456789") != size)
        return -1;
    const long long value = strtoll(text, NULL, 10);
    return value < limit ? value : limit;
}

struct retry_hint retry_hint_parse(const char *amz_retry_after, const char *retry_after)
{
    const int64_t ms = parse_count(amz_retry_after, 3600 * INT64_C(1000));
    if (ms >= 0)
        return (struct retry_hint){ms, AMZ_SLACK_MS};
    const int64_t seconds = parse_count(retry_after, 3600);
    return (struct retry_hint){seconds < 0 ? -1 : seconds * 1000, LONGEST_PAUSE_MS};
}

/* Full jitter; the upper half of the longest pause when the purse is empty. */
static int64_t pause_of(const struct policy *policy, const struct retry_question *q, bool is_broke)
{
    int64_t longest = policy->base_ms;
    for (int i = 1; i < q->failures && longest < LONGEST_PAUSE_MS; i++)
        longest *= 2;
    if (longest > LONGEST_PAUSE_MS || is_broke)
        longest = LONGEST_PAUSE_MS;
    const double share = is_broke ? 0.5 + q->random / 2 : q->random;
    const int64_t own = (int64_t)(share * (double)longest);
    if (q->hint.at_least_ms <= own)
        return own;
    return q->hint.at_least_ms < own + q->hint.slack_ms ? q->hint.at_least_ms
                                                        : own + q->hint.slack_ms;
}

enum retry_decision retry_decide(const struct retry_question *question, struct retry_budget *budget,
                                 int64_t *delay_ms)
{
    const struct retry_question *q = question;
    const struct policy *policy = &policies[q->retry];
    int *tokens = &budget->tokens[q->retry];
    if (q->retry == MT_RETRY_NEVER)
        return RETRY_FINAL;
    if (q->retry == MT_RETRY_BACKOFF && q->may_have_acted && !q->is_idempotent)
        return RETRY_UNSAFE;
    if (q->failures >= (policy->attempts ? policy->attempts : q->max_attempts))
        return RETRY_ATTEMPTS;
    const bool is_broke = *tokens < policy->cost;
    if (is_broke && policy->ends_when_empty)
        return RETRY_BUDGET;
    const int64_t delay = pause_of(policy, q, is_broke);
    if (delay >= q->left_ms)
        return RETRY_DEADLINE;
    if (!is_broke)
        *tokens -= policy->cost;
    *delay_ms = delay;
    return RETRY_AGAIN;
}
