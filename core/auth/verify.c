/* Decides whether a request was signed by who it says, and if not, says why in AWS's words. For the
** emulator: only crypto is shared with the signer, so that a mistake in canonicalising cannot hide.
*/
#include <stdlib.h>

#include "auth/verify_parts.h"
#include "base/crypto.h"

enum { DEFAULT_TOLERANCE = 300, SHOWN = 64 };

static const char missing[] = "MissingAuthenticationTokenException";
static const char incomplete[] = "IncompleteSignatureException";
static const char unrecognized[] = "UnrecognizedClientException";
static const char invalid[] = "InvalidSignatureException";

struct verification {
    const mt_http_request *request;
    const mt_verify_options *options;
    struct verify_claim claim;
    struct verify_time time;
    const char *secret;
};

/* A name for a message: cut, and without what might harm a terminal or JSON. */
static const char *shown(mt_str name, char out[SHOWN + 1])
{
    const size_t size = name.size < SHOWN ? name.size : SHOWN;
    for (size_t i = 0; i < size; i++) {
        const char c = name.data[i];
        out[i] = '?';
        if (c > ' ' && c < 0x7f)
            out[i] = c;
    }
    out[size] = '\0';
    return out;
}

static mt_status read_claim(struct verification *v, mt_error *err)
{
    size_t count = 0;
    const mt_str authorization = verify_header(v->request, mt_cstr("authorization"), &count);
    if (count == 0)
        return verify_refuse(err, missing, "Missing Authentication Token");
    if (count > 1)
        return verify_refuse(err, incomplete,
                             "The request has more than one Authorization header.");
    return verify_read_claim(authorization, &v->claim, err);
}

static mt_status check_complete(struct verification *v, bool has_date, mt_error *err)
{
    const struct verify_claim *const claim = &v->claim;
    if (claim->credential.size && claim->signature.size && claim->signed_headers.size && has_date)
        return verify_read_credential(&v->claim, err);
    return verify_refuse(
        err, incomplete, "%s%s%s%s",
        claim->credential.size ? "" : "Authorization header requires 'Credential' parameter. ",
        claim->signature.size ? "" : "Authorization header requires 'Signature' parameter. ",
        claim->signed_headers.size ? ""
                                   : "Authorization header requires 'SignedHeaders' parameter. ",
        has_date ? ""
                 : "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' "
                   "header. ");
}

static mt_status read_time_and_credential(struct verification *v, mt_error *err)
{
    size_t count = 0;
    mt_str date = verify_header(v->request, mt_cstr("x-amz-date"), &count);
    if (count == 0)
        date = verify_header(v->request, mt_cstr("date"), &count);
    const mt_status st = check_complete(v, count > 0, err);
    if (st)
        return st;
    if (count > 1 || !verify_read_time(date, &v->time))
        return verify_refuse(err, incomplete,
                             "Date must be in ISO-8601 'basic format', and there once.");
    return MT_OK;
}

static mt_status check_scope(const struct verification *v, mt_error *err)
{
    const mt_str service = v->options->service;
    char text[SHOWN + 1];
    if (service.size && !mt_str_equal(v->claim.service, service))
        return verify_refuse(err, invalid, "Credential should be scoped to correct service: '%s'.",
                             shown(service, text));
    if (!mt_str_equal(v->claim.terminator, mt_cstr("aws4_request")))
        return verify_refuse(
            err, invalid, "Credential should be scoped with a valid terminator: 'aws4_request'.");
    if (!mt_str_equal(v->claim.date, (mt_str){v->time.iso, 8}))
        return verify_refuse(err, invalid,
                             "Date in Credential scope does not match YYYYMMDD from ISO-8601 "
                             "version of date from HTTP: '%s' != '%.8s', from '%s'.",
                             shown(v->claim.date, text), v->time.iso, v->time.iso);
    return MT_OK;
}

static mt_status check_identity(struct verification *v, mt_error *err)
{
    const char *token = NULL;
    if (v->options->secret)
        v->secret = v->options->secret(v->options->context, v->claim.access_key_id, &token);
    size_t count = 0;
    const mt_str sent = verify_header(v->request, mt_cstr("x-amz-security-token"), &count);
    const bool is_known =
        v->secret && count == (token ? 1 : 0) && crypto_equal(sent, mt_cstr(token));
    return is_known ? MT_OK
                    : verify_refuse(err, unrecognized,
                                    "The security token included in the request is invalid.");
}

