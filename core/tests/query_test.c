/* The query protocol: forms and XML, written and read, led by shapes. */
#include <moontide/protocol.h>

#include <stdlib.h>

#include "base/buf.h"
#include "test.h"

static const char model_text[] =
    "{\"metadata\":{\"apiVersion\":\"2010-08-01\",\"xmlNamespace\":\"http://x/?a=1&b=2\"},"
    "\"operations\":{"
    "\"Put\":{\"name\":\"Put\",\"input\":{\"shape\":\"All\"},"
    "\"output\":{\"shape\":\"All\",\"resultWrapper\":\"PutResult\"}},"
    "\"Plain\":{\"name\":\"Plain\",\"output\":{\"shape\":\"All\"}},"
    "\"Nothing\":{\"name\":\"Nothing\"}},"
    "\"shapes\":{"
    "\"All\":{\"type\":\"structure\",\"members\":{"
    "\"Text\":{\"shape\":\"S\"},\"Count\":{\"shape\":\"I\"},\"Ratio\":{\"shape\":\"D\"},"
    "\"On\":{\"shape\":\"B\"},\"When\":{\"shape\":\"T\"},"
    "\"WhenUnix\":{\"shape\":\"T\",\"timestampFormat\":\"unixTimestamp\"},"
    "\"Bytes\":{\"shape\":\"Blob\"},\"Names\":{\"shape\":\"L\"},"
    "\"Flat\":{\"shape\":\"L\",\"flattened\":true,\"locationName\":\"F\"},"
    "\"Parts\":{\"shape\":\"Parts\"},\"Tags\":{\"shape\":\"M\"},"
    "\"FlatTags\":{\"shape\":\"M\",\"flattened\":true},"
    "\"Kind\":{\"shape\":\"S\",\"xmlAttribute\":true,\"locationName\":\"xsi:kind\"},"
    "\"Inner\":{\"shape\":\"All\"}}},"
    "\"Parts\":{\"type\":\"list\",\"member\":{\"shape\":\"All\",\"locationName\":\"part\"}},"
    "\"L\":{\"type\":\"list\",\"member\":{\"shape\":\"S\"}},"
    "\"M\":{\"type\":\"map\",\"key\":{\"shape\":\"S\",\"locationName\":\"K\"},"
    "\"value\":{\"shape\":\"I\",\"locationName\":\"V\"}},"
    "\"S\":{\"type\":\"string\"},\"I\":{\"type\":\"integer\"},\"D\":{\"type\":\"double\"},"
    "\"B\":{\"type\":\"boolean\"},\"T\":{\"type\":\"timestamp\"},\"Blob\":{\"type\":\"blob\"}}}";

static mt_model *model;

static const mt_operation *operation(const char *name)
{
    return mt_model_operation(model, name, NULL);
}

static mt_value *json(const char *text)
{
    mt_value *value = NULL;
    CHECK_STATUS(mt_json_parse(mt_cstr(text), &value, NULL), MT_OK);
    return value;
}

static void check_value(mt_value *value, const char *expected)
{
    char *text = NULL;
    if (value)
        CHECK_STATUS(mt_json_print(value, MT_JSON_COMPACT, &text, NULL, NULL), MT_OK);
    CHECK_STR(text, expected);
    free(text);
    mt_value_free(value);
}

