/* Signing as others use it: one stamp for the engine, all stages for people and tests. Both run the
** same stages (sigv4_signing.c). */
#include "auth/sigv4.h"

#include <stdlib.h>

#include "auth/sigv4_signing.h"

enum { MAX_ADDED = 4 };

mt_signer *mt_signer_new(void)
{
    mt_signer *const signer = calloc(1, sizeof *signer);
    if (!signer)
        return NULL;
    signer->crypto = crypto_new();
    if (!signer->crypto) {
        free(signer);
        return NULL;
    }
    return signer;
}

void mt_signer_free(mt_signer *signer)
{
    if (!signer)
        return;
    sigv4_keys_clear(&signer->keys);
    sigv4_headers_clear(&signer->headers);
    buf_clear(&signer->signed_headers);
    buf_wipe(&signer->target);
    buf_wipe(&signer->canonical_request);
    buf_wipe(&signer->string_to_sign);
    crypto_free(signer->crypto);
    free(signer);
}

mt_status sigv4_body_hash(mt_signer *signer, mt_str body, char out[CRYPTO_HEX_SIZE], mt_error *err)
{
    uint8_t hash[CRYPTO_HASH_SIZE];
    const mt_status st = crypto_sha256(signer->crypto, body, hash, err);
    if (!st)
        crypto_hex(hash, out);
    return st;
}

mt_status sigv4_stamp(mt_signer *signer, const mt_http_request *request, const char *body_hash,
                      const mt_signing_options *options, struct sigv4_stamp *out, mt_error *err)
{
    struct signing s = {.signer = signer, .request = request, .options = options};
    mt_status st = signing_run(&s, body_hash, err);
    if (!st) {
        buf_reset(&out->authorization);
        signing_add_authorization(&s, &out->authorization);
        st = buf_failed(&out->authorization) ? fail_memory(err) : MT_OK;
    }
    if (!st)
        memcpy(out->amz_date, s.amz_date, sizeof out->amz_date);
    signing_end(&s);
    return st;
}

/* The values lie behind the array, in its order, but for the last, the authorization, which is the
** signature's own text; mt_signature_clear relies on it. */
static bool own_headers(const struct signing *s, mt_signature *out)
{
    const mt_credentials *const credentials = s->options->credentials;
    mt_header added[MAX_ADDED];
    size_t count = 0, size = 0;
    added[count++] = (mt_header){mt_cstr("X-Amz-Date"), mt_cstr(s->amz_date)};
    if (credentials->session_token.size)
        added[count++] = (mt_header){mt_cstr("X-Amz-Security-Token"), credentials->session_token};
    if (signing_has_content_sha256(s))
        added[count++] = (mt_header){mt_cstr("X-Amz-Content-Sha256"), mt_cstr(s->body_hash)};
    for (size_t i = 0; i < count; i++)
        size += added[i].value.size;

    out->headers = malloc((count + 1) * sizeof *out->headers + size);
    if (!out->headers)
        return false;
    out->header_count = count + 1;
    char *storage = (char *)(out->headers + out->header_count);
    for (size_t i = 0; i < count; i++) {
        const mt_str value = added[i].value;
        memcpy(storage, value.data, value.size);
        out->headers[i] = (mt_header){added[i].name, {storage, value.size}};
        storage += value.size;
    }
    out->headers[count] = (mt_header){mt_cstr("Authorization"), mt_cstr(out->authorization)};
    return true;
}

static bool own_stages(const struct signing *s, mt_signature *out)
{
    const mt_signer *const signer = s->signer;
    memcpy(out->signature, s->signature, sizeof out->signature);
    out->canonical_request = str_dup(buf_str(&signer->canonical_request));
    out->string_to_sign = str_dup(buf_str(&signer->string_to_sign));
    out->signed_headers = str_dup(buf_str(&signer->signed_headers));
    return out->canonical_request && out->string_to_sign && out->signed_headers;
}

static bool own_result(const struct signing *s, mt_signature *out)
{
    if (!own_stages(s, out))
        return false;
    if (s->is_presigning) {
        out->signed_target = str_dup(buf_str(&s->signer->target));
        return out->signed_target != NULL;
    }
    struct buf authorization = {0};
    signing_add_authorization(s, &authorization);
    out->authorization = buf_take(&authorization, NULL);
    return out->authorization && own_headers(s, out);
}

static mt_status sign(struct signing *s, mt_signature *out, mt_error *err)
{
    mt_signature made = {0};
    mt_status st = signing_run(s, NULL, err);
    if (!st && !own_result(s, &made))
        st = fail_memory(err);
    if (st)
        mt_signature_clear(&made);
    else
        *out = made;
    signing_end(s);
    return st;
}

mt_status mt_sigv4_sign(mt_signer *signer, const mt_http_request *request,
                        const mt_signing_options *options, mt_signature *out, mt_error *err)
{
    return sign(&(struct signing){.signer = signer, .request = request, .options = options}, out,
                err);
}

mt_status mt_sigv4_presign(mt_signer *signer, const mt_http_request *request,
                           const mt_signing_options *options, mt_signature *out, mt_error *err)
{
    return sign(
        &(struct signing){
            .signer = signer, .request = request, .options = options, .is_presigning = true},
        out, err);
}

static void wipe_text(char *text)
{
    if (text)
        crypto_wipe(text, strlen(text));
    free(text);
}

void mt_signature_clear(mt_signature *signature)
{
    if (signature->headers) {
        size_t size = 0;
        for (size_t i = 0; i + 1 < signature->header_count; i++)
            size += signature->headers[i].value.size;
        crypto_wipe(signature->headers + signature->header_count, size);
    }
    free(signature->headers);
    wipe_text(signature->canonical_request);
    wipe_text(signature->string_to_sign);
    free(signature->signed_headers);
    free(signature->authorization);
    wipe_text(signature->signed_target);
    *signature = (mt_signature){0};
}
