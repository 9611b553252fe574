/* Credentials from AWS_ACCESS_KEY_ID and its fellows. Blank counts as absent, as in AWS's SDKs. */
#include "auth/creds.h"

#include <stdlib.h>

#include "auth/profile.h"
#include "base/buf.h"

struct variables {
    mt_provider base;
    const mt_environment *env;
    struct creds_held held;
};

/* The values are copied one by one: each look may end the previous one's loan. */
struct looked_up {
    char *id, *secret, *token;
    bool failed;
};

static char *look_up(struct looked_up *all, const mt_environment *env, const char *name)
{
    const char *value = environment_get(env, name);
    char *copy = value ? str_dup(mt_cstr(value)) : NULL;
    all->failed = all->failed || (value && !copy);
    return copy;
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
    const mt_credentials found = {mt_cstr(all->id), mt_cstr(all->secret), mt_cstr(all->token), 0,
                                  "environment"};
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
    all.id = look_up(&all, self->env, "AWS_ACCESS_KEY_ID");
    all.secret = look_up(&all, self->env, "AWS_SECRET_ACCESS_KEY");
    all.token = look_up(&all, self->env, "AWS_SESSION_TOKEN");
    const mt_step step = decide(self, &all, out, err);
    secret_free(all.id);
    secret_free(all.secret);
    secret_free(all.token);
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
    self->base = (mt_provider){"environment", variables_step, variables_free};
    self->env = env;
    return &self->base;
}
