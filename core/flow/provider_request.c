#include "flow/provider_request.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "auth/dpop.h"
#include "flow/service_endpoint.h"

/* Where a service of those that give out credentials answers. */
static mt_status find_endpoint(const mt_fetch *want, const struct provider_scope *scope,
                               struct endpoint *out, mt_error *err)
{
    const char *where = want->region ? want->region : scope->region;
    if (!where)
        return mt_fail(err, MT_ECREDS,
                       "%s is asked for credentials in a region, and none is set: set AWS_REGION "
                       "or give the profile one",
                       want->service);
    struct endpoint_names names = {0};
    const mt_status st = endpoint_names_find(want->service, &names, err);
    const struct service_place place = {.settings = scope->settings,
                                        .environment = scope->environment,
                                        .prefix = names.prefix,
                                        .service_id = want->service,
                                        .region = where};
    return st ? st : service_endpoint(&place, out, err);
}

/* The value of the first header, which is the one that is signed. */
static mt_str content_type(const mt_fetch *want)
{
    const char *line = want->headers ? *want->headers : NULL;
    const char *colon = line ? strchr(line, ':') : NULL;
    return colon && colon[1] == ' ' ? mt_cstr(colon + 2) : (mt_str){NULL, 0};
}

static void add_header(struct provider_request *request, const char *name, mt_str value)
{
    struct buf *text = &request->texts[request->text_count++];
    buf_add_cstr(text, name);
    buf_add(text, value);
    request->headers[request->count++] = buf_text(text);
}

static mt_status add_proof(struct provider_request *request, const mt_fetch *want, int64_t now,
                           mt_error *err)
{
    uint64_t bits[2];
    char id[40];
    if (!crypto_random(bits, sizeof bits))
        return mt_fail(err, MT_ECREDS, "the system has no randomness for a proof of possession");
    (void)snprintf(id, sizeof id, "%016" PRIx64 "%016" PRIx64, bits[0], bits[1]);
    struct buf proof = {0};
    const struct dpop_claims claims = {want->method, buf_text(&request->url), id, now};
    const mt_status st = dpop_add(mt_cstr(want->proof_key), &claims, &proof, err);
    if (!st)
        add_header(request, "DPoP: ", buf_str(&proof));
    buf_wipe(&proof);
    return st;
}

static mt_status sign(struct provider_request *request, const mt_fetch *want,
                      const struct endpoint *endpoint, const struct provider_scope *scope,
                      mt_error *err)
{
    const mt_header headers[] = {{mt_cstr("host"), mt_cstr(endpoint->host)},
                                 {mt_cstr("content-type"), content_type(want)}};
    const mt_http_request http = {.method = mt_cstr(want->method),
                                  .target = mt_cstr(endpoint->path),
                                  .headers = headers,
                                  .header_count = 2,
                                  .body = want->body};
    const mt_signing_options options = {.region = mt_cstr(endpoint->signing_region),
                                        .service = mt_cstr(want->service),
                                        .credentials = want->signer,
                                        .time = scope->now + request->skew};
    struct sigv4_stamp stamp = {0};
    const mt_status st = sigv4_stamp(scope->signer, &http, NULL, &options, &stamp, err);
    if (!st) {
        add_header(request, "X-Amz-Date: ", mt_cstr(stamp.amz_date));
        if (want->signer->session_token.size)
            add_header(request, "X-Amz-Security-Token: ", want->signer->session_token);
        add_header(request, "Authorization: ", buf_str(&stamp.authorization));
    }
    buf_wipe(&stamp.authorization);
    return st;
}

/* endpoint is filled in where the provider names a service. */
static mt_status add_url(struct provider_request *request, const mt_fetch *want,
                         const struct provider_scope *scope, struct endpoint *endpoint,
                         mt_error *err)
{
    if (want->service) {
        const mt_status st = find_endpoint(want, scope, endpoint, err);
        if (st)
            return st;
        request->clock = clocks_host(scope->clocks, endpoint->host);
        if (!request->clock)
            return fail_memory(err);
        request->skew = clocks_skew(scope->clocks, request->clock);
        buf_add_cstr(&request->url, endpoint->url);
    }
    buf_add_cstr(&request->url, want->url);
    return buf_failed(&request->url) ? fail_memory(err) : MT_OK;
}

mt_status provider_request_build(struct provider_request *request, const mt_fetch *want,
                                 const struct provider_scope *scope, mt_error *err)
{
    struct endpoint endpoint = {0};
    provider_request_clear(request);
    mt_status st = add_url(request, want, scope, &endpoint, err);
    for (const char *const *line = want->headers; line && *line; line++)
        request->headers[request->count++] = *line;
    if (!st && want->service) {
        add_header(request, "Host: ", mt_cstr(endpoint.host));
        add_header(request, "User-Agent: ", mt_cstr(scope->agent));
    }
    if (!st && want->proof_key)
        st = add_proof(request, want, scope->now + request->skew, err);
    if (!st && want->signer)
        st = sign(request, want, &endpoint, scope, err);
    for (size_t i = 0; !st && i < request->text_count; i++)
        if (buf_failed(&request->texts[i]))
            st = fail_memory(err);
    request->headers[request->count] = NULL;
    return st;
}

void provider_request_clear(struct provider_request *request)
{
    buf_wipe(&request->url);
    for (size_t i = 0; i < PROVIDER_HEADERS; i++)
        buf_wipe(&request->texts[i]);
    *request = (struct provider_request){0};
}