/* Values, the fields after Action and Version, and the elements they are. */
static const struct {
    const char *value, *form, *xml;
} pairs[] = {
    {"{}", "", ""},
    {"{\"Text\":\"a b&c=\xC3\xA9<+>\"}", "&Text=a%20b%26c%3D%C3%A9%3C%2B%3E",
     "<Text>a b&amp;c=\xC3\xA9&lt;+&gt;</Text>"},
    {"{\"Text\":\"\"}", "&Text=", "<Text></Text>"},
    {"{\"Count\":-7,\"Ratio\":0.25,\"On\":true}", "&Count=-7&Ratio=0.25&On=true",
     "<Count>-7</Count><Ratio>0.25</Ratio><On>true</On>"},
    {"{\"When\":1398796238,\"WhenUnix\":1398796238}",
     "&When=2014-04-29T18%3A30%3A38Z&WhenUnix=1398796238",
     "<When>2014-04-29T18:30:38Z</When><WhenUnix>1398796238</WhenUnix>"},
    {"{\"When\":1398796238.25}", "&When=2014-04-29T18%3A30%3A38.250Z",
     "<When>2014-04-29T18:30:38.250Z</When>"},
    {"{\"Bytes\":\"YQ==\"}", "&Bytes=YQ%3D%3D", "<Bytes>YQ==</Bytes>"},
    {"{\"Names\":[\"x\",\"y\"]}", "&Names.member.1=x&Names.member.2=y",
     "<Names><member>x</member><member>y</member></Names>"},
    {"{\"Names\":[]}", "&Names=", "<Names></Names>"},
    {"{\"Flat\":[\"x\",\"y\"]}", "&F.1=x&F.2=y", "<F>x</F><F>y</F>"},
    {"{\"Parts\":[{\"Count\":1},{\"Names\":[\"n\"]}]}",
     "&Parts.part.1.Count=1&Parts.part.2.Names.member.1=n",
     "<Parts><part><Count>1</Count></part><part><Names><member>n</member></Names></part></Parts>"},
    {"{\"Tags\":{\"a\":1,\"b\":2}}",
     "&Tags.entry.1.K=a&Tags.entry.1.V=1&Tags.entry.2.K=b&Tags.entry.2.V=2",
     "<Tags><entry><K>a</K><V>1</V></entry><entry><K>b</K><V>2</V></entry></Tags>"},
    {"{\"FlatTags\":{\"a\":1}}", "&FlatTags.1.K=a&FlatTags.1.V=1",
     "<FlatTags><K>a</K><V>1</V></FlatTags>"},
    {"{\"Inner\":{\"Inner\":{\"Text\":\"deep\"}}}", "&Inner.Inner.Text=deep",
     "<Inner><Inner><Text>deep</Text></Inner></Inner>"},
};

static void test_both_ways(void)
{
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        char *text = NULL, expected[512];
        mt_value *value = json(pairs[i].value), *again = NULL;
        CHECK_STATUS(mt_form_print(operation("Put"), "2010-08-01", value, &text, NULL, NULL),
                     MT_OK);
        (void)snprintf(expected, sizeof expected, "Action=Put&Version=2010-08-01%s", pairs[i].form);
        CHECK_STR(text, expected);
        CHECK_STATUS(mt_form_read(operation("Put"), mt_cstr(text), &again, NULL), MT_OK);
        check_value(again, pairs[i].value);
        free(text);

        again = NULL;
        CHECK_STATUS(mt_xml_print(model, operation("Put"), value, "id", &text, NULL), MT_OK);
        (void)snprintf(expected, sizeof expected,
                       "<PutResponse xmlns=\"http://x/?a=1&amp;b=2\"><PutResult>%s</PutResult>"
                       "<ResponseMetadata><RequestId>id</RequestId></ResponseMetadata>"
                       "</PutResponse>\n",
                       pairs[i].xml);
        CHECK_STR(text, expected);
        CHECK_STATUS(mt_xml_read(operation("Put"), mt_cstr(text), &again, NULL), MT_OK);
        check_value(again, pairs[i].value);
        free(text);
        mt_value_free(value);
    }
}

static void test_times_as_people_write_them(void)
{
    char *text = NULL;
    mt_value *value = json("{\"When\":\"2014-04-29 20:30:38+02:00\"}");
    CHECK_STATUS(mt_form_print(operation("Put"), "1", value, &text, NULL, NULL), MT_OK);
    CHECK_STR(text, "Action=Put&Version=1&When=2014-04-29T18%3A30%3A38Z");
    free(text);
    mt_value_free(value);
    mt_error err = {0};
    value = json("{\"When\":99999999999999}");
    CHECK_STATUS(mt_form_print(operation("Put"), "1", value, &text, NULL, &err), MT_EINPUT);
    CHECK_STR(err.message, "a time is not in the years 1 to 9999");
    mt_value_free(value);
}

/* What need not be as we write it ourselves. */
static const struct {
    const char *form, *value;
} forms[] = {
    {"Text=a+b%2bc%zz%4", "{\"Text\":\"a b+c%zz%4\"}"},
    {"Text=1&Text=2", "{\"Text\":\"1\"}"},
    {"&&=x&Text=&Unknown.member.1=x", "{\"Text\":\"\"}"},
    {"Count=abc&Ratio=NaN&On=yes&When=soon",
     "{\"Count\":\"abc\",\"Ratio\":\"NaN\",\"On\":\"yes\",\"When\":\"soon\"}"},
    {"Count=05", "{\"Count\":\"05\"}"},
    {"When=1398796238", "{\"When\":1398796238}"},
    {"Text.x=1", "{}"},
    {"Names=x", "{\"Names\":\"x\"}"},
    {"Names.member.2=b&Names.member.1=a&Names.member.10=c&Names.member.4=d",
     "{\"Names\":[\"a\",\"b\"]}"},
    {"Tags.entry.1.V=1&Tags.entry.2.K=b", "{\"Tags\":{}}"},
    {"Text-x=0&Text=1", "{\"Text\":\"1\"}"},
};

