/* The four stages of AWS's "Create a signed AWS API request". */
#include "auth/sigv4_signing.h"

#include "auth/sigv4.h"
#include "base/percent.h"
#include "data/timestamp.h"

enum { DATE_SIZE = 8, MAX_EXPIRES = 604800, DEFAULT_EXPIRES = 3600 };
static const int64_t last_second = 253402300799; /* of the year 9999 */

static const char algorithm[] = "AWS4-HMAC-SHA256";
static const char empty_hash[] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

static mt_status check_options(const struct signing *s, mt_error *err)
{
    const mt_signing_options *const options = s->options;
    const mt_credentials *const credentials = options->credentials;
    if (!credentials || !credentials->access_key_id.size || !credentials->secret_access_key.size)
        return mt_fail(err, MT_EUSAGE, "signing needs credentials");
    if (!options->region.size)
        return mt_fail(err, MT_EUSAGE, "signing needs a region");
    if (!options->service.size)
        return mt_fail(err, MT_EUSAGE, "signing needs the service's signing name");
    if (options->time < 0 || options->time > last_second)
        return mt_fail(err, MT_EUSAGE, "signing needs a time between the years 1970 and 9999");
    if (options->expires_in < 0 || options->expires_in > MAX_EXPIRES)
        return mt_fail(err, MT_EUSAGE, "a presigned URL is good for 1 to %d seconds", MAX_EXPIRES);
    return MT_OK;
}

static mt_status set_body_hash(struct signing *s, const char *body_hash, mt_error *err)
{
    if (!body_hash && !s->options->unhashed_body)
        return sigv4_body_hash(s->signer, s->request->body, s->body_hash, err);
    memcpy(s->body_hash, body_hash ? body_hash : empty_hash, CRYPTO_HEX_SIZE - 1);
    s->body_hash[CRYPTO_HEX_SIZE - 1] = '\0';
    return MT_OK;
}

bool signing_appends_token(const struct signing *s)
{
    return s->options->omit_session_token && s->options->credentials->session_token.size;
}

bool signing_has_content_sha256(const struct signing *s)
{
    return !s->is_presigning &&
           (s->options->content_sha256_header || s->signer->headers.had_content_sha256);
}

static mt_status choose_headers(struct signing *s, mt_error *err)
{
    struct sigv4_headers *const headers = &s->signer->headers;
    const mt_str token = s->options->credentials->session_token;
    const mt_status st = sigv4_headers_collect(headers, s->request, token.size == 0, err);
    if (st)
        return st;
    if (!headers->has_host)
        return mt_fail(err, MT_EUSAGE, "signing needs a Host header");
    if (!s->is_presigning) {
        sigv4_headers_add(headers, "x-amz-date", mt_cstr(s->amz_date));
        if (token.size && !s->options->omit_session_token)
            sigv4_headers_add(headers, "x-amz-security-token", token);
        if (signing_has_content_sha256(s))
            sigv4_headers_add(headers, "x-amz-content-sha256", mt_cstr(s->body_hash));
    }
    sigv4_headers_write_names(headers, &s->signer->signed_headers);
    return buf_failed(&s->signer->signed_headers) ? fail_memory(err) : MT_OK;
}

void signing_add_scope(const struct signing *s, struct buf *out)
{
    buf_add(out, (mt_str){s->amz_date, DATE_SIZE});
    buf_add_char(out, '/');
    buf_add(out, s->options->region);
    buf_add_char(out, '/');
    buf_add(out, s->options->service);
    buf_add(out, mt_cstr("/aws4_request"));
}

static void split_target(mt_str target, mt_str *path, mt_str *query)
{
    const char *const mark = target.size ? memchr(target.data, '?', target.size) : NULL;
    *path = mark ? (mt_str){target.data, (size_t)(mark - target.data)} : target;
    *query = mark ? (mt_str){mark + 1, target.size - path->size - 1} : (mt_str){"", 0};
}

/* A URL that was presigned before loses its old parameters. */
static bool is_presigning_parameter(mt_str pair)
{
    static const char *const names[] = {
        "X-Amz-Algorithm=", "X-Amz-Credential=",     "X-Amz-Date=",      "X-Amz-SignedHeaders=",
        "X-Amz-Expires=",   "X-Amz-Security-Token=", "X-Amz-Signature=",
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const mt_str name = mt_cstr(names[i]);
        if (pair.size >= name.size && memcmp(pair.data, name.data, name.size) == 0)
            return true;
    }
    return false;
}

static void add_kept_parameters(mt_str query, struct buf *out)
{
    while (query.size) {
        const char *const end = memchr(query.data, '&', query.size);
        const mt_str pair = {query.data, end ? (size_t)(end - query.data) : query.size};
        if (!is_presigning_parameter(pair)) {
            buf_add(out, pair);
            buf_add_char(out, '&');
        }
        const size_t used = pair.size + (end ? 1 : 0);
        query = (mt_str){query.data + used, query.size - used};
    }
}

static void write_presigned_target(struct signing *s)
{
    mt_signer *const signer = s->signer;
    struct buf *const out = &signer->target;
    const mt_credentials *const credentials = s->options->credentials;
    const int64_t expires_in = s->options->expires_in;
    mt_str path, query;
    split_target(s->request->target, &path, &query);
    buf_reserve(out, s->request->target.size + 512 + signer->signed_headers.size * 3 +
                         (credentials->access_key_id.size + credentials->session_token.size +
                          s->options->region.size + s->options->service.size) *
                             3);
    buf_add(out, path.size ? path : mt_cstr("/"));
    buf_add_char(out, '?');
    add_kept_parameters(query, out);
    buf_add_cstr(out, "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=");
    struct buf credential = {0};
    buf_add(&credential, credentials->access_key_id);
    buf_add_char(&credential, '/');
    signing_add_scope(s, &credential);
    percent_encode(buf_str(&credential), out);
    out->failed |= buf_failed(&credential);
    buf_clear(&credential);
    buf_addf(out, "&X-Amz-Date=%s&X-Amz-SignedHeaders=", s->amz_date);
    percent_encode(buf_str(&signer->signed_headers), out);
    buf_addf(out, "&X-Amz-Expires=%lld", (long long)(expires_in ? expires_in : DEFAULT_EXPIRES));
    if (credentials->session_token.size && !s->options->omit_session_token) {
        buf_add_cstr(out, "&X-Amz-Security-Token=");
        percent_encode(credentials->session_token, out);
    }
}

