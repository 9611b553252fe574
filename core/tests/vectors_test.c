/* Every published vector of the signing suite, stage by stage, when the suite is there; each is
** also put before the verifier. Says the first stage that differs. */
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "auth/sigv4.h"
#include "auth/sigv4_keys.h"
#include "sign_case.h"
#include "test.h"

enum { SKIPPED = 77 };

static mt_signer *signer;
static mt_value *suite, *extras;

static char *read_file(const char *path)
{
    FILE *const file = fopen(path, "rb");
    if (!file)
        return NULL;
    struct buf text = {0};
    char block[4096];
    size_t size = 0;
    while ((size = fread(block, 1, sizeof block, file)) > 0)
        buf_add(&text, (mt_str){block, size});
    (void)fclose(file);
    return buf_take(&text, NULL);
}

/* NULL: the file is not there. One that is there must be JSON. */
static mt_value *read_json(const char *path)
{
    mt_value *json = NULL;
    mt_error err = {0};
    char *const text = read_file(path);
    if (text && mt_json_parse(mt_cstr(text), &json, &err)) {
        fprintf(stderr, "%s: %s\n", path, err.message);
        exit(EXIT_FAILURE);
    }
    free(text);
    return json;
}

static mt_str text_of(const mt_value *object, const char *key)
{
    return mt_value_string(mt_value_get(object, key));
}

/* Prints both texts on the first stage that differs. */
static bool is_stage(mt_str vector, const mt_value *expected, const char *stage, const char *actual)
{
    if (!mt_value_get(expected, stage))
        return true;
    const mt_str text = text_of(expected, stage);
    test_checks++;
    if (actual && mt_str_equal(mt_cstr(actual), text))
        return true;
    test_failures++;
    fprintf(stderr, "%.*s: %s\n--- is\n%s\n--- expected\n%.*s\n", MT_STR_ARG(vector), stage,
            actual ? actual : "(NULL)", MT_STR_ARG(text));
    return false;
}

static void check_stages(mt_str vector, const mt_value *expected, const mt_signature *actual)
{
    (void)(is_stage(vector, expected, "canonical_request", actual->canonical_request) &&
           is_stage(vector, expected, "string_to_sign", actual->string_to_sign) &&
           is_stage(vector, expected, "signature", actual->signature) &&
           is_stage(vector, expected, "signed_headers", actual->signed_headers) &&
           is_stage(vector, expected, "authorization", actual->authorization) &&
           is_stage(vector, expected, "signed_target", actual->signed_target));
}

static void check_added(const mt_value *added, const mt_signature *actual)
{
    for (const mt_value *pair = mt_value_first(added); pair; pair = mt_value_next(pair)) {
        const mt_str name = mt_value_string(mt_value_first(pair));
        const mt_str value = mt_value_string(mt_value_next(mt_value_first(pair)));
        bool is_there = false;
        for (size_t i = 0; i < actual->header_count; i++) {
            const mt_header *const header = &actual->headers[i];
            is_there |= header->name.size == name.size &&
                        strncasecmp(header->name.data, name.data, name.size) == 0 &&
                        mt_str_equal(header->value, value);
        }
        CHECK(is_there);
    }
}

static const char *known_secret;
static const char *known_token;

static const char *find_secret(void *context, mt_str id, const char **token)
{
    (void)context;
    (void)id;
    *token = known_token;
    return known_secret;
}

/* The verifier must agree, wherever it can know how the path was meant. */
static void check_verified(struct sign_case *c, const mt_signature *signature)
{
    if (c->options.raw_path || c->options.omit_session_token)
        return;
    sign_case_add_headers(c, signature);
    char *const secret = str_dup(c->credentials.secret_access_key);
    char *const token = str_dup(c->credentials.session_token);
    known_secret = secret;
    known_token = token && token[0] ? token : NULL;
    const mt_verify_options options = {.secret = find_secret, .now = c->options.time};
    mt_identity identity;
    mt_error err = {0};
    const mt_status st = mt_sigv4_verify(&c->request, &options, &identity, &err);
    if (st)
        fprintf(stderr, "%s: %s\n", err.code, err.message);
    CHECK_STATUS(st, MT_OK);
    free(secret);
    free(token);
}

