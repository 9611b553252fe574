/* What a profile of the shared files leads to: reads it, builds the providers that it asks for, one
** inside the other, and steps them.
**
** A profile that asks for something and does not get it fails: the next provider in the chain would
** act under another identity. */
#include "auth/creds.h"

#include <stdlib.h>

#include "auth/profile_chain.h"
#include "base/buf.h"

struct shared {
    struct creds_provider own; /* profile NULL: AWS_PROFILE, else "default" */
    mt_provider *inner;
    char *plan; /* what inner was built for: it keeps what it has learnt while that is the same */
};

static mt_step nothing_there(const struct profile_set *files, const char *profile, bool is_named,
                             mt_error *err)
{
    const char *credentials = profile_set_credentials_path(files);
    const char *config = profile_set_config_path(files);
    if (profile_set_has(files, profile)) {
        mt_fail(err, MT_ECREDS, "profile '%s' has nothing that leads to credentials", profile);
        return MT_STEP_NOT_ME;
    }
    if (!*credentials && !*config) {
        mt_fail(err, MT_ECREDS, "HOME is not set, so there are no shared files");
        return is_named ? MT_STEP_FAILED : MT_STEP_NOT_ME;
    }
    const char *near = is_named ? profile_set_suggest(files, CONFIG_PROFILE, profile) : NULL;
    mt_fail(err, MT_ECREDS, "profile '%s' is in neither %s nor %s%s%s%s", profile, credentials,
            config, near ? "; did you mean '" : "", near ? near : "", near ? "'" : "");
    return is_named ? MT_STEP_FAILED : MT_STEP_NOT_ME;
}

static mt_provider *new_base(const struct shared *self, const struct profile_chain *chain)
{
    const mt_environment *env = self->own.env;
    switch (chain->base) {
    case CHAIN_NOTHING:
        break;
    case CHAIN_KEYS:
        return creds_new_keys(env, chain->profile);
    case CHAIN_ENVIRONMENT:
        return mt_provider_new_environment(env);
    case CHAIN_CONTAINER:
        return mt_provider_new_container(env);
    case CHAIN_IMDS:
        return mt_provider_new_imds(env, chain->profile);
    case CHAIN_WEB_IDENTITY:
        return creds_new_web_identity_profile(env, chain->profile);
    case CHAIN_SSO:
        return creds_new_sso(env, chain->profile);
    case CHAIN_LOGIN:
        return creds_new_login(env, chain->profile);
    case CHAIN_PROCESS:
        return creds_new_process(env, chain->profile);
    }
    return NULL;
}

static char *plan_of(const struct profile_chain *chain)
{
    struct buf plan = {0};
    buf_addf(&plan, "%d %s", (int)chain->base, chain->profile);
    for (size_t i = 0; i < chain->role_count; i++)
        buf_addf(&plan, "\n%s", chain->roles[i]);
    return buf_take(&plan, NULL);
}

static mt_status build(struct shared *self, const struct profile_chain *chain, mt_error *err)
{
    char *plan = plan_of(chain);
    if (plan && self->plan && strcmp(plan, self->plan) == 0) {
        free(plan);
        return MT_OK;
    }
    mt_provider *inner = plan ? new_base(self, chain) : NULL;
    for (size_t i = 0; inner && i < chain->role_count; i++)
        inner = creds_new_role(self->own.env, chain->roles[i], inner);
    const bool is_named = chain->base == CHAIN_ENVIRONMENT || chain->base == CHAIN_CONTAINER ||
                          chain->base == CHAIN_IMDS;
    if (inner && chain->role_count == 1 && is_named)
        inner->features = "p,i"; /* by credential_source */
    if (!inner) {
        free(plan);
        return fail_memory(err);
    }
    mt_provider_free(self->inner);
    free(self->plan);
    self->inner = inner;
    self->plan = plan;
    return MT_OK;
}

/* Reads the files and gets the inner provider ready; NOT_ME, FAILED, or READY to step it. */
static mt_step prepare(struct shared *self, mt_error *err)
{
    struct profile_set *files = NULL;
    struct profile_chain chain = {0};
    char *name = creds_profile_name(self->own.env, self->own.profile);
    const bool is_named = self->own.profile || environment_get(self->own.env, "AWS_PROFILE");
    mt_step step = MT_STEP_READY;
    mt_status st = name ? profile_set_load(self->own.env, &files, err) : fail_memory(err);
    if (!st)
        st = profile_chain_resolve(files, name, &chain, err);
    if (!st && chain.base == CHAIN_NOTHING)
        step = nothing_there(files, name, is_named, err);
    else if (!st)
        st = build(self, &chain, err);
    profile_set_free(files);
    free(name);
    return st ? MT_STEP_FAILED : step;
}

static mt_step shared_step(mt_provider *provider, int64_t now, const mt_fetched *answer,
                           mt_fetch *want, const mt_credentials **out, mt_error *err)
{
    struct shared *self = (struct shared *)provider;
    mt_step step = answer ? MT_STEP_READY : prepare(self, err);
    if (step != MT_STEP_READY)
        return step;
    step = mt_provider_step(self->inner, now, answer, want, out, err);
    return step == MT_STEP_NOT_ME ? MT_STEP_FAILED : step;
}

static const mt_provider *shared_inner(const mt_provider *provider)
{
    return ((const struct shared *)provider)->inner;
}

static void shared_free(mt_provider *provider)
{
    struct shared *self = (struct shared *)provider;
    mt_provider_free(self->inner);
    free(self->plan);
    creds_provider_free(&self->own);
}

mt_provider *mt_provider_new_profile(const mt_environment *env, const char *profile)
{
    static const mt_provider like = {"profile", shared_step, shared_free, NULL, shared_inner};
    return creds_provider_new(sizeof(struct shared), &like, env, profile);
}
