/* Building, walking, copying, parsing and printing values. */
#include <locale.h>
#include <math.h>
#include <stdlib.h>

#include <moontide/value.h>

#include "data/value_node.h"
#include "test.h"

static void check_printed(const mt_value *value, unsigned flags, const char *expected)
{
    char *text = NULL;
    size_t size = 0;
    CHECK_STATUS(mt_json_print(value, flags, &text, &size, NULL), MT_OK);
    CHECK_STR(text, expected);
    CHECK(text && size == strlen(text));
    free(text);
}

static mt_value *parse(const char *text)
{
    mt_value *value = NULL;
    mt_error err = {0};
    CHECK_STATUS(mt_json_parse(mt_cstr(text), &value, &err), MT_OK);
    if (err.status)
        fprintf(stderr, "  %s: %s\n", text, err.message);
    return value;
}

static void test_types(void)
{
    mt_value *const values[MT_TYPE_COUNT] = {[MT_NULL] = mt_value_new_null(),
                                             [MT_BOOL] = mt_value_new_bool(true),
                                             [MT_INT] = mt_value_new_int(7),
                                             [MT_FLOAT] = mt_value_new_float(7.5),
                                             [MT_STRING] = mt_value_new_string(mt_cstr("seven")),
                                             [MT_ARRAY] = mt_value_new_array(),
                                             [MT_OBJECT] = mt_value_new_object()};
    static const char *const names[MT_TYPE_COUNT] = {"null",   "boolean", "integer", "number",
                                                     "string", "list",    "object"};
    for (int type = 0; type < MT_TYPE_COUNT; type++) {
        CHECK(mt_value_type(values[type]) == (mt_type)type);
        CHECK_STR(mt_type_name((mt_type)type), names[type]);
        CHECK(mt_value_bool(values[type]) == (type == MT_BOOL));
        CHECK(mt_value_int(values[type]) == (type == MT_INT ? 7 : 0));
        CHECK(mt_value_string(values[type]).size == (type == MT_STRING ? 5 : 0));
        CHECK(mt_value_count(values[type]) == 0);
        CHECK(mt_value_get(values[type], "x") == NULL && mt_value_first(values[type]) == NULL);
        mt_value_free(values[type]);
    }
    CHECK(mt_value_type(NULL) == MT_NULL && mt_value_int(NULL) == 0);
    CHECK(mt_value_next(NULL) == NULL && mt_value_key(NULL).size == 0);
    mt_value_free(NULL);
}

static void test_integers_are_exact(void)
{
    static const int64_t numbers[] = {0,         -1,        1,         999999999999999,
                                      INT64_MAX, INT64_MIN, 1LL << 53, (1LL << 53) + 1};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        char text[32];
        (void)snprintf(text, sizeof text, "%lld", (long long)numbers[i]);
        mt_value *made = mt_value_new_int(numbers[i]), *parsed = parse(text);
        CHECK(mt_value_int(made) == numbers[i] && mt_value_int(parsed) == numbers[i]);
        CHECK(mt_value_type(parsed) == MT_INT);
        CHECK(mt_value_float(made) == (double)numbers[i]);
        check_printed(made, 0, text);
        check_printed(parsed, 0, text);
        mt_value_free(made);
        mt_value_free(parsed);
    }
}

static void test_floats_round_trip(void)
{
    static const struct {
        double value;
        const char *text;
    } rows[] = {{100, "100.0"},
                {0.1, "0.1"},
                {1e23, "1e+23"},
                {-0.0, "-0.0"},
                {5e-324, "4.94065645841247e-324"},
                {0.1 + 0.2, "0.30000000000000004"},
                {1e15, "1e+15"},
                {1762345678.25, "1762345678.25"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mt_value *made = mt_value_new_float(rows[i].value), *again = parse(rows[i].text);
        check_printed(made, 0, rows[i].text);
        check_printed(again, 0, rows[i].text);
        CHECK(mt_value_type(again) == MT_FLOAT);
        CHECK(mt_value_float(made) == rows[i].value && mt_value_float(again) == rows[i].value);
        mt_value_free(made);
        mt_value_free(again);
    }
    CHECK(mt_value_new_float(NAN) == NULL && mt_value_new_float(INFINITY) == NULL);
}

static void test_integral_floats_count_as_integers(void)
{
    mt_value *integral = mt_value_new_float(3.0), *half = mt_value_new_float(3.5);
    mt_value *large = mt_value_new_float(0x1p63);
    CHECK(mt_value_int(integral) == 3 && mt_value_int(half) == 0 && mt_value_int(large) == 0);
    mt_value_free(integral);
    mt_value_free(half);
    mt_value_free(large);
}

/* Another decimal point must not leak into JSON; skipped where no such locale is installed. */
static void test_locale_does_not_matter(void)
{
    static const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "de_DE"};
    const char *found = NULL;
    for (size_t i = 0; i < sizeof names / sizeof *names && !found; i++)
        found = setlocale(LC_NUMERIC, names[i]);
    if (!found)
        printf("no locale with a decimal comma: skipped\n");
    mt_value *made = mt_value_new_float(0.5), *parsed = parse("[2.5e1]");
    check_printed(made, 0, "0.5");
    check_printed(parsed, 0, "[25.0]");
    mt_value_free(made);
    mt_value_free(parsed);
    (void)setlocale(LC_NUMERIC, "C");
}

