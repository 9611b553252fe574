/* The grammar of the shared files: each text with the properties it gives, or its error. */
#include <moontide/error.h>

#include "base/buf.h"
#include "data/ini.h"
#include "test.h"

/* One line a property: "section|key=value@line", newlines in values as "/". */
static mt_status write_down(void *context, const struct ini_property *property, mt_error *err)
{
    struct buf *buf = context;
    (void)err;
    buf_addf(buf, "%.*s|%.*s=", MT_STR_ARG(property->section), MT_STR_ARG(property->key));
    for (size_t i = 0; i < property->value.size; i++)
        buf_add(buf, property->value.data[i] == '\n' ? mt_cstr("/")
                                                     : (mt_str){property->value.data + i, 1});
    buf_addf(buf, "@%d\n", property->line);
    return MT_OK;
}

static void test_properties(void)
{
    static const struct {
        const char *text, *expected;
    } rows[] = {
        {"", ""},
        {"\n \t\n# comment\n; comment", ""},
        {"[default]", "default|=@1\n"},
        {"[a]\n[b]\nx=1", "a|=@2\nb|x=1@3\n"},
        {"[default]\nregion = eu-west-1\n", "default|region=eu-west-1@2\n"},
        {"[ profile \t dev ]\nX=1", "profile \t dev|x=1@2\n"},
        {"[a]# adjacent\nx=1", "a|x=1@2\n"},
        {"[a] ; apart\nx=1", "a|x=1@2\n"},
        {"[profile \"a ] b\"]\nx=1", "profile \"a ] b\"|x=1@2\n"},
        {"[profile \"open]\nx=1", "profile \"open|x=1@2\n"},
        {"\xEF\xBB\xBF[a]\r\nx = 1\r\ny = 2\r\n", "a|x=1@2\na|y=2@3\n"},
        {"[a]\nx \t=  \tv \t", "a|x=v@2\n"},
        {"[a]\nx=a=b==", "a|x=a=b==@2\n"},
        {"[a]\nx=", "a|x=@2\n"},
        {"[a]\nx = v # comment # more", "a|x=v@2\n"},
        {"[a]\nx = v ; comment", "a|x=v@2\n"},
        {"[a]\nx = v#none\ny = v;none", "a|x=v#none@2\na|y=v;none@3\n"},
        {"[a]\nx = # all comment", "a|x=@2\n"},
        {"[a]\nx = 1\nX = 2", "a|x=1@2\na|x=2@3\n"},
        {"[a]\nx = 1\n[b]\n[a]\nx = 2", "a|x=1@2\nb|=@4\na|x=2@5\n"},
        /* continuation */
        {"[a]\nx = 1\n -two # kept \n\n\t three \ny = 2", "a|x=1/-two # kept/three@2\na|y=2@6\n"},
        {"[a]\nx = 1\n # a comment\n more", "a|x=1/more@2\n"},
        /* sub-properties */
        {"[a]\nS3 =\n  Max = 10\n\n  min = 2 # kept\nx = 1",
         "a|s3.max=10@3\na|s3.min=2 # kept@5\na|x=1@6\n"},
        {"[a]\ns3 = # below\n  max = 10\n", "a|s3.max=10@3\n"},
        {"[a]\ns3 =\n  max =", "a|s3.max=@3\n"},
        {"[a]\ns3 =\n  # none", "a|s3=@2\n"},
        /* everything indented, as the CLI allows */
        {"[a]\n  x = 1\n  y = 2\n    more\n", "a|x=1@2\na|y=2/more@3\n"},
        {"[a]\n  x = 1\n y = 2", "a|x=1@2\na|y=2@3\n"},
        {"  [a]\n  x = 1\n  [b]\n  y = 2", "a|x=1@2\nb|y=2@4\n"},
        {"[a]\n  s3 =\n    max = 1\n  y = 2", "a|s3.max=1@3\na|y=2@4\n"},
        {"[a]\nx = 1\n  [b]\n", "a|x=1/[b]@2\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf seen = {0};
        mt_error err = {0};
        CHECK_STATUS(ini_parse("f", mt_cstr(rows[i].text), write_down, &seen, &err), MT_OK);
        CHECK_STR(buf_text(&seen), rows[i].expected);
        buf_clear(&seen);
    }
}

static void test_errors(void)
{
    static const struct {
        const char *text, *where, *message;
    } rows[] = {
        {"[a\nx=1", "f:1", "a section's name does not end with ']'"},
        {"\n[]", "f:2", "a section has no name"},
        {"[ \t ]", "f:1", "a section has no name"},
        {"[a] x = 1", "f:1", "a section's ']' is followed by more text"},
        {"x = 1", "f:1", "expected a section such as [default] before the first property"},
        {"  -more", "f:1", "expected a section such as [default] before the first property"},
        {"[a]\nregion", "f:2", "expected \"name = value\", but there is no '='"},
        {"[a]\nkey : value", "f:2", "expected \"name = value\", but there is no '='"},
        {"[a]\n  -more", "f:2", "expected \"name = value\", but there is no '='"},
        {"[a]\nx = 1\n[a]\n  -more", "f:4", "expected \"name = value\", but there is no '='"},
        {"[a]\n = 1", "f:2", "there is no name before '='"},
        {"[a]\ns3 =\n  invalid", "f:3", "expected \"name = value\", but there is no '='"},
        {"[a]\ns3 =\n  = 1", "f:3", "there is no name before '='"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf seen = {0};
        mt_error err = {0};
        CHECK_STATUS(ini_parse("f", mt_cstr(rows[i].text), write_down, &seen, &err), MT_ESYNTAX);
        CHECK_STR(err.where, rows[i].where);
        CHECK_STR(err.message, rows[i].message);
        buf_clear(&seen);
    }
    struct buf seen = {0};
    CHECK_STATUS(ini_parse("f", (mt_str){"[a]\nx=1\0", 8}, write_down, &seen, NULL), MT_ESYNTAX);
    buf_clear(&seen);
}

static mt_status stop_at_second(void *context, const struct ini_property *property, mt_error *err)
{
    int *count = context;
    (void)property;
    return ++*count == 2 ? mt_fail(err, MT_ECANCELLED, "enough") : MT_OK;
}

static void test_visitor_stops_the_walk(void)
{
    int count = 0;
    mt_error err = {0};
    CHECK_STATUS(ini_parse("f", mt_cstr("[a]\nx=1\ny=2\nz=3\n="), stop_at_second, &count, &err),
                 MT_ECANCELLED);
    CHECK(count == 2);
    CHECK_STR(err.message, "enough");
}

int main(void)
{
    RUN(test_properties);
    RUN(test_errors);
    RUN(test_visitor_stops_the_walk);
    return TEST_SUMMARY();
}
