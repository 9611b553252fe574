/* Credentials of a role by single sign-on (IAM Identity Center): a token that "aws sso login" has
** left in a cache, changed for credentials. */
#include "auth/creds_document.h"

#include <stdlib.h>

#include "auth/sso_token.h"
#include "base/percent.h"
#include "data/value_node.h"

enum { TIMEOUT_MS = 10000, ATTEMPTS = 3 };

static const char portal[] = "the single sign-on portal";

struct sso {
    struct creds_provider own;
    struct sso_token token;
    struct fetch fetch;
    char *role, *account, *region;
    bool asks_portal;
};

static void forget(struct sso *self)
{
    free(self->role);
    free(self->account);
    free(self->region);
    self->role = self->account = self->region = NULL;
}

static mt_step ask_portal(struct sso *self, mt_fetch *want, mt_error *err)
{
    struct fetch *fetch = &self->fetch;
    self->asks_portal = true;
    fetch_begin(fetch, "GET", TIMEOUT_MS);
    fetch->want.service = "sso";
    fetch->want.region = self->region;
    buf_add_cstr(&fetch->url, "/federation/credentials?role_name=");
    percent_encode(mt_cstr(self->role), &fetch->url);
    buf_add_cstr(&fetch->url, "&account_id=");
    percent_encode(mt_cstr(self->account), &fetch->url);
    fetch_add_header(fetch, "x-amz-sso_bearer_token", mt_cstr(sso_token_text(&self->token)));
    return fetch_send(fetch, want, err);
}

static mt_status take_settings(struct sso *self, const struct sso_settings *settings, mt_error *err)
{
    if (!settings->account)
        return mt_fail(err, MT_ECREDS,
                       "profile '%s' names an sso_session but neither sso_account_id nor "
                       "sso_role_name: it is for bearer tokens, not for credentials",
                       self->own.profile);
    forget(self);
    self->own.base.features = settings->session ? "r,s" : "t,u";
    self->role = str_dup(mt_cstr(settings->role));
    self->account = str_dup(mt_cstr(settings->account));
    self->region = str_dup(mt_cstr(settings->region));
    return self->role && self->account && self->region ? MT_OK : fail_memory(err);
}

static mt_step start(struct sso *self, int64_t now, mt_fetch *want, mt_error *err)
{
    struct profile_set *files = NULL;
    struct sso_settings settings = {0};
    mt_step step = MT_STEP_FAILED;
    self->asks_portal = false;
    self->token.env = self->own.env;
    mt_status st = profile_set_load(self->own.env, &files, err);
    if (!st)
        st = profile_sso_settings(files, self->own.profile, &settings, err);
    if (!st)
        st = take_settings(self, &settings, err);
    if (!st)
        step = sso_token_start(&self->token, &settings, now, want, err);
    profile_set_free(files);
    return step;
}

static mt_status read_answer(struct sso *self, const mt_fetched *answer, mt_error *err)
{
    if (!answer->status && (answer->http == 401 || answer->http == 403))
        return mt_fail(err, MT_ECREDS,
                       "%s refuses the token of profile '%s' (%d): log in with \"aws sso login\", "
                       "or see whether the account has the role %s",
                       portal, self->own.profile, answer->http, self->role);
    if (answer->status || answer->http != 200) {
        fetch_describe(answer, portal, err);
        return MT_ECREDS;
    }
    mt_value *json = NULL;
    mt_status st = creds_parse(answer->body, portal, &json, err);
    if (!st)
        st = creds_read(mt_value_get(json, "roleCredentials"), &creds_document_sso, portal,
                        self->account, &self->own.held, err);
    value_free_secret(json);
    return st;
}

static mt_step portal_answered(struct sso *self, const mt_fetched *answer, mt_fetch *want,
                               mt_error *err)
{
    if (fetch_may_repeat(&self->fetch, answer, ATTEMPTS))
        return fetch_send(&self->fetch, want, err);
    return read_answer(self, answer, err) ? MT_STEP_FAILED : MT_STEP_READY;
}

static mt_step sso_step(mt_provider *provider, int64_t now, const mt_fetched *answer,
                        mt_fetch *want, const mt_credentials **out, mt_error *err)
{
    struct sso *self = (struct sso *)provider;
    mt_step step = MT_STEP_READY;
    if (answer && self->asks_portal)
        step = portal_answered(self, answer, want, err);
    else {
        step = answer ? sso_token_answered(&self->token, answer, now, want, err)
                      : start(self, now, want, err);
        if (step == MT_STEP_READY)
            step = ask_portal(self, want, err);
    }
    if (step == MT_STEP_READY)
        *out = &self->own.held.view;
    if (step != MT_STEP_WANT_HTTP) {
        fetch_clear(&self->fetch);
        sso_token_clear(&self->token); /* the file is read anew next time */
    }
    return step;
}

static void sso_free(mt_provider *provider)
{
    struct sso *self = (struct sso *)provider;
    sso_token_clear(&self->token);
    fetch_clear(&self->fetch);
    forget(self);
    creds_provider_free(&self->own);
}

mt_provider *creds_new_sso(const mt_environment *env, const char *profile)
{
    static const mt_provider like = {"single sign-on", sso_step, sso_free, NULL, NULL};
    return creds_provider_new(sizeof(struct sso), &like, env, profile);
}