static void write_canonical_request(struct signing *s)
{
    mt_signer *const signer = s->signer;
    struct buf *const out = &signer->canonical_request;
    const mt_str names = buf_str(&signer->signed_headers);
    mt_str path, query;
    split_target(s->is_presigning ? buf_str(&signer->target) : s->request->target, &path, &query);
    /* Growing would leave copies of the session token in freed memory. */
    buf_reserve(out, s->request->method.size + 3 * path.size + 4 * query.size +
                         sigv4_headers_size(&signer->headers) + names.size + 128);
    buf_add(out, s->request->method);
    buf_add_char(out, '\n');
    sigv4_canonical_path(path, !s->options->raw_path, !s->options->single_encode, out);
    buf_add_char(out, '\n');
    sigv4_canonical_query(query, out);
    buf_add_char(out, '\n');
    sigv4_headers_write_block(&signer->headers, names, out);
    buf_add_char(out, '\n');
    buf_add(out, names);
    buf_add_char(out, '\n');
    buf_add(out, (mt_str){s->body_hash, CRYPTO_HEX_SIZE - 1});
}

static mt_status write_string_to_sign(struct signing *s, mt_error *err)
{
    mt_signer *const signer = s->signer;
    struct buf *const out = &signer->string_to_sign;
    uint8_t hash[CRYPTO_HASH_SIZE];
    char hex[CRYPTO_HEX_SIZE];
    const mt_status st =
        crypto_sha256(signer->crypto, buf_str(&signer->canonical_request), hash, err);
    if (st)
        return st;
    crypto_hex(hash, hex);
    buf_add(out, mt_cstr(algorithm));
    buf_add_char(out, '\n');
    buf_add(out, mt_cstr(s->amz_date));
    buf_add_char(out, '\n');
    signing_add_scope(s, out);
    buf_add_char(out, '\n');
    buf_add(out, mt_cstr(hex));
    return MT_OK;
}

static bool have_texts_failed(const mt_signer *signer)
{
    return buf_failed(&signer->target) || buf_failed(&signer->canonical_request) ||
           buf_failed(&signer->string_to_sign);
}

static mt_status write_texts(struct signing *s, mt_error *err)
{
    mt_status st = choose_headers(s, err);
    if (st)
        return st;
    if (s->is_presigning)
        write_presigned_target(s);
    write_canonical_request(s);
    st = write_string_to_sign(s, err);
    return st || !have_texts_failed(s->signer) ? st : fail_memory(err);
}

static mt_status compute_signature(struct signing *s, mt_error *err)
{
    const struct sigv4_key_parts parts = {
        .secret = s->options->credentials->secret_access_key,
        .date = {s->amz_date, DATE_SIZE},
        .region = s->options->region,
        .service = s->options->service,
    };
    struct crypto_key *key = NULL;
    uint8_t hash[CRYPTO_HASH_SIZE];
    mt_status st = sigv4_keys_find(&s->signer->keys, s->signer->crypto, &parts, &key, err);
    if (!st)
        st = crypto_key_sign(key, buf_str(&s->signer->string_to_sign), hash, err);
    if (!st)
        crypto_hex(hash, s->signature);
    return st;
}

static void add_presigned_end(struct signing *s)
{
    struct buf *const out = &s->signer->target;
    if (signing_appends_token(s)) {
        buf_add_cstr(out, "&X-Amz-Security-Token=");
        percent_encode(s->options->credentials->session_token, out);
    }
    buf_add_cstr(out, "&X-Amz-Signature=");
    buf_add_cstr(out, s->signature);
}

mt_status signing_run(struct signing *s, const char *body_hash, mt_error *err)
{
    mt_status st = check_options(s, err);
    if (!st) {
        timestamp_print_basic(s->options->time, s->amz_date);
        st = set_body_hash(s, body_hash, err);
    }
    if (!st)
        st = write_texts(s, err);
    if (!st)
        st = compute_signature(s, err);
    if (!st && s->is_presigning) {
        add_presigned_end(s);
        st = buf_failed(&s->signer->target) ? fail_memory(err) : MT_OK;
    }
    return st;
}

void signing_add_authorization(const struct signing *s, struct buf *out)
{
    buf_add(out, mt_cstr(algorithm));
    buf_add(out, mt_cstr(" Credential="));
    buf_add(out, s->options->credentials->access_key_id);
    buf_add_char(out, '/');
    signing_add_scope(s, out);
    buf_add(out, mt_cstr(", SignedHeaders="));
    buf_add(out, buf_str(&s->signer->signed_headers));
    buf_add(out, mt_cstr(", Signature="));
    buf_add(out, mt_cstr(s->signature));
}

static void forget(struct buf *text)
{
    if (text->data)
        crypto_wipe(text->data, text->size);
    buf_reset(text);
}

void signing_end(struct signing *s)
{
    mt_signer *const signer = s->signer;
    buf_reset(&signer->signed_headers);
    forget(&signer->target);
    forget(&signer->canonical_request);
    forget(&signer->string_to_sign);
    signer->headers.count = 0;
}
