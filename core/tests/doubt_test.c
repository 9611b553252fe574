/* A write whose answer was lost: what is read back decides whether it is sent again. */
#include "engine_testing.h"
#include "flow/flow.h"

#define LOST_REPLY          \
    {                       \
        0, NULL, NULL, NULL \
    }
#define SHOWN_REPLY                         \
    {                                       \
        200, "{\"Name\":\"a\"}", NULL, NULL \
    }
#define OTHER_REPLY                         \
    {                                       \
        200, "{\"Name\":\"b\"}", NULL, NULL \
    }
#define ABSENT_REPLY                                                                  \
    {                                                                                 \
        400, "{\"__type\":\"NotThere\",\"message\":\"could not find a\"}", NULL, NULL \
    }
#define EXISTS_REPLY                                                                   \
    {                                                                                  \
        400, "{\"__type\":\"Exists\",\"message\":\"it is there already\"}", NULL, NULL \
    }

/* The operations that arrived, one letter each. */
static void list_requests(const struct stage *stage, char *out)
{
    for (size_t i = 0; i < stage->requests; i++)
        *out++ = strchr(stage->seen[i].target, '.')[1];
    *out = '\0';
}

struct expected {
    const char *operation, *requests;
    mt_status status;
    bool may_have_acted;
    int attempts;
    const char *message; /* part of it; NULL: it succeeds */
};

static void check(struct stage *stage, const struct expected *expected)
{
    char requests[SEEN_COUNT + 1];
    stage_submit(stage, expected->operation, "a");
    mt_call *call = stage_await(stage);
    const mt_error *error = mt_call_error(call);
    list_requests(stage, requests);
    CHECK_STR(requests, expected->requests);
    CHECK_STATUS(mt_call_status(call), expected->status);
    CHECK(error->may_have_acted == expected->may_have_acted);
    CHECK(mt_call_attempts(call) == expected->attempts);
    CHECK_STR(mt_call_operation(call), expected->operation);
    if (expected->message && !strstr(error->message, expected->message))
        CHECK_STR(error->message, expected->message);
    if (expected->message)
        CHECK_STR(error->where, expected->operation);
    CHECK((mt_call_output(call) != NULL) == (expected->message == NULL));
    mt_call_free(call);
    CHECK(mt_engine_statistics(stage->engine).in_flight == 0);
    stage_close(stage);
}

static void test_what_was_done_is_not_repeated(void)
{
    STAGE(stage, 4, PLAIN, LOST_REPLY, SHOWN_REPLY);
    check(&stage, &(struct expected){"Create", "CG", MT_OK, false, 1, NULL});
}

static void test_what_was_not_done_is_repeated(void)
{
    STAGE(stage, 4, PLAIN, LOST_REPLY, ABSENT_REPLY, OK_REPLY);
    stage_submit(&stage, "Create", "a");
    mt_call *call = stage_await(&stage);
    CHECK_STATUS(mt_call_status(call), MT_OK);
    CHECK(mt_call_attempts(call) == 2 && stage.requests == 3);
    CHECK_STR(mt_call_message(call), "");
    mt_call_free(call);
    CHECK_STR(stage.seen[2].id, stage.seen[0].id);
    CHECK(strcmp(stage.seen[1].id, stage.seen[0].id) != 0);
    CHECK_STR(strchr(stage.seen[2].attempt, 'a'), "attempt=2; max=3");
    CHECK_STR(stage.seen[1].name, "a");
    CHECK_STATUS(stage.seen[1].verified, MT_OK);
    stage_close(&stage);
}

static void test_an_answer_that_tells_nothing_is_lost(void)
{
    STAGE(stage, 4, PLAIN, FAULT_REPLY, {200, "<html>", NULL, NULL}, SHOWN_REPLY);
    check(&stage, &(struct expected){"Create", "CGG", MT_OK, false, 1, NULL});
}

static void test_somebody_elses(void)
{
    STAGE(stage, 4, PLAIN, LOST_REPLY, OTHER_REPLY);
    check(&stage, &(struct expected){"Create", "CG", MT_ESERVICE, false, 1,
                                     "; Get shows one that is not this: its Name differs"});
}

static void test_a_read_that_fails_leaves_it_in_doubt(void)
{
    STAGE(stage, 4, PLAIN, LOST_REPLY, FAULT_REPLY);
    check(&stage, &(struct expected){"Create", "CGGG", MT_ENETWORK, true, 1,
                                     "; whether it was done is not known, for Get failed: "});
}