static void test_forms_of_others(void)
{
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        mt_value *value = NULL;
        CHECK_STATUS(mt_form_read(operation("Put"), mt_cstr(forms[i].form), &value, NULL), MT_OK);
        check_value(value, forms[i].value);
    }
}

static void test_bad_forms(void)
{
    mt_value *value = NULL;
    mt_error err = {0};
    CHECK_STATUS(mt_form_read(operation("Put"), mt_cstr("Text=%ff"), &value, &err), MT_ESYNTAX);
    CHECK_STR(err.message, "a field of the form is not UTF-8 text");
    CHECK_STATUS(mt_form_read(operation("Put"), mt_cstr("Text=a%00"), &value, &err), MT_ESYNTAX);
    struct buf deep = {0};
    for (int i = 0; i < 20000; i++)
        buf_add_cstr(&deep, "Inner.");
    buf_add_cstr(&deep, "Text=x");
    CHECK_STATUS(mt_form_read(operation("Put"), buf_str(&deep), &value, &err), MT_ESYNTAX);
    CHECK_STR(err.message, "the form is nested too deeply");
    buf_clear(&deep);
    for (int i = 1; i <= 10001; i++)
        buf_addf(&deep, "&Tags.entry.%d.K=%d&Tags.entry.%d.V=1", i, i, i);
    CHECK_STATUS(mt_form_read(operation("Put"), buf_str(&deep), &value, &err), MT_ESYNTAX);
    CHECK_STR(err.message, "a map has too many entries");
    buf_clear(&deep);
    CHECK(!value);
}

static void test_single_fields(void)
{
    char *text = NULL;
    const mt_str form = mt_cstr("Acti%6Fn=Get+It&Version=&Action=2");
    CHECK_STATUS(mt_form_field(form, "Action", &text, NULL), MT_OK);
    CHECK_STR(text, "Get It");
    free(text);
    CHECK_STATUS(mt_form_field(form, "Version", &text, NULL), MT_OK);
    CHECK_STR(text, "");
    free(text);
    CHECK_STATUS(mt_form_field(form, "ersion", &text, NULL), MT_OK);
    CHECK(text == NULL);
}

#define PUT(inside) "<PutResponse><PutResult>" inside "</PutResult></PutResponse>"

static const struct {
    const char *xml, *value;
} answers[] = {
    {PUT(""), "{}"},
    {"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" PUT("<Text>\xE9</Text>"),
     "{\"Text\":\"\xC3\xA9\"}"},
    {PUT("<Text> a <![CDATA[<b>]]><!-- no --> &amp;&#xe9;</Text>"),
     "{\"Text\":\" a <b> &\xC3\xA9\"}"},
    {PUT("<a:Text xmlns:a=\"urn:a\">x</a:Text>"), "{\"Text\":\"x\"}"},
    {PUT("\n <Count> 5 </Count>\n <Unknown><Count>6</Count></Unknown>\n"), "{\"Count\":5}"},
    {PUT("<Text/><Names/><Tags/><Inner/>"),
     "{\"Text\":\"\",\"Names\":[],\"Tags\":{},\"Inner\":{}}"},
    {PUT("<Names><item>a</item><member>b</member></Names>"), "{\"Names\":[\"a\",\"b\"]}"},
    {PUT("<F>1</F><Text>t</Text><F>2</F>"), "{\"Text\":\"t\",\"Flat\":[\"1\",\"2\"]}"},
    {PUT("<Inner xsi:kind=\"k\" xmlns:xsi=\"urn:i\" kind=\"no\"/>"),
     "{\"Inner\":{\"Kind\":\"k\"}}"},
    {PUT("<When>Tue, 29 Apr 2014 18:30:38 GMT</When><WhenUnix>1398796238</WhenUnix>"),
     "{\"When\":1398796238,\"WhenUnix\":1398796238}"},
    {PUT("<Ratio>NaN</Ratio>"), "{\"Ratio\":\"NaN\"}"},
    {PUT("<Text>1</Text><Text>2</Text>"), "{\"Text\":\"1\"}"},
};

