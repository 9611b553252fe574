/* Many calls at once: places, order, cancelling, interrupting, sleeping, ending. */
#include "engine_testing.h"
#include "flow/flow.h"

static void test_places_and_order(void)
{
    STAGE(stage, 3, PLAIN, {-1, NULL, NULL, NULL});
    char name[2] = "a";
    for (; *name < 'i'; ++*name)
        stage_submit(&stage, "Get", name);
    stage_await_requests(&stage, 3);
    CHECK(mt_engine_statistics(stage.engine).in_flight == 3);
    for (size_t i = 0; i < 8; i++) {
        stage_release(&stage, i);
        mt_call_free(stage_await(&stage));
        stage_await_requests(&stage, i + 4 < 8 ? i + 4 : 8);
    }
    for (size_t i = 3; i < 8; i++) /* the first three share a moment */
        CHECK(stage.seen[i].name[0] == (char)('a' + i));
    const mt_engine_stats stats = mt_engine_statistics(stage.engine);
    CHECK(stats.peak_in_flight == 3 && stats.in_flight == 0 && stats.calls == 8);
    CHECK(stats.connections <= 3);
    stage_close(&stage);
}

/* A throttled service must not take the places of another one's calls. */
static void test_a_throttled_client_holds_up_only_itself(void)
{
    STAGE(stage, 2, PLAIN, {400, "{\"__type\":\"ThrottlingException\"}", "Retry-After", "15"},
          {400, "{\"__type\":\"ThrottlingException\"}", "Retry-After", "15"}, OK_REPLY);
    mt_client *other = stage_client(&stage, PLAIN);
    for (int i = 0; i < 4; i++)
        stage_submit(&stage, "Get", "slow");
    stage_await_requests(&stage, 2);
    CHECK(mt_submit(other, "Get", named("quick"), NULL, NULL) != NULL);
    mt_call *call = stage_await(&stage);
    CHECK_STATUS(mt_call_status(call), MT_OK);
    mt_call_free(call);
    CHECK(stage.requests == 3);
    CHECK_STR(stage.seen[2].name, "quick");
    CHECK(mt_engine_pending(stage.engine) == 4);
    stage_close(&stage);
}

/* Other retries give their place away while they wait. */
static void test_a_pending_update_holds_nobody_up(void)
{
    STAGE(stage, 1, PLAIN, {400, "{\"__type\":\"ConcurrentUpdateException\"}", "Retry-After", "15"},
          OK_REPLY);
    stage_submit(&stage, "Get", "first");
    stage_submit(&stage, "Get", "second");
    mt_call *call = stage_await(&stage);
    CHECK_STATUS(mt_call_status(call), MT_OK);
    CHECK_STR(stage.seen[1].name, "second");
    CHECK(mt_engine_statistics(stage.engine).concurrent == 1);
    mt_call_free(call);
    stage_close(&stage);
}

static void test_a_retry_goes_before_what_came_later(void)
{
    STAGE(stage, 1, PLAIN, FAULT_REPLY, {-1, NULL, NULL, NULL}, OK_REPLY);
    const mt_call *first = stage_submit(&stage, "Get", "first");
    stage_submit(&stage, "Get", "second");
    stage_submit(&stage, "Get", "third");
    stage_await_requests(&stage, 2);
    while (first->state != CALL_QUEUED)
        stage_turn(&stage);
    stage_release(&stage, 0);
    for (int i = 0; i < 3; i++)
        mt_call_free(stage_await(&stage));
    CHECK_STR(stage.seen[1].name, "second");
    CHECK_STR(stage.seen[2].name, "first");
    CHECK_STR(stage.seen[3].name, "third");
    stage_close(&stage);
}

