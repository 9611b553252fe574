/* Signing by examples that AWS documents, and what examples do not show: the cache of keys, headers
** that are replaced, refusals. The whole published suite is vectors_test's. */
#include <moontide/sigv4.h>

#include <stdlib.h>

#include "auth/sigv4.h"
#include "auth/sigv4_keys.h"
#include "test.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define TEXT(literal)                \
    {                                \
        literal, sizeof(literal) - 1 \
    }

static const char secret[] = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
static mt_signer *signer;

static const mt_credentials example = {.access_key_id = TEXT("AKIDEXAMPLE"),
                                       .secret_access_key =
                                           TEXT("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")};

static mt_signing_options options_of(const char *service)
{
    return (mt_signing_options){.region = mt_cstr("us-east-1"),
                                .service = mt_cstr(service),
                                .credentials = &example,
                                .time = 1440938160};
}

static mt_http_request get(const char *target, const mt_header *headers, size_t count)
{
    return (mt_http_request){.method = mt_cstr("GET"),
                             .target = mt_cstr(target),
                             .headers = headers,
                             .header_count = count};
}

static const mt_header vanilla_headers[] = {{TEXT("Host"), TEXT("example.amazonaws.com")}};

/* AWS General Reference, "Examples of the complete Signature Version 4 signing process". */
static void test_documented_example(void)
{
    static const mt_header headers[] = {
        {TEXT("Host"), TEXT("iam.amazonaws.com")},
        {TEXT("Content-Type"), TEXT("application/x-www-form-urlencoded; charset=utf-8")},
    };
    const mt_http_request request = get("/?Action=ListUsers&Version=2010-05-08", headers, 2);
    const mt_signing_options options = options_of("iam");
    mt_signature signature;
    mt_error err;
    CHECK_STATUS(mt_sigv4_sign(signer, &request, &options, &signature, &err), MT_OK);
    CHECK_STR(signature.canonical_request,
              "GET\n/\nAction=ListUsers&Version=2010-05-08\n"
              "content-type:application/x-www-form-urlencoded; charset=utf-8\n"
              "host:iam.amazonaws.com\nx-amz-date:20150830T123600Z\n\n"
              "content-type;host;x-amz-date\n"
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK_STR(signature.string_to_sign,
              "AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/iam/aws4_request\n"
              "f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59");
    CHECK_STR(signature.authorization,
              "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
              "SignedHeaders=content-type;host;x-amz-date, "
              "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
    CHECK(signature.header_count == 2 && !signature.signed_target);
    mt_signature_clear(&signature);
    mt_signature_clear(&signature);
}

static void test_vanilla(void)
{
    const mt_http_request request = get("/", vanilla_headers, 1);
    const mt_signing_options options = options_of("service");
    struct sigv4_stamp stamp = {0};
    mt_error err;
    for (int i = 0; i < 2; i++) { /* the second finds its key in the cache */
        CHECK_STATUS(sigv4_stamp(signer, &request, NULL, &options, &stamp, &err), MT_OK);
        CHECK_STR(stamp.amz_date, "20150830T123600Z");
        CHECK_STR(
            buf_text(&stamp.authorization),
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
            "SignedHeaders=host;x-amz-date, "
            "Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
    }
    char hash[CRYPTO_HEX_SIZE];
    const size_t size = stamp.authorization.size;
    char before[256];
    memcpy(before, buf_text(&stamp.authorization), size + 1);
    CHECK_STATUS(sigv4_body_hash(signer, request.body, hash, &err), MT_OK);
    CHECK_STATUS(sigv4_stamp(signer, &request, hash, &options, &stamp, &err), MT_OK);
    CHECK_STR(buf_text(&stamp.authorization), before);
    buf_clear(&stamp.authorization);
}

static void test_presigned(void)
{
    const mt_http_request request =
        get("/?Param=1&X-Amz-Date=20000101T000000Z&X-Amz-Signature=old", vanilla_headers, 1);
    mt_signing_options options = options_of("service");
    options.expires_in = 60;
    mt_signature signature;
    mt_error err;
    CHECK_STATUS(mt_sigv4_presign(signer, &request, &options, &signature, &err), MT_OK);
    const char *const start =
        "/?Param=1&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2F"
        "us-east-1%2Fservice%2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-SignedHeaders=host&"
        "X-Amz-Expires=60&X-Amz-Signature=";
    CHECK(strncmp(signature.signed_target, start, strlen(start)) == 0);
    CHECK_STR(signature.signed_target + strlen(start), signature.signature);
    CHECK(!signature.authorization && !signature.headers);
    mt_signature_clear(&signature);
}

static mt_str added_value(const mt_signature *signature, const char *name)
{
    for (size_t i = 0; i < signature->header_count; i++)
        if (mt_str_equal(signature->headers[i].name, mt_cstr(name)))
            return signature->headers[i].value;
    return (mt_str){NULL, 0};
}

static void test_replaced_headers(void)
{
    static const mt_header headers[] = {
        {TEXT("x-amz-content-sha256"), TEXT("stale")},
        {TEXT("X-AMZ-DATE"), TEXT("20000101T000000Z")},
        {TEXT("Host"), TEXT("example.amazonaws.com")},
        {TEXT("Authorization"), TEXT("stale")},
        {TEXT("x-amz-security-token"), TEXT("stale")},
    };
    const mt_http_request request = get("/", headers, COUNT(headers));
    mt_credentials credentials = example;
    credentials.session_token = mt_cstr("example-token");
    mt_signing_options options = options_of("service");
    options.credentials = &credentials;
    mt_signature signature;
    mt_error err;
    CHECK_STATUS(mt_sigv4_sign(signer, &request, &options, &signature, &err), MT_OK);
    CHECK_STR(signature.signed_headers,
              "host;x-amz-content-sha256;x-amz-date;x-amz-security-token");
    CHECK(!strstr(signature.canonical_request, "stale"));
    CHECK(signature.header_count == 4);
    CHECK(mt_str_equal(added_value(&signature, "X-Amz-Date"), mt_cstr("20150830T123600Z")));
    CHECK(mt_str_equal(added_value(&signature, "X-Amz-Security-Token"), mt_cstr("example-token")));
    CHECK(
        mt_str_equal(added_value(&signature, "X-Amz-Content-Sha256"),
                     mt_cstr("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")));
    CHECK(mt_str_equal(added_value(&signature, "Authorization"), mt_cstr(signature.authorization)));
    mt_signature_clear(&signature);

    /* Outside the signature, but still among what is added. */
    options.omit_session_token = true;
    CHECK_STATUS(mt_sigv4_sign(signer, &request, &options, &signature, &err), MT_OK);
    CHECK_STR(signature.signed_headers, "host;x-amz-content-sha256;x-amz-date");
    CHECK(mt_str_equal(added_value(&signature, "X-Amz-Security-Token"), mt_cstr("example-token")));
    mt_signature_clear(&signature);
}

static void test_token_of_the_request_alone(void)
{
    static const mt_header headers[] = {
        {TEXT("Host"), TEXT("example.amazonaws.com")},
        {TEXT("X-Amz-Security-Token"), TEXT("example-token")},
    };
    const mt_http_request request = get("/", headers, COUNT(headers));
    const mt_signing_options options = options_of("service");
    mt_signature signature;
    CHECK_STATUS(mt_sigv4_sign(signer, &request, &options, &signature, NULL), MT_OK);
    CHECK_STR(signature.signed_headers, "host;x-amz-date;x-amz-security-token");
    CHECK(strstr(signature.canonical_request, "x-amz-security-token:example-token\n"));
    CHECK(signature.header_count == 2);
    mt_signature_clear(&signature);
}

static void test_refusals(void)
{
    const mt_http_request request = get("/", vanilla_headers, 1), hostless = get("/", NULL, 0);
    const mt_credentials no_secret = {.access_key_id = TEXT("AKIDEXAMPLE")};
    const mt_signing_options good = options_of("service");
    mt_signing_options wrong[6] = {good, good, good, good, good, good};
    wrong[0].credentials = NULL;
    wrong[1].credentials = &no_secret;
    wrong[2].region = (mt_str){NULL, 0};
    wrong[3].service = (mt_str){NULL, 0};
    wrong[4].time = -1;
    wrong[5].expires_in = 604801;
    mt_signature untouched = {.signature = "untouched"};
    mt_error err;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        CHECK_STATUS(mt_sigv4_sign(signer, &request, &wrong[i], &untouched, &err), MT_EUSAGE);
        CHECK(err.message[0] && !strstr(err.message, secret));
    }
    CHECK_STATUS(mt_sigv4_sign(signer, &hostless, &good, &untouched, NULL), MT_EUSAGE);
    CHECK_STATUS(mt_sigv4_presign(signer, &hostless, &good, &untouched, &err), MT_EUSAGE);
    CHECK_STR(untouched.signature, "untouched");
}

static void test_dates(void)
{
    static const struct {
        int64_t time;
        const char *text;
    } rows[] = {
        {0, "19700101T000000Z"},          {951782399, "20000228T235959Z"},
        {951782400, "20000229T000000Z"},  {951868800, "20000301T000000Z"},
        {1709164800, "20240229T000000Z"}, {4107542400, "21000301T000000Z"},
        {1798761599, "20261231T235959Z"}, {253402300799, "99991231T235959Z"},
    };
    const mt_http_request request = get("/", vanilla_headers, 1);
    mt_signing_options options = options_of("service");
    struct sigv4_stamp stamp = {0};
    for (size_t i = 0; i < COUNT(rows); i++) {
        options.time = rows[i].time;
        CHECK_STATUS(sigv4_stamp(signer, &request, NULL, &options, &stamp, NULL), MT_OK);
        CHECK_STR(stamp.amz_date, rows[i].text);
    }
    buf_clear(&stamp.authorization);
}

/* What a key of the cache signs. */
static void sign_with(struct sigv4_keys *keys, struct crypto *crypto,
                      const struct sigv4_key_parts *parts, uint8_t out[CRYPTO_HASH_SIZE])
{
    struct crypto_key *key = NULL;
    CHECK_STATUS(sigv4_keys_find(keys, crypto, parts, &key, NULL), MT_OK);
    CHECK_STATUS(crypto_key_sign(key, mt_cstr("text"), out, NULL), MT_OK);
}

static void test_cache_tells_keys_apart(void)
{
    struct crypto *const crypto = crypto_new();
    struct sigv4_keys keys = {0};
    const struct sigv4_key_parts first = {mt_cstr(secret), mt_cstr("20150830"),
                                          mt_cstr("us-east-1"), mt_cstr("iam")};
    struct sigv4_key_parts others[4] = {first, first, first, first};
    others[0].secret = mt_cstr("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEX");
    others[1].date = mt_cstr("20150831");
    others[2].region = mt_cstr("us-east-2");
    others[3].service = mt_cstr("sts");
    uint8_t mine[CRYPTO_HASH_SIZE], hash[CRYPTO_HASH_SIZE];
    sign_with(&keys, crypto, &first, mine);
    for (size_t i = 0; i < COUNT(others); i++) {
        sign_with(&keys, crypto, &others[i], hash);
        CHECK(memcmp(hash, mine, sizeof hash) != 0);
        sign_with(&keys, crypto, &first, hash);
        CHECK(memcmp(hash, mine, sizeof hash) == 0);
    }
    sigv4_keys_clear(&keys);
    crypto_free(crypto);
}

static void test_cache_evicts_the_least_recent(void)
{
    struct crypto *const crypto = crypto_new();
    struct sigv4_keys keys = {0};
    static const char regions[] = "abcdefghijklmnop";
    struct sigv4_key_parts parts = {
        mt_cstr(secret), mt_cstr("20150830"), {regions, 1}, mt_cstr("iam")};
    struct crypto_key *first = NULL, *again = NULL, *other = NULL;
    CHECK_STATUS(sigv4_keys_find(&keys, crypto, &parts, &first, NULL), MT_OK);
    for (size_t i = 1; i < sizeof regions - 1; i++) {
        parts.region.data = regions + i;
        CHECK_STATUS(sigv4_keys_find(&keys, crypto, &parts, &other, NULL), MT_OK);
        parts.region.data = regions;
        CHECK_STATUS(sigv4_keys_find(&keys, crypto, &parts, &again, NULL), MT_OK);
        CHECK(again == first); /* used each time, so never evicted */
    }
    size_t kept = 0;
    for (size_t i = 0; i < SIGV4_KEYS_KEPT; i++)
        kept += keys.entries[i].key ? 1 : 0;
    CHECK(kept == SIGV4_KEYS_KEPT);
    sigv4_keys_clear(&keys);
    CHECK(!keys.entries[0].storage && !keys.entries[0].key);
    crypto_free(crypto);
}

int main(void)
{
    signer = mt_signer_new();
    if (!signer)
        return 1;
    RUN(test_documented_example);
    RUN(test_vanilla);
    RUN(test_presigned);
    RUN(test_replaced_headers);
    RUN(test_token_of_the_request_alone);
    RUN(test_refusals);
    RUN(test_dates);
    RUN(test_cache_tells_keys_apart);
    RUN(test_cache_evicts_the_least_recent);
    mt_signer_free(signer);
    mt_signer_free(NULL);
    return TEST_SUMMARY();
}
