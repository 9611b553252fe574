/* Reads signing cases of the published suite's form. */
#include "sign_case.h"

#include <stdio.h>
#include <strings.h>

#include "auth/verify_parts.h"

static mt_str text_of(const mt_value *object, const char *key)
{
    return mt_value_string(mt_value_get(object, key));
}

/* What is not said counts as said by default. */
static bool flag(const mt_value *object, const char *key, bool fallback)
{
    const mt_value *const value = mt_value_get(object, key);
    return mt_value_type(value) == MT_BOOL ? mt_value_bool(value) : fallback;
}

mt_status sign_case_read_time(mt_str text, int64_t *out, mt_error *err)
{
    char packed[17];
    size_t size = 0;
    for (size_t i = 0; i < text.size && size < sizeof packed; i++)
        if (text.data[i] != '-' && text.data[i] != ':')
            packed[size++] = text.data[i];
    struct verify_time time;
    if (!verify_read_time((mt_str){packed, size}, &time))
        return mt_fail(err, MT_EINPUT, "context.amz_date is no time like 20150830T123600Z");
    *out = time.unix_time;
    return MT_OK;
}

static mt_status read_headers(const mt_value *list, struct sign_case *out, mt_error *err)
{
    size_t count = 0;
    for (const mt_value *pair = mt_value_first(list); pair; pair = mt_value_next(pair)) {
        if (count == SIGN_CASE_HEADERS)
            return mt_fail(err, MT_EINPUT, "request.headers has more than %d", SIGN_CASE_HEADERS);
        const mt_value *const name = mt_value_first(pair);
        if (mt_value_count(pair) != 2)
            return mt_fail(err, MT_EINPUT, "request.headers is not a list of [name, value]");
        out->headers[count++] =
            (mt_header){mt_value_string(name), mt_value_string(mt_value_next(name))};
    }
    out->request.headers = out->headers;
    out->request.header_count = count;
    return MT_OK;
}

mt_status sign_case_read_request(const mt_value *request, struct sign_case *out, mt_error *err)
{
    const mt_str path = text_of(request, "path"), query = text_of(request, "query");
    mt_str target = text_of(request, "target");
    if (target.size == 0) {
        const int size =
            snprintf(out->target, sizeof out->target, "%.*s%s%.*s", MT_STR_ARG(path),
                     query.size ? "?" : "", (int)query.size, query.size ? query.data : "");
        if (size < 0 || (size_t)size >= sizeof out->target)
            return mt_fail(err, MT_EINPUT, "request.path and query are too long");
        target = mt_cstr(out->target);
    }
    out->request.method = text_of(request, "method");
    out->request.target = target;
    out->request.body = text_of(request, "body");
    if (out->request.method.size == 0)
        return mt_fail(err, MT_EINPUT, "request.method is missing");
    return read_headers(mt_value_get(request, "headers"), out, err);
}

mt_status sign_case_read(const mt_value *json, struct sign_case *out, mt_error *err)
{
    const mt_value *const context = mt_value_get(json, "context");
    const mt_value *const credentials = mt_value_get(context, "credentials");
    const mt_str date = text_of(context, "amz_date");
    const bool sign_body = flag(context, "sign_body", true);
    *out = (struct sign_case){0};
    out->credentials = (mt_credentials){
        .access_key_id = text_of(credentials, "access_key_id"),
        .secret_access_key = text_of(credentials, "secret_access_key"),
        .session_token = text_of(credentials, "session_token"),
    };
    out->options = (mt_signing_options){
        .region = text_of(context, "region"),
        .service = text_of(context, "service"),
        .credentials = &out->credentials,
        .raw_path = !flag(context, "normalize_path", true),
        .single_encode = !flag(context, "double_uri_encode", true),
        .unhashed_body = !sign_body,
        .omit_session_token = flag(context, "omit_session_token", false),
        .content_sha256_header = flag(context, "content_sha256_header", false),
        .expires_in = mt_value_int(mt_value_get(context, "expiration_in_seconds")),
    };
    mt_status st = sign_case_read_time(date.size ? date : text_of(context, "timestamp"),
                                       &out->options.time, err);
    if (!st)
        st = sign_case_read_request(mt_value_get(json, "request"), out, err);
    return st;
}

static bool is_same_name(mt_str a, mt_str b)
{
    return a.size == b.size && strncasecmp(a.data, b.data, a.size) == 0;
}

void sign_case_add_headers(struct sign_case *signed_case, const mt_signature *signature)
{
    for (size_t i = 0; i < signature->header_count; i++) {
        const mt_header added = signature->headers[i];
        size_t at = 0;
        while (at < signed_case->request.header_count &&
               !is_same_name(signed_case->headers[at].name, added.name))
            at++;
        if (at == SIGN_CASE_HEADERS)
            return;
        signed_case->headers[at] = added;
        if (at == signed_case->request.header_count)
            signed_case->request.header_count++;
    }
}
