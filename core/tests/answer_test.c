/* What answers of a service mean. */
#include "flow/answer.h"

#include <stdlib.h>

#include "base/buf.h"
#include "test.h"

/* clang-format off */
static const struct {
    const char *body, *error_type, *query_error;
    int http;
    mt_status status;
    const char *code, *message;
} failures[] = {
    {"{\"__type\":\"ValidationException\",\"message\":\"1 error\"}", NULL, NULL, 400,
     MT_ESERVICE, "ValidationException", "1 error"},
    {"{\"__type\":\"com.amazon.coral.validate#ValidationException\",\"Message\":\"m\"}", NULL, NULL, 400,
     MT_ESERVICE, "ValidationException", "m"},
    {"{\"__type\":\"ThrottlingException\",\"message\":\"Rate exceeded\"}", NULL, NULL, 400,
     MT_ETHROTTLE, "ThrottlingException", "Rate exceeded"},
    {"{\"message\":\"m\"}", "ConcurrentUpdateException:http://internal.amazon.com/coral/", NULL, 400,
     MT_ECONCURRENT, "ConcurrentUpdateException", "m"},
    {"", "Throttling", NULL, 400, MT_ETHROTTLE, "Throttling", "the service gave no message"},
    {"{\"__type\":\"a#ResourceNotFound\"}", NULL, "ResourceNotFound;Sender", 400,
     MT_ESERVICE, "ResourceNotFound", "the service gave no message"},
    {"{\"__type\":\"LimitExceededException\",\"Message\":\"quota\"}", NULL, NULL, 400,
     MT_ESERVICE, "LimitExceededException", "quota"},
    {"{\"__type\":\"InternalServiceException\",\"Message\":\"oops\"}", NULL, NULL, 400,
     MT_ESERVER, "InternalServiceException", "oops"},
    {"{\"__type\":\"ExpiredTokenException\",\"message\":\"m\"}", NULL, NULL, 400, MT_EAUTH, "ExpiredTokenException", "m"},
    {"{\"__type\":\"UnrecognizedClientException\",\"message\":\"m\"}", NULL, NULL, 400, MT_EAUTH, "UnrecognizedClientException", "m"},
    {"{\"__type\":\"InvalidSignatureException\",\"message\":\"m\"}", NULL, NULL, 403, MT_EAUTH, "InvalidSignatureException", "m"},
    {"{\"__type\":\"AccessDeniedException\",\"Message\":\"m\"}", NULL, NULL, 400, MT_EAUTH, "AccessDeniedException", "m"},
    {"{\"message\":\"Forbidden\"}", NULL, NULL, 403, MT_EAUTH, "", "Forbidden"},
    {"{\"__type\":\"NewException\",\"message\":\"m\"}", NULL, NULL, 400, MT_ESERVICE, "NewException", "m"},
    {"{\"__type\":\"NewException\",\"message\":\"m\"}", NULL, NULL, 500, MT_ESERVER, "NewException", "m"},
    {"{\"__type\":\"ValidationExceptio\"}", NULL, NULL, 503, MT_ESERVER, "ValidationExceptio", "the service gave no message"},
    {"{\"__type\":\"NewException\",\"message\":\"m\"}", NULL, NULL, 429, MT_ETHROTTLE, "NewException", "m"},
    {"slow down", NULL, NULL, 429, MT_ETHROTTLE, "", "HTTP 429 with a body that is not JSON: slow down"},
    {"<html>\n\x1b[2Jbusy</html>", NULL, NULL, 503, MT_ESERVER, "",
     "HTTP 503 with a body that is not JSON: <html>..[2Jbusy</html>"},
    {"", NULL, NULL, 502, MT_ESERVER, "", "HTTP 502 with an empty body"},
    {"not here", NULL, NULL, 404, MT_EPROTOCOL, "", "HTTP 404 with a body that is not JSON: not here"},
    {"{}", NULL, NULL, 404, MT_EPROTOCOL, "", "HTTP 404 with JSON of no known form: {}"},
    {"", NULL, NULL, 307, MT_EPROTOCOL, "",
     "HTTP 307, a redirect, is not followed: it would hand the signature to another host; check the "
     "endpoint URL"},
    {"{\"__type\":7,\"message\":[]}", NULL, NULL, 400, MT_EPROTOCOL, "", "HTTP 400 with JSON of no known form: {\"__type\":7,\"message\":[]}"},
    {"{\"__type\":\"X\",\"message\":\"two\\nlines\\u001b\"}", NULL, NULL, 400, MT_ESERVICE, "X", "two lines "},
    {"hello", NULL, NULL, 200, MT_EPROTOCOL, "", "HTTP 200 with a body that is not JSON: hello"},
    {"{\"a\":", NULL, NULL, 200, MT_EPROTOCOL, "", "HTTP 200 with a body that is not JSON: {\"a\":"},
    {"[]", NULL, NULL, 200, MT_EPROTOCOL, "", "HTTP 200 with JSON that is not an object: []"},
};
/* clang-format on */

