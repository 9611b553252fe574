/* How the engine drives a provider: what it wants is fetched while calls wait, and what comes of it
** is theirs together. */
#include "auth/creds.h"
#include "flow/flow.h"

#include "engine_testing.h"

/* Asks for one fetch on each fresh look and does what the answer says. */
struct fake {
    mt_provider base;
    char url[96];
    int looks, answers;
    int64_t expires_at;
    bool fails;
    bool *is_freed;
};

static mt_step fake_step(mt_provider *provider, int64_t now, const mt_fetched *answer,
                         mt_fetch *want, const mt_credentials **out, mt_error *err)
{
    static mt_credentials found;
    struct fake *fake = (struct fake *)provider;
    (void)now;
    if (!answer) {
        fake->looks++;
        *want = (mt_fetch){.method = "GET", .url = fake->url, .timeout_ms = 5000};
        return MT_STEP_WANT_HTTP;
    }
    fake->answers++;
    CHECK_STATUS(answer->status, MT_OK);
    CHECK(answer->http == 200);
    if (fake->fails) {
        mt_fail(err, MT_ECREDS, "the token has run out");
        return MT_STEP_FAILED;
    }
    found = test_credentials;
    found.expires_at = fake->expires_at;
    *out = &found;
    return MT_STEP_READY;
}

static void fake_free(mt_provider *provider)
{
    const struct fake *fake = (const struct fake *)provider;
    if (fake->is_freed)
        *fake->is_freed = true;
}

static void install(struct stage *stage, struct fake *fake)
{
    fake->base = (mt_provider){"fake", fake_step, fake_free, NULL, NULL};
    (void)snprintf(fake->url, sizeof fake->url, "%s/credentials", stage->url);
    identity_use(stage->client->identity, &fake->base);
}

static bool is_fetch(const mt_request *request)
{
    return mt_str_equal(mt_request_http(request)->target, mt_cstr("/credentials"));
}

/* Turns both sides, keeping fetches unanswered for as long as *held is NULL and wanted. */
static void turn(struct stage *stage, mt_request **held)
{
    CHECK_STATUS(mt_engine_poll(stage->engine, 1, NULL), MT_OK);
    CHECK_STATUS(mt_server_poll(stage->server, 0, NULL), MT_OK);
    for (mt_request *request; (request = mt_server_next(stage->server)) != NULL;) {
        if (!is_fetch(request)) {
            stage_note(stage, request);
            stage_reply(stage, request);
        } else if (held && !*held) {
            *held = request;
        } else {
            CHECK_STATUS(mt_request_reply(request, 200, NULL, 0, mt_cstr("{}"), NULL), MT_OK);
        }
    }
}

static mt_call *await_call(struct stage *stage)
{
    mt_call *call = NULL;
    const int64_t until = clock_monotonic_ms() + PATIENCE_MS;
    while ((call = mt_engine_next(stage->engine)) == NULL && clock_monotonic_ms() < until)
        turn(stage, NULL);
    CHECK(call != NULL);
    if (!call)
        exit(1);
    return call;
}

static void check_next(struct stage *stage, mt_status status)
{
    mt_call *call = await_call(stage);
    CHECK_STATUS(mt_call_status(call), status);
    mt_call_free(call);
}

static void test_calls_wait_for_one_fetch(void)
{
    STAGE(stage, 8, PLAIN, OK_REPLY);
    struct fake fake = {.expires_at = 0};
    install(&stage, &fake);
    mt_request *held = NULL;
    for (int i = 0; i < 3; i++)
        stage_submit(&stage, "Get", "a");
    for (int i = 0; i < 2000 && !held; i++)
        turn(&stage, &held);
    stage_submit(&stage, "Get", "late");
    for (int i = 0; i < 5; i++)
        turn(&stage, &held);
    CHECK(stage.requests == 0 && fake.looks == 1);
    CHECK(mt_engine_statistics(stage.engine).in_flight == 0);
    CHECK_STATUS(mt_request_reply(held, 200, NULL, 0, mt_cstr("{}"), NULL), MT_OK);
    for (int i = 0; i < 4; i++)
        check_next(&stage, MT_OK);
    CHECK(fake.looks == 1 && fake.answers == 1 && stage.requests == 4);
    for (int i = 0; i < 4; i++)
        CHECK_STATUS(stage.seen[i].verified, MT_OK);
    stage_close(&stage);
}

