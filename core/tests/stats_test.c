/* What is counted, by whom it is asked for, and that waits are taken for what they are. */
#include "engine_testing.h"
#include "flow/flow.h"
#include "flow/waits.h"

#define PENDING_REPLY                                                                         \
    {                                                                                         \
        400, "{\"__type\":\"ConcurrentUpdateException\",\"message\":\"pending\"}", NULL, NULL \
    }

static mt_tally tally_of(const struct stage *stage, size_t index)
{
    mt_tally tally = {0};
    CHECK(mt_engine_tally(stage->engine, index, &tally));
    return tally;
}

static uint64_t sum(const uint64_t *counts, size_t count)
{
    uint64_t total = 0;
    for (size_t i = 0; i < count; i++)
        total += counts[i];
    return total;
}

static void test_waits_side_by_side_hold_once(void)
{
    struct waits waits = {0};
    waits_begin(&waits, MT_WAIT_LANE, 100);
    waits_begin(&waits, MT_WAIT_LANE, 110);
    CHECK(waits_held(&waits, MT_WAIT_LANE, 130) == 30);
    waits_end(&waits, MT_WAIT_LANE, 140);
    waits_add(&waits, MT_WAIT_LANE, 40);
    CHECK(waits.of[MT_WAIT_LANE].now == 1);
    waits_end(&waits, MT_WAIT_LANE, 150);
    waits_add(&waits, MT_WAIT_LANE, 40);
    waits_add(&waits, MT_WAIT_LANE, 0); /* was none */
    CHECK(waits_held(&waits, MT_WAIT_LANE, 1000) == 50);
    CHECK(waits.of[MT_WAIT_LANE].call_ms == 80 && waits.of[MT_WAIT_LANE].count == 2);
    CHECK(waits_held(&waits, MT_WAIT_RATE, 1000) == 0);
}

static void test_latency_has_buckets(void)
{
    static const int64_t took[] = {0, 5, 6, 30000, 30001, INT64_C(1) << 40};
    struct tally tally = {0};
    for (size_t i = 0; i < sizeof took / sizeof *took; i++)
        tally_answer(&tally, &(struct tally_answer){.status = MT_OK, .ms = took[i]});
    CHECK(tally.figures.latency[0] == 2 && tally.figures.latency[1] == 1);
    CHECK(tally.figures.latency[MT_LATENCY_BUCKETS - 2] == 1);
    CHECK(tally.figures.latency[MT_LATENCY_BUCKETS - 1] == 2);
    CHECK(sum(tally.figures.latency, MT_LATENCY_BUCKETS) == tally.figures.answers[MT_OK]);
    for (size_t i = 1; i + 1 < MT_LATENCY_BUCKETS; i++)
        CHECK(mt_latency_limit_ms(i) > mt_latency_limit_ms(i - 1));
    CHECK(mt_latency_limit_ms(MT_LATENCY_BUCKETS - 1) < 0 && mt_latency_limit_ms(999) < 0);
}

static void test_each_class_of_failure_is_counted(void)
{
    STAGE(stage, 4, PLAIN, THROTTLE_REPLY, PENDING_REPLY, FAULT_REPLY, OK_REPLY,
          {400, "{\"__type\":\"ValidationException\",\"message\":\"no\"}", NULL, NULL});
    for (int i = 0; i < 2; i++) {
        stage_submit(&stage, "Put", "a");
        mt_call_free(stage_await(&stage));
    }
    const mt_tally tally = tally_of(&stage, 0);
    CHECK_STR(tally.region, "eu-west-1");
    CHECK_STR(tally.service, "signed-example");
    CHECK_STR(tally.operation_class, "write");
    CHECK_STR(tally.profile, ""); /* credentials of its own: a key id is no label */
    CHECK(tally.attempts == 5 && sum(tally.answers, MT_STATUS_COUNT) == 5);
    CHECK(tally.calls[MT_OK] == 1 && tally.calls[MT_ESERVICE] == 1);
    CHECK(tally.answers[MT_ETHROTTLE] == 1 && tally.answers[MT_ECONCURRENT] == 1 &&
          tally.answers[MT_ESERVER] == 1 && tally.answers[MT_ESERVICE] == 1);
    CHECK(tally.retries[MT_CAUSE_THROTTLED] == 1 && tally.retries[MT_CAUSE_CONCURRENT] == 1 &&
          tally.retries[MT_CAUSE_TRANSIENT] == 1);
    CHECK(sum(tally.retries, MT_CAUSE_COUNT) == 3);
    CHECK(sum(tally.latency, MT_LATENCY_BUCKETS) == 5);
    CHECK(tally.connections == 1 && tally.rate > 0);
    CHECK(tally.sent_bytes > 500 && tally.received_bytes > 100);
    CHECK(tally.waits[MT_WAIT_BACKOFF].count > 0 && tally.waits[MT_WAIT_BACKOFF].now == 0);
    const mt_engine_stats all = mt_engine_statistics(stage.engine);
    CHECK(all.calls == 2 && all.failed == 1 && all.attempts == 5 && all.retries == 3);
    CHECK(all.throttled == 1 && all.concurrent == 1);
    CHECK(all.held_ms[MT_WAIT_BACKOFF] == tally.waits[MT_WAIT_BACKOFF].held_ms);
    stage_close(&stage);
}

