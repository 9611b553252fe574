/* What the engine sends, and what it makes of what comes back: one call at a time. */
#include "engine_testing.h"
#include "flow/flow.h"

static void test_success(void)
{
    STAGE(stage, 4, PLAIN, OK_REPLY);
    mt_call *submitted = stage_submit(&stage, "Get", "a");
    CHECK(!mt_call_is_done(submitted) && mt_call_output(submitted) == NULL);
    CHECK(mt_engine_pending(stage.engine) == 1 && stage.requests == 0);
    mt_call *call = stage_await(&stage);
    CHECK(call == submitted && mt_call_is_done(call));
    CHECK_STATUS(mt_call_status(call), MT_OK);
    CHECK(mt_call_tag(call) == &stage);
    CHECK(mt_call_attempts(call) == 1);
    CHECK_STR(mt_call_operation(call), "Get");
    CHECK_STR(mt_call_message(call), "");
    CHECK(mt_str_equal(mt_value_string(mt_value_get(mt_call_output(call), "Name")), mt_cstr("ok")));
    mt_value *output = mt_call_take_output(call);
    CHECK(output && mt_call_output(call) == NULL);
    mt_value_free(output);
    mt_call_free(call);
    CHECK(mt_engine_pending(stage.engine) == 0);
    CHECK(mt_engine_wait(stage.engine) == NULL);
    stage_close(&stage);
}

static void test_the_request(void)
{
    STAGE(stage, 4, PLAIN, OK_REPLY);
    stage_submit(&stage, "Get", "a");
    mt_call_free(stage_await(&stage));
    const struct seen *seen = &stage.seen[0];
    CHECK_STR(seen->name, "a");
    CHECK_STR(seen->target, "Example.Get");
    CHECK_STR(seen->content_type, "application/x-amz-json-1.1");
    CHECK(strncmp(seen->agent, "moontide/" MT_VERSION " ua/2.1 os/", 18 + strlen(MT_VERSION)) == 0);
    CHECK(strstr(seen->agent, " app/test") != NULL);
    CHECK_STR(seen->attempt, "attempt=1; max=3");
    CHECK(strlen(seen->id) == 36 && seen->id[14] == '4' && strchr("89ab", seen->id[19]));
    CHECK(strstr(seen->authorization, "SignedHeaders=content-type;host;x-amz-date;x-amz-target,"));
    CHECK_STR(seen->token, "");
    CHECK_STATUS(seen->verified, MT_OK);
    stage_close(&stage);
}

static void test_a_session_token_is_signed(void)
{
    static const mt_credentials credentials = {
        {"AKIDEXAMPLE", 11}, {"secret-example", 14}, {"tok", 3}, 0, "test", {"", 0}};
    STAGE(stage, 4, ((mt_client_options){.credentials = &credentials}), OK_REPLY);
    stage_submit(&stage, "Get", "a");
    mt_call_free(stage_await(&stage));
    CHECK_STR(stage.seen[0].token, "tok");
    CHECK(strstr(stage.seen[0].authorization, "x-amz-date;x-amz-security-token;x-amz-target"));
    stage_close(&stage);
}

static void test_no_input_is_an_empty_object(void)
{
    STAGE(stage, 4, PLAIN, OK_REPLY);
    CHECK(mt_submit(stage.client, "Get", NULL, NULL, NULL) != NULL);
    mt_call *call = stage_await(&stage);
    CHECK_STATUS(mt_call_status(call), MT_OK);
    mt_call_free(call);
    stage_close(&stage);
}