static void test_a_failure_is_told_to_each_once(void)
{
    STAGE(stage, 8, PLAIN, OK_REPLY);
    struct fake fake = {.fails = true};
    install(&stage, &fake);
    for (int i = 0; i < 3; i++)
        stage_submit(&stage, "Get", "a");
    for (int i = 0; i < 3; i++) {
        mt_call *call = await_call(&stage);
        CHECK_STATUS(mt_call_status(call), MT_ECREDS);
        CHECK_STR(mt_call_error(call)->message, "the token has run out");
        CHECK_STR(mt_call_error(call)->where, "Get");
        CHECK(mt_call_attempts(call) == 0);
        mt_call_free(call);
    }
    CHECK(fake.looks == 1);
    fake.fails = false; /* a later call asks again */
    stage_submit(&stage, "Get", "a");
    check_next(&stage, MT_OK);
    CHECK(fake.looks == 2);
    stage_close(&stage);
}

static void test_refresh_ahead_of_expiry(void)
{
    STAGE(stage, 8, PLAIN, OK_REPLY);
    struct fake fake = {.expires_at = clock_unix() + 120};
    install(&stage, &fake);
    stage_submit(&stage, "Get", "a");
    check_next(&stage, MT_OK);
    CHECK(fake.looks == 1);
    stage_submit(&stage, "Get", "a"); /* close to expiry, but looked at a moment ago */
    check_next(&stage, MT_OK);
    CHECK(fake.looks == 1);
    stage.client->identity->refresh_at = 0;
    fake.fails = true; /* a failing refresh does no harm while the old set is good */
    stage_submit(&stage, "Get", "a");
    check_next(&stage, MT_OK);
    CHECK(fake.looks == 2);
    stage.client->identity->held.view.expires_at = clock_unix() - 1;
    stage_submit(&stage, "Get", "a");
    check_next(&stage, MT_ECREDS);
    fake.fails = false;
    fake.expires_at = clock_unix() - 5; /* worthless on arrival */
    stage_submit(&stage, "Get", "a");
    check_next(&stage, MT_ECREDS);
    fake.expires_at = clock_unix() + 7200;
    stage_submit(&stage, "Get", "a");
    check_next(&stage, MT_OK);
    stage_close(&stage);
}

static void test_a_deadline_while_waiting(void)
{
    STAGE(stage, 8, ((mt_client_options){.deadline_ms = 50}), OK_REPLY);
    struct fake fake = {0};
    bool is_freed = false;
    install(&stage, &fake);
    fake.is_freed = &is_freed;
    mt_request *held = NULL;
    mt_call *late = stage_submit(&stage, "Get", "a");
    mt_call *cancelled = stage_submit(&stage, "Get", "b");
    for (int i = 0; i < 2000 && !held; i++)
        turn(&stage, &held);
    mt_call_cancel(cancelled);
    CHECK_STATUS(mt_call_status(cancelled), MT_ECANCELLED);
    while (!mt_call_is_done(late))
        turn(&stage, &held);
    CHECK_STATUS(mt_call_status(late), MT_ETIMEOUT);
    mt_request_reset(held);
    stage_close(&stage); /* with the fetch under way */
    CHECK(is_freed);
}

