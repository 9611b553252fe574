#include "flow/retry.h"

#include <stdlib.h>
#include <string.h>

enum { LONGEST_PAUSE_MS = 20000, AMZ_SLACK_MS = 5000 };

struct policy {
    int base_ms;
    int cost;
    int attempts;         /* in all; 0: the client's */
    bool ends_when_empty; /* does an empty purse end the call? */
};

static const struct mode {
    int attempts;      /* of a client that names none */
    bool is_one_purse; /* for all classes of failures */
    struct policy policies[MT_RETRY_COUNT];
} modes[MT_RETRY_MODE_COUNT] = {
    [MT_RETRY_MODE_MOONTIDE] = {3,
                                false,
                                {[MT_RETRY_NEVER] = {0, 0, 1, true},
                                 [MT_RETRY_BACKOFF] = {50, 14, 0, true},
                                 [MT_RETRY_SLOWER] = {1000, 5, 12, false},
                                 [MT_RETRY_SETTLE] = {500, 0, 6, false}}},
    [MT_RETRY_MODE_STANDARD] = {3,
                                true,
                                {[MT_RETRY_NEVER] = {0, 0, 1, true},
                                 [MT_RETRY_BACKOFF] = {50, 14, 0, true},
                                 [MT_RETRY_SLOWER] = {1000, 5, 0, true},
                                 [MT_RETRY_SETTLE] = {1000, 14, 0, true}}},
    [MT_RETRY_MODE_ADAPTIVE] = {3,
                                true,
                                {[MT_RETRY_NEVER] = {0, 0, 1, true},
                                 [MT_RETRY_BACKOFF] = {50, 14, 0, true},
                                 [MT_RETRY_SLOWER] = {1000, 5, 0, true},
                                 [MT_RETRY_SETTLE] = {1000, 14, 0, true}}},
    [MT_RETRY_MODE_LEGACY] = {5,
                              true,
                              {[MT_RETRY_NEVER] = {0, 0, 1, true},
                               [MT_RETRY_BACKOFF] = {1000, 0, 0, true},
                               [MT_RETRY_SLOWER] = {1000, 0, 0, true},
                               [MT_RETRY_SETTLE] = {1000, 0, 0, true}}},
};

/* Throttles that rate control meets are its business; so many in a row no longer are. */
enum { PACED_ATTEMPTS = 40, PACED_FREELY = 10 };

void retry_service(const char *service, struct retry_question *question)
{
    const bool is_quick =
        strcmp(service, "dynamodb") == 0 && question->mode != MT_RETRY_MODE_LEGACY;
    question->max_attempts = modes[question->mode].attempts + is_quick;
    question->base_ms = is_quick ? 25 : 0;
}

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

static int *purse_of(struct retry_budget *budget, mt_retry_mode mode, mt_retry retry)
{
    return &budget->tokens[modes[mode].is_one_purse ? MT_RETRY_BACKOFF : retry];
}

void retry_budget_refund(struct retry_budget *budget, mt_retry_mode mode, mt_retry last)
{
    if (last != MT_RETRY_NEVER) {
        give(purse_of(budget, mode, last), modes[mode].policies[last].cost);
        return;
    }
    for (int i = MT_RETRY_NEVER + 1; i < MT_RETRY_COUNT; i++)
        if (!modes[mode].is_one_purse || i == MT_RETRY_BACKOFF)
            give(&budget->tokens[i], 1);
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

static bool is_paced(const struct retry_question *q)
{
    return q->is_paced && q->retry == MT_RETRY_SLOWER;
}

/* Full jitter; the upper half of the longest pause when the purse is empty. */
static int64_t pause_of(const struct policy *policy, const struct retry_question *q, bool is_broke)
{
    const int64_t cap = q->longest_ms ? q->longest_ms : LONGEST_PAUSE_MS;
    int64_t longest = q->base_ms && q->retry == MT_RETRY_BACKOFF ? q->base_ms : policy->base_ms;
    const int first = is_paced(q) ? 1 + PACED_FREELY : 1;
    for (int i = first; i < q->failures && longest < cap; i++)
        longest *= 2;
    if (longest > cap || is_broke)
        longest = cap;
    const double share = is_broke ? 0.5 + q->random / 2 : q->random;
    return (int64_t)(share * (double)longest);
}

static int64_t heed(const struct retry_hint *hint, int64_t own)
{
    if (hint->at_least_ms <= own)
        return own;
    return hint->at_least_ms < own + hint->slack_ms ? hint->at_least_ms : own + hint->slack_ms;
}

static int attempts_of(const struct policy *policy, const struct retry_question *q)
{
    if (is_paced(q))
        return PACED_ATTEMPTS;
    return policy->attempts ? policy->attempts : q->max_attempts;
}

enum retry_decision retry_decide(const struct retry_question *question, struct retry_budget *budget,
                                 int64_t *delay_ms)
{
    const struct retry_question *q = question;
    const struct policy *policy = &modes[q->mode].policies[q->retry];
    int *tokens = purse_of(budget, q->mode, q->retry);
    if (q->retry == MT_RETRY_NEVER)
        return RETRY_FINAL;
    if (q->retry == MT_RETRY_BACKOFF && q->may_have_acted && !q->is_idempotent)
        return RETRY_UNSAFE;
    if (q->failures >= attempts_of(policy, q))
        return RETRY_ATTEMPTS;
    const int cost = is_paced(q) ? 0 : policy->cost;
    const bool is_broke = *tokens < cost;
    const bool is_free = is_paced(q) && q->failures <= PACED_FREELY;
    const int64_t delay = heed(&q->hint, is_free ? 0 : pause_of(policy, q, is_broke));
    if (is_broke && policy->ends_when_empty) {
        *delay_ms = heed(&q->hint, pause_of(policy, q, false));
        return RETRY_BUDGET;
    }
    if (delay >= q->left_ms)
        return RETRY_DEADLINE;
    *tokens -= is_broke ? 0 : cost;
    *delay_ms = delay;
    return RETRY_AGAIN;
}
