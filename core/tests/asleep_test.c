/* A machine that was asleep for an hour while calls were under way: its clock is an hour on, the time
** that has passed for the program is not. */
#include <time.h>

#include "engine_testing.h"
#include "flow/flow.h"

enum { HOUR_S = 3600 };

static int64_t asleep_s;

/* NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl*,readability-identifier-naming): ld's names */
int64_t __real_clock_unix(void);
int64_t __wrap_clock_unix(void);

int64_t __wrap_clock_unix(void)
{
    return __real_clock_unix() + asleep_s;
}
/* NOLINTEND(bugprone-reserved-identifier,cert-dcl*,readability-identifier-naming) */

#define SILENCE              \
    {                        \
        -1, NULL, NULL, NULL \
    }

/* An HTTP date of now. */
static void date_of_now(char *out, size_t size)
{
    const time_t now = (time_t)clock_unix();
    struct tm parts;
    CHECK(gmtime_r(&now, &parts) != NULL);
    CHECK(strftime(out, size, "%a, %d %b %Y %H:%M:%S GMT", &parts) > 0);
}

static void answer_held(struct stage *stage, int status, const char *body)
{
    char date[64];
    date_of_now(date, sizeof date);
    const mt_header headers[] = {{mt_cstr("Date"), mt_cstr(date)}};
    CHECK_STATUS(mt_request_reply(stage->held[0], status, headers, 1, mt_cstr(body), NULL), MT_OK);
    stage->held[0] = NULL;
}

/* The service's clock is right and was: nothing is to be learnt from an answer after the sleep. */
static void test_the_sleep_is_no_skew(void)
{
    STAGE(stage, 4, PLAIN, SILENCE, OK_REPLY);
    stage_submit(&stage, "Get", "a");
    stage_await_requests(&stage, 1);
    asleep_s += HOUR_S;
    answer_held(&stage, 200, "{}");
    mt_call *call = stage_await(&stage);
    CHECK_STATUS(mt_call_status(call), MT_OK);
    mt_call_free(call);
    CHECK(stage.client->clock->skew > -5 && stage.client->clock->skew < 5);
    stage_submit(&stage, "Get", "b");
    call = stage_await(&stage);
    CHECK_STATUS(mt_call_status(call), MT_OK);
    CHECK(mt_call_attempts(call) == 1);
    CHECK_STATUS(stage.seen[1].verified, MT_OK);
    mt_call_free(call);
    stage_close(&stage);
}

/* A request that was signed before it and arrives afterwards is an hour old, which is no crime. */
static void test_what_was_signed_before_is_signed_anew(void)
{
    STAGE(stage, 4, PLAIN, SILENCE, OK_REPLY);
    stage_submit(&stage, "Make", "a");
    stage_await_requests(&stage, 1);
    asleep_s += HOUR_S;
    answer_held(&stage, 400, "{\"__type\":\"InvalidSignatureException\",\"message\":\"expired\"}");
    mt_call *call = stage_await(&stage);
    CHECK_STATUS(mt_call_status(call), MT_OK);
    CHECK(mt_call_attempts(call) == 2);
    CHECK_STATUS(stage.seen[1].verified, MT_OK);
    mt_call_free(call);
    stage_close(&stage);
}

/* Pauses and deadlines are times awake. */
static void test_deadlines_sleep_too(void)
{
    STAGE(stage, 4, ((mt_client_options){.deadline_ms = 5000}), SILENCE, OK_REPLY);
    stage_submit(&stage, "Get", "a");
    stage_await_requests(&stage, 1);
    asleep_s += HOUR_S;
    answer_held(&stage, 400, "{\"__type\":\"ThrottlingException\"}");
    mt_call *call = stage_await(&stage);
    CHECK_STATUS(mt_call_status(call), MT_OK);
    mt_call_free(call);
    stage_close(&stage);
}

int main(void)
{
    RUN(test_the_sleep_is_no_skew);
    RUN(test_what_was_signed_before_is_signed_anew);
    RUN(test_deadlines_sleep_too);
    return TEST_SUMMARY();
}
