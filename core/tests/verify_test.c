/* What other SDKs sign is accepted; the unknown, late or incomplete is refused, in AWS's words.
** Forgeries are verify_tampering_test's. */
#include "verify_testing.h"

static void test_round_trip(void)
{
    struct fixture f;
    set_up_signed(&f);
    CHECK_STATUS(verify(&f), MT_OK);
    CHECK(mt_str_equal(f.identity.access_key_id, mt_cstr(id)));
    CHECK(mt_str_equal(f.identity.region, mt_cstr("eu-west-1")));
    CHECK(mt_str_equal(f.identity.service, mt_cstr("application-autoscaling")));
    f.verifying.service = (mt_str){NULL, 0}; /* any */
    CHECK_STATUS(verify(&f), MT_OK);
    mt_signature_clear(&f.signature);
}

/* Other SDKs sign more, in other letters. */
static void test_headers_of_other_sdks(void)
{
    struct fixture f;
    set_up(&f);
    f.headers[0].name = mt_cstr("host");
    add_header(&f, (mt_header){mt_cstr("Content-Length"), mt_cstr("32")});
    add_header(&f, (mt_header){mt_cstr("amz-sdk-invocation-id"), mt_cstr("  a \t b ")});
    add_header(&f, (mt_header){mt_cstr("Amz-Sdk-Request"), mt_cstr("attempt=1; max=3")});
    add_header(&f, (mt_header){mt_cstr("amz-sdk-request"), mt_cstr("again")});
    f.signing.content_sha256_header = true;
    sign(&f);
    CHECK_STATUS(verify(&f), MT_OK);
    mt_signature_clear(&f.signature);
}

static void test_session_token(void)
{
    struct fixture f;
    set_up(&f);
    f.credentials.session_token = mt_cstr("example-token");
    f.token = "example-token";
    sign(&f);
    CHECK_STATUS(verify(&f), MT_OK);
    f.token = "another-token";
    CHECK_STATUS(verify(&f), MT_EAUTH);
    f.token = NULL; /* none is expected, one is there */
    check_refused(&f, "UnrecognizedClientException",
                  "The security token included in the request is invalid.");

    set_up_signed(&f);
    f.token = "example-token"; /* one is expected, none is there */
    check_refused(&f, "UnrecognizedClientException",
                  "The security token included in the request is invalid.");
}

static void test_unknown_key_and_wrong_secret(void)
{
    struct fixture f;
    set_up_signed(&f);
    f.secret = NULL;
    check_refused(&f, "UnrecognizedClientException",
                  "The security token included in the request is invalid.");
    set_up_signed(&f);
    f.secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEX";
    check_refused(&f, "InvalidSignatureException", mismatch);
}

static void test_time(void)
{
    struct fixture f;
    set_up_signed(&f);
    f.verifying.now = signing_time + 300;
    CHECK_STATUS(verify(&f), MT_OK);
    f.verifying.now = signing_time - 300;
    CHECK_STATUS(verify(&f), MT_OK);
    f.verifying.now = signing_time + 301;
    CHECK_STATUS(verify(&f), MT_EAUTH);
    CHECK_STR(f.err.message, "Signature expired: 20150830T123600Z is now earlier than "
                             "20150830T123601Z (20150830T124101Z - 5 min.)");
    f.verifying.tolerance = 900;
    CHECK_STATUS(verify(&f), MT_OK);
    f.verifying.tolerance = 0;
    f.verifying.now = signing_time - 301;
    check_refused(&f, "InvalidSignatureException",
                  "Signature not yet current: 20150830T123600Z is still later than "
                  "20150830T123559Z (20150830T123059Z + 5 min.)");
}

