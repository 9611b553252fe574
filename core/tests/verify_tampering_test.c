/* Whatever is changed in a signed request, the verifier notices. */
#include "verify_testing.h"

#include <stdlib.h>

#include "base/buf.h"

static void test_changed_request(void)
{
    struct fixture f;
    set_up_signed(&f);
    f.request.body = mt_cstr("{\"ServiceNamespace\":\"sagemakeR\"}");
    check_refused(&f, "InvalidSignatureException", mismatch);
    set_up_signed(&f);
    f.request.method = mt_cstr("PUT");
    check_refused(&f, "InvalidSignatureException", mismatch);
    set_up_signed(&f);
    header_of(&f, "X-Amz-Target")->value =
        mt_cstr("AnyScaleFrontendService.DeregisterScalableTarget");
    check_refused(&f, "InvalidSignatureException", mismatch);
    set_up_signed(&f);
    f.request.target = mt_cstr("/b%20c/?x=2&x=1&y=%2e");
    check_refused(&f, "InvalidSignatureException", mismatch);
    set_up_signed(&f);
    f.request.target = mt_cstr("/b%20d/?x=2&x=1&y=%2f");
    check_refused(&f, "InvalidSignatureException", mismatch);
    set_up_signed(&f);
    header_of(&f, "Host")->value = mt_cstr("127.0.0.1:8081");
    check_refused(&f, "InvalidSignatureException", mismatch);
}

/* The canonical request is the same, so the signature is too. */
static void test_reordered_query_and_equal_path(void)
{
    struct fixture f;
    set_up_signed(&f);
    f.request.target = mt_cstr("/b%20c/?y=%2F&x=1&x=2");
    CHECK_STATUS(verify(&f), MT_OK);
    f.request.target = mt_cstr("/b%20c/?y=%2F&x=1&x=3");
    check_refused(&f, "InvalidSignatureException", mismatch);
}

static void test_false_body_hash(void)
{
    struct fixture f;
    set_up(&f);
    f.signing.unhashed_body = f.signing.content_sha256_header = true;
    sign(&f); /* says, and signs, that the body is empty */
    check_refused(&f, "InvalidSignatureException", mismatch);
}

/* Puts a text instead of the Authorization header and gives it back to be freed. */
static char *claim(struct fixture *f, const char *part, const char *replacement)
{
    const char *const old = header_of(f, "Authorization")->value.data;
    const char *const found = strstr(old, part);
    struct buf text = {0};
    CHECK(found != NULL);
    if (found) {
        buf_add(&text, (mt_str){old, (size_t)(found - old)});
        buf_add_cstr(&text, replacement);
        buf_add_cstr(&text, found + strlen(part));
    }
    char *const made = buf_take(&text, NULL);
    header_of(f, "Authorization")->value = mt_cstr(made);
    return made;
}

static void test_claims(void)
{
    static const struct {
        const char *part;
        const char *replacement;
        const char *code;
        const char *message;
    } rows[] = {
        {"/eu-west-1/", "/eu-west-2/", "InvalidSignatureException", mismatch},
        {"/aws4_request", "/aws5_request", "InvalidSignatureException", "valid terminator"},
        {"/20150830/", "/20150829/", "InvalidSignatureException", "Date in Credential scope"},
        {"/eu-west-1", "", "IncompleteSignatureException", "5 slash-delimited elements"},
        {"AKIDEXAMPLE/", "/", "IncompleteSignatureException", "5 slash-delimited elements"},
        {"/aws4_request", "/aws4_request/x", "IncompleteSignatureException", "5 slash-delimited"},
        {"AWS4-HMAC-SHA256", "AWS4-HMAC-SHA25", "IncompleteSignatureException", "algorithm"},
        {"Credential=", "", "IncompleteSignatureException", "key=value"},
        {"SignedHeaders=", "Signature=", "IncompleteSignatureException", "key=value"},
        {", Signature=", ", Extra=1, Signature=", "IncompleteSignatureException", "key=value"},
        {", Signature=", ",, Signature=", "IncompleteSignatureException", "key=value"},
        {"content-type;host", "Content-Type;host", "IncompleteSignatureException", "lower-case"},
        {"content-type;host", "host;content-type", "IncompleteSignatureException", "order"},
        {"content-type;host", "content-type;;host", "IncompleteSignatureException", "joined"},
        {"content-type;host", "content-type;content-type;host", "IncompleteSignatureException",
         "order"},
        {";x-amz-target", ";x-amz-target;", "IncompleteSignatureException", "joined"},
        {"content-type;host", "content-type", "InvalidSignatureException",
         "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."},
        {";x-amz-target", "", "InvalidSignatureException",
         "'X-Amz-Target' must be a 'SignedHeader' in the AWS Authorization."},
        {"content-type;host", "absent;content-type;host", "InvalidSignatureException",
         "'absent' is a 'SignedHeader' in the AWS Authorization, but not in the request."},
        {"content-type;host", "host", "InvalidSignatureException", mismatch},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct fixture f;
        set_up_signed(&f);
        char *const text = claim(&f, rows[i].part, rows[i].replacement);
        check_refused(&f, rows[i].code, rows[i].message);
        free(text);
    }
}

/* Changes each byte of text in turn, into each other byte; every change must be refused. */
static void check_each_byte(struct fixture *f, mt_str *field)
{
    char *const copy = str_dup(*field);
    *field = mt_cstr(copy);
    CHECK_STATUS(verify(f), MT_OK);
    for (size_t i = 0; i < field->size; i++) {
        const char old = copy[i];
        for (int byte = 0; byte < 256; byte++) {
            copy[i] = (char)byte;
            if (copy[i] != old)
                CHECK_STATUS(verify(f), MT_EAUTH);
        }
        copy[i] = old;
    }
    CHECK_STATUS(verify(f), MT_OK);
    free(copy);
}

static void test_every_changed_byte_is_refused(void)
{
    struct fixture f;
    set_up_signed(&f);
    check_each_byte(&f, &header_of(&f, "Authorization")->value);
    mt_signature_clear(&f.signature);
    set_up_signed(&f);
    check_each_byte(&f, &f.request.body);
    mt_signature_clear(&f.signature);
    set_up_signed(&f);
    check_each_byte(&f, &header_of(&f, "X-Amz-Target")->value);
    mt_signature_clear(&f.signature);
    set_up_signed(&f);
    check_each_byte(&f, &header_of(&f, "X-Amz-Date")->value);
    mt_signature_clear(&f.signature);
}

/* Cutting the header short anywhere is refused too. */
static void test_every_prefix_is_refused(void)
{
    struct fixture f;
    set_up_signed(&f);
    mt_str *const value = &header_of(&f, "Authorization")->value;
    const size_t whole = value->size;
    for (size_t size = 0; size < whole; size++) {
        value->size = size;
        CHECK_STATUS(verify(&f), MT_EAUTH);
        CHECK(f.err.code[0] && f.err.message[0]);
    }
    mt_signature_clear(&f.signature);
}

int main(void)
{
    signer = mt_signer_new();
    if (!signer)
        return 1;
    RUN(test_changed_request);
    RUN(test_reordered_query_and_equal_path);
    RUN(test_false_body_hash);
    RUN(test_claims);
    RUN(test_every_changed_byte_is_refused);
    RUN(test_every_prefix_is_refused);
    mt_signer_free(signer);
    return TEST_SUMMARY();
}