static void test_a_refusal_because_of_the_lost_one(void)
{
    STAGE(stage, 4, PLAIN, LOST_REPLY, ABSENT_REPLY, EXISTS_REPLY, SHOWN_REPLY);
    check(&stage, &(struct expected){"Create", "CGCG", MT_OK, false, 2, NULL});
}

static void test_a_refusal_that_is_one(void)
{
    STAGE(stage, 4, PLAIN, LOST_REPLY, ABSENT_REPLY, EXISTS_REPLY, ABSENT_REPLY);
    check(&stage, &(struct expected){"Create", "CGCG", MT_ESERVICE, false, 2,
                                     "it is there already; Get shows that it was not done"});
}

static void test_a_refusal_at_first_is_final(void)
{
    STAGE(stage, 4, PLAIN, EXISTS_REPLY);
    check(&stage, &(struct expected){"Create", "C", MT_ESERVICE, false, 1, "it is there already"});
}

static void test_the_attempts_end(void)
{
    STAGE(stage, 4, PLAIN, LOST_REPLY, ABSENT_REPLY, LOST_REPLY, ABSENT_REPLY, LOST_REPLY,
          ABSENT_REPLY);
    check(&stage, &(struct expected){"Create", "CGCGCG", MT_ENETWORK, true, 3,
                                     "; Get shows that it was not done"});
}

static void test_the_last_attempt_was_done(void)
{
    STAGE(stage, 4, ((mt_client_options){.max_attempts = 1}), LOST_REPLY, SHOWN_REPLY);
    check(&stage, &(struct expected){"Create", "CG", MT_OK, false, 1, NULL});
}

static void test_a_removal(void)
{
    STAGE(stage, 4, PLAIN, LOST_REPLY, EXISTS_REPLY,
          {200, "{\"Name\":\"a\",\"State\":\"going\"}", NULL, NULL});
    check(&stage, &(struct expected){"Remove", "RRG", MT_OK, false, 2, NULL});
}

static void test_a_removal_of_what_is_gone(void)
{
    STAGE(stage, 4, PLAIN, LOST_REPLY, EXISTS_REPLY, ABSENT_REPLY);
    check(&stage, &(struct expected){"Remove", "RRG", MT_OK, false, 2, NULL});
}

static void test_a_removal_that_is_refused(void)
{
    STAGE(stage, 4, PLAIN, LOST_REPLY, EXISTS_REPLY,
          {200, "{\"Name\":\"a\",\"State\":\"there\"}", NULL, NULL});
    check(&stage, &(struct expected){"Remove", "RRG", MT_ESERVICE, false, 2,
                                     "it is there already; Get shows that it was not done"});
}

/* Nothing of a call is left in what its streams count. */
static void check_nothing_goes_on(const struct stage *stage)
{
    const mt_engine *engine = stage->engine;
    for (const struct scope *scope = engine->scopes.first; scope; scope = scope->next)
        for (const struct gate *gate = scope->gates; gate; gate = gate->next)
            CHECK(gate->rate.under_way == 0);
    for (int wait = 0; wait < MT_WAIT_COUNT; wait++)
        CHECK(engine->waits.of[wait].now == 0);
    for (const struct stream *stream = stage->client->streams; stream; stream = stream->next) {
        CHECK(stream->hold.queued == 0 && !stream->queue.first);
        for (int wait = 0; wait < MT_WAIT_COUNT; wait++)
            CHECK(stream->tally->waits.of[wait].now == 0);
    }
}

/* In each state of the read: sent, and held back after it has failed. */
static void check_cancelled_in(enum call_state state, struct reply reply)
{
    STAGE(stage, 4, PLAIN, LOST_REPLY, {-1, NULL, NULL, NULL});
    const struct reply script[] = {LOST_REPLY, reply};
    stage.script = script;
    mt_call *call = stage_submit(&stage, "Create", "a");
    const int64_t until = clock_monotonic_ms() + PATIENCE_MS;
    while (!(call->doubt && call->state == state) && clock_monotonic_ms() < until)
        stage_turn(&stage);
    CHECK(call->doubt && call->state == state);
    mt_call_cancel(call);
    CHECK_STR(mt_call_operation(call), "Create");
    check_nothing_goes_on(&stage);
    stage_close(&stage);
}

static void test_cancelled_in_any_state(void)
{
    check_cancelled_in(CALL_SENDING, (struct reply){-1, NULL, NULL, NULL});
    check_cancelled_in(CALL_BACKOFF, (struct reply){500, "{}", NULL, NULL});
}

