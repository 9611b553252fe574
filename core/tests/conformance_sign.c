/* "sign": a vector of the signing suite's form (context, request) gives every stage. With "as":
** "header" or "query" the stages of that form; without, both under those names.
** "verify": a request, {"secrets": {id: secret}, "tokens": {id: token}, "now", "service"}, says
** who signed it. */
#include <stdlib.h>

#include "base/buf.h"
#include "conformance.h"
#include "sign_case.h"

static mt_status add_headers(mt_value *out, const mt_signature *signature)
{
    mt_value *const list = mt_value_new_array();
    mt_status st = list ? MT_OK : MT_EMEM;
    for (size_t i = 0; !st && i < signature->header_count; i++) {
        mt_value *const pair = mt_value_new_array();
        st = mt_value_append(pair, mt_value_new_string(signature->headers[i].name));
        if (!st)
            st = mt_value_append(pair, mt_value_new_string(signature->headers[i].value));
        if (st)
            mt_value_free(pair);
        else
            st = mt_value_append(list, pair);
    }
    if (st) {
        mt_value_free(list);
        return st;
    }
    return mt_value_set(out, mt_cstr("headers"), list);
}

static mt_value *describe(const mt_signature *signature)
{
    const struct {
        const char *key;
        const char *text;
    } members[] = {
        {"canonical_request", signature->canonical_request},
        {"string_to_sign", signature->string_to_sign},
        {"signed_headers", signature->signed_headers},
        {"signature", signature->signature},
        {"authorization", signature->authorization},
        {"signed_target", signature->signed_target},
    };
    mt_value *const out = mt_value_new_object();
    mt_status st = out ? MT_OK : MT_EMEM;
    for (size_t i = 0; !st && i < sizeof members / sizeof members[0]; i++)
        st = conformance_set(out, members[i].key, members[i].text);
    if (!st && signature->headers)
        st = add_headers(out, signature);
    if (st) {
        mt_value_free(out);
        return NULL;
    }
    return out;
}

typedef mt_status signing(mt_signer *signer, const mt_http_request *request,
                          const mt_signing_options *options, mt_signature *out, mt_error *err);

static mt_status run_one(signing *sign, mt_signer *signer, const struct sign_case *c,
                         mt_value **out, mt_error *err)
{
    mt_signature signature = {0};
    mt_status st = sign(signer, &c->request, &c->options, &signature, err);
    if (!st) {
        *out = describe(&signature);
        st = *out ? MT_OK : fail_memory(err);
    }
    mt_signature_clear(&signature);
    return st;
}

static mt_status run_both(mt_signer *signer, const struct sign_case *c, mt_value **out,
                          mt_error *err)
{
    mt_value *header = NULL, *query = NULL, *const both = mt_value_new_object();
    mt_status st = run_one(mt_sigv4_sign, signer, c, &header, err);
    if (!st)
        st = run_one(mt_sigv4_presign, signer, c, &query, err);
    if (st) {
        mt_value_free(header);
        mt_value_free(both);
        return st;
    }
    st = mt_value_set(both, mt_cstr("header"), header);
    const mt_status second = mt_value_set(both, mt_cstr("query"), query);
    if (st || second) {
        mt_value_free(both);
        return fail_memory(err);
    }
    *out = both;
    return MT_OK;
}

mt_status conformance_sign(const mt_value *in, mt_value **out, mt_error *err)
{
    const mt_str as = mt_value_string(mt_value_get(in, "as"));
    struct sign_case c;
    mt_status st = sign_case_read(in, &c, err);
    if (st)
        return st;
    /* The suite that has no such member sends the hash wherever it hashes the body. */
    const mt_value *const context = mt_value_get(in, "context");
    if (!mt_value_get(context, "content_sha256_header"))
        c.options.content_sha256_header = mt_value_bool(mt_value_get(context, "sign_body"));
    mt_signer *const signer = mt_signer_new();
    if (!signer)
        return fail_memory(err);
    if (mt_str_equal(as, mt_cstr("header")))
        st = run_one(mt_sigv4_sign, signer, &c, out, err);
    else if (mt_str_equal(as, mt_cstr("query")))
        st = run_one(mt_sigv4_presign, signer, &c, out, err);
    else
        st = run_both(signer, &c, out, err);
    mt_signer_free(signer);
    return st;
}

struct secrets {
    const mt_value *json;
    char *secret;
    char *token;
};

static char *find_text(const mt_value *json, const char *table, mt_str id)
{
    const mt_value *entry = mt_value_first(mt_value_get(json, table));
    while (entry && !mt_str_equal(mt_value_key(entry), id))
        entry = mt_value_next(entry);
    return mt_value_type(entry) == MT_STRING ? str_dup(mt_value_string(entry)) : NULL;
}

static const char *find_secret(void *context, mt_str id, const char **token)
{
    struct secrets *const secrets = context;
    secrets->secret = find_text(secrets->json, "secrets", id);
    *token = secrets->token = find_text(secrets->json, "tokens", id);
    return secrets->secret;
}

mt_status conformance_verify(const mt_value *in, mt_value **out, mt_error *err)
{
    struct sign_case c = {0};
    struct secrets secrets = {.json = in};
    mt_verify_options options = {.context = &secrets,
                                 .secret = find_secret,
                                 .service = mt_value_string(mt_value_get(in, "service"))};
    mt_identity identity = {0};
    mt_status st = sign_case_read_request(mt_value_get(in, "request"), &c, err);
    if (!st)
        st = sign_case_read_time(mt_value_string(mt_value_get(in, "now")), &options.now, err);
    if (!st)
        st = mt_sigv4_verify(&c.request, &options, &identity, err);
    free(secrets.secret);
    free(secrets.token);
    if (st)
        return st;
    mt_value *const made = mt_value_new_object();
    const mt_status sets[] = {
        mt_value_set(made, mt_cstr("access_key_id"), mt_value_new_string(identity.access_key_id)),
        mt_value_set(made, mt_cstr("region"), mt_value_new_string(identity.region)),
        mt_value_set(made, mt_cstr("service"), mt_value_new_string(identity.service)),
    };
    if (sets[0] || sets[1] || sets[2]) {
        mt_value_free(made);
        return fail_memory(err);
    }
    *out = made;
    return MT_OK;
}