static void check_header_signing(const mt_value *vector, struct sign_case *c)
{
    const mt_value *const expected = mt_value_get(vector, "header");
    mt_signature signature = {0};
    mt_error err = {0};
    struct sigv4_stamp stamp = {0};
    CHECK_STATUS(mt_sigv4_sign(signer, &c->request, &c->options, &signature, &err), MT_OK);
    check_stages(text_of(vector, "name"), expected, &signature);
    check_added(mt_value_get(expected, "added_headers"), &signature);
    CHECK_STATUS(sigv4_stamp(signer, &c->request, NULL, &c->options, &stamp, &err), MT_OK);
    CHECK_STR(buf_text(&stamp.authorization), signature.authorization);
    check_verified(c, &signature);
    buf_clear(&stamp.authorization);
    mt_signature_clear(&signature);
}

static void check_query_signing(const mt_value *vector, const struct sign_case *c)
{
    mt_signature signature = {0};
    mt_error err = {0};
    CHECK_STATUS(mt_sigv4_presign(signer, &c->request, &c->options, &signature, &err), MT_OK);
    check_stages(text_of(vector, "name"), mt_value_get(vector, "query"), &signature);
    mt_signature_clear(&signature);
}

static void test_suite(void)
{
    size_t headers = 0, queries = 0;
    for (const mt_value *v = mt_value_first(suite); v; v = mt_value_next(v)) {
        struct sign_case c;
        mt_error err = {0};
        CHECK_STATUS(sign_case_read(v, &c, &err), MT_OK);
        /* One of the sources sends the hash of every body that it signs. */
        if (!mt_value_get(mt_value_get(v, "context"), "content_sha256_header"))
            c.options.content_sha256_header = !c.options.unhashed_body;
        if (mt_value_type(mt_value_get(v, "query")) == MT_OBJECT) {
            check_query_signing(v, &c);
            queries++;
        }
        check_header_signing(v, &c);
        headers++;
    }
    printf("%zu vectors signed by headers, %zu by query\n", headers, queries);
    CHECK(headers > 0 && queries > 0);
}

static void test_requests(void)
{
    const mt_value *const list = mt_value_get(extras, "requests");
    for (const mt_value *v = mt_value_first(list); v; v = mt_value_next(v)) {
        struct sign_case c;
        mt_error err = {0};
        CHECK_STATUS(sign_case_read(v, &c, &err), MT_OK);
        check_header_signing(v, &c);
    }
    CHECK(mt_value_count(list) > 0);
}

static void check_hex(const uint8_t hash[CRYPTO_HASH_SIZE], mt_str expected)
{
    char hex[CRYPTO_HEX_SIZE];
    crypto_hex(hash, hex);
    CHECK(mt_str_equal(mt_cstr(hex), expected));
}

static void check_key(struct crypto *crypto, const mt_value *row)
{
    const struct sigv4_key_parts parts = {text_of(row, "secret"), text_of(row, "date"),
                                          text_of(row, "region"), text_of(row, "service")};
    const mt_str steps[] = {parts.date, parts.region, parts.service, mt_cstr("aws4_request")};
    static const char *const stages[] = {"kDate", "kRegion", "kService", "kSigning"};
    struct buf secret = {0};
    mt_error err = {0};
    buf_add_cstr(&secret, "AWS4");
    buf_add(&secret, parts.secret);
    uint8_t key[CRYPTO_HASH_SIZE];
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        const mt_str before = i ? (mt_str){(const char *)key, sizeof key} : buf_str(&secret);
        CHECK_STATUS(crypto_hmac(crypto, before, steps[i], key, &err), MT_OK);
        check_hex(key, text_of(row, stages[i]));
    }
    /* The cache keeps keys to itself: compare what they sign. */
    struct sigv4_keys keys = {0};
    struct crypto_key *cached = NULL;
    uint8_t by_key[CRYPTO_HASH_SIZE], by_cache[CRYPTO_HASH_SIZE];
    CHECK_STATUS(sigv4_keys_find(&keys, crypto, &parts, &cached, &err), MT_OK);
    CHECK_STATUS(crypto_key_sign(cached, mt_cstr("text"), by_cache, &err), MT_OK);
    CHECK_STATUS(
        crypto_hmac(crypto, (mt_str){(const char *)key, sizeof key}, mt_cstr("text"), by_key, &err),
        MT_OK);
    CHECK(memcmp(by_key, by_cache, sizeof by_key) == 0);
    sigv4_keys_clear(&keys);
    buf_wipe(&secret);
}

static void test_signing_keys(void)
{
    const mt_value *const list = mt_value_get(extras, "signing_keys");
    struct crypto *const crypto = crypto_new();
    for (const mt_value *row = mt_value_first(list); row; row = mt_value_next(row))
        check_key(crypto, row);
    CHECK(mt_value_count(list) > 0);
    crypto_free(crypto);
}

