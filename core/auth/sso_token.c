#include "auth/sso_token.h"

#include <stdlib.h>

#include "auth/creds_document.h"
#include "auth/token_cache.h"
#include "base/crypto.h"
#include "data/value_node.h"

enum {
    AHEAD_S = 300, /* renewed so long before it expires */
    PAUSE_S = 30,  /* between attempts to renew */
    TIMEOUT_MS = 10000,
    ATTEMPTS = 3
};

static const char advice[] = "log in with \"aws sso login\"";

/* Members of the cache that a new token is asked for with. */
static const char *const renewal[] = {"clientId", "clientSecret", "refreshToken"};

static void forget(struct sso_token *token)
{
    value_free_secret(token->cache);
    free(token->path);
    free(token->region);
    token->cache = NULL;
    token->path = token->region = NULL;
}

static mt_status read_cache(struct sso_token *token, const struct sso_settings *settings,
                            mt_error *err)
{
    char name[CRYPTO_SHA1_HEX_SIZE];
    const char *key = settings->session ? settings->session : settings->start_url;
    mt_status st = crypto_sha1_hex(mt_cstr(key), name, err);
    if (st)
        return st;
    forget(token);
    token->region = str_dup(mt_cstr(settings->region));
    token->path = token_cache_path(token->env, "~/.aws/sso/cache", name);
    if (!token->region || !token->path)
        return fail_memory(err);
    st = token_cache_read(token->env, token->path, advice, &token->cache, err);
    if (st)
        return st;
    const char *expires = creds_member(token->cache, "expiresAt");
    if (!creds_member(token->cache, "accessToken") || !expires)
        return mt_fail(err, MT_ECREDS, "%s has no %s: %s", token->path,
                       expires ? "accessToken" : "expiresAt", advice);
    if (!creds_time(mt_cstr(expires), &token->expires_at))
        return mt_fail(err, MT_ECREDS, "the expiresAt of %s is no time: %s", token->path, advice);
    return MT_OK;
}

static bool can_renew(const struct sso_token *token, int64_t now)
{
    int64_t registration_ends = 0;
    for (size_t i = 0; i < sizeof renewal / sizeof *renewal; i++)
        if (!creds_member(token->cache, renewal[i]))
            return false;
    return creds_time(mt_cstr(creds_member(token->cache, "registrationExpiresAt")),
                      &registration_ends) &&
           registration_ends > now;
}

static mt_step renew(struct sso_token *token, int64_t now, mt_fetch *want, mt_error *err)
{
    token->renewed_at = now;
    fetch_begin(&token->fetch, "POST", TIMEOUT_MS);
    token->fetch.want.service = "sso-oidc";
    token->fetch.want.region = token->region;
    buf_add_cstr(&token->fetch.url, "/token");
    fetch_add_header(&token->fetch, "Content-Type", mt_cstr("application/json"));
    const mt_status st = token_cache_add_request(
        token->cache, renewal, sizeof renewal / sizeof *renewal, &token->fetch.body, err);
    return st ? MT_STEP_FAILED : fetch_send(&token->fetch, want, err);
}

static mt_step expired(const struct sso_token *token, mt_error *err)
{
    (void)mt_fail(err, MT_ECREDS, "the single sign-on in %s has expired: %s", token->path, advice);
    return MT_STEP_FAILED;
}

mt_step sso_token_start(struct sso_token *token, const struct sso_settings *settings, int64_t now,
                        mt_fetch *want, mt_error *err)
{
    if (read_cache(token, settings, err))
        return MT_STEP_FAILED;
    const bool has_expired = token->expires_at <= now;
    const bool is_due =
        token->expires_at - AHEAD_S <= now && (has_expired || now - token->renewed_at >= PAUSE_S);
    if (is_due && settings->session && can_renew(token, now))
        return renew(token, now, want, err);
    return has_expired ? expired(token, err) : MT_STEP_READY;
}

/* What the answer changes; all else in the file stays. */
static mt_status take_answer(struct sso_token *token, mt_str body, int64_t now, mt_error *err)
{
    mt_value *answer = NULL;
    mt_status st = creds_parse(body, "the answer of the sign-on service", &answer, err);
    if (st)
        return st;
    const char *access = creds_member(answer, "accessToken");
    const char *refresh = creds_member(answer, "refreshToken");
    const int64_t lifetime = mt_value_int(mt_value_get(answer, "expiresIn"));
    if (!access || lifetime <= 0)
        st = mt_fail(err, MT_ECREDS, "the answer of the sign-on service has no %s",
                     access ? "expiresIn" : "accessToken");
    if (!st && token_cache_set(token->cache, "accessToken", access))
        st = fail_memory(err);
    if (!st && token_cache_set_time(token->cache, "expiresAt", now + lifetime))
        st = fail_memory(err);
    if (!st && refresh && token_cache_set(token->cache, "refreshToken", refresh))
        st = fail_memory(err);
    if (!st)
        token->expires_at = now + lifetime;
    value_free_secret(answer);
    return st;
}

mt_step sso_token_answered(struct sso_token *token, const mt_fetched *answer, int64_t now,
                           mt_fetch *want, mt_error *err)
{
    if (fetch_may_repeat(&token->fetch, answer, ATTEMPTS))
        return fetch_send(&token->fetch, want, err);
    mt_error why = {0};
    const bool is_good =
        !answer->status && answer->http == 200 && !take_answer(token, answer->body, now, &why);
    if (is_good) /* one that cannot be saved is still good for this run */
        (void)token_cache_write(token->env, token->path, token->cache, NULL);
    if (why.status == MT_EMEM) {
        (void)fail_memory(err);
        return MT_STEP_FAILED;
    }
    return token->expires_at > now ? MT_STEP_READY : expired(token, err);
}

const char *sso_token_text(const struct sso_token *token)
{
    return creds_member(token->cache, "accessToken");
}

void sso_token_clear(struct sso_token *token)
{
    forget(token);
    fetch_clear(&token->fetch);
}
