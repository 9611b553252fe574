/* Credentials of a console login ("aws login"), kept in a cache and renewed with a proof that this
** machine holds the key that it was made with. */
#include "auth/creds_document.h"

#include <stdlib.h>

#include "auth/fetch.h"
#include "auth/profile.h"
#include "auth/token_cache.h"
#include "base/crypto.h"
#include "data/value_node.h"

enum { AHEAD_S = 300, TIMEOUT_MS = 10000, ATTEMPTS = 3 };

static const char advice[] = "log in with \"aws login\"";

struct login {
    struct creds_provider own;
    struct fetch fetch;
    mt_value *cache; /* the file; secret */
    char *path, *region;
};

static void forget(struct login *self)
{
    value_free_secret(self->cache);
    free(self->path);
    free(self->region);
    self->cache = NULL;
    self->path = self->region = NULL;
}

static char *cache_path(const struct login *self, const char *session, mt_error *err)
{
    char name[CRYPTO_HEX_SIZE];
    bool failed = false;
    if (crypto_sha256_hex(mt_cstr(session), name, err))
        return NULL;
    char *directory = creds_variable(self->own.env, "AWS_LOGIN_CACHE_DIRECTORY", &failed);
    char *path = failed ? NULL
                        : token_cache_path(self->own.env,
                                           directory ? directory : "~/.aws/login/cache", name);
    free(directory);
    if (!path)
        (void)fail_memory(err);
    return path;
}

static mt_status find_cache(struct login *self, mt_error *err)
{
    struct profile_set *files = NULL;
    mt_status st = profile_set_load(self->own.env, &files, err);
    if (st)
        return st;
    forget(self);
    const struct profile_value session = profile_set_get(files, self->own.profile, "login_session");
    const char *region = profile_set_get(files, self->own.profile, "region").text;
    if (!session.text || !*session.text)
        st = mt_fail(err, MT_ECREDS, "the login_session of profile '%s' is empty",
                     self->own.profile);
    else
        self->path = cache_path(self, session.text, err);
    self->region = region ? str_dup(mt_cstr(region)) : NULL;
    profile_set_free(files);
    if (!st && (!self->path || (region && !self->region)))
        st = fail_memory(err);
    return st;
}

static mt_status read_cache(struct login *self, mt_error *err)
{
    static const char *const needed[] = {"clientId", "refreshToken", "dpopKey"};
    mt_status st = token_cache_read(self->own.env, self->path, advice, &self->cache, err);
    for (size_t i = 0; !st && i < sizeof needed / sizeof *needed; i++)
        if (!creds_member(self->cache, needed[i]))
            st = mt_fail(err, MT_ECREDS, "%s has no %s: %s", self->path, needed[i], advice);
    if (st)
        return st;
    return creds_read(mt_value_get(self->cache, "accessToken"), &creds_document_login, self->path,
                      NULL, &self->own.held, err);
}

static mt_step renew(struct login *self, mt_fetch *want, mt_error *err)
{
    static const char *const sent[] = {"clientId", "refreshToken"};
    struct fetch *fetch = &self->fetch;
    fetch_begin(fetch, "POST", TIMEOUT_MS);
    fetch->want.service = "signin";
    fetch->want.region = self->region;
    fetch->want.proof_key = creds_member(self->cache, "dpopKey");
    buf_add_cstr(&fetch->url, "/v1/token");
    fetch_add_header(fetch, "Content-Type", mt_cstr("application/json"));
    const mt_status st =
        token_cache_add_request(self->cache, sent, sizeof sent / sizeof *sent, &fetch->body, err);
    return st ? MT_STEP_FAILED : fetch_send(fetch, want, err);
}

static mt_step start(struct login *self, int64_t now, mt_fetch *want, mt_error *err)
{
    if (find_cache(self, err) || read_cache(self, err))
        return MT_STEP_FAILED;
    const int64_t expires_at = self->own.held.view.expires_at;
    return expires_at - AHEAD_S > now ? MT_STEP_READY : renew(self, want, err);
}