static void test_answers_of_services(void)
{
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        mt_value *value = NULL;
        mt_error err = {0};
        CHECK_STATUS(mt_xml_read(operation("Put"), mt_cstr(answers[i].xml), &value, &err), MT_OK);
        CHECK_STR(err.message, "");
        check_value(value, answers[i].value);
    }
    mt_value *value = NULL;
    CHECK_STATUS(mt_xml_read(operation("Plain"),
                             mt_cstr("<PlainResponse><Count>1</Count>"
                                     "</PlainResponse>"),
                             &value, NULL),
                 MT_OK);
    check_value(value, "{\"Count\":1}");
    value = NULL;
    CHECK_STATUS(mt_xml_read(operation("Nothing"), mt_cstr("<NothingResponse/>"), &value, NULL),
                 MT_OK);
    check_value(value, "{}");
}

static const struct {
    const char *xml, *message;
} bad_answers[] = {
    {"", "line 1: no element found"},
    {"{}", "line 1: not well-formed (invalid token)"},
    {"<html><body>Log in</body></html>", "<html> is not an answer to Put"},
    {"<PutResponse/>", "<PutResponse> is not an answer to Put"},
    {"<ErrorResponse/>", "<ErrorResponse> is not an answer to Put"},
    {"<PutResponse>\n<PutResult>\n</PutResponse>", "line 3: mismatched tag"},
    {PUT("<Text>&unknown;</Text>"), "line 1: undefined entity"},
    {"<!DOCTYPE PutResponse [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>" PUT("<Text>&b;</Text>"),
     "line 1: it declares a document type"},
    {"<!DOCTYPE PutResponse SYSTEM \"file:///etc/passwd\">" PUT(""),
     "line 1: it declares a document type"},
};

static void test_bad_answers(void)
{
    for (size_t i = 0; i < sizeof bad_answers / sizeof *bad_answers; i++) {
        mt_value *value = NULL;
        mt_error err = {0};
        CHECK_STATUS(mt_xml_read(operation("Put"), mt_cstr(bad_answers[i].xml), &value, &err),
                     MT_ESYNTAX);
        CHECK_STR(err.message, bad_answers[i].message);
        CHECK(!value);
    }
    struct buf deep = {0};
    for (int i = 0; i < 100000; i++)
        buf_add_cstr(&deep, "<Inner>");
    mt_value *value = NULL;
    mt_error err = {0};
    CHECK_STATUS(mt_xml_read(operation("Put"), buf_str(&deep), &value, &err), MT_ESYNTAX);
    CHECK_STR(err.message, "line 1: it is nested too deeply");
    buf_reset(&deep);
    buf_add_cstr(&deep, "<PutResponse>");
    for (int i = 0; i < 1000001; i++)
        buf_add_cstr(&deep, "<a/>");
    CHECK_STATUS(mt_xml_read(operation("Put"), buf_str(&deep), &value, &err), MT_ESYNTAX);
    CHECK_STR(err.message, "line 1: it has too many elements");
    buf_clear(&deep);
}

static void test_what_xml_cannot_hold(void)
{
    char *text = NULL;
    mt_value *value = json("{\"Text\":\"a\\u0001\\r\\n\"}"), *again = NULL;
    CHECK_STATUS(mt_xml_print(model, operation("Put"), value, "id", &text, NULL), MT_OK);
    CHECK_STATUS(mt_xml_read(operation("Put"), mt_cstr(text), &again, NULL), MT_OK);
    check_value(again, "{\"Text\":\"a\xEF\xBF\xBD\\r\\n\"}");
    free(text);
    mt_value_free(value);
}

int main(void)
{
    CHECK_STATUS(mt_model_load(mt_cstr(model_text), &model, NULL), MT_OK);
    if (!model)
        return TEST_SUMMARY();
    RUN(test_both_ways);
    RUN(test_times_as_people_write_them);
    RUN(test_forms_of_others);
    RUN(test_bad_forms);
    RUN(test_single_fields);
    RUN(test_answers_of_services);
    RUN(test_bad_answers);
    RUN(test_what_xml_cannot_hold);
    mt_model_free(model);
    return TEST_SUMMARY();
}