/* The engine's places are for all its clients, in the order of submission. */
static void test_clients_share_the_places(void)
{
    STAGE(stage, 1, PLAIN, {-1, NULL, NULL, NULL});
    mt_client *other = stage_client(&stage, PLAIN);
    static const char *const names[] = {"a", "b", "c", "d"};
    for (size_t i = 0; i < 4; i++)
        CHECK(mt_submit(i % 2 ? other : stage.client, "Get", named(names[i]), NULL, NULL) != NULL);
    for (size_t i = 0; i < 4; i++) {
        stage_await_requests(&stage, i + 1);
        CHECK_STR(stage.seen[i].name, names[i]);
        stage_release(&stage, i);
        mt_call_free(stage_await(&stage));
    }
    CHECK(mt_engine_statistics(stage.engine).peak_in_flight == 1);
    stage_close(&stage);
}

static void test_sleeps(void)
{
    STAGE(stage, 1, PLAIN, OK_REPLY);
    static const int64_t pauses[] = {60, 20, 40, 0, -5};
    static char tags[5];
    const int64_t start = clock_monotonic_ms();
    for (size_t i = 0; i < 5; i++)
        CHECK(mt_engine_sleep(stage.engine, pauses[i], &tags[i], NULL) != NULL);
    static const size_t order[] = {3, 4, 1, 2, 0};
    for (size_t i = 0; i < 5; i++) {
        mt_call *call = mt_engine_wait(stage.engine);
        const size_t at = (size_t)((char *)mt_call_tag(call) - tags);
        CHECK(i < 2 ? at >= 3 : at == order[i]);
        CHECK(clock_monotonic_ms() - start >= pauses[at]);
        CHECK_STATUS(mt_call_status(call), MT_OK);
        CHECK_STR(mt_call_operation(call), "");
        CHECK(mt_call_output(call) == NULL);
        mt_call_free(call);
    }
    CHECK(mt_engine_statistics(stage.engine).calls == 0);
    CHECK(mt_engine_wait(stage.engine) == NULL);
    stage_close(&stage);
}

static void test_a_wait_is_short_enough_for_an_interrupt(void)
{
    STAGE(stage, 1, PLAIN, OK_REPLY);
    CHECK(mt_engine_sleep(stage.engine, 60000, NULL, NULL) != NULL);
    const int64_t start = clock_monotonic_ms();
    CHECK_STATUS(mt_engine_poll(stage.engine, 60000, NULL), MT_OK);
    CHECK(clock_monotonic_ms() - start < 1000);
    stage_close(&stage);
}

/* What ends during the wait is there after it; while it is, nobody waits. */
static void test_a_turn_is_no_longer_than_it_must_be(void)
{
    STAGE(stage, 1, PLAIN, OK_REPLY);
    CHECK(mt_engine_sleep(stage.engine, 30, NULL, NULL) != NULL);
    CHECK_STATUS(mt_engine_poll(stage.engine, 200, NULL), MT_OK);
    const int64_t start = clock_monotonic_ms();
    for (int i = 0; i < 10; i++)
        CHECK_STATUS(mt_engine_poll(stage.engine, 200, NULL), MT_OK);
    CHECK(clock_monotonic_ms() - start < 1000);
    mt_call *call = mt_engine_next(stage.engine);
    CHECK(call != NULL);
    mt_call_free(call);
    CHECK(mt_engine_sleep(stage.engine, 30, NULL, NULL) != NULL);
    CHECK_STATUS(mt_engine_poll(stage.engine, 200, NULL), MT_OK);
    CHECK(mt_engine_next(stage.engine) != NULL);
    stage_close(&stage);
}

static void check_cancelled(struct stage *stage, mt_call *call)
{
    mt_call_cancel(call);
    CHECK(mt_call_is_done(call));
    CHECK_STATUS(mt_call_status(call), MT_ECANCELLED);
    CHECK(mt_engine_next(stage->engine) == call);
    mt_call_cancel(call); /* again: nothing */
    CHECK(mt_engine_next(stage->engine) == NULL);
    mt_call_free(call);
}

