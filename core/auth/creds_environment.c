/* Credentials from AWS_ACCESS_KEY_ID and its fellows. Blank counts as absent, as in AWS's SDKs. */
#include "auth/creds.h"

#include <stdlib.h>

#include "auth/profile.h"
#include "base/buf.h"
#include "data/timestamp.h"

struct variables {
    mt_provider base;
    const mt_environment *env;
    struct creds_held held;
};

/* The values are copied one by one: each look may end the previous one's loan. */
struct looked_up {
    char *id, *secret, *token, *expiration, *account;
    bool failed;
};

static mt_status read_expiration(const char *text, int64_t *out, mt_error *err)
{
    struct timestamp time = {0};
    if (text && !timestamp_parse(mt_cstr(text), &time))
        return mt_fail(err, MT_ECREDS, "AWS_CREDENTIAL_EXPIRATION is no ISO 8601 time");
    *out = text ? time.seconds : 0;
    return MT_OK;
}

static mt_step decide(struct variables *self, const struct looked_up *all,
                      const mt_credentials **out, mt_error *err)
{
    if (all->failed) {
        (void)fail_memory(err);
        return MT_STEP_FAILED;
    }
    if (!all->id) {
        mt_fail(err, MT_ECREDS, "AWS_ACCESS_KEY_ID is not set%s",
                all->secret ? ", though AWS_SECRET_ACCESS_KEY is" : "");
        return MT_STEP_NOT_ME;
    }
    if (!all->secret) {
        mt_fail(err, MT_ECREDS, "AWS_ACCESS_KEY_ID is set but AWS_SECRET_ACCESS_KEY is not");
        return MT_STEP_FAILED;
    }
    mt_credentials found = {mt_cstr(all->id), mt_cstr(all->secret), mt_cstr(all->token), 0,
                            "environment",    mt_cstr(all->account)};
    if (read_expiration(all->expiration, &found.expires_at, err))
        return MT_STEP_FAILED;
    if (creds_hold(&self->held, &found, err))
        return MT_STEP_FAILED;
    *out = &self->held.view;
    return MT_STEP_READY;
}

static mt_step variables_step(mt_provider *provider, int64_t now, const mt_fetched *answer,
                              mt_fetch *want, const mt_credentials **out, mt_error *err)
{
    (void)now, (void)answer, (void)want;
    struct variables *self = (struct variables *)provider;
    struct looked_up all = {0};
    all.id = creds_variable(self->env, "AWS_ACCESS_KEY_ID", &all.failed);
    all.secret = creds_variable(self->env, "AWS_SECRET_ACCESS_KEY", &all.failed);
    all.token = creds_variable(self->env, "AWS_SESSION_TOKEN", &all.failed);
    if (!all.token) /* as it was called first */
        all.token = creds_variable(self->env, "AWS_SECURITY_TOKEN", &all.failed);
    all.expiration = creds_variable(self->env, "AWS_CREDENTIAL_EXPIRATION", &all.failed);
    all.account = creds_variable(self->env, "AWS_ACCOUNT_ID", &all.failed);
    const mt_step step = decide(self, &all, out, err);
    secret_free(all.id);
    secret_free(all.secret);
    secret_free(all.token);
    free(all.expiration);
    free(all.account);
    return step;
}

static void variables_free(mt_provider *provider)
{
    struct variables *self = (struct variables *)provider;
    creds_wipe(&self->held);
    free(self);
}

mt_provider *mt_provider_new_environment(const mt_environment *env)
{
    struct variables *self = calloc(1, sizeof *self);
    if (!self)
        return NULL;
    self->base = (mt_provider){"environment", variables_step, variables_free, "g", NULL};
    self->env = env;
    return &self->base;
}