static void test_classes_and_retry_modes_have_tallies_of_their_own(void)
{
    STAGE(stage, 4, PLAIN, OK_REPLY);
    mt_client *legacy =
        stage_client(&stage, (mt_client_options){.retry_mode = MT_RETRY_MODE_LEGACY});
    stage_submit(&stage, "Get", "a");
    mt_call_free(stage_await(&stage));
    stage_submit(&stage, "Put", "a");
    mt_call_free(stage_await(&stage));
    mt_error err = {0};
    CHECK(mt_submit(legacy, "Put", named("b"), NULL, &err) != NULL);
    mt_call_free(stage_await(&stage));
    CHECK_STR(tally_of(&stage, 0).operation_class, "read");
    CHECK(tally_of(&stage, 0).calls[MT_OK] == 1);
    CHECK(tally_of(&stage, 1).calls[MT_OK] == 2); /* same identity, Region, service, class */
    CHECK(!mt_engine_tally(stage.engine, 2, &(mt_tally){0}));
    mt_client_free(legacy);
    CHECK(tally_of(&stage, 1).calls[MT_OK] == 2); /* outlives its clients */
    stage_close(&stage);
}

static void test_a_lane_is_a_wait(void)
{
    STAGE(stage, 4, PLAIN, {-1, NULL, NULL, NULL}, OK_REPLY);
    stage_submit(&stage, "Put", "a");
    stage_submit(&stage, "Put", "a");
    stage_await_requests(&stage, 1);
    CHECK(tally_of(&stage, 0).waits[MT_WAIT_LANE].now == 1);
    const int64_t until = clock_monotonic_ms() + 3;
    while (clock_monotonic_ms() < until)
        stage_turn(&stage);
    stage_release(&stage, 0);
    for (int i = 0; i < 2; i++)
        mt_call_free(stage_await(&stage));
    const mt_wait_figures lane = tally_of(&stage, 0).waits[MT_WAIT_LANE];
    CHECK(lane.now == 0 && lane.count == 1 && lane.call_ms >= 3 && lane.call_ms == lane.held_ms);
    stage_close(&stage);
}

/* Fifty calls a second at most: what queues behind that waits for the rate, and for nothing else. */
static void test_a_rate_is_a_wait(void)
{
    STAGE(stage, 8, ((mt_client_options){.max_rate = 50}), OK_REPLY);
    for (int i = 0; i < 4; i++)
        stage_submit(&stage, "Get", "a");
    for (int i = 0; i < 4; i++)
        mt_call_free(stage_await(&stage));
    const mt_tally tally = tally_of(&stage, 0);
    const mt_wait_figures *rate = &tally.waits[MT_WAIT_RATE];
    CHECK(rate->count > 0 && rate->now == 0);
    CHECK(rate->call_ms >= rate->held_ms && rate->held_ms > 0);
    CHECK(tally.waits[MT_WAIT_CIRCUIT].count == 0 && tally.waits[MT_WAIT_LANE].count == 0);
    stage_close(&stage);
}

static void test_an_interrupted_queue_waits_no_more(void)
{
    STAGE(stage, 8, ((mt_client_options){.max_rate = 1}), OK_REPLY);
    for (int i = 0; i < 3; i++)
        stage_submit(&stage, "Get", "a");
    stage_await_requests(&stage, 1);
    CHECK(tally_of(&stage, 0).waits[MT_WAIT_RATE].now == 2);
    mt_engine_interrupt(stage.engine);
    for (int i = 0; i < 3; i++)
        mt_call_free(stage_await(&stage));
    const mt_tally tally = tally_of(&stage, 0);
    CHECK(tally.calls[MT_ECANCELLED] == 2 && tally.waits[MT_WAIT_RATE].now == 0);
    CHECK(stage.engine->waits.of[MT_WAIT_RATE].now == 0);
    stage_close(&stage);
}

/* Nobody answers: the calls wait for the circuit, and who asks is told for how long already. */
static void test_a_circuit_is_a_wait(void)
{
    STAGE(stage, 16, PLAIN, {0});
    for (int i = 0; i < 16; i++)
        stage_submit(&stage, "Get", "a");
    const int64_t until = clock_monotonic_ms() + PATIENCE_MS;
    while (tally_of(&stage, 0).waits[MT_WAIT_CIRCUIT].now == 0 && clock_monotonic_ms() < until)
        stage_turn(&stage);
    const mt_tally tally = tally_of(&stage, 0);
    CHECK(tally.down_ms > 0 && tally.answers[MT_ENETWORK] >= 10);
    stage_close(&stage);
}

/* While all places are taken, a stream that may send is no reason to turn. */
static void test_full_and_held_back(void)
{
    STAGE(stage, 2, ((mt_client_options){.max_rate = 1}), {-1, NULL, NULL, NULL});
    stage_submit(&stage, "Put", "a");
    stage_submit(&stage, "Put", "b");
    stage_submit(&stage, "Put", "c");
    stage_submit(&stage, "Get", "d");
    const int64_t until = clock_monotonic_ms() + 1500;
    int turns = 0;
    for (; clock_monotonic_ms() < until; turns++) {
        CHECK_STATUS(mt_engine_poll(stage.engine, 50, NULL), MT_OK);
        CHECK_STATUS(mt_server_poll(stage.server, 0, NULL), MT_OK);
    }
    CHECK(stage.engine->busy == 2);
    CHECK(turns < 1000);
    stage_close(&stage);
}

int main(void)
{
    RUN(test_waits_side_by_side_hold_once);
    RUN(test_latency_has_buckets);
    RUN(test_each_class_of_failure_is_counted);
    RUN(test_classes_and_retry_modes_have_tallies_of_their_own);
    RUN(test_a_lane_is_a_wait);
    RUN(test_a_rate_is_a_wait);
    RUN(test_an_interrupted_queue_waits_no_more);
    RUN(test_a_circuit_is_a_wait);
    RUN(test_full_and_held_back);
    return TEST_SUMMARY();
}