static void test_cancelling_in_each_state(void)
{
    STAGE(stage, 1, PLAIN, {-1, NULL, NULL, NULL}, {503, "{}", "x-amz-retry-after", "4000"},
          OK_REPLY);
    mt_call *sending = stage_submit(&stage, "Get", "sending");
    mt_call *queued = stage_submit(&stage, "Get", "queued");
    mt_call *sleeping = mt_engine_sleep(stage.engine, 60000, NULL, NULL);
    stage_await_requests(&stage, 1);
    check_cancelled(&stage, queued);
    check_cancelled(&stage, sleeping);
    check_cancelled(&stage, sending);
    CHECK(mt_engine_statistics(stage.engine).in_flight == 0);

    mt_call *backing_off = stage_submit(&stage, "Get", "backing off");
    stage_await_requests(&stage, 2);
    check_cancelled(&stage, backing_off);

    mt_call *done = stage_submit(&stage, "Get", "done");
    while (!mt_call_is_done(done))
        stage_turn(&stage);
    mt_call_cancel(done); /* too late */
    CHECK_STATUS(mt_call_status(done), MT_OK);
    CHECK(mt_engine_pending(stage.engine) == 1);
    mt_call_free(done); /* without having been popped */
    CHECK(mt_engine_pending(stage.engine) == 0 && mt_engine_next(stage.engine) == NULL);
    stage_close(&stage);
}

static void test_an_interrupt(void)
{
    STAGE(stage, 2, PLAIN, {-1, NULL, NULL, NULL}, FAULT_REPLY);
    mt_call *held = stage_submit(&stage, "Get", "held");
    stage_await_requests(&stage, 1);
    mt_call *retried = stage_submit(&stage, "Get", "retried");
    mt_call *queued = stage_submit(&stage, "Get", "queued");
    mt_call *sleeping = mt_engine_sleep(stage.engine, 60000, NULL, NULL);
    CHECK_STATUS(mt_engine_poll(stage.engine, 0, NULL), MT_OK); /* sends "retried" */
    CHECK(!mt_engine_is_interrupted(stage.engine));
    mt_engine_interrupt(stage.engine);
    CHECK(mt_engine_is_interrupted(stage.engine));
    CHECK(!mt_call_is_done(queued));
    stage_await_requests(&stage, 2);
    CHECK_STATUS(mt_call_status(queued), MT_ECANCELLED);
    CHECK_STATUS(mt_call_status(sleeping), MT_ECANCELLED);
    CHECK_STATUS(mt_call_status(retried), MT_ESERVER); /* no further attempt */
    CHECK(mt_call_attempts(retried) == 1);
    CHECK(!mt_call_is_done(held)); /* in flight: may finish */
    stage_release(&stage, 0);
    while (!mt_call_is_done(held))
        stage_turn(&stage);
    CHECK_STATUS(mt_call_status(held), MT_OK);
    mt_error err = {0};
    CHECK(mt_submit(stage.client, "Get", NULL, NULL, &err) == NULL);
    CHECK_STATUS(err.status, MT_ECANCELLED);
    CHECK(mt_engine_sleep(stage.engine, 1, NULL, &err) == NULL);
    CHECK(mt_engine_pending(stage.engine) == 4);
    for (int i = 0; i < 4; i++)
        mt_call_free(mt_engine_wait(stage.engine));
    CHECK(mt_engine_wait(stage.engine) == NULL);
    stage_close(&stage);
}

/* Calls in every state, popped and not, go with their client or their engine. */
static void test_freeing_parents(void)
{
    for (int with_client = 0; with_client < 2; with_client++) {
        STAGE(stage, 2, PLAIN, OK_REPLY, OK_REPLY, {503, "{}", "x-amz-retry-after", "4000"},
              {-1, NULL, NULL, NULL});
        mt_call *popped = stage_submit(&stage, "Get", "popped");
        CHECK(stage_await(&stage) == popped);
        const mt_call *done = stage_submit(&stage, "Get", "done");
        while (!mt_call_is_done(done))
            stage_turn(&stage);
        stage_submit(&stage, "Get", "backing off");
        stage_await_requests(&stage, 3);
        stage_submit(&stage, "Get", "sending");
        stage_submit(&stage, "Get", "sending");
        stage_submit(&stage, "Get", "queued");
        CHECK(mt_engine_sleep(stage.engine, 60000, NULL, NULL) != NULL);
        stage_await_requests(&stage, 5);
        if (with_client) {
            mt_client_free(stage.client);
            CHECK(mt_engine_pending(stage.engine) == 1);
            CHECK(mt_engine_next(stage.engine) == NULL);
            CHECK_STATUS(mt_engine_poll(stage.engine, 0, NULL), MT_OK);
            CHECK(mt_engine_statistics(stage.engine).in_flight == 0);
        }
        stage_close(&stage);
    }
    mt_engine_free(NULL);
    mt_client_free(NULL);
    mt_call_free(NULL);
}