static void test_cancelled_while_in_doubt(void)
{
    STAGE(stage, 4, PLAIN, LOST_REPLY, {-1, NULL, NULL, NULL});
    mt_call *call = stage_submit(&stage, "Create", "a");
    stage_await_requests(&stage, 2);
    mt_call_cancel(call);
    check_nothing_goes_on(&stage);
    CHECK_STATUS(mt_call_status(call), MT_ECANCELLED);
    CHECK(mt_call_error(call)->may_have_acted);
    CHECK_STR(mt_call_error(call)->where, "Create");
    mt_call_free(call);
    stage_close(&stage);
}

static void test_cancelled_while_sent(void)
{
    STAGE(stage, 4, PLAIN, {-1, NULL, NULL, NULL});
    mt_call *call = stage_submit(&stage, "Put", "a");
    stage_await_requests(&stage, 1);
    mt_call *waiting = stage_submit(&stage, "Put", "a");
    mt_call_cancel(waiting);
    CHECK(!mt_call_error(waiting)->may_have_acted);
    mt_call_cancel(call);
    CHECK(mt_call_error(call)->may_have_acted);
    stage_close(&stage);
}

/* libcurl sends again by itself when a connection that was used before ends without an answer. */
static void test_a_connection_that_is_reused(void)
{
    STAGE(stage, 4, PLAIN, OK_REPLY, LOST_REPLY, {400, "{\"__type\":\"Gone\"}", NULL, NULL},
          OK_REPLY, LOST_REPLY, SHOWN_REPLY, LOST_REPLY);
    static const struct {
        const char *operation;
        mt_status status;
        size_t requests; /* so far */
    } steps[] = {{"Get", MT_OK, 1},
                 {"Remove", MT_OK, 3},
                 {"Get", MT_OK, 4},
                 {"Create", MT_OK, 6},
                 {"Make", MT_ENETWORK, 7}};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        stage_submit(&stage, steps[i].operation, "a");
        mt_call *call = stage_await(&stage);
        CHECK_STATUS(mt_call_status(call), steps[i].status);
        CHECK(mt_call_error(call)->may_have_acted == (steps[i].status != MT_OK));
        CHECK(stage.requests == steps[i].requests);
        mt_call_free(call);
    }
    CHECK_STR(stage.seen[5].target, "Example.Get");
    stage_close(&stage);
}

/* What waits behind a write in doubt goes on when that is settled. */
static void test_the_lane_is_kept(void)
{
    STAGE(stage, 4, PLAIN, LOST_REPLY, ABSENT_REPLY, OK_REPLY);
    stage_submit(&stage, "Create", "a");
    stage_submit(&stage, "Create", "a");
    mt_call_free(stage_await(&stage));
    mt_call_free(stage_await(&stage));
    char requests[SEEN_COUNT + 1];
    list_requests(&stage, requests);
    CHECK_STR(requests, "CGCC");
    stage_close(&stage);
}

static void test_an_interrupt_ends_it(void)
{
    STAGE(stage, 4, PLAIN, {-1, NULL, NULL, NULL});
    stage_submit(&stage, "Create", "a");
    stage_await_requests(&stage, 1);
    mt_engine_interrupt(stage.engine);
    mt_request_reset(stage.held[0]);
    stage.held[0] = NULL;
    mt_call *call = stage_await(&stage);
    CHECK_STATUS(mt_call_status(call), MT_ENETWORK);
    CHECK(mt_call_error(call)->may_have_acted && stage.requests == 1);
    mt_call_free(call);
    stage_close(&stage);
}

int main(void)
{
    RUN(test_what_was_done_is_not_repeated);
    RUN(test_what_was_not_done_is_repeated);
    RUN(test_an_answer_that_tells_nothing_is_lost);
    RUN(test_somebody_elses);
    RUN(test_a_read_that_fails_leaves_it_in_doubt);
    RUN(test_a_refusal_because_of_the_lost_one);
    RUN(test_a_refusal_that_is_one);
    RUN(test_a_refusal_at_first_is_final);
    RUN(test_the_attempts_end);
    RUN(test_the_last_attempt_was_done);
    RUN(test_a_removal);
    RUN(test_a_removal_of_what_is_gone);
    RUN(test_a_removal_that_is_refused);
    RUN(test_cancelled_in_any_state);
    RUN(test_cancelled_while_in_doubt);
    RUN(test_cancelled_while_sent);
    RUN(test_a_connection_that_is_reused);
    RUN(test_the_lane_is_kept);
    RUN(test_an_interrupt_ends_it);
    return TEST_SUMMARY();
}