static void test_the_environment_is_asked(void)
{
    STAGE(stage, 8, ((mt_client_options){.profile = "dev"}), OK_REPLY);
    stage.world.variables[0] = (struct world_pair){"HOME", "/h"};
    stage_submit(&stage, "Get", "a");
    mt_call *call = await_call(&stage);
    CHECK_STATUS(mt_call_status(call), MT_ECREDS);
    CHECK(strstr(mt_call_error(call)->message, "profile 'dev' is in neither") != NULL);
    mt_call_free(call);
    stage.world.files[0] =
        (struct world_pair){"/h/.aws/credentials", "[dev]\naws_access_key_id = AKIDEXAMPLE\n"
                                                   "aws_secret_access_key = secret-example\n"};
    stage_submit(&stage, "Get", "a");
    check_next(&stage, MT_OK);
    CHECK_STATUS(stage.seen[0].verified, MT_OK);
    stage_close(&stage);
}

/* Credentials expire by the services' clock: ours may be wrong, and they have said by how much. */
static void test_expiry_by_the_services_clock(void)
{
    STAGE(stage, 8, PLAIN, OK_REPLY);
    struct fake fake = {.expires_at = clock_unix() - 1800};
    install(&stage, &fake);
    stage.engine->clocks.skew = -3600;
    stage_submit(&stage, "Get", "a");
    check_next(&stage, MT_OK); /* and its answer has a Date */
    CHECK(stage.engine->clocks.skew > -10 && stage.client->clock->is_known);
    stage_submit(&stage, "Get", "a");
    check_next(&stage, MT_ECREDS);
    fake.expires_at = clock_unix() + 1800;
    stage.engine->clocks.skew = 3600;
    stage_submit(&stage, "Get", "a");
    check_next(&stage, MT_ECREDS);
    stage.engine->clocks.skew = 0;
    stage_submit(&stage, "Get", "a");
    check_next(&stage, MT_OK);
    stage_close(&stage);
}

/* Another one, with less patience for what it wants. */
struct hurried {
    mt_provider base;
    mt_provider *inner;
};

static mt_step hurried_step(mt_provider *provider, int64_t now, const mt_fetched *answer,
                            mt_fetch *want, const mt_credentials **out, mt_error *err)
{
    const struct hurried *hurried = (const struct hurried *)provider;
    const mt_step step = mt_provider_step(hurried->inner, now, answer, want, out, err);
    if (step == MT_STEP_WANT_PROCESS) {
        CHECK(want->timeout_ms == 60000);
        want->timeout_ms = 200;
    }
    return step;
}

static void hurried_free(mt_provider *provider)
{
    mt_provider_free(((struct hurried *)provider)->inner);
}

static void test_a_process_that_hangs(void)
{
    STAGE(stage, 8, PLAIN, OK_REPLY);
    stage.world.variables[0] = (struct world_pair){"HOME", "/h"};
    stage.world.files[0] =
        (struct world_pair){"/h/.aws/config", "[default]\ncredential_process = sleep 300\n"};
    struct hurried hurried = {{"hurried", hurried_step, hurried_free, NULL, NULL},
                              mt_provider_new_default(stage.engine->environment, NULL)};
    identity_use(stage.client->identity, &hurried.base);
    for (int i = 0; i < 3; i++)
        stage_submit(&stage, "Get", "a");
    CHECK_STATUS(mt_engine_poll(stage.engine, 60000, NULL), MT_OK); /* it wakes up by itself */
    for (int i = 0; i < 3; i++) {
        mt_call *call = await_call(&stage);
        CHECK_STATUS(mt_call_status(call), MT_ECREDS);
        CHECK_STR(mt_call_error(call)->message,
                  "the credential_process of profile 'default' (/h/.aws/config:2) took longer than "
                  "0.2 s and was killed");
        mt_call_free(call);
    }
    CHECK(stage.requests == 0);
    stage_close(&stage);
}

int main(void)
{
    RUN(test_calls_wait_for_one_fetch);
    RUN(test_a_failure_is_told_to_each_once);
    RUN(test_refresh_ahead_of_expiry);
    RUN(test_a_deadline_while_waiting);
    RUN(test_the_environment_is_asked);
    RUN(test_expiry_by_the_services_clock);
    RUN(test_a_process_that_hangs);
    return TEST_SUMMARY();
}