/* The accessToken of the file with what the answer changes of it. */
static mt_status replace_token(struct login *self, const mt_value *fresh, int64_t expires_at)
{
    static const char *const members[] = {"accessKeyId", "secretAccessKey", "sessionToken",
                                          "accountId"};
    mt_value *token = mt_value_dup(mt_value_get(self->cache, "accessToken"));
    mt_status st = token ? MT_OK : MT_EMEM;
    for (size_t i = 0; !st && i < sizeof members / sizeof *members; i++)
        if (creds_member(fresh, members[i]))
            st = token_cache_set(token, members[i], creds_member(fresh, members[i]));
    if (!st)
        st = token_cache_set_time(token, "expiresAt", expires_at);
    if (st) {
        value_free_secret(token);
        return st;
    }
    value_wipe_member(self->cache, "accessToken");
    return mt_value_set(self->cache, mt_cstr("accessToken"), token);
}

static mt_status take_answer(struct login *self, const mt_value *answer, int64_t now, mt_error *err)
{
    const mt_value *fresh = mt_value_get(answer, "accessToken");
    const char *refresh = creds_member(answer, "refreshToken");
    const int64_t lifetime = mt_value_int(mt_value_get(answer, "expiresIn"));
    if (!creds_member(fresh, "accessKeyId") || lifetime <= 0)
        return mt_fail(err, MT_ECREDS, "the answer of the sign-in service has no %s",
                       lifetime > 0 ? "accessToken" : "expiresIn");
    if (replace_token(self, fresh, now + lifetime) ||
        (refresh && token_cache_set(self->cache, "refreshToken", refresh)))
        return fail_memory(err);
    /* one that cannot be saved is still good for this run */
    (void)token_cache_write(self->own.env, self->path, self->cache, NULL);
    return creds_read(mt_value_get(self->cache, "accessToken"), &creds_document_login, self->path,
                      NULL, &self->own.held, err);
}

static mt_status refused(const struct login *self, const mt_fetched *answer, mt_error *err)
{
    mt_value *json = NULL;
    const char *reason = NULL;
    if (!answer->status && !creds_parse(answer->body, "the answer", &json, NULL))
        reason = creds_member(json, "error");
    if (!answer->status && answer->http < 500)
        (void)mt_fail(err, MT_ECREDS,
                      "the sign-in service does not renew the login in %s (%d%s%s): %s", self->path,
                      answer->http, reason ? " " : "", reason ? reason : "", advice);
    else
        fetch_describe(answer, "the sign-in service", err);
    value_free_secret(json);
    return MT_ECREDS;
}

static mt_step answered(struct login *self, const mt_fetched *answer, int64_t now, mt_fetch *want,
                        mt_error *err)
{
    if (fetch_may_repeat(&self->fetch, answer, ATTEMPTS))
        return fetch_send(&self->fetch, want, err);
    mt_value *json = NULL;
    mt_status st = answer->status || answer->http != 200
                       ? refused(self, answer, err)
                       : creds_parse(answer->body, "the answer of the sign-in service", &json, err);
    if (!st)
        st = take_answer(self, json, now, err);
    value_free_secret(json);
    if (!st || self->own.held.view.expires_at > now)
        return MT_STEP_READY;
    return MT_STEP_FAILED;
}

static mt_step login_step(mt_provider *provider, int64_t now, const mt_fetched *answer,
                          mt_fetch *want, const mt_credentials **out, mt_error *err)
{
    struct login *self = (struct login *)provider;
    const mt_step step =
        answer ? answered(self, answer, now, want, err) : start(self, now, want, err);
    if (step == MT_STEP_READY)
        *out = &self->own.held.view;
    if (step != MT_STEP_WANT_HTTP) {
        fetch_clear(&self->fetch);
        forget(self); /* the file is read anew next time */
    }
    return step;
}

static void login_free(mt_provider *provider)
{
    struct login *self = (struct login *)provider;
    forget(self);
    fetch_clear(&self->fetch);
    creds_provider_free(&self->own);
}

mt_provider *creds_new_login(const mt_environment *env, const char *profile)
{
    static const mt_provider like = {"login", login_step, login_free, "AC,AD", NULL};
    return creds_provider_new(sizeof(struct login), &like, env, profile);
}
