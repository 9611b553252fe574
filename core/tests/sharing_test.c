/* What calls have to share: lanes of a target, rates of a service, and a service that is gone. */
#include "engine_testing.h"
#include "flow/flow.h"

#define SILENT               \
    {                        \
        -1, NULL, NULL, NULL \
    }

static void test_one_write_at_a_time_to_a_target(void)
{
    STAGE(stage, 64, PLAIN, SILENT);
    static const char *const names[] = {"a", "b", "a", "a", "b", "c"};
    mt_call *calls[6];
    for (size_t i = 0; i < 6; i++)
        calls[i] = stage_submit(&stage, "Put", names[i]);
    stage_await_requests(&stage, 3); /* one each */
    CHECK(calls[2]->state == CALL_LANE && calls[3]->state == CALL_LANE);
    mt_call_free(calls[2]); /* gives up its turn */
    stage_release(&stage, 0);
    CHECK(stage_await(&stage) == calls[0]);
    mt_call_free(calls[0]);
    stage_await_requests(&stage, 4);
    CHECK(calls[3]->state == CALL_SENDING && calls[4]->state == CALL_LANE);
    mt_call_cancel(calls[1]); /* under way */
    stage_await_requests(&stage, 5);
    CHECK(calls[4]->state == CALL_SENDING);
    stage_close(&stage);
}

static void test_reads_need_no_lane(void)
{
    STAGE(stage, 64, PLAIN, SILENT);
    for (size_t i = 0; i < 5; i++)
        stage_submit(&stage, "Get", "a");
    stage_await_requests(&stage, 5);
    stage_close(&stage);
}

/* A retry keeps its turn: the later write must not overtake it. */
static void test_a_lane_is_kept_over_retries(void)
{
    STAGE(stage, 64, PLAIN, FAULT_REPLY, OK_REPLY);
    mt_call *first = stage_submit(&stage, "Put", "a");
    stage_submit(&stage, "Put", "a");
    CHECK(stage_await(&stage) == first && mt_call_attempts(first) == 2);
    mt_call_free(stage_await(&stage));
    CHECK(stage.requests == 3);
    CHECK_STR(stage.seen[0].id, stage.seen[1].id);
    CHECK(strcmp(stage.seen[1].id, stage.seen[2].id) != 0);
    stage_close(&stage);
}

static void test_an_interrupt_ends_lanes(void)
{
    STAGE(stage, 64, PLAIN, SILENT);
    mt_call *calls[4];
    for (size_t i = 0; i < 4; i++)
        calls[i] = stage_submit(&stage, "Put", "a");
    stage_await_requests(&stage, 1);
    mt_engine_interrupt(stage.engine);
    stage_turn(&stage);
    for (size_t i = 1; i < 4; i++)
        CHECK_STATUS(mt_call_status(calls[i]), MT_ECANCELLED);
    stage_release(&stage, 0);
    for (int i = 0; i < 4; i++)
        CHECK(stage_await(&stage) != NULL);
    CHECK(stage.requests == 1);
    stage_close(&stage);
}

/* Many lanes, ended in no order: none is lost, none is left. */
static void test_thousands_of_lanes(void)
{
    STAGE(stage, 8, PLAIN, OK_REPLY);
    enum { COUNT = 1500 };
    char name[16];
    for (int i = 0; i < COUNT; i++) {
        (void)snprintf(name, sizeof name, "n%d", i % (COUNT / 2));
        mt_call *call = stage_submit(&stage, "Put", name);
        if (i % 7 == 0)
            mt_call_cancel(call);
    }
    for (int i = 0; i < COUNT; i++)
        mt_call_free(stage_await(&stage));
    CHECK(stage.requests == COUNT - (COUNT + 6) / 7);
    CHECK(stage.engine->lanes.count == 0);
    stage_close(&stage);
}

/* Two clients of the same identity, Region and service know the same rate. */
static void test_clients_share_a_rate(void)
{
    STAGE(stage, 64, PLAIN, THROTTLE_REPLY, OK_REPLY);
    mt_client *other = stage_client(&stage, PLAIN);
    static const mt_credentials somebody = {.access_key_id = {"AKIDOTHER", 9},
                                            .secret_access_key = {"secret-example", 14}};
    mt_client *stranger = stage_client(&stage, (mt_client_options){.credentials = &somebody});
    CHECK(other->scope == stage.client->scope && stranger->scope != stage.client->scope);
    stage_submit(&stage, "Put", "a");
    mt_call_free(stage_await(&stage));
    const struct gate *gate = gate_find(other->scope, "write");
    CHECK(gate->rate.rate > 0 && gate->rate.spent == 1);
    CHECK(gate_find(other->scope, "read")->rate.rate == 0);
    CHECK(gate_find(stranger->scope, "write")->rate.rate == 0);
    stage_close(&stage);
}