static void test_strings_are_utf8_without_nul(void)
{
    CHECK(mt_value_new_string((mt_str){"a\0b", 3}) == NULL);
    CHECK(mt_value_new_string(mt_cstr("\xC3")) == NULL);
    CHECK(mt_value_new_string(mt_cstr("long enough for words \xED\xA0\x80")) == NULL);
    mt_value *empty = mt_value_new_string((mt_str){NULL, 0});
    mt_value *view = mt_value_new_string((mt_str){"endpoint/\xC3\xA9t\xC3\xA9!", 14});
    CHECK_STR(mt_value_string(empty).data, "");
    CHECK_STR(mt_value_string(view).data, "endpoint/\xC3\xA9t\xC3\xA9");
    mt_value_free(empty);
    mt_value_free(view);
}

static void test_objects(void)
{
    mt_value *object = mt_value_new_object();
    CHECK_STATUS(mt_value_set(object, mt_cstr("b"), mt_value_new_int(1)), MT_OK);
    CHECK_STATUS(mt_value_set(object, (mt_str){"axe", 1}, mt_value_new_int(2)), MT_OK);
    CHECK_STATUS(mt_value_set(object, mt_cstr("B"), mt_value_new_int(3)), MT_OK);
    check_printed(object, 0, "{\"b\":1,\"a\":2,\"B\":3}");
    CHECK_STATUS(mt_value_set(object, mt_cstr("b"), mt_value_new_int(4)), MT_OK);
    CHECK_STATUS(mt_value_set(object, mt_cstr("B"), mt_value_new_int(5)), MT_OK);
    CHECK_STATUS(mt_value_set(object, mt_cstr(""), mt_value_new_null()), MT_OK);
    check_printed(object, 0, "{\"b\":4,\"a\":2,\"B\":5,\"\":null}");
    CHECK(mt_value_count(object) == 4);
    CHECK(mt_value_int(mt_value_get(object, "b")) == 4);
    CHECK(mt_value_int(mt_value_get(object, "B")) == 5);
    CHECK(mt_value_get(object, "A") == NULL && mt_value_get(object, NULL) == NULL);
    const mt_value *second = mt_value_next(mt_value_first(object));
    CHECK(mt_str_equal(mt_value_key(second), mt_cstr("a")));
    mt_value_free(object);
}

/* A child is consumed whatever happens: leaks show under the address sanitizer. */
static void test_refusals_consume_the_child(void)
{
    mt_value *object = mt_value_new_object(), *array = mt_value_new_array();
    CHECK_STATUS(mt_value_set(object, mt_cstr("a"), NULL), MT_EMEM);
    CHECK_STATUS(mt_value_append(array, NULL), MT_EMEM);
    CHECK_STATUS(mt_value_set(array, mt_cstr("a"), mt_value_new_int(1)), MT_EUSAGE);
    CHECK_STATUS(mt_value_append(object, mt_value_new_int(1)), MT_EUSAGE);
    CHECK_STATUS(mt_value_append(NULL, mt_value_new_int(1)), MT_EUSAGE);
    CHECK_STATUS(mt_value_set(object, (mt_str){"a\0b", 3}, mt_value_new_int(1)), MT_EINPUT);
    CHECK_STATUS(mt_value_set(object, mt_cstr("\xFF"), mt_value_new_int(1)), MT_EINPUT);
    CHECK(mt_value_count(object) == 0 && mt_value_count(array) == 0);
    mt_value_free(object);
    mt_value_free(array);
}

static void test_depth_is_limited(void)
{
    mt_value *value = mt_value_new_array();
    mt_status st = MT_OK;
    int levels = 1;
    while (!st && levels < 2 * VALUE_MAX_LEVELS) {
        mt_value *outer = mt_value_new_array();
        st = mt_value_append(outer, value);
        value = outer;
        levels += !st;
    }
    CHECK_STATUS(st, MT_EINPUT);
    CHECK(levels == VALUE_MAX_LEVELS);
    mt_value_free(value);

    mt_value *parsed = parse("{\"a\":[[1]]}"), *outer = mt_value_new_object();
    CHECK_STATUS(mt_value_set(outer, mt_cstr("in"), parsed), MT_OK);
    for (levels = 4; levels < VALUE_MAX_LEVELS; levels++) {
        mt_value *wider = mt_value_new_array();
        CHECK_STATUS(mt_value_append(wider, outer), MT_OK);
        outer = wider;
    }
    mt_value *last = mt_value_new_array();
    CHECK_STATUS(mt_value_append(last, outer), MT_EINPUT);
    mt_value_free(last);
}