static mt_status check_time(const struct verification *v, mt_error *err)
{
    const int64_t tolerance = v->options->tolerance ? v->options->tolerance : DEFAULT_TOLERANCE;
    const int64_t age = v->options->now - v->time.unix_time;
    struct verify_time now, bound;
    verify_set_time(v->options->now, &now);
    if (age > tolerance) {
        verify_set_time(v->options->now - tolerance, &bound);
        return verify_refuse(err, invalid,
                             "Signature expired: %s is now earlier than %s (%s - %lld min.)",
                             v->time.iso, bound.iso, now.iso, (long long)(tolerance / 60));
    }
    if (-age > tolerance) {
        verify_set_time(v->options->now + tolerance, &bound);
        return verify_refuse(
            err, invalid, "Signature not yet current: %s is still later than %s (%s + %lld min.)",
            v->time.iso, bound.iso, now.iso, (long long)(tolerance / 60));
    }
    return MT_OK;
}

static bool is_lower_token(mt_str name)
{
    for (size_t i = 0; i < name.size; i++)
        if (name.data[i] <= ' ' || name.data[i] >= 0x7f ||
            (name.data[i] >= 'A' && name.data[i] <= 'Z'))
            return false;
    return name.size != 0;
}

static bool is_before(mt_str a, mt_str b)
{
    const size_t common = a.size < b.size ? a.size : b.size;
    const int order = common ? memcmp(a.data, b.data, common) : 0;
    return order ? order < 0 : a.size < b.size;
}

/* Lower-case names in order, each once and each of a header that is there. */
static mt_status check_listed(const struct verification *v, mt_error *err)
{
    mt_str names = v->claim.signed_headers, last = {"", 0};
    const bool has_end = names.data[names.size - 1] != ';';
    while (names.size) {
        const mt_str name = verify_next_name(&names);
        char text[SHOWN + 1];
        size_t count = 0;
        if (!has_end || !is_lower_token(name) || !is_before(last, name))
            return verify_refuse(err, incomplete,
                                 "'SignedHeaders' must be lower-case names in their order, joined "
                                 "by ';'.");
        (void)verify_header(v->request, name, &count);
        if (count == 0)
            return verify_refuse(err, invalid,
                                 "'%s' is a 'SignedHeader' in the AWS Authorization, but not in "
                                 "the request.",
                                 shown(name, text));
        last = name;
    }
    return MT_OK;
}

static bool must_be_signed(mt_str name)
{
    static const char prefix[] = "x-amz-";
    const size_t size = sizeof prefix - 1;
    if (name.size < size)
        return false;
    for (size_t i = 0; i < size; i++)
        if ((name.data[i] | (prefix[i] == '-' ? 0 : 0x20)) != prefix[i])
            return false;
    return true;
}

