/* Which texts are JSON, where the others go wrong, and which numbers come out. */
#include <stdlib.h>

#include <moontide/value.h>

#include "data/json_text.h"
#include "data/value_node.h"
#include "test.h"

/* What is accepted, and as what it is printed again. */
static void test_accepted(void)
{
    static const struct {
        const char *text, *printed;
    } rows[] = {
        {"null", "null"},
        {" \t\r\n true \n", "true"},
        {"[]", "[]"},
        {"[ ]", "[]"},
        {"{}", "{}"},
        {"[[],[[]],{}]", "[[],[[]],{}]"},
        {"{\"a\" : [ 1 , {\"b\":false} ] , \"\" : null}", "{\"a\":[1,{\"b\":false}],\"\":null}"},
        {"\"\"", "\"\""},
        {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9\"", "\"\\\"\\\\/\\b\\f\\n\\r\\tA\xC3\xA9\""},
        {"\"\\uD83D\\uDE00 \xF0\x9F\x98\x80\"", "\"\xF0\x9F\x98\x80 \xF0\x9F\x98\x80\""},
        {"\"\\\\u0000\"", "\"\\\\u0000\""},
        {"0", "0"},
        {"-0", "0"},
        {"-12", "-12"},
        {"999999999999999", "999999999999999"},
        {"1000000000000000", "1000000000000000"},
        {"9007199254740993", "9007199254740993"},
        {"9223372036854775807", "9223372036854775807"},
        {"-9223372036854775808", "-9223372036854775808"},
        {"9223372036854775808", "9.223372036854776e+18"},
        {"123456789012345678901234567890", "1.2345678901234568e+29"},
        {"1.0", "1.0"},
        {"1e2", "100.0"},
        {"1E+2", "100.0"},
        {"-0.0", "-0.0"},
        {"0.1", "0.1"},
        {"1e-400", "0.0"},
        {"1.7976931348623157e308", "1.7976931348623157e+308"},
        {"9007199254740993.0", "9007199254740992.0"},
        {"0.10000000000000000000000000000000000000000000000000000000000000000000000000000001",
         "0.1"},
        {"[1.5,\"x\",2.5e0,9007199254740993]", "[1.5,\"x\",2.5,9007199254740993]"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mt_value *value = NULL;
        char *printed = NULL;
        CHECK_STATUS(mt_json_parse(mt_cstr(rows[i].text), &value, NULL), MT_OK);
        CHECK_STATUS(mt_json_print(value, 0, &printed, NULL, NULL), MT_OK);
        CHECK_STR(printed, rows[i].printed);
        free(printed);
        mt_value_free(value);
    }
}

static const struct {
    const char *text, *message;
} refused[] = {
    {"", "JSON, line 1, byte 0: expected a value"},
    {"  \n", "JSON, line 2, byte 3: expected a value"},
    {"\xEF\xBB\xBF{}", "JSON, line 1, byte 0: expected a value"},
    {"nul", "JSON, line 1, byte 0: expected a value"},
    {"True", "JSON, line 1, byte 0: expected a value"},
    {"'a'", "JSON, line 1, byte 0: expected a value"},
    {"NaN", "JSON, line 1, byte 0: expected a value"},
    {"-Infinity", "JSON, line 1, byte 1: expected a digit"},
    {"+1", "JSON, line 1, byte 0: expected a value"},
    {".5", "JSON, line 1, byte 0: expected a value"},
    {"01", "JSON, line 1, byte 2: a number starts with a superfluous 0"},
    {"-01", "JSON, line 1, byte 3: a number starts with a superfluous 0"},
    {"1.", "JSON, line 1, byte 2: expected a digit after the point"},
    {"1.e1", "JSON, line 1, byte 2: expected a digit after the point"},
    {"1e", "JSON, line 1, byte 2: expected a digit in the exponent"},
    {"1e+-1", "JSON, line 1, byte 3: expected a digit in the exponent"},
    {"0x10", "JSON, line 1, byte 1: expected the end of the text"},
    {"1 2", "JSON, line 1, byte 2: expected the end of the text"},
    {"{} x", "JSON, line 1, byte 3: expected the end of the text"},
    {"[1,]", "JSON, line 1, byte 3: expected a value"},
    {"[,1]", "JSON, line 1, byte 1: expected a value"},
    {"[1\n\n 2]", "JSON, line 3, byte 5: expected ',' or ']'"},
    {"[1}", "JSON, line 1, byte 2: expected ',' or ']'"},
    {"[", "JSON, line 1, byte 1: expected a value"},
    {"{", "JSON, line 1, byte 1: expected a member's name in quotes"},
    {"{\"a\":}", "JSON, line 1, byte 5: expected a value"},
    {"{\"a\" 1}", "JSON, line 1, byte 5: expected ':'"},
    {"{\"a\":1,}", "JSON, line 1, byte 7: expected a member's name in quotes"},
    {"{a:1}", "JSON, line 1, byte 1: expected a member's name in quotes"},
    {"{\"a\":1]", "JSON, line 1, byte 6: expected ',' or '}'"},
    {"/* no */ 1", "JSON, line 1, byte 0: expected a value"},
    {"\"abc", "JSON, line 1, byte 4: a string does not end"},
    {"\"a\nb\"", "JSON, line 1, byte 2: a string holds a raw control character"},
    {"\"a\tb\"", "JSON, line 1, byte 2: a string holds a raw control character"},
    {"\"\\x\"", "JSON, line 1, byte 2: no such escape sequence"},
    {"\"\\", "JSON, line 1, byte 2: no such escape sequence"},
    {"\"\\u12g4\"", "JSON, line 1, byte 5: expected four hexadecimal digits"},
    {"\"\\u12", "JSON, line 1, byte 5: expected four hexadecimal digits"},
    {"\"\\u0000\"", "JSON, line 1, byte 7: a string holds the NUL character"},
    {"\"\\uD83D\"", "JSON, line 1, byte 7: half a surrogate pair stands alone"},
    {"\"\\uD83Dx\"", "JSON, line 1, byte 7: half a surrogate pair stands alone"},
    {"\"\\uD83D\\u0041\"", "JSON, line 1, byte 13: half a surrogate pair stands alone"},
    {"\"\\uDE00\\uD83D\"", "JSON, line 1, byte 7: half a surrogate pair stands alone"},
    {"\"\xC3\"", "JSON, line 1, byte 1: a string is not valid UTF-8"},
    {"\"a\xC0\x80\"", "JSON, line 1, byte 2: a string is not valid UTF-8"},
    {"\"\xED\xA0\x80\"", "JSON, line 1, byte 1: a string is not valid UTF-8"},
    {"\"\xE0\x80\x80\"", "JSON, line 1, byte 1: a string is not valid UTF-8"},
    {"\"\xF0\x8F\xBF\xBF\"", "JSON, line 1, byte 1: a string is not valid UTF-8"},
    {"\"\xF4\x90\x80\x80\"", "JSON, line 1, byte 1: a string is not valid UTF-8"},
    {"\"\xFF"
     "12\"",
     "JSON, line 1, byte 1: a string is not valid UTF-8"},
    {"{\"\xFF\":1}", "JSON, line 1, byte 2: a string is not valid UTF-8"},
    {"1e400", "JSON: the number 1e400 is too large"},
    {"[-1e400]", "JSON: the number -1e400 is too large"},
};

static void test_refused(void)
{
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        mt_value *value = NULL;
        mt_error err = {0};
        CHECK_STATUS(mt_json_parse(mt_cstr(refused[i].text), &value, &err), MT_ESYNTAX);
        CHECK_STR(err.message, refused[i].message);
        CHECK(value == NULL);
    }
}