static void test_each_failure(void)
{
    for (size_t i = 0; i < sizeof failures / sizeof *failures; i++) {
        const struct answer answer = {.http = failures[i].http,
                                      .body = mt_cstr(failures[i].body),
                                      .error_type = failures[i].error_type,
                                      .query_error = failures[i].query_error,
                                      .request_id = "1f2e"};
        struct verdict verdict = {0};
        mt_error err = {0};
        CHECK_STATUS(answer_read(&answer, NULL, &verdict, &err), failures[i].status);
        CHECK_STATUS(err.status, failures[i].status);
        CHECK_STR(err.code, failures[i].code);
        CHECK_STR(err.message, failures[i].message);
        CHECK_STR(err.request_id, "1f2e");
        CHECK(err.http == failures[i].http);
        CHECK(verdict.output == NULL);
        free(verdict.message);
    }
}

/* Every throttle code of AWS's SDKs but the one that is a quota here. */
static void test_throttle_codes(void)
{
    static const char *const codes[] = {"Throttling",
                                        "ThrottlingException",
                                        "ThrottledException",
                                        "RequestThrottledException",
                                        "RequestThrottled",
                                        "TooManyRequestsException",
                                        "ProvisionedThroughputExceededException",
                                        "TransactionInProgressException",
                                        "RequestLimitExceeded",
                                        "BandwidthLimitExceeded",
                                        "SlowDown",
                                        "PriorRequestNotComplete",
                                        "EC2ThrottledException"};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        CHECK_STATUS(answer_classify(mt_cstr(codes[i])), MT_ETHROTTLE);
    CHECK_STATUS(answer_classify(mt_cstr("LimitExceededException")), MT_OK);
    CHECK_STATUS(answer_classify(mt_cstr("Throttl")), MT_OK);
    CHECK_STATUS(answer_classify(mt_cstr("ThrottlingExceptionX")), MT_OK);
    CHECK_STATUS(answer_classify(mt_cstr("")), MT_OK);
}