/* The first answer in, another call may use its place at once. */
static void test_hundreds(void)
{
    STAGE(stage, 64, PLAIN, OK_REPLY, FAULT_REPLY, OK_REPLY, FAULT_REPLY, OK_REPLY);
    enum { COUNT = 500 };
    for (int i = 0; i < COUNT; i++)
        stage_submit(&stage, "Get", "x");
    for (int i = 0; i < COUNT; i++) {
        mt_call *call = stage_await(&stage);
        CHECK_STATUS(mt_call_status(call), MT_OK);
        mt_call_free(call);
    }
    const mt_engine_stats stats = mt_engine_statistics(stage.engine);
    CHECK(stats.calls == COUNT && stats.attempts == COUNT + 2 && stats.peak_in_flight == 64);
    CHECK(stats.connections <= 64);
    CHECK(stage.requests == COUNT + 2);
    stage_close(&stage);
}

static void test_engine_options(void)
{
    mt_error err = {0};
    struct world world = {.variables = {{"AWS_PROFILE", "nowhere"}}};
    mt_engine *engine = NULL;
    const mt_engine_options options = {.environment = world_open(&world)};
    CHECK_STATUS(mt_engine_open(&options, &engine, &err), MT_ECREDS);
    CHECK(engine == NULL && mt_engine_new(&options, &err) == NULL);
    world.variables[0] = (struct world_pair){"AWS_REGION", "eu-north-1"};
    engine = mt_engine_new(&options, &err);
    CHECK(engine != NULL);
    CHECK_STR(mt_settings_get(mt_engine_settings(engine), MT_SETTING_REGION), "eu-north-1");
    mt_engine_free(engine);
    CHECK_STR(mt_version(), MT_VERSION);
}

/* Whatever "never" is to the caller. */
static void test_the_longest_times(void)
{
    const mt_client_options never = {
        .attempt_timeout_ms = INT64_MAX, .connect_timeout_ms = INT64_MAX, .deadline_ms = INT64_MAX};
    STAGE(stage, 4, never, OK_REPLY);
    mt_call *sleep = mt_engine_sleep(stage.engine, INT64_MAX, NULL, NULL);
    stage_submit(&stage, "Get", "a");
    mt_call *call = stage_await(&stage);
    CHECK_STATUS(mt_call_status(call), MT_OK);
    CHECK_STR(mt_call_operation(call), "Get");
    mt_call_free(call);
    CHECK(sleep && !mt_call_is_done(sleep));
    stage_close(&stage);
}

int main(void)
{
    RUN(test_places_and_order);
    RUN(test_a_throttled_client_holds_up_only_itself);
    RUN(test_a_pending_update_holds_nobody_up);
    RUN(test_a_retry_goes_before_what_came_later);
    RUN(test_clients_share_the_places);
    RUN(test_sleeps);
    RUN(test_a_wait_is_short_enough_for_an_interrupt);
    RUN(test_a_turn_is_no_longer_than_it_must_be);
    RUN(test_cancelling_in_each_state);
    RUN(test_an_interrupt);
    RUN(test_freeing_parents);
    RUN(test_hundreds);
    RUN(test_engine_options);
    RUN(test_the_longest_times);
    return TEST_SUMMARY();
}