/* Each attempt is signed anew: the hint puts a second between them. */
static void test_a_throttled_call_comes_back(void)
{
    STAGE(stage, 4, PLAIN,
          {400, "{\"__type\":\"ThrottlingException\",\"message\":\"Rate exceeded\"}", "Retry-After",
           "2"},
          OK_REPLY);
    stage_submit(&stage, "Get", "a");
    mt_call *call = stage_await(&stage);
    CHECK_STATUS(mt_call_status(call), MT_OK);
    CHECK(mt_call_attempts(call) == 2);
    CHECK_STR(mt_call_message(call), "");
    mt_call_free(call);
    CHECK(stage.requests == 2);
    CHECK(strncmp(stage.seen[1].attempt, "ttl=20", 6) == 0); /* the first answer told the time */
    CHECK_STR(strchr(stage.seen[1].attempt, ';'), "; attempt=2; max=3");
    CHECK_STR(stage.seen[1].id, stage.seen[0].id);
    CHECK(strcmp(stage.seen[1].date, stage.seen[0].date) > 0);
    CHECK(strcmp(stage.seen[1].authorization, stage.seen[0].authorization) != 0);
    CHECK_STATUS(stage.seen[1].verified, MT_OK);
    const mt_engine_stats stats = mt_engine_statistics(stage.engine);
    CHECK(stats.calls == 1 && stats.failed == 0 && stats.attempts == 2 && stats.retries == 1);
    CHECK(stats.throttled == 1 && stats.concurrent == 0 && stats.connections == 1);
    stage_close(&stage);
}

static void test_a_message_belongs_to_the_last_failure(void)
{
    STAGE(stage, 4, PLAIN, THROTTLE_REPLY, {0});
    stage.engine->patience_ms = 100;
    stage_submit(&stage, "Get", "a");
    mt_call *call = stage_await(&stage);
    CHECK_STATUS(mt_call_status(call), MT_ENETWORK);
    CHECK_STR(mt_call_message(call), "");
    mt_call_free(call);
    stage_close(&stage);
}

static void test_faults_use_up_the_attempts(void)
{
    STAGE(stage, 4, PLAIN, FAULT_REPLY);
    stage_submit(&stage, "Get", "a");
    mt_call *call = stage_await(&stage);
    const mt_error *error = mt_call_error(call);
    CHECK_STATUS(mt_call_status(call), MT_ESERVER);
    CHECK_STR(error->code, "InternalFailure");
    CHECK_STR(error->where, "Get");
    CHECK_STR(error->request_id, "1f2e");
    CHECK(error->http == 500 && error->attempts == 3 && mt_call_attempts(call) == 3);
    CHECK(mt_call_output(call) == NULL);
    mt_call_free(call);
    CHECK(stage.requests == 3);
    CHECK(mt_engine_statistics(stage.engine).failed == 1);
    stage_close(&stage);
}

static void test_a_refusal_is_final(void)
{
    STAGE(
        stage, 4, PLAIN,
        {400, "{\"__type\":\"x#ValidationException\",\"Message\":\"no such thing\"}", NULL, NULL});
    stage_submit(&stage, "Get", "a");
    mt_call *call = stage_await(&stage);
    CHECK_STATUS(mt_call_status(call), MT_ESERVICE);
    CHECK_STR(mt_call_error(call)->code, "ValidationException");
    CHECK_STR(mt_call_message(call), "no such thing");
    CHECK(mt_call_attempts(call) == 1);
    mt_call_free(call);
    stage_close(&stage);
}

static void test_a_reset_is_repeated_where_that_is_safe(void)
{
    STAGE(stage, 4, PLAIN, {0, NULL, NULL, NULL}, OK_REPLY);
    stage_submit(&stage, "Get", "a");
    mt_call *call = stage_await(&stage);
    CHECK_STATUS(mt_call_status(call), MT_OK);
    CHECK(mt_call_attempts(call) == 2);
    mt_call_free(call);
    stage_close(&stage);
}

static void test_success_refills_the_purse(void)
{
    STAGE(stage, 4, PLAIN, FAULT_REPLY, OK_REPLY, FAULT_REPLY);
    stage.engine->patience_ms = 100;
    stage_submit(&stage, "Get", "a");
    mt_call_free(stage_await(&stage));
    CHECK(stage.client->budget.tokens[MT_RETRY_BACKOFF] == RETRY_PURSE);
    stage_submit(&stage, "Get", "a");
    mt_call_free(stage_await(&stage));
    CHECK(stage.client->budget.tokens[MT_RETRY_BACKOFF] == RETRY_PURSE - 2 * 14);
    stage_close(&stage);
}