#define OF_ACCOUNT "aws_account_id = 123456789012\n"
#define KEYS(name, more)                            \
    "[" name "]\naws_access_key_id = AKIDEXAMPLE\n" \
    "aws_secret_access_key = secret-example\n" more

/* Profiles of one account do, too, as soon as their credentials have told; before, and in what they
** write to, they are on their own. */
static void test_an_account_shares_a_rate(void)
{
    STAGE(stage, 64, ((mt_client_options){.profile = "a"}), THROTTLE_REPLY, OK_REPLY);
    stage.world.variables[0] = (struct world_pair){"HOME", "/h"};
    stage.world.files[0] = (struct world_pair){
        "/h/.aws/credentials", KEYS("a", OF_ACCOUNT) KEYS("b", OF_ACCOUNT) KEYS("c", "")};
    mt_client *a = stage.client, *b = stage_client(&stage, (mt_client_options){.profile = "b"}),
              *c = stage_client(&stage, (mt_client_options){.profile = "c"});
    const struct scope *named = a->scope;
    CHECK(a->scope != b->scope && b->scope != c->scope);
    for (int i = 0; i < 3; i++) {
        stage.client = i == 0 ? a : i == 1 ? b : c;
        stage_submit(&stage, "Put", "x");
        mt_call_free(stage_await(&stage));
    }
    CHECK(a->scope == b->scope && a->scope != named && a->named == named);
    CHECK(c->scope == c->named);
    CHECK_STR(a->scope->identity, "123456789012");
    const struct gate *gate = gate_find(b->scope, "write");
    CHECK(gate->rate.rate > 0 && gate->rate.spent == 2);
    CHECK(b->streams->tolls->gate == gate && b->streams->tally->gate == gate);
    /* one that comes later knows at once */
    mt_client *late = stage_client(&stage, (mt_client_options){.profile = "a"});
    CHECK(late->scope == a->scope && late->named == named);
    stage_close(&stage);
}

/* What a neighbour refuses is the neighbour's rate, and costs as the model says. */
static void test_a_neighbours_rate(void)
{
    STAGE(stage, 64, PLAIN,
          {400, "{\"__type\":\"Neighbour\",\"message\":\"Rate exceeded\"}", NULL, NULL}, OK_REPLY);
    stage_submit(&stage, "Put", "costly");
    mt_call_free(stage_await(&stage));
    const struct gate *own = gate_find(stage.client->scope, "write");
    const struct scope_key key = {stage.client->scope->identity, stage.client->scope->place,
                                  "elsewhere", stage.client->scope->region};
    const struct gate *far = gate_find(scope_find(&stage.engine->scopes, &key), "alarm");
    CHECK(own->rate.rate == 0 && own->rate.spent == 2);
    CHECK(far->rate.rate > 0 && far->rate.spent == 2);
    CHECK(mt_engine_statistics(stage.engine).throttled == 1);
    stage_close(&stage);
}

/* Three transient failures in a row would end the call; those before a throttle do not count. */
static void test_a_throttle_begins_anew(void)
{
    STAGE(stage, 64, PLAIN, FAULT_REPLY, THROTTLE_REPLY, FAULT_REPLY, FAULT_REPLY, THROTTLE_REPLY,
          FAULT_REPLY, OK_REPLY);
    stage_submit(&stage, "Put", "a");
    mt_call *call = stage_await(&stage);
    CHECK_STATUS(mt_call_status(call), MT_OK);
    CHECK(mt_call_attempts(call) == 7);
    mt_call_free(call);
    stage_close(&stage);
}

static void test_a_lost_delete_is_done(void)
{
    STAGE(stage, 64, PLAIN, {0, NULL, NULL, NULL},
          {400, "{\"__type\":\"Gone\",\"message\":\"no such thing\"}", NULL, NULL});
    stage_submit(&stage, "Put", "a");
    mt_call *call = stage_await(&stage);
    CHECK_STATUS(mt_call_status(call), MT_OK);
    CHECK(mt_call_output(call) && mt_value_count(mt_call_output(call)) == 0);
    mt_call_free(call);
    stage_submit(&stage, "Put", "a"); /* nothing was lost: it is what it says */
    call = stage_await(&stage);
    CHECK_STATUS(mt_call_status(call), MT_ESERVICE);
    mt_call_free(call);
    stage_close(&stage);
}