static void test_copies_are_whole_and_roots(void)
{
    mt_value *value = parse("{\"a\":{\"big\":9007199254740993,\"f\":2.50,\"s\":\"\\u00e9\"}}");
    mt_value *copy = mt_value_dup(mt_value_get(value, "a"));
    mt_value_free(value);
    CHECK(mt_value_key(copy).size == 0);
    check_printed(copy, 0, "{\"big\":9007199254740993,\"f\":2.5,\"s\":\"\xC3\xA9\"}");
    mt_value *array = mt_value_new_array();
    CHECK_STATUS(mt_value_append(array, copy), MT_OK);
    CHECK(mt_value_key(mt_value_first(array)).size == 0);
    check_printed(array, 0, "[{\"big\":9007199254740993,\"f\":2.5,\"s\":\"\xC3\xA9\"}]");
    mt_value_free(array);
}

static void test_replace_keeps_the_place(void)
{
    mt_value *object = parse("{\"a\":1,\"b\":\"x\",\"c\":3}");
    CHECK_STATUS(value_replace(object, value_next(value_first(object)), mt_value_new_float(2)),
                 MT_OK);
    check_printed(object, 0, "{\"a\":1,\"b\":2.0,\"c\":3}");
    CHECK_STATUS(value_replace(object, value_first(object), NULL), MT_EMEM);
    CHECK_STATUS(value_replace(object, value_first(object), mt_value_new_null()), MT_OK);
    check_printed(object, 0, "{\"a\":null,\"b\":2.0,\"c\":3}");
    mt_value_free(object);
}

static void test_layouts(void)
{
    static const char text[] = "{\"b\":[1,{\"z\":\"a:,{\\\"}\",\"y\":[]}],\"a\":{},\"B\":\"\\\\\"}";
    mt_value *value = parse(text);
    check_printed(value, MT_JSON_COMPACT, text);
    check_printed(value, MT_JSON_SORTED,
                  "{\"B\":\"\\\\\",\"a\":{},\"b\":[1,{\"y\":[],\"z\":\"a:,{\\\"}\"}]}");
    check_printed(value, MT_JSON_PRETTY | MT_JSON_SORTED,
                  "{\n"
                  "  \"B\": \"\\\\\",\n"
                  "  \"a\": {},\n"
                  "  \"b\": [\n"
                  "    1,\n"
                  "    {\n"
                  "      \"y\": [],\n"
                  "      \"z\": \"a:,{\\\"}\"\n"
                  "    }\n"
                  "  ]\n"
                  "}");
    check_printed(value, MT_JSON_COMPACT, text); /* printing sorted did not reorder it */
    mt_value_free(value);
    CHECK_STATUS(mt_json_print(NULL, 0, NULL, NULL, NULL), MT_EUSAGE);
}

static void test_twins_are_refused(void)
{
    char many[1024] = "{\"k\":0";
    for (int i = 0; i < 40; i++)
        (void)snprintf(many + strlen(many), sizeof many - strlen(many), ",\"k%d\":0", i);
    (void)snprintf(many + strlen(many), sizeof many - strlen(many), ",\"k7\":0}");
    const char *const texts[] = {"{\"a\":1,\"\\u0061\":2}", "[{\"x\":{\"k7\":1,\"k7\":1}}]", many};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        mt_value *value = NULL;
        mt_error err = {0};
        CHECK_STATUS(mt_json_parse(mt_cstr(texts[i]), &value, &err), MT_ESYNTAX);
        CHECK_STR(err.message, i ? "JSON: an object has two members named \"k7\""
                                 : "JSON: an object has two members named \"a\"");
        CHECK(value == NULL);
    }
}

int main(void)
{
    RUN(test_types);
    RUN(test_integers_are_exact);
    RUN(test_floats_round_trip);
    RUN(test_integral_floats_count_as_integers);
    RUN(test_locale_does_not_matter);
    RUN(test_strings_are_utf8_without_nul);
    RUN(test_objects);
    RUN(test_refusals_consume_the_child);
    RUN(test_depth_is_limited);
    RUN(test_copies_are_whole_and_roots);
    RUN(test_replace_keeps_the_place);
    RUN(test_layouts);
    RUN(test_twins_are_refused);
    return TEST_SUMMARY();
}