static void test_what_may_have_acted_is_not_repeated(void)
{
    STAGE(stage, 4, PLAIN, {0, NULL, NULL, NULL}, FAULT_REPLY, THROTTLE_REPLY, OK_REPLY);
    const mt_status expected[] = {MT_ENETWORK, MT_ESERVER, MT_OK};
    for (size_t i = 0; i < 3; i++) {
        stage_submit(&stage, "Make", "a");
        mt_call *call = stage_await(&stage);
        CHECK_STATUS(mt_call_status(call), expected[i]);
        CHECK(mt_call_attempts(call) == (i == 2 ? 2 : 1)); /* a throttle has not acted */
        mt_call_free(call);
    }
    CHECK(stage.requests == 4);
    stage_close(&stage);
}

static void test_what_is_no_answer_is_repeated(void)
{
    STAGE(stage, 4, PLAIN, {200, "<html>welcome</html>", NULL, NULL}, {200, "[]", NULL, NULL},
          OK_REPLY);
    stage_submit(&stage, "Get", "a");
    mt_call *call = stage_await(&stage);
    CHECK_STATUS(mt_call_status(call), MT_OK);
    CHECK(mt_call_attempts(call) == 3);
    mt_call_free(call);
    stage_close(&stage);
}

static void test_a_server_that_is_silent(void)
{
    STAGE(stage, 4, ((mt_client_options){.attempt_timeout_ms = 60}), {-1, NULL, NULL, NULL});
    stage_submit(&stage, "Get", "a");
    mt_call *call = stage_await(&stage);
    CHECK_STATUS(mt_call_status(call), MT_ETIMEOUT);
    CHECK(mt_call_attempts(call) == 3);
    mt_call_free(call);
    stage_close(&stage);
}

static void test_the_deadline_ends_the_last_attempt(void)
{
    STAGE(stage, 4, ((mt_client_options){.deadline_ms = 80}), {-1, NULL, NULL, NULL});
    stage_submit(&stage, "Get", "a");
    const int64_t start = clock_monotonic_ms();
    mt_call *call = stage_await(&stage);
    CHECK_STATUS(mt_call_status(call), MT_ETIMEOUT);
    CHECK(mt_call_attempts(call) == 1);
    CHECK(clock_monotonic_ms() - start < 2000);
    mt_call_free(call);
    stage_close(&stage);
}

/* A pause that would outlast the deadline is not begun. */
static void test_the_deadline_ends_the_retries(void)
{
    STAGE(stage, 4, ((mt_client_options){.deadline_ms = 1500}),
          {503, "{}", "x-amz-retry-after", "4000"});
    stage_submit(&stage, "Get", "a");
    const int64_t start = clock_monotonic_ms();
    mt_call *call = stage_await(&stage);
    CHECK_STATUS(mt_call_status(call), MT_ESERVER);
    CHECK(mt_call_attempts(call) == 1);
    CHECK(clock_monotonic_ms() - start < 1000);
    mt_call_free(call);
    stage_close(&stage);
}

/* While nobody answers calls are held back, but no longer than they may take. */
static void test_the_deadline_ends_an_outage(void)
{
    enum { CALLS = 6 };
    STAGE(stage, CALLS, ((mt_client_options){.deadline_ms = 600}), FAULT_REPLY);
    int held = 0;
    for (int i = 0; i < CALLS; i++)
        stage_submit(&stage, "Get", "a");
    for (int i = 0; i < CALLS; i++) {
        mt_call *call = stage_await(&stage);
        CHECK(mt_call_status(call) != MT_OK);
        held +=
            strstr(mt_call_error(call)->message, "the deadline of 0.6 s passed before attempt") &&
            strstr(mt_call_error(call)->message, "; the last failure was: ");
        mt_call_free(call);
    }
    CHECK(held > 0);
    stage_close(&stage);
}

