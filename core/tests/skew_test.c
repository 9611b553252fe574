/* What answers say about the clock. */
#include "flow/clocks.h"

#include <stdlib.h>

#include "base/buf.h"
#include "flow/agent.h"
#include "flow/lambda.h"
#include "test.h"

/* Thu, 01 Jan 2026 00:00:00 GMT */
static const int64_t new_year_ms = INT64_C(1767225600000);

static void test_measuring(void)
{
    static const struct {
        const char *date, *age;
        int64_t took_ms;
        bool tells;
        int64_t seconds;
    } rows[] = {
        {"Thu, 01 Jan 2026 00:00:01 GMT", NULL, 2000, true, 0},
        {"Thu, 01 Jan 2026 00:05:00 GMT", NULL, 0, true, 300},
        {"Wed, 31 Dec 2025 23:00:00 GMT", NULL, 1000, true, -3600},
        {"Thu, 01 Jan 2026 00:07:30 GMT", NULL, 900000, true, 0},
        {"Thu, 01 Jan 2026 00:07:30 GMT", NULL, 900001, false, 0},
        {"Thu, 01 Jan 2026 00:05:00 GMT", "0", 0, false, 0},
        {"Thu, 01 Jan 2026 00:05:00 GMT", NULL, -1, false, 0},
        {"2026-01-01T00:05:00Z", NULL, 0, false, 0},
        {"", NULL, 0, false, 0},
        {NULL, NULL, 0, false, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct skew_sample sample = {rows[i].date, rows[i].age, new_year_ms,
                                           new_year_ms + rows[i].took_ms};
        int64_t seconds = 7;
        CHECK(skew_measure(&sample, &seconds) == rows[i].tells);
        CHECK(seconds == (rows[i].tells ? rows[i].seconds : 7));
    }
}

static void test_causes(void)
{
    CHECK(skew_is_cause(mt_cstr("InvalidSignatureException"), 0, 241));
    CHECK(skew_is_cause(mt_cstr("InvalidSignatureException"), 241, 0));
    CHECK(!skew_is_cause(mt_cstr("InvalidSignatureException"), 0, 240));
    CHECK(!skew_is_cause(mt_cstr("InvalidSignatureException"), 3600, 3600));
    CHECK(!skew_is_cause(mt_cstr("RequestExpired"), 0, 3600));
    CHECK(!skew_is_cause(mt_cstr(""), 0, 3600));
}

static const char *lookup(void *context, const char *name)
{
    const char *const *pairs = context;
    for (; *pairs; pairs += 2)
        if (strcmp(pairs[0], name) == 0)
            return pairs[1];
    return NULL;
}

static void check_trace(const char *pairs[], const char *expected)
{
    const mt_environment env = {.context = (void *)pairs, .variable = lookup};
    struct buf text = {0};
    lambda_add_trace_id(&env, &text);
    CHECK_STR(buf_text(&text), expected);
    buf_clear(&text);
}

/* A host that has not told yet is taken to be as the last that has. */
static void test_clocks_of_hosts(void)
{
    struct clocks clocks = {0};
    struct host_clock *a = clocks_host(&clocks, "a"), *b = clocks_host(&clocks, "b:1");
    CHECK(a && b && a != b && clocks_host(&clocks, "a") == a);
    a->skew = clocks.skew = 3600;
    a->is_known = true;
    CHECK(clocks_skew(&clocks, a) == 3600 && clocks_skew(&clocks, b) == 3600);
    b->is_known = true;
    CHECK(clocks_skew(&clocks, b) == 0 && clocks_correction(&clocks) == 3600);
    clocks.skew = -2; /* a Date's seconds */
    CHECK(clocks_correction(&clocks) == 0);
    clocks_clear(&clocks);
}

static void test_trace_ids(void)
{
    const char *in_lambda[] = {"AWS_LAMBDA_FUNCTION_NAME", "f", "_X_AMZN_TRACE_ID",
                               "Root=1-2;Sampled=1\r\nX: y", NULL};
    check_trace(in_lambda, "Root=1-2;Sampled=1%0D%0AX:%20y");
    check_trace(in_lambda + 2, "");
    const char *nowhere[] = {NULL};
    check_trace(nowhere, "");
}

static void test_agents(void)
{
    const char *pairs[] = {"AWS_EXECUTION_ENV", "AWS Lambda/x", NULL};
    const mt_environment env = {.context = (void *)pairs, .variable = lookup};
    struct buf text = {0};
    agent_add_system(&text, &env);
    CHECK(strncmp(buf_text(&text), "moontide/", 9) == 0);
    CHECK(strstr(buf_text(&text), " ua/2.1 os/") != NULL);
    CHECK(strstr(buf_text(&text), " md/arch#") != NULL);
    CHECK(strstr(buf_text(&text), " lang/c#11 exec-env/AWS-Lambda-x") != NULL);
    buf_reset(&text);
    struct agent_client client = {.retry_mode = MT_RETRY_MODE_STANDARD,
                                  .has_endpoint_url = true,
                                  .credentials = "n,o,i",
                                  .app_id = "my app\n",
                                  .suffix = "exec/1 (x)"};
    agent_add_client(&text, &client);
    CHECK_STR(buf_text(&text), " m/E,N,n,o,i cfg/retry-mode#standard app/my-app- exec/1 -x-");
    buf_reset(&text);
    client = (struct agent_client){.retry_mode = MT_RETRY_MODE_MOONTIDE};
    agent_add_client(&text, &client);
    CHECK_STR(buf_text(&text), " cfg/retry-mode#moontide");
    buf_clear(&text);
}

int main(void)
{
    RUN(test_measuring);
    RUN(test_causes);
    RUN(test_clocks_of_hosts);
    RUN(test_trace_ids);
    RUN(test_agents);
    return TEST_SUMMARY();
}
