/* Patterns as models spell them, against texts. */
#include <stdlib.h>

#include <moontide/model.h>

#include "base/buf.h"
#include "data/model.h"
#include "test.h"

static void check_verdict(const char *text, mt_str subject, enum pattern_verdict expected)
{
    struct pattern *pattern = NULL;
    mt_error err = {0};
    CHECK_STATUS(pattern_new(text, &pattern, &err), MT_OK);
    if (!pattern) {
        fprintf(stderr, "  %s\n", err.message);
        return;
    }
    const enum pattern_verdict verdict = pattern_match(pattern, subject);
    CHECK(verdict == expected);
    if (verdict != expected)
        fprintf(stderr, "  %s on %.*s gave %d\n", text, MT_STR_ARG(subject), (int)verdict);
    pattern_free(pattern);
}

static void test_dialect(void)
{
    static const struct {
        const char *pattern, *text;
        enum pattern_verdict expected;
    } rows[] = {
        /* the whole text counts, anchors written or not */
        {"[a-z]+", "abc", PATTERN_MATCHES},
        {"[a-z]+", "abc1", PATTERN_DIFFERS},
        {"[a-z]+", "1abc", PATTERN_DIFFERS},
        {"[a-z]+", "abc\n", PATTERN_DIFFERS},
        {"^[a-z]+$", "abc\n", PATTERN_DIFFERS},
        {"a|ab", "ab", PATTERN_MATCHES},
        {"(https|s3)://([^/]+)/?(.*)", "s3://bucket", PATTERN_MATCHES},
        {".*", "", PATTERN_MATCHES},
        {".*", "a\nb", PATTERN_DIFFERS},
        {".*", "a\rb", PATTERN_DIFFERS},
        /* \uXXXX, alone and in pairs */
        {"[\\u0020-\\u00FF]+", "caf\xC3\xA9", PATTERN_MATCHES},
        {"[\\u0020-\\u00FF]+", "\xE2\x82\xAC", PATTERN_DIFFERS},
        {"(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)", "/path/", PATTERN_MATCHES},
        {"\\uD83D\\uDE00", "\xF0\x9F\x98\x80", PATTERN_MATCHES},
        {"[\\uD800\\uDC00-\\uDBFF\\uDFFF]", "\xF4\x8F\xBF\xBF", PATTERN_MATCHES},
        {"[\\uD800\\uDC00-\\uDBFF\\uDFFF]", "\xEF\xBF\xBD", PATTERN_DIFFERS},
        /* Java's POSIX classes are ASCII; letters are of Unicode */
        {"\\p{Print}+", "a b~", PATTERN_MATCHES},
        {"\\p{Print}+", "a\tb", PATTERN_DIFFERS},
        {"\\p{Print}+", "\xC3\xA9", PATTERN_DIFFERS},
        {"\\P{Print}", "\t", PATTERN_MATCHES},
        {"[\\p{Print}\\t]+", "a\tb", PATTERN_MATCHES},
        {"[\\P{Alpha}]+", "12", PATTERN_MATCHES},
        {"[\\P{Alpha}]+", "1a", PATTERN_DIFFERS},
        {"\\p{L}+", "\xC3\xA9t\xC3\xA9", PATTERN_MATCHES},
        {"[\\w]+", "\xC3\xA9", PATTERN_DIFFERS},
        {"(?!\\s*$).+", "   ", PATTERN_DIFFERS},
        {"(?!\\s*$).+", " a ", PATTERN_MATCHES},
        {"\\\\u0041", "\\u0041", PATTERN_MATCHES},
        {"[\\]\\u0041]+", "]A", PATTERN_MATCHES},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_verdict(rows[i].pattern, mt_cstr(rows[i].text), rows[i].expected);
}

static void test_unusable_patterns(void)
{
    static const char *const patterns[] = {
        "[a", "(a", "a)", "*", "\\u12", "\\p{Nonsense}", "[\\uD800-\\uDBFF]", "\\C", "\\"};
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        struct pattern *pattern = NULL;
        mt_error err = {0};
        CHECK_STATUS(pattern_new(patterns[i], &pattern, &err), MT_EMODEL);
        CHECK(pattern == NULL && strstr(err.message, patterns[i]) != NULL);
        pattern_free(pattern);
    }
}

/* Each would take longer than the universe if it were tried to the end. */
static void test_hostile_texts_end(void)
{
    char text[4096];
    memset(text, 'a', sizeof text);
    text[sizeof text - 1] = '!';
    check_verdict("(a+)+", (mt_str){text, sizeof text}, PATTERN_TOO_HARD);
    check_verdict("(a|aa)*\\d", (mt_str){text, sizeof text}, PATTERN_TOO_HARD);
}

/* A long text that is no trouble, but needs more than the machine stack set aside for it. */
static void test_long_texts_match(void)
{
    struct buf text = {0};
    for (int i = 0; i < 20000; i++)
        buf_add_cstr(&text, "-a");
    check_verdict("a?(-*[a-zA-Z0-9])*", buf_str(&text), PATTERN_MATCHES);
    buf_clear(&text);
}

/* What the built-in models' patterns let through and what not, for one that matters most. */
static void test_resource_ids(void)
{
    mt_model *model = NULL;
    CHECK_STATUS(mt_model_load_builtin("application-autoscaling", &model, NULL), MT_OK);
    const mt_operation *operation = mt_model_operation(model, "RegisterScalableTarget", NULL);
    const mt_member *member = mt_shape_member(mt_operation_input(operation), mt_cstr("ResourceId"));
    const struct pattern *pattern = member->shape->pattern;
    CHECK(pattern_match(pattern, mt_cstr("endpoint/e/variant/v")) == PATTERN_MATCHES);
    CHECK(pattern_match(pattern, mt_cstr("\xF0\x9F\x98\x80 \xC3\xA9\t\r\n")) == PATTERN_MATCHES);
    CHECK(pattern_match(pattern, mt_cstr("a\x01")) == PATTERN_DIFFERS);
    CHECK(pattern_match(pattern, mt_cstr("\xEF\xBF\xBF")) == PATTERN_DIFFERS);
    mt_model_free(model);
}

int main(void)
{
    RUN(test_dialect);
    RUN(test_unusable_patterns);
    RUN(test_hostile_texts_end);
    RUN(test_long_texts_match);
    RUN(test_resource_ids);
    return TEST_SUMMARY();
}
