/* What the engine writes to stderr at each level, and that no secret is in it. */
#include <unistd.h>

#include "engine_testing.h"
#include "flow/flow.h"
#include "flow/log.h"

static const mt_credentials secrets = {
    {"AKIDEXAMPLE", 11}, {"secret-example", 14}, {"token-example", 13}, 0, "test", {"", 0}};

struct capture {
    int file, stderr_copy;
    char text[8192];
};

static struct capture capture_start(void)
{
    struct capture capture = {0};
    char path[] = "log_test_XXXXXX";
    capture.file = mkstemp(path);
    (void)unlink(path);
    capture.stderr_copy = dup(STDERR_FILENO);
    (void)dup2(capture.file, STDERR_FILENO);
    return capture;
}

static void capture_end(struct capture *capture)
{
    (void)fflush(stderr);
    (void)dup2(capture->stderr_copy, STDERR_FILENO);
    (void)close(capture->stderr_copy);
    const ssize_t size = pread(capture->file, capture->text, sizeof capture->text - 1, 0);
    capture->text[size > 0 ? size : 0] = '\0';
    (void)close(capture->file);
}

/* One call that fails once, at a level. */
static void run(mt_log_level level, struct capture *capture)
{
    static const struct reply script[] = {FAULT_REPLY, OK_REPLY};
    *capture = capture_start();
    struct stage stage;
    stage_open(&stage, 4, (mt_client_options){.credentials = &secrets}, script, 2);
    stage.engine->log_level = level;
    stage_submit(&stage, "Get", "a");
    mt_call_free(stage_await(&stage));
    stage_close(&stage);
    capture_end(capture);
}

static void test_quiet(void)
{
    struct capture capture;
    run(MT_LOG_QUIET, &capture);
    CHECK_STR(capture.text, "");
}

static void test_info_is_one_line(void)
{
    struct capture capture;
    run(MT_LOG_INFO, &capture);
    CHECK(strncmp(capture.text, "moontide: Get ", 14) == 0);
    CHECK(strstr(capture.text, "succeeded after 2 attempts in ") != NULL);
    CHECK(strstr(capture.text, " (request 1f2e)\n") != NULL);
    CHECK(strchr(capture.text, '\n') == strrchr(capture.text, '\n'));
}

static void test_debug_tells_decisions_but_no_secrets(void)
{
    struct capture capture;
    run(MT_LOG_DEBUG, &capture);
    CHECK(strstr(capture.text, "attempt 2 in 0.0") != NULL);
    CHECK(strstr(capture.text, " s (transient): InternalFailure (request 1f2e)\n") != NULL);
    CHECK(strstr(capture.text, ": backing off\n") != NULL);
    CHECK(strstr(capture.text, "secret-example") == NULL);
    CHECK(strstr(capture.text, "token-example") == NULL);
    CHECK(strstr(capture.text, "Signature") == NULL);
}

struct wishes {
    mt_log_level level;
    const char *operation;
    int count;
    mt_client_options options;
};

/* Several calls of one kind, answered by a script. */
static void run_many(struct wishes wishes, const struct reply *script, size_t size,
                     struct capture *capture)
{
    *capture = capture_start();
    struct stage stage;
    wishes.options.credentials = &secrets;
    stage_open(&stage, 16, wishes.options, script, size);
    stage.engine->log_level = wishes.level;
    stage.engine->patience_ms = script[size - 1].status == 200 ? 10000 : 300;
    for (int i = 0; i < wishes.count; i++)
        stage_submit(&stage, wishes.operation, "a");
    for (int i = 0; i < wishes.count; i++)
        mt_call_free(stage_await(&stage));
    stage_close(&stage);
    capture_end(capture);
}