/* The request behind the tables of headers. */
static struct sign_case vanilla(void)
{
    struct sign_case c = {0};
    c.headers[0] = (mt_header){mt_cstr("Host"), mt_cstr("example.amazonaws.com")};
    c.request = (mt_http_request){.method = mt_cstr("GET"), .target = mt_cstr("/")};
    c.credentials.access_key_id = mt_cstr("AKIDEXAMPLE");
    c.credentials.secret_access_key = mt_cstr("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    c.options.region = mt_cstr("us-east-1");
    c.options.service = mt_cstr("service");
    c.options.time = 1440938160;
    return c;
}

static void sign_vanilla(struct sign_case *c, size_t headers, mt_signature *out)
{
    mt_error err = {0};
    c->request.headers = c->headers;
    c->request.header_count = headers;
    c->options.credentials = &c->credentials;
    CHECK_STATUS(mt_sigv4_sign(signer, &c->request, &c->options, out, &err), MT_OK);
}

static void test_unsigned_headers(void)
{
    const mt_value *const list = mt_value_get(extras, "unsigned_headers");
    for (const mt_value *row = mt_value_first(list); row; row = mt_value_next(row)) {
        struct sign_case c = vanilla();
        mt_signature signature = {0};
        c.headers[1] = (mt_header){text_of(row, "header"), text_of(row, "value")};
        CHECK(!sigv4_is_signed_header(c.headers[1].name));
        sign_vanilla(&c, 2, &signature);
        CHECK(mt_str_equal(mt_cstr(signature.canonical_request),
                           text_of(row, "expected_canonical_request")));
        mt_signature_clear(&signature);
    }
    CHECK(mt_value_count(list) > 0);
}

/* Other signers refuse a request that carries these; ours replaces them. Not in question: the set
** of regions, which belongs to another algorithm, and the body's hash, which is sent again if it
** was. */
static void test_replaced_headers(void)
{
    const mt_value *const list = mt_value_get(mt_value_get(extras, "forbidden"), "headers");
    size_t replaced = 0;
    for (const mt_value *row = mt_value_first(list); row; row = mt_value_next(row)) {
        struct sign_case c = vanilla();
        mt_signature plain = {0}, carrying = {0};
        const mt_str name = mt_value_string(row);
        if (strcasecmp(name.data, "x-amz-region-set") == 0 ||
            strcasecmp(name.data, "x-amz-content-sha256") == 0)
            continue;
        c.credentials.session_token = mt_cstr("example-token");
        sign_vanilla(&c, 1, &plain);
        c.headers[1] = (mt_header){name, mt_cstr("stale")};
        sign_vanilla(&c, 2, &carrying);
        CHECK_STR(carrying.authorization, plain.authorization);
        mt_signature_clear(&plain);
        mt_signature_clear(&carrying);
        replaced++;
    }
    CHECK(replaced == 3);
}

typedef void rule(const mt_value *row, struct buf *out);

static void path_rule(const mt_value *row, struct buf *out)
{
    sigv4_canonical_path(text_of(row, "in"), mt_value_bool(mt_value_get(row, "normalize")),
                         mt_value_bool(mt_value_get(row, "double")), out);
}

static void query_rule(const mt_value *row, struct buf *out)
{
    sigv4_canonical_query(text_of(row, "in"), out);
}

static void value_rule(const mt_value *row, struct buf *out)
{
    sigv4_canonical_header_value(text_of(row, "in"), out);
}

static void test_rules(void)
{
    static const struct {
        const char *table;
        rule *apply;
    } tables[] = {
        {"canonical_path", path_rule},
        {"canonical_query", query_rule},
        {"canonical_header_value", value_rule},
    };
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        const mt_value *const list = mt_value_get(extras, tables[i].table);
        for (const mt_value *row = mt_value_first(list); row; row = mt_value_next(row)) {
            struct buf out = {0};
            tables[i].apply(row, &out);
            CHECK_STR(buf_text(&out), text_of(row, "out").data);
            buf_clear(&out);
        }
        CHECK(mt_value_count(list) > 0);
    }
}

int main(void)
{
    suite = read_json(SHARED_DIR "/vectors/sigv4-suite.json");
    extras = read_json(SHARED_DIR "/vectors/sigv4-extras.json");
    signer = mt_signer_new();
    if (!suite || !extras || !signer) {
        printf("skipped: no vectors in %s\n", SHARED_DIR);
        return SKIPPED;
    }
    RUN(test_suite);
    RUN(test_requests);
    RUN(test_signing_keys);
    RUN(test_unsigned_headers);
    RUN(test_replaced_headers);
    RUN(test_rules);
    mt_value_free(suite);
    mt_value_free(extras);
    mt_signer_free(signer);
    return TEST_SUMMARY();
}