static mt_status check_signed_headers(const struct verification *v, mt_error *err)
{
    const mt_status st = check_listed(v, err);
    if (st)
        return st;
    if (!verify_is_listed(mt_cstr("host"), v->claim.signed_headers))
        return verify_refuse(
            err, invalid,
            "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
    for (size_t i = 0; i < v->request->header_count; i++) {
        const mt_str name = v->request->headers[i].name;
        char text[SHOWN + 1];
        if (must_be_signed(name) && !verify_is_listed(name, v->claim.signed_headers))
            return verify_refuse(err, invalid,
                                 "'%s' must be a 'SignedHeader' in the AWS Authorization.",
                                 shown(name, text));
    }
    return MT_OK;
}

static mt_status hash_hex(struct crypto *crypto, mt_str data, char out[CRYPTO_HEX_SIZE],
                          mt_error *err)
{
    uint8_t hash[CRYPTO_HASH_SIZE];
    const mt_status st = crypto_sha256(crypto, data, hash, err);
    if (!st)
        crypto_hex(hash, out);
    return st;
}

/* The signature that the secret gives to text. */
static mt_status expected_signature(const struct verification *v, struct crypto *crypto,
                                    mt_str text, char out[CRYPTO_HEX_SIZE], mt_error *err)
{
    const mt_str messages[] = {v->claim.date, v->claim.region, v->claim.service,
                               v->claim.terminator, text};
    uint8_t hash[CRYPTO_HASH_SIZE];
    struct buf secret = {0};
    buf_reserve(&secret, 4 + strlen(v->secret));
    buf_add_cstr(&secret, "AWS4");
    buf_add_cstr(&secret, v->secret);
    mt_str key = buf_str(&secret);
    mt_status st = buf_failed(&secret) ? fail_memory(err) : MT_OK;
    for (size_t i = 0; !st && i < sizeof messages / sizeof messages[0]; i++) {
        st = crypto_hmac(crypto, key, messages[i], hash, err);
        key = (mt_str){(const char *)hash, sizeof hash};
    }
    if (!st)
        crypto_hex(hash, out);
    buf_wipe(&secret);
    crypto_wipe(hash, sizeof hash);
    return st;
}

static mt_status write_string_to_sign(const struct verification *v, struct crypto *crypto,
                                      mt_str body_hash, struct buf *out, mt_error *err)
{
    struct buf canonical = {0};
    char hex[CRYPTO_HEX_SIZE];
    verify_write_canonical(v->request, &v->claim, body_hash, &canonical);
    mt_status st = buf_failed(&canonical) ? fail_memory(err) : MT_OK;
    if (!st)
        st = hash_hex(crypto, buf_str(&canonical), hex, err);
    buf_wipe(&canonical);
    if (st)
        return st;
    buf_addf(out, "AWS4-HMAC-SHA256\n%s\n", v->time.iso);
    const size_t scope = v->claim.access_key_id.size + 1;
    buf_add(out, (mt_str){v->claim.credential.data + scope, v->claim.credential.size - scope});
    buf_addf(out, "\n%s", hex);
    return buf_failed(out) ? fail_memory(err) : MT_OK;
}

static mt_status compare_signature(const struct verification *v, struct crypto *crypto,
                                   mt_error *err)
{
    char body_hash[CRYPTO_HEX_SIZE], signature[CRYPTO_HEX_SIZE];
    struct buf text = {0};
    mt_status st = hash_hex(crypto, v->request->body, body_hash, err);
    if (!st)
        st = write_string_to_sign(v, crypto, mt_cstr(body_hash), &text, err);
    if (!st)
        st = expected_signature(v, crypto, buf_str(&text), signature, err);
    buf_clear(&text);
    if (st)
        return st;

    size_t count = 0;
    const mt_str sent_hash = verify_header(v->request, mt_cstr("x-amz-content-sha256"), &count);
    const bool is_body = count == 0 || mt_str_equal(sent_hash, mt_cstr(body_hash));
    const bool is_equal = crypto_equal(v->claim.signature, mt_cstr(signature));
    crypto_wipe(signature, sizeof signature); /* it would be good for a forged request */
    if (is_body && is_equal)
        return MT_OK;
    return verify_refuse(err, invalid,
                         "The request signature we calculated does not match the signature you "
                         "provided. Check your AWS Secret Access Key and signing method. Consult "
                         "the service documentation for details.");
}

static mt_status check_signature(const struct verification *v, mt_error *err)
{
    struct crypto *const crypto = crypto_new();
    const mt_status st = crypto ? compare_signature(v, crypto, err) : fail_memory(err);
    crypto_free(crypto);
    return st;
}

mt_status mt_sigv4_verify(const mt_http_request *request, const mt_verify_options *options,
                          mt_identity *out, mt_error *err)
{
    struct verification v = {.request = request, .options = options};
    mt_status st = read_claim(&v, err);
    if (!st)
        st = read_time_and_credential(&v, err);
    if (!st)
        st = check_scope(&v, err);
    if (!st)
        st = check_identity(&v, err);
    if (!st)
        st = check_time(&v, err);
    if (!st)
        st = check_signed_headers(&v, err);
    if (!st)
        st = check_signature(&v, err);
    if (!st)
        *out = (mt_identity){v.claim.access_key_id, v.claim.region, v.claim.service};
    return st;
}