static void test_debug_tells_what_each_call_waits_for(void)
{
    static const struct reply fine[] = {OK_REPLY};
    struct capture capture;
    run_many((struct wishes){MT_LOG_DEBUG, "Get", 3, {.max_rate = 50}}, fine, 1, &capture);
    CHECK(strstr(capture.text, "moontide: Get : waiting 0.0") != NULL);
    CHECK(strstr(capture.text, " s: 50.0/s for signed-example read in eu-west-1\n") != NULL);
    run_many((struct wishes){MT_LOG_DEBUG, "Put", 2, {0}}, fine, 1, &capture);
    CHECK(strstr(capture.text, "moontide: Put : waiting for its turn") != NULL);
}

static void test_info_tells_of_a_service_that_goes(void)
{
    static const struct reply down[] = {FAULT_REPLY};
    struct capture capture;
    run_many((struct wishes){MT_LOG_INFO, "Get", 12, {0}}, down, 1, &capture);
    CHECK(strstr(capture.text, "moontide: signed-example in eu-west-1 at http://127.0.0.1:") !=
          NULL);
    CHECK(strstr(capture.text, " does not answer: its calls wait, one at a time tries it") != NULL);
    CHECK(strstr(capture.text, "has not answered for 0 s; the last failure was: Internal") != NULL);
}

static void test_info_tells_of_a_service_that_is_back(void)
{
    static struct reply script[13]; /* the last one answers */
    struct capture capture;
    for (size_t i = 0; i < 12; i++)
        script[i] = (struct reply)FAULT_REPLY;
    script[12] = (struct reply)OK_REPLY;
    run_many((struct wishes){MT_LOG_INFO, "Get", 12, {0}}, script, 13, &capture);
    CHECK(strstr(capture.text, " answers again, after ") != NULL);
    CHECK(strstr(capture.text, "has not answered") == NULL);
}

static void test_debug_tells_why_then(void)
{
    static const struct reply throttled[] = {THROTTLE_REPLY, OK_REPLY};
    static const struct reply asking[] = {{503, "{\"__type\":\"Down\"}", "x-amz-retry-after", "40"},
                                          OK_REPLY};
    static const struct reply refusing[] = {{400, "{\"__type\":\"Wrong\"}", NULL, NULL}};
    static const struct reply expired[] = {{403, "{\"__type\":\"ExpiredToken\"}", NULL, NULL}};
    struct capture capture;
    run_many((struct wishes){MT_LOG_DEBUG, "Get", 1, {0}}, throttled, 2, &capture);
    CHECK(strstr(capture.text, "Get  attempt 2 when the rate allows (throttled): Thr") != NULL);
    run_many((struct wishes){MT_LOG_DEBUG, "Get", 1, {0}}, asking, 2, &capture);
    CHECK(strstr(capture.text, ", as it has asked (transient): Down (request 1f2e)\n") != NULL);
    run_many((struct wishes){MT_LOG_DEBUG, "Get", 1, {0}}, refusing, 1, &capture);
    CHECK(strstr(capture.text, "no further attempt (such a failure is final): Wrong") != NULL);
    run_many((struct wishes){MT_LOG_DEBUG, "Get", 1, {0}}, expired, 1, &capture);
    CHECK(strstr(capture.text, "attempt again with other credentials: ExpiredToken") != NULL);
}

static void test_lines_stay_lines(void)
{
    struct capture capture = capture_start();
    log_line(MT_LOG_INFO, MT_LOG_INFO, "a%cb%cc", '\n', 27);
    log_line(MT_LOG_INFO, MT_LOG_DEBUG, "not wanted");
    capture_end(&capture);
    CHECK_STR(capture.text, "moontide: a b c\n");
}

int main(void)
{
    RUN(test_quiet);
    RUN(test_info_is_one_line);
    RUN(test_debug_tells_decisions_but_no_secrets);
    RUN(test_debug_tells_what_each_call_waits_for);
    RUN(test_info_tells_of_a_service_that_goes);
    RUN(test_info_tells_of_a_service_that_is_back);
    RUN(test_debug_tells_why_then);
    RUN(test_lines_stay_lines);
    return TEST_SUMMARY();
}