static void test_truncated_answers(void)
{
    STAGE(stage, 4, PLAIN, OK_REPLY);
    struct stub stub =
        stub_open(STUB_CLOSES, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"Name\":");
    (void)snprintf(stage.url, sizeof stage.url, "http://127.0.0.1:%d", stub.port);
    mt_client *client = stage_client(&stage, PLAIN);
    CHECK(mt_submit(client, "Get", named("a"), NULL, NULL) != NULL);
    mt_call *call = NULL;
    const int64_t until = clock_monotonic_ms() + PATIENCE_MS;
    while ((call = mt_engine_next(stage.engine)) == NULL && clock_monotonic_ms() < until) {
        CHECK_STATUS(mt_engine_poll(stage.engine, 1, NULL), MT_OK);
        stub_turn(&stub);
    }
    CHECK(call && mt_call_status(call) == MT_ENETWORK && mt_call_attempts(call) == 3);
    CHECK(stub.accepted == 3);
    stub_close(&stub);
    stage_close(&stage);
}

/* Settings and options say which rules hold, and a wrong one is no run with other rules. */
static void test_retry_modes(void)
{
    STAGE(stage, 4, ((mt_client_options){.retry_mode = MT_RETRY_MODE_LEGACY}), OK_REPLY);
    CHECK(stage.client->retry.mode == MT_RETRY_MODE_LEGACY &&
          stage.client->retry.max_attempts == 5);
    stage_close(&stage);
    static const struct {
        struct world_pair pairs[2];
        mt_retry_mode mode;
        int attempts; /* 0: it is refused */
    } cases[] = {
        {{{"AWS_REGION", "eu-west-1"}}, MT_RETRY_MODE_MOONTIDE, 3},
        {{{"AWS_RETRY_MODE", "Standard"}}, MT_RETRY_MODE_STANDARD, 3},
        {{{"AWS_RETRY_MODE", "adaptive"}, {"AWS_MAX_ATTEMPTS", "7"}}, MT_RETRY_MODE_ADAPTIVE, 7},
        {{{"AWS_RETRY_MODE", "eager"}}, MT_RETRY_MODE_UNSET, 0},
        {{{"AWS_MAX_ATTEMPTS", "0"}}, MT_RETRY_MODE_UNSET, 0},
        {{{"AWS_MAX_ATTEMPTS", "3x"}}, MT_RETRY_MODE_UNSET, 0},
        {{{"AWS_MAX_ATTEMPTS", "-1"}}, MT_RETRY_MODE_UNSET, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct world world = {0};
        memcpy(world.variables, cases[i].pairs, sizeof cases[i].pairs);
        mt_engine *engine =
            mt_engine_new(&(mt_engine_options){.environment = world_open(&world)}, NULL);
        mt_error err = {0};
        mt_client *client = mt_client_new(engine, "application-autoscaling",
                                          &(mt_client_options){.region = "eu-west-1"}, &err);
        CHECK((client != NULL) == (cases[i].attempts > 0));
        if (client)
            CHECK(client->retry.mode == cases[i].mode &&
                  client->retry.max_attempts == cases[i].attempts);
        else
            CHECK(err.status == MT_ECONFIG && strstr(err.message, cases[i].pairs[0].name) != NULL);
        mt_engine_free(engine);
    }
}

static void test_bad_submissions(void)
{
    STAGE(stage, 4, PLAIN, OK_REPLY);
    mt_error err = {0};
    CHECK(mt_submit(stage.client, "Gett", named("a"), NULL, &err) == NULL);
    CHECK_STATUS(err.status, MT_EUSAGE);
    mt_value *input = named("a");
    CHECK_STATUS(mt_value_set(input, mt_cstr("Nam"), mt_value_new_int(1)), MT_OK);
    CHECK(mt_submit(stage.client, "Get", input, NULL, &err) == NULL);
    CHECK_STATUS(err.status, MT_EINPUT);
    CHECK(*err.where != '\0');
    CHECK(mt_findings_count(mt_client_findings(stage.client)) == 1);
    CHECK(mt_engine_pending(stage.engine) == 0);
    stage_submit(&stage, "Get", "a");
    CHECK(mt_findings_count(mt_client_findings(stage.client)) == 0);
    CHECK(mt_engine_statistics(stage.engine).calls == 0);
    stage_close(&stage);
}

static void test_bad_clients(void)
{
    STAGE(stage, 4, PLAIN, OK_REPLY);
    mt_error err = {0};
    mt_client_options options = {.model = stage.model};
    CHECK(mt_client_new(stage.engine, "example", &options, &err) == NULL);
    CHECK_STATUS(err.status, MT_ECONFIG);
    CHECK(strstr(err.message, "AWS_REGION") != NULL);
    options.region = "eu-west-1.evil.example/";
    CHECK(mt_client_new(stage.engine, "example", &options, &err) == NULL);
    CHECK_STATUS(err.status, MT_ECONFIG);
    options = (mt_client_options){.region = "eu-west-1"};
    CHECK(mt_client_new(stage.engine, "no-such-service", &options, &err) == NULL);
    CHECK_STATUS(err.status, MT_EMODEL);
    mt_model *query = NULL;
    static const char *const bad_models[][2] = {
        {"\"protocol\":\"query\"", "sts: its model lacks endpointPrefix"},
        {"\"protocol\":\"query\",\"endpointPrefix\":\"sts\"",
         "sts does not speak AWS's query protocol (its model lacks apiVersion)"},
        {"\"protocol\":\"rest-xml\",\"endpointPrefix\":\"sts\"",
         "sts: its protocol rest-xml is none of json and query"}};
    for (size_t i = 0; i < sizeof bad_models / sizeof *bad_models; i++) {
        char text[160];
        (void)snprintf(text, sizeof text, "{\"metadata\":{%s},\"operations\":{},\"shapes\":{}}",
                       bad_models[i][0]);
        CHECK_STATUS(mt_model_load(mt_cstr(text), &query, NULL), MT_OK);
        options.model = query;
        CHECK(mt_client_new(stage.engine, "sts", &options, &err) == NULL);
        CHECK_STATUS(err.status, MT_EMODEL);
        CHECK_STR(err.message, bad_models[i][1]);
        mt_model_free(query);
    }
    CHECK_STR(mt_client_region(stage.client), "eu-west-1");
    CHECK_STR(mt_client_endpoint(stage.client), stage.url);
    CHECK(mt_client_model(stage.client) == stage.model);
    stage_close(&stage);
}

int main(void)
{
    RUN(test_success);
    RUN(test_the_request);
    RUN(test_a_session_token_is_signed);
    RUN(test_no_input_is_an_empty_object);
    RUN(test_a_throttled_call_comes_back);
    RUN(test_a_message_belongs_to_the_last_failure);
    RUN(test_faults_use_up_the_attempts);
    RUN(test_a_refusal_is_final);
    RUN(test_a_reset_is_repeated_where_that_is_safe);
    RUN(test_success_refills_the_purse);
    RUN(test_what_may_have_acted_is_not_repeated);
    RUN(test_what_is_no_answer_is_repeated);
    RUN(test_a_server_that_is_silent);
    RUN(test_the_deadline_ends_the_last_attempt);
    RUN(test_the_deadline_ends_the_retries);
    RUN(test_the_deadline_ends_an_outage);
    RUN(test_truncated_answers);
    RUN(test_retry_modes);
    RUN(test_bad_submissions);
    RUN(test_bad_clients);
    return TEST_SUMMARY();
}