static void test_codes_are_bare(void)
{
    static const char *const cases[][2] = {
        {"FooError", "FooError"},
        {"FooError:http://internal.amazon.com/coral/com.amazon.coral.validate/", "FooError"},
        {"aws.protocoltests.restjson#FooError", "FooError"},
        {"aws.protocoltests.restjson#FooError:http://internal/", "FooError"},
        {"a#b#FooError", "FooError"},
        {"FooError:a#b", "FooError"},
        {"", ""},
        {"#", ""},
        {":", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const mt_str code = answer_strip_code(mt_cstr(cases[i][0]));
        CHECK(mt_str_equal(code, mt_cstr(cases[i][1])));
    }
}

/* The whole message stays with the call; the error's copy is cut between characters. */
static void test_long_messages(void)
{
    struct buf body = {0};
    buf_add_cstr(&body, "{\"__type\":\"ValidationException\",\"message\":\"x");
    for (int i = 0; i < 1000; i++)
        buf_add_cstr(&body, "\xc3\xa9"); /* é */
    buf_add_cstr(&body, "\"}");
    struct verdict verdict = {0};
    mt_error err = {0};
    const struct answer answer = {.http = 400, .body = buf_str(&body)};
    CHECK_STATUS(answer_read(&answer, NULL, &verdict, &err), MT_ESERVICE);
    buf_clear(&body);
    CHECK(verdict.message && strlen(verdict.message) == 2001);
    CHECK(strlen(err.message) == 639 && (unsigned char)err.message[638] == 0xa9);
    free(verdict.message);
}

static const char model_text[] =
    "{\"metadata\":{\"endpointPrefix\":\"e\",\"jsonVersion\":\"1.1\",\"targetPrefix\":\"T\"},"
    "\"operations\":{\"Get\":{\"name\":\"Get\",\"output\":{\"shape\":\"Out\"}},"
    "\"Put\":{\"name\":\"Put\",\"output\":{\"shape\":\"Loose\"}}},"
    "\"shapes\":{\"Out\":{\"type\":\"structure\",\"required\":[\"B\"],\"members\":"
    "{\"A\":{\"shape\":\"S\"},\"B\":{\"shape\":\"S\"}}},"
    "\"Loose\":{\"type\":\"structure\",\"members\":{\"A\":{\"shape\":\"S\"}}},"
    "\"S\":{\"type\":\"string\"}}}";

static void test_empty_bodies(void)
{
    mt_model *model = NULL;
    mt_error err = {0};
    CHECK_STATUS(mt_model_load(mt_cstr(model_text), &model, &err), MT_OK);
    CHECK_STR(err.message, "");
    if (!model)
        return;
    const mt_operation *strict = mt_model_operation(model, "Get", NULL);
    const mt_operation *loose = mt_model_operation(model, "Put", NULL);
    const struct {
        const char *body;
        const mt_operation *operation;
        mt_status status;
    } cases[] = {{"", strict, MT_EPROTOCOL}, {" \r\n", strict, MT_EPROTOCOL},
                 {"", loose, MT_OK},         {"\n", loose, MT_OK},
                 {"", NULL, MT_OK},          {"{}", strict, MT_OK}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct answer answer = {.http = 200, .body = mt_cstr(cases[i].body)};
        struct verdict verdict = {0};
        CHECK_STATUS(answer_read(&answer, cases[i].operation, &verdict, NULL), cases[i].status);
        CHECK((verdict.output != NULL) == (cases[i].status == MT_OK));
        CHECK(!verdict.output || mt_value_type(verdict.output) == MT_OBJECT);
        mt_value_free(verdict.output);
    }
    mt_model_free(model);
}

/* The query protocol's, and what comes in their stead. */
static void test_xml(void)
{
    static const struct {
        const char *body;
        int http;
        mt_status status;
        const char *code, *message, *request_id;
    } cases[] = {
        {"<ErrorResponse xmlns=\"u\"><Error><Type>Sender</Type><Code>IDPCommunicationError</Code>"
         "<Message>m &amp; n</Message></Error><RequestId>r-1</RequestId></ErrorResponse>",
         400, MT_ESERVER, "IDPCommunicationError", "m & n", "r-1"},
        {"<Response><Errors><Error><Code>AuthFailure</Code><Message>m</Message></Error></Errors>"
         "<RequestID>r-2</RequestID></Response>",
         401, MT_EAUTH, "AuthFailure", "m", "r-2"},
        {"<Error><Code>SlowDown</Code></Error>", 503, MT_ETHROTTLE, "SlowDown",
         "the service gave no message", ""},
        {"<html><p>busy</p></html>", 503, MT_ESERVER, "",
         "HTTP 503 with a body that is not an error in XML: <html><p>busy</p></html>", ""},
        {"", 502, MT_ESERVER, "", "HTTP 502 with an empty body", ""},
        {"<html/>", 200, MT_EPROTOCOL, "",
         "HTTP 200 with a body that is not the answer's XML: <html/>", ""},
    };
    mt_model *model = NULL;
    CHECK_STATUS(mt_model_load_builtin("sts", &model, NULL), MT_OK);
    const mt_operation *operation = mt_model_operation(model, "GetCallerIdentity", NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct answer answer = {
            .http = cases[i].http, .body = mt_cstr(cases[i].body), .is_xml = true};
        struct verdict verdict = {0};
        mt_error err = {0};
        CHECK_STATUS(answer_read(&answer, operation, &verdict, &err), cases[i].status);
        CHECK_STR(err.code, cases[i].code);
        CHECK_STR(err.message, cases[i].message);
        CHECK_STR(err.request_id, cases[i].request_id);
        free(verdict.message);
    }
    mt_model_free(model);
}

static void test_success(void)
{
    const struct answer answer = {.http = 200, .body = mt_cstr("{\"n\":9007199254740993}")};
    struct verdict verdict = {0};
    CHECK_STATUS(answer_read(&answer, NULL, &verdict, NULL), MT_OK);
    CHECK(mt_value_int(mt_value_get(verdict.output, "n")) == 9007199254740993);
    CHECK(verdict.message == NULL);
    mt_value_free(verdict.output);
}

int main(void)
{
    RUN(test_each_failure);
    RUN(test_throttle_codes);
    RUN(test_codes_are_bare);
    RUN(test_long_messages);
    RUN(test_empty_bodies);
    RUN(test_xml);
    RUN(test_success);
    return TEST_SUMMARY();
}