static void test_date_against_scope(void)
{
    struct fixture f;
    set_up_signed(&f);
    header_of(&f, "X-Amz-Date")->value = mt_cstr("20150831T003600Z");
    check_refused(&f, "InvalidSignatureException",
                  "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date "
                  "from HTTP: '20150830' != '20150831', from '20150831T003600Z'.");
    set_up_signed(&f);
    header_of(&f, "X-Amz-Date")->value = mt_cstr("20150830T123601Z");
    check_refused(&f, "InvalidSignatureException", mismatch);
    static const char *const no_dates[] = {"",
                                           "20150830",
                                           "20150230T123600Z",
                                           "20150830T243600Z",
                                           "20151330T123600Z",
                                           "2015083xT123600Z",
                                           "19690830T123600Z",
                                           "Sun, 30 Foo 2015 12:36:00 GMT",
                                           "Sun, 30 Aug 2015 12:36:00 CET"};
    for (size_t i = 0; i < COUNT(no_dates); i++) {
        set_up_signed(&f);
        header_of(&f, "X-Amz-Date")->value = mt_cstr(no_dates[i]);
        check_refused(&f, "IncompleteSignatureException",
                      "Date must be in ISO-8601 'basic format'");
    }
}

/* boto3 leaves X-Amz-Date away when the caller sets Date; the signature below is botocore's. */
static void test_date_header(void)
{
    static const mt_header headers[] = {
        {TEXT("Host"), TEXT("example.amazonaws.com")},
        {TEXT("Date"), TEXT("Sun, 30 Aug 2015 12:36:00 -0000")},
        {TEXT("Authorization"),
         TEXT("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
              "SignedHeaders=date;host, "
              "Signature=7680771e48fa28c7db272da980f990fa8ee39dee61905c4203f5da9d3d48ac86")},
    };
    struct fixture f;
    set_up(&f);
    f.request = (mt_http_request){
        .method = mt_cstr("GET"), .target = mt_cstr("/"), .headers = headers, .header_count = 3};
    f.verifying.service = mt_cstr("service");
    CHECK_STATUS(verify(&f), MT_OK);
}

static void test_scope(void)
{
    struct fixture f;
    set_up_signed(&f);
    f.verifying.service = mt_cstr("sagemaker");
    check_refused(&f, "InvalidSignatureException",
                  "Credential should be scoped to correct service: 'sagemaker'.");
}

static void test_missing_parts(void)
{
    struct fixture f;
    set_up(&f);
    check_refused(&f, "MissingAuthenticationTokenException", "Missing Authentication Token");
    set_up(&f);
    add_header(&f, (mt_header){mt_cstr("authorization"), mt_cstr("AWS4-HMAC-SHA256 ")});
    check_refused(&f, "IncompleteSignatureException",
                  "Authorization header requires 'Credential' parameter. "
                  "Authorization header requires 'Signature' parameter. "
                  "Authorization header requires 'SignedHeaders' parameter. "
                  "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' "
                  "header.");
    set_up(&f);
    add_header(&f, (mt_header){mt_cstr("authorization"),
                               mt_cstr("AWS4-HMAC-SHA256 Credential=a/b/c/d/e,Signature=0")});
    add_header(&f, (mt_header){mt_cstr("x-amz-date"), mt_cstr("20150830T123600Z")});
    check_refused(&f, "IncompleteSignatureException",
                  "Authorization header requires 'SignedHeaders' parameter.");
    set_up_signed(&f);
    add_header(&f, *header_of(&f, "Authorization"));
    check_refused(&f, "IncompleteSignatureException", "more than one Authorization header");
    set_up_signed(&f);
    add_header(&f, *header_of(&f, "X-Amz-Date"));
    check_refused(&f, "IncompleteSignatureException", "there once");
    set_up_signed(&f);
    header_of(&f, "Content-Type")->name = mt_cstr("Content-Typo");
    check_refused(&f, "InvalidSignatureException", "'content-type' is a 'SignedHeader'");
    set_up_signed(&f);
    add_header(&f, (mt_header){mt_cstr("x-AMZ-later"), mt_cstr("1")});
    check_refused(&f, "InvalidSignatureException",
                  "'x-AMZ-later' must be a 'SignedHeader' in the AWS Authorization.");
}

int main(void)
{
    signer = mt_signer_new();
    if (!signer)
        return 1;
    RUN(test_round_trip);
    RUN(test_headers_of_other_sdks);
    RUN(test_session_token);
    RUN(test_unknown_key_and_wrong_secret);
    RUN(test_time);
    RUN(test_date_against_scope);
    RUN(test_date_header);
    RUN(test_scope);
    RUN(test_missing_parts);
    mt_signer_free(signer);
    return TEST_SUMMARY();
}