static void test_nul_bytes(void)
{
    mt_value *value = NULL;
    CHECK_STATUS(mt_json_parse((mt_str){"1\0", 2}, &value, NULL), MT_ESYNTAX);
    CHECK_STATUS(mt_json_parse((mt_str){"\"a\0b\"", 5}, &value, NULL), MT_ESYNTAX);
    CHECK_STATUS(mt_json_parse((mt_str){"[1,\0]", 5}, &value, NULL), MT_ESYNTAX);
    CHECK_STATUS(mt_json_parse((mt_str){NULL, 0}, &value, NULL), MT_ESYNTAX);
    CHECK(value == NULL);
}

/* The text need not end with a NUL: what follows it is not looked at. */
static void test_ends_where_it_ends(void)
{
    mt_value *value = NULL;
    CHECK_STATUS(mt_json_parse((mt_str){"12345", 3}, &value, NULL), MT_OK);
    CHECK(mt_value_int(value) == 123);
    mt_value_free(value);
    CHECK_STATUS(mt_json_parse((mt_str){"1.25e1", 4}, &value, NULL), MT_OK);
    CHECK(mt_value_float(value) == 1.25);
    mt_value_free(value);
}

static mt_status parse_levels(size_t levels, char opening, char closing)
{
    struct buf text = {0};
    mt_value *value = NULL;
    for (size_t i = 0; i < levels; i++) {
        buf_add_char(&text, opening);
        if (opening == '{')
            buf_add_cstr(&text, "\"a\":");
    }
    buf_add_cstr(&text, "1");
    for (size_t i = 0; i < levels; i++)
        buf_add_char(&text, closing);
    const mt_status st = mt_json_parse(buf_str(&text), &value, NULL);
    mt_value_free(value);
    buf_clear(&text);
    return st;
}

