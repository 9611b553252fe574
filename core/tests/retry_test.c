/* The retry rules as a table of cases, then as a crowd in virtual time. */
#include "flow/retry.h"

#include <stdint.h>
#include <stdlib.h>

#include "test.h"

static struct retry_question transient(int failures)
{
    return (struct retry_question){.mode = MT_RETRY_MODE_MOONTIDE,
                                   .retry = MT_RETRY_BACKOFF,
                                   .failures = failures,
                                   .max_attempts = 3,
                                   .is_idempotent = true,
                                   .random = 1,
                                   .hint = {-1, 0},
                                   .left_ms = 600000};
}

static struct retry_question slower(int failures)
{
    struct retry_question q = transient(failures);
    q.retry = MT_RETRY_SLOWER;
    return q;
}

static void test_pauses_double_up_to_the_cap(void)
{
    static const struct {
        mt_retry retry;
        int failures;
        double random;
        int64_t delay_ms;
    } cases[] = {
        {MT_RETRY_BACKOFF, 1, 1, 50},      {MT_RETRY_BACKOFF, 2, 1, 100},
        {MT_RETRY_BACKOFF, 4, 1, 400},     {MT_RETRY_BACKOFF, 9, 1, 12800},
        {MT_RETRY_BACKOFF, 10, 1, 20000},  {MT_RETRY_BACKOFF, 98, 1, 20000},
        {MT_RETRY_BACKOFF, 2, 0, 0},       {MT_RETRY_BACKOFF, 2, 0.25, 25},
        {MT_RETRY_SLOWER, 1, 1, 1000},     {MT_RETRY_SLOWER, 2, 1, 2000},
        {MT_RETRY_SLOWER, 5, 1, 16000},    {MT_RETRY_SLOWER, 6, 1, 20000},
        {MT_RETRY_SLOWER, 11, 0.5, 10000}, {MT_RETRY_SLOWER, 3, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct retry_budget budget;
        retry_budget_init(&budget);
        struct retry_question q = transient(cases[i].failures);
        q.retry = cases[i].retry;
        q.random = cases[i].random;
        q.max_attempts = 100;
        int64_t delay = -1;
        CHECK(retry_decide(&q, &budget, &delay) == RETRY_AGAIN);
        CHECK(delay == cases[i].delay_ms);
    }
}

static void test_decisions(void)
{
    struct retry_question never = transient(1), unsafe = transient(1), sent = transient(1);
    struct retry_question refused = slower(1), late = transient(1), in_time = transient(1);
    never.retry = MT_RETRY_NEVER;
    unsafe.may_have_acted = true;
    unsafe.is_idempotent = false;
    sent.may_have_acted = true;
    refused.may_have_acted = true;
    refused.is_idempotent = false;
    late.left_ms = 50;
    in_time.left_ms = 51;
    struct retry_question unsent = unsafe;
    unsent.may_have_acted = false;
    const struct {
        const struct retry_question *question;
        enum retry_decision decision;
    } cases[] = {
        {&never, RETRY_FINAL},   {&unsafe, RETRY_UNSAFE}, {&sent, RETRY_AGAIN},
        {&unsent, RETRY_AGAIN},  {&refused, RETRY_AGAIN}, {&late, RETRY_DEADLINE},
        {&in_time, RETRY_AGAIN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct retry_budget budget;
        retry_budget_init(&budget);
        int64_t delay = -1;
        CHECK_STR(retry_decision_name(retry_decide(cases[i].question, &budget, &delay)),
                  retry_decision_name(cases[i].decision));
        CHECK((delay >= 0) == (cases[i].decision == RETRY_AGAIN));
    }
}

static void test_attempts_are_counted_by_class(void)
{
    struct retry_budget budget;
    retry_budget_init(&budget);
    int64_t delay = 0;
    struct retry_question q = transient(2);
    CHECK(retry_decide(&q, &budget, &delay) == RETRY_AGAIN);
    q = transient(3);
    CHECK(retry_decide(&q, &budget, &delay) == RETRY_ATTEMPTS);
    q = slower(11);
    CHECK(retry_decide(&q, &budget, &delay) == RETRY_AGAIN);
    q = slower(12);
    CHECK(retry_decide(&q, &budget, &delay) == RETRY_ATTEMPTS);
}

static void test_an_empty_purse_ends_transient_failures_only(void)
{
    struct retry_budget budget = {{0}};
    int64_t delay = -1;
    struct retry_question q = transient(1);
    CHECK(retry_decide(&q, &budget, &delay) == RETRY_BUDGET);
    CHECK(delay == 50); /* for who would wait before he gives up */
    q = slower(1);
    q.random = 0;
    CHECK(retry_decide(&q, &budget, &delay) == RETRY_AGAIN);
    CHECK(delay == 10000);
    CHECK(budget.tokens[MT_RETRY_SLOWER] == 0);
}

static void test_neither_class_starves_the_other(void)
{
    struct retry_budget budget;
    retry_budget_init(&budget);
    int64_t delay = 0;
    for (int i = 0; i < 1000; i++) {
        const struct retry_question q = slower(1);
        CHECK(retry_decide(&q, &budget, &delay) == RETRY_AGAIN);
    }
    const struct retry_question q = transient(1);
    CHECK(retry_decide(&q, &budget, &delay) == RETRY_AGAIN);
    CHECK(budget.tokens[MT_RETRY_BACKOFF] == 486);
    CHECK(budget.tokens[MT_RETRY_SLOWER] == 0);
}

static void test_refunds(void)
{
    struct retry_budget budget = {{0, 10, 20}};
    retry_budget_refund(&budget, MT_RETRY_MODE_MOONTIDE, MT_RETRY_BACKOFF);
    CHECK(budget.tokens[MT_RETRY_BACKOFF] == 24 && budget.tokens[MT_RETRY_SLOWER] == 20);
    retry_budget_refund(&budget, MT_RETRY_MODE_MOONTIDE, MT_RETRY_SLOWER);
    CHECK(budget.tokens[MT_RETRY_BACKOFF] == 24 && budget.tokens[MT_RETRY_SLOWER] == 25);
    retry_budget_refund(&budget, MT_RETRY_MODE_MOONTIDE, MT_RETRY_NEVER);
    CHECK(budget.tokens[MT_RETRY_BACKOFF] == 25 && budget.tokens[MT_RETRY_SLOWER] == 26);
    budget.tokens[MT_RETRY_BACKOFF] = 495;
    retry_budget_refund(&budget, MT_RETRY_MODE_MOONTIDE, MT_RETRY_BACKOFF);
    CHECK(budget.tokens[MT_RETRY_BACKOFF] == RETRY_PURSE);
}

static void test_hints(void)
{
    static const struct {
        const char *amz, *plain;
        int64_t delay_ms; /* of a first transient failure with random 1: 50 of its own */
    } cases[] = {
        {NULL, NULL, 50},
        {"1500", NULL, 1500},
        {"0", NULL, 50},
        {"10000", NULL, 5050},
        {"invalid", NULL, 50},
        {"-100", NULL, 50},
        {"1e3", NULL, 50},
        {"", NULL, 50},
        {NULL, "3", 3000},
        {NULL, "0", 50},
        {NULL, "86400", 20050},
        {"200", "3", 200},
        {"junk", "3", 3000},
        {NULL, "-1", 50},
        {NULL, "Wed, 21 Oct 2015 07:28:00 GMT", 50},
        {"99999999999999999999", NULL, 50},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct retry_budget budget;
        retry_budget_init(&budget);
        struct retry_question q = transient(1);
        q.hint = retry_hint_parse(cases[i].amz, cases[i].plain);
        int64_t delay = -1;
        CHECK(retry_decide(&q, &budget, &delay) == RETRY_AGAIN);
        CHECK(delay == cases[i].delay_ms);
    }
}

/* A crowd of calls against a token bucket: what a bulk user's run looks like. */
enum { CROWD = 2000, PLACES = 64, PER_SECOND = 50, BURST = 50, ROUND_TRIP_MS = 20 };

struct member {
    int64_t at; /* of its next answer */
    int failures;
};

struct crowd {
    struct retry_budget budget;
    struct member members[PLACES];
    uint64_t random;
    double tokens;
    int64_t now;
    int unsent, done, lost;
};

static double chance(struct crowd *crowd)
{
    crowd->random = crowd->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(crowd->random >> 11) / (double)(UINT64_C(1) << 53);
}

static void next_call(struct crowd *crowd, struct member *member)
{
    *member = (struct member){.at = crowd->unsent ? crowd->now + ROUND_TRIP_MS : INT64_MAX};
    crowd->unsent -= crowd->unsent > 0;
}

static void answer(struct crowd *crowd, struct member *member)
{
    if (crowd->tokens >= 1) {
        crowd->tokens -= 1;
        crowd->done++;
        retry_budget_refund(&crowd->budget, MT_RETRY_MODE_MOONTIDE,
                            member->failures ? MT_RETRY_SLOWER : MT_RETRY_NEVER);
        next_call(crowd, member);
        return;
    }
    struct retry_question q = slower(++member->failures);
    q.random = chance(crowd);
    int64_t delay = 0;
    if (retry_decide(&q, &crowd->budget, &delay) == RETRY_AGAIN) {
        member->at = crowd->now + delay + ROUND_TRIP_MS;
        return;
    }
    crowd->lost++;
    next_call(crowd, member);
}

static struct member *earliest(struct crowd *crowd)
{
    struct member *best = &crowd->members[0];
    for (int i = 1; i < PLACES; i++)
        if (crowd->members[i].at < best->at)
            best = &crowd->members[i];
    return best;
}

static void test_a_crowd_loses_nothing_to_throttles(void)
{
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct crowd crowd = {.random = seed, .tokens = BURST, .unsent = CROWD};
        retry_budget_init(&crowd.budget);
        for (int i = 0; i < PLACES; i++)
            next_call(&crowd, &crowd.members[i]);
        while (crowd.done + crowd.lost < CROWD) {
            struct member *member = earliest(&crowd);
            crowd.tokens += (double)(member->at - crowd.now) * PER_SECOND / 1000;
            if (crowd.tokens > BURST)
                crowd.tokens = BURST;
            crowd.now = member->at;
            answer(&crowd, member);
        }
        CHECK(crowd.lost == 0);
        if (getenv("VERBOSE"))
            printf("seed %d: %.1f s\n", (int)seed, (double)crowd.now / 1000);
        CHECK(crowd.now < 2 * 1000 * (CROWD - BURST) / PER_SECOND);
    }
}

/* The modes of AWS's SDKs: one purse, few attempts whatever the failure, or no purse at all. */
static void test_modes(void)
{
    struct retry_budget budget = {{0, 5, 500, 500}};
    int64_t delay = 0;
    struct retry_question q = slower(1);
    q.mode = MT_RETRY_MODE_STANDARD;
    CHECK(retry_decide(&q, &budget, &delay) == RETRY_AGAIN && delay == 1000);
    CHECK(budget.tokens[MT_RETRY_BACKOFF] == 0 && budget.tokens[MT_RETRY_SLOWER] == 500);
    CHECK(retry_decide(&q, &budget, &delay) == RETRY_BUDGET);
    retry_budget_refund(&budget, MT_RETRY_MODE_STANDARD, MT_RETRY_SLOWER);
    CHECK(budget.tokens[MT_RETRY_BACKOFF] == 5);
    q.failures = 3;
    CHECK(retry_decide(&q, &budget, &delay) == RETRY_ATTEMPTS);
    budget.tokens[MT_RETRY_BACKOFF] = 0;
    q = transient(4);
    q.mode = MT_RETRY_MODE_LEGACY;
    retry_service("sagemaker", &q);
    CHECK(retry_decide(&q, &budget, &delay) == RETRY_AGAIN && delay == 8000);
    q.failures = 5;
    CHECK(retry_decide(&q, &budget, &delay) == RETRY_ATTEMPTS);
}

/* What rate control holds back anyway is not paused for, until it has happened too often. */
static void test_paced_throttles(void)
{
    struct retry_budget budget = {{0}};
    int64_t delay = -1;
    struct retry_question q = slower(1);
    q.is_paced = true;
    CHECK(retry_decide(&q, &budget, &delay) == RETRY_AGAIN && delay == 0);
    q.hint = retry_hint_parse(NULL, "2");
    CHECK(retry_decide(&q, &budget, &delay) == RETRY_AGAIN && delay == 2000);
    q.hint = (struct retry_hint){-1, 0};
    q.failures = 10;
    CHECK(retry_decide(&q, &budget, &delay) == RETRY_AGAIN && delay == 0);
    q.failures = 11;
    CHECK(retry_decide(&q, &budget, &delay) == RETRY_AGAIN && delay == 1000);
    q.failures = 14;
    CHECK(retry_decide(&q, &budget, &delay) == RETRY_AGAIN && delay == 8000);
    q.failures = 40;
    CHECK(retry_decide(&q, &budget, &delay) == RETRY_ATTEMPTS);
    q = transient(1);
    q.is_paced = true;
    CHECK(retry_decide(&q, &budget, &delay) == RETRY_BUDGET);
}

int main(void)
{
    RUN(test_pauses_double_up_to_the_cap);
    RUN(test_decisions);
    RUN(test_attempts_are_counted_by_class);
    RUN(test_an_empty_purse_ends_transient_failures_only);
    RUN(test_neither_class_starves_the_other);
    RUN(test_refunds);
    RUN(test_hints);
    RUN(test_modes);
    RUN(test_paced_throttles);
    RUN(test_a_crowd_loses_nothing_to_throttles);
    return TEST_SUMMARY();
}