/* What is not found right after we have made it will be; what we have not made is not there. */
static void test_what_was_changed_just_now(void)
{
    STAGE(stage, 64, PLAIN, OK_REPLY, {400, "{\"__type\":\"NotFound\"}", NULL, NULL}, OK_REPLY,
          {400, "{\"__type\":\"NotFound\"}", NULL, NULL});
    static const char *const names[] = {"a", "a", "b"};
    static const mt_status expected[] = {MT_OK, MT_OK, MT_ESERVICE};
    for (size_t i = 0; i < 3; i++) {
        stage_submit(&stage, "Put", names[i]);
        mt_call *call = stage_await(&stage);
        CHECK_STATUS(mt_call_status(call), expected[i]);
        CHECK(mt_call_attempts(call) == (i == 1 ? 2 : 1));
        mt_call_free(call);
    }
    stage_close(&stage);
}

/* Nobody answers for a while: every call waits, none is lost. */
static void test_an_outage_ends(void)
{
    enum { COUNT = 60, DOWN = 14 };
    static struct reply script[DOWN + 1];
    for (size_t i = 0; i < DOWN; i++)
        script[i] = (struct reply){503, "{}", NULL, NULL};
    script[DOWN] = (struct reply)OK_REPLY;
    struct stage stage;
    stage_open(&stage, 64, PLAIN, script, DOWN + 1);
    for (int i = 0; i < COUNT; i++)
        stage_submit(&stage, "Get", "a");
    for (int i = 0; i < COUNT; i++) {
        mt_call *call = stage_await(&stage);
        CHECK_STATUS(mt_call_status(call), MT_OK);
        mt_call_free(call);
    }
    CHECK(stage.requests == COUNT + DOWN);
    stage_close(&stage);
}

/* Nobody answers for ever: patience ends, all at once. */
static void test_an_outage_that_does_not_end(void)
{
    enum { COUNT = 200 };
    STAGE(stage, 64, PLAIN, {503, "{}", NULL, NULL});
    stage.engine->patience_ms = 700;
    for (int i = 0; i < COUNT; i++)
        stage_submit(&stage, i % 2 ? "Get" : "Put", "a");
    for (int i = 0; i < COUNT; i++) {
        mt_call *call = stage_await(&stage);
        CHECK_STATUS(mt_call_status(call), MT_ESERVER);
        CHECK(strstr(mt_call_error(call)->message, "has not answered for") != NULL);
        mt_call_free(call);
    }
    CHECK(stage.requests < 80);
    stage_close(&stage);
}

static void test_refused_credentials(void)
{
    enum { COUNT = 200 };
    STAGE(stage, 8, PLAIN,
          {403, "{\"__type\":\"UnrecognizedClientException\",\"message\":\"who?\"}", NULL, NULL});
    for (int i = 0; i < COUNT; i++)
        stage_submit(&stage, "Get", "a");
    for (int i = 0; i < COUNT; i++) {
        mt_call *call = stage_await(&stage);
        CHECK_STATUS(mt_call_status(call), MT_EAUTH);
        CHECK_STR(mt_call_error(call)->code, "UnrecognizedClientException");
        mt_call_free(call);
    }
    CHECK(stage.requests < 20);
    stage_close(&stage);
}

static void test_the_time_of_the_run(void)
{
    STAGE(stage, 2, PLAIN, SILENT);
    stage.engine->ends_at = clock_monotonic_ms() + 100;
    for (int i = 0; i < 5; i++)
        stage_submit(&stage, "Get", "a");
    for (int i = 0; i < 5; i++) {
        mt_call *call = stage_await(&stage);
        CHECK_STATUS(mt_call_status(call), MT_ETIMEOUT);
        mt_call_free(call);
    }
    stage_close(&stage);
}

int main(void)
{
    RUN(test_one_write_at_a_time_to_a_target);
    RUN(test_reads_need_no_lane);
    RUN(test_a_lane_is_kept_over_retries);
    RUN(test_an_interrupt_ends_lanes);
    RUN(test_thousands_of_lanes);
    RUN(test_clients_share_a_rate);
    RUN(test_an_account_shares_a_rate);
    RUN(test_a_neighbours_rate);
    RUN(test_a_throttle_begins_anew);
    RUN(test_a_lost_delete_is_done);
    RUN(test_what_was_changed_just_now);
    RUN(test_an_outage_ends);
    RUN(test_an_outage_that_does_not_end);
    RUN(test_refused_credentials);
    RUN(test_the_time_of_the_run);
    return TEST_SUMMARY();
}
