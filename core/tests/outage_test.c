/* Hours of outage in virtual time: the clock jumps to whatever the engine waits for next. */
#include "engine_testing.h"
#include "flow/flow.h"

static const int64_t second = 1000, minute = 60000, hour = 3600000;

static int64_t ahead_ms; /* of the real clock */

/* NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl*,readability-identifier-naming): ld's names */
int64_t __real_clock_monotonic_ms(void);
int64_t __wrap_clock_monotonic_ms(void);
int64_t __real_clock_unix(void);
int64_t __wrap_clock_unix(void);

int64_t __wrap_clock_monotonic_ms(void)
{
    return __real_clock_monotonic_ms() + ahead_ms;
}

int64_t __wrap_clock_unix(void)
{
    return __real_clock_unix() + ahead_ms / 1000;
}
/* NOLINTEND(bugprone-reserved-identifier,cert-dcl*,readability-identifier-naming) */

static const struct reply down[] = {FAULT_REPLY}, up[] = {OK_REPLY};

/* When the engine, with nothing on the wire, goes on by itself; 0: it does not. */
static int64_t next_event(const mt_engine *engine)
{
    const struct timer *timer = timers_first(&engine->timers);
    int64_t next = timer ? timer->due : 0;
    if (engine->look_at && (!next || engine->look_at < next))
        next = engine->look_at;
    return next;
}

static void turn(struct stage *stage)
{
    stage_turn(stage);
    const mt_engine *engine = stage->engine;
    const int64_t next = next_event(engine);
    const int64_t now = clock_monotonic_ms();
    const bool is_pause = next > now && next < now + minute; /* else it is a deadline */
    if (engine->in_flight == 0 && !engine->done.first && is_pause)
        ahead_ms += next - now;
}

/* The next call that has ended; the service is back at a time (0: never). */
static mt_call *outlast(struct stage *stage, int64_t back_at)
{
    mt_call *call = NULL;
    for (int turns = 0; !call && turns < 100000; turns++) {
        stage->script = back_at && clock_monotonic_ms() >= back_at ? up : down;
        turn(stage);
        call = mt_engine_next(stage->engine);
    }
    CHECK(call != NULL);
    if (!call)
        exit(1);
    return call;
}

static void open_stage(struct stage *stage, int64_t max_time_ms)
{
    stage_open(stage, 64, ((mt_client_options){.deadline_ms = max_time_ms}), down, 1);
    if (!max_time_ms)
        return;
    stage->engine->patience_ms = stage->engine->max_time_ms = max_time_ms;
    stage->engine->ends_at = clock_monotonic_ms() + max_time_ms;
}

/* Nobody has to be there: the calls wait, a few requests a minute look, and all of them succeed
** within seconds of the service's return. */
static void test_an_hour_ends_in_resumption(void)
{
    enum { COUNT = 200 };
    static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g", "h"};
    struct stage stage;
    open_stage(&stage, 2 * hour);
    const int64_t began = clock_monotonic_ms();
    for (int i = 0; i < COUNT; i++)
        stage_submit(&stage, "Put", names[i % 8]);
    for (int i = 0; i < COUNT; i++) {
        mt_call *call = outlast(&stage, began + hour);
        CHECK_STATUS(mt_call_status(call), MT_OK);
        mt_call_free(call);
    }
    CHECK(clock_monotonic_ms() - began < hour + 40 * second);
    CHECK(stage.requests < COUNT + 400);
    mt_tally tally = {0};
    CHECK(mt_engine_tally(stage.engine, 0, &tally));
    CHECK(tally.calls[MT_OK] == COUNT && tally.down_ms == 0);
    const int64_t held = (int64_t)tally.waits[MT_WAIT_CIRCUIT].held_ms;
    CHECK(held > hour - 2 * minute && held < hour + minute);
    stage_close(&stage);
}

/* One call after the other: three failures each would lose one after the other. */
static void test_a_single_call_waits_for_a_service_that_has_answered(void)
{
    struct stage stage;
    open_stage(&stage, 2 * hour);
    const int64_t began = clock_monotonic_ms();
    stage_submit(&stage, "Get", "a");
    mt_call *call = outlast(&stage, began);
    CHECK_STATUS(mt_call_status(call), MT_OK);
    mt_call_free(call);
    for (int i = 0; i < 3; i++) {
        stage_submit(&stage, "Get", "b");
        call = outlast(&stage, began + hour);
        CHECK_STATUS(mt_call_status(call), MT_OK);
        CHECK(mt_call_attempts(call) == 1 || clock_monotonic_ms() - began >= hour);
        mt_call_free(call);
    }
    CHECK(clock_monotonic_ms() - began < hour + 40 * second);
    stage_close(&stage);
}

/* Whereas one that never has is a mistake, and that is told soon. */
static void test_a_single_call_to_one_that_never_has(void)
{
    struct stage stage;
    open_stage(&stage, 2 * hour);
    const int64_t began = clock_monotonic_ms();
    stage_submit(&stage, "Get", "a");
    mt_call *call = outlast(&stage, began + hour);
    CHECK_STATUS(mt_call_status(call), MT_ESERVER);
    CHECK(mt_call_attempts(call) == 3 && clock_monotonic_ms() - began < minute);
    mt_call_free(call);
    stage_close(&stage);
}

/* One message for all of them, with what failed last and its request. */
static void run_for_ever(int64_t max_time_ms, int64_t budget, const char *begin)
{
    enum { COUNT = 500 };
    struct stage stage;
    open_stage(&stage, max_time_ms);
    const int64_t began = clock_monotonic_ms();
    for (int i = 0; i < COUNT; i++)
        stage_submit(&stage, "Get", "a");
    int alike = 0;
    for (int i = 0; i < COUNT; i++) {
        mt_call *call = outlast(&stage, 0);
        const mt_error *error = mt_call_error(call);
        CHECK_STATUS(mt_call_status(call), MT_ESERVER);
        alike += strncmp(error->message, begin, strlen(begin)) == 0 &&
                 strstr(error->message,
                        "InternalFailure: the service gave no message (request 1f2e)") != NULL;
        mt_call_free(call);
    }
    CHECK(alike == COUNT);
    CHECK(clock_monotonic_ms() - began >= budget - minute / 2);
    CHECK(clock_monotonic_ms() - began < budget + 20 * second);
    CHECK(mt_engine_statistics(stage.engine).failed == COUNT);
    stage_close(&stage);
}

static void test_an_endpoint_that_fails_for_ever_ends_within_its_budget(void)
{
    run_for_ever(0, minute, "signed-example in eu-west-1 at http://127.0.0.1:");
    run_for_ever(
        10 * minute, 10 * minute,
        "the time of 600 s allowed for the whole run is over, and signed-example in eu-west-1 at ");
}

int main(void)
{
    RUN(test_an_hour_ends_in_resumption);
    RUN(test_a_single_call_waits_for_a_service_that_has_answered);
    RUN(test_a_single_call_to_one_that_never_has);
    RUN(test_an_endpoint_that_fails_for_ever_ends_within_its_budget);
    return TEST_SUMMARY();
}
