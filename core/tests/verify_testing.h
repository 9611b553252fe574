/* A signed request for tests of the verifier: set it up, change it, verify it. */
#ifndef MOONTIDE_TESTS_VERIFY_TESTING_H
#define MOONTIDE_TESTS_VERIFY_TESTING_H

#include <moontide/sigv4.h>

#include "test.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define TEXT(literal)                \
    {                                \
        literal, sizeof(literal) - 1 \
    }

enum { MAX_HEADERS = 12 };

static const int64_t signing_time = 1440938160; /* 20150830T123600Z */
static const char id[] = "AKIDEXAMPLE";
static const char right_secret[] = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

/* A signed request that a test may change before it is verified. */
struct fixture {
    mt_credentials credentials;
    mt_signing_options signing;
    mt_signature signature;
    mt_header headers[MAX_HEADERS];
    mt_http_request request;
    const char *secret; /* of the verifier */
    const char *token;
    mt_verify_options verifying;
    mt_identity identity;
    mt_error err;
};

static mt_signer *signer;

static const char *find_secret(void *context, mt_str key_id, const char **token)
{
    const struct fixture *const f = context;
    *token = f->token;
    return mt_str_equal(key_id, mt_cstr(id)) ? f->secret : NULL;
}

static const mt_header target_header = {TEXT("X-Amz-Target"),
                                        TEXT("AnyScaleFrontendService.RegisterScalableTarget")};

static void set_up(struct fixture *f)
{
    *f = (struct fixture){.secret = right_secret};
    f->credentials.access_key_id = mt_cstr(id);
    f->credentials.secret_access_key = mt_cstr(right_secret);
    f->signing.region = mt_cstr("eu-west-1");
    f->signing.service = mt_cstr("application-autoscaling");
    f->signing.credentials = &f->credentials;
    f->signing.time = signing_time;
    f->headers[0] = (mt_header){mt_cstr("Host"), mt_cstr("127.0.0.1:8080")};
    f->headers[1] = (mt_header){mt_cstr("Content-Type"), mt_cstr("application/x-amz-json-1.1")};
    f->headers[2] = target_header;
    f->request = (mt_http_request){.method = mt_cstr("POST"),
                                   .target = mt_cstr("/a/../b%20c//?x=2&x=1&y=%2f"),
                                   .headers = f->headers,
                                   .header_count = 3,
                                   .body = mt_cstr("{\"ServiceNamespace\":\"sagemaker\"}")};
    f->verifying = (mt_verify_options){
        .context = f, .secret = find_secret, .now = signing_time, .service = f->signing.service};
}

static mt_header *header_of(struct fixture *f, const char *name)
{
    size_t i = 0;
    while (i < f->request.header_count && !mt_str_equal(f->headers[i].name, mt_cstr(name)))
        i++;
    CHECK(i < f->request.header_count);
    return &f->headers[i];
}

static void add_header(struct fixture *f, mt_header header)
{
    f->headers[f->request.header_count++] = header;
}

static void sign(struct fixture *f)
{
    CHECK_STATUS(mt_sigv4_sign(signer, &f->request, &f->signing, &f->signature, &f->err), MT_OK);
    for (size_t i = 0; i < f->signature.header_count; i++)
        add_header(f, f->signature.headers[i]);
    add_header(f, (mt_header){mt_cstr("User-Agent"), mt_cstr("added later")});
}

static void set_up_signed(struct fixture *f)
{
    set_up(f);
    sign(f);
}

static mt_status verify(struct fixture *f)
{
    f->err = (mt_error){0};
    return mt_sigv4_verify(&f->request, &f->verifying, &f->identity, &f->err);
}

/* Verifies, expects that refusal, and ends the fixture. */
static void check_refused(struct fixture *f, const char *code, const char *message)
{
    f->identity = (mt_identity){.region = mt_cstr("untouched")};
    CHECK_STATUS(verify(f), MT_EAUTH);
    CHECK_STR(f->err.code, code);
    if (!strstr(f->err.message, message))
        CHECK_STR(f->err.message, message); /* shows both */
    CHECK(!strstr(f->err.message, f->secret ? f->secret : right_secret));
    CHECK(mt_str_equal(f->identity.region, mt_cstr("untouched")));
    mt_signature_clear(&f->signature);
}

static const char mismatch[] =
    "The request signature we calculated does not match the signature you provided. Check your AWS "
    "Secret Access Key and signing method. Consult the service documentation for details.";

#endif