static void test_levels(void)
{
    CHECK_STATUS(parse_levels(VALUE_MAX_LEVELS, '[', ']'), MT_OK);
    CHECK_STATUS(parse_levels(VALUE_MAX_LEVELS, '{', '}'), MT_OK);
    CHECK_STATUS(parse_levels(VALUE_MAX_LEVELS + 1, '[', ']'), MT_ESYNTAX);
    CHECK_STATUS(parse_levels(VALUE_MAX_LEVELS + 1, '{', '}'), MT_ESYNTAX);
    CHECK_STATUS(parse_levels(100000, '[', ']'), MT_ESYNTAX);
}

/* A text is copied only if cJSON would lose something of it. */
static void test_marking(void)
{
    static const struct {
        const char *text, *marked;
    } rows[] = {
        {"{\"a\":[1,-2,999999999999999,\"1.5\"]}", ""},
        {"{\"a\":1.5,\"b\":2}", "{\"a\":\"\xFF"
                                "1.5\",\"b\":2}"},
        {"1e3", "\"\xFF"
                "1e3\""},
        {"[-0]", "[\"\xFF-0\"]"},
        {"[1234567890123456]", "[\"\xFF"
                               "1234567890123456\"]"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf marked = {0};
        CHECK_STATUS(json_text_check(mt_cstr(rows[i].text), &marked, NULL), MT_OK);
        CHECK_STR(buf_text(&marked), rows[i].marked);
        buf_clear(&marked);
    }
}

static void test_types_of_numbers(void)
{
    static const struct {
        const char *text;
        mt_type type;
    } rows[] = {{"1", MT_INT},
                {"-0", MT_INT},
                {"1.0", MT_FLOAT},
                {"1e0", MT_FLOAT},
                {"9223372036854775807", MT_INT},
                {"9223372036854775808", MT_FLOAT}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mt_value *value = NULL;
        CHECK_STATUS(mt_json_parse(mt_cstr(rows[i].text), &value, NULL), MT_OK);
        CHECK(mt_value_type(value) == rows[i].type);
        mt_value_free(value);
    }
}

int main(void)
{
    RUN(test_accepted);
    RUN(test_refused);
    RUN(test_nul_bytes);
    RUN(test_ends_where_it_ends);
    RUN(test_levels);
    RUN(test_marking);
    RUN(test_types_of_numbers);
    return TEST_SUMMARY();
}
