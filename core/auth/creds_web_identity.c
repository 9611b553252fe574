/* A role assumed with a token that an identity provider has written to a file, as in EKS. The request
** is not signed: the token is what it is believed for. */
#include "auth/creds.h"

#include <stdlib.h>

#include "auth/profile.h"
#include "auth/sts.h"
#include "base/crypto.h"

struct web_identity {
    struct creds_provider own; /* profile NULL: of the variables */
    struct fetch fetch;
    char *file, *arn, *name;
    char *what; /* for messages */
};

static void forget(struct web_identity *self)
{
    free(self->file);
    free(self->arn);
    free(self->name);
    free(self->what);
    self->file = self->arn = self->name = self->what = NULL;
}

static mt_status from_profile(struct web_identity *self, mt_error *err)
{
    struct profile_set *files = NULL;
    const mt_status st = profile_set_load(self->own.env, &files, err);
    if (st)
        return st;
    const char *profile = self->own.profile;
    self->file = str_dup(mt_cstr(profile_set_get(files, profile, "web_identity_token_file").text));
    self->arn = str_dup(mt_cstr(profile_set_get(files, profile, "role_arn").text));
    self->name = str_dup(mt_cstr(profile_set_get(files, profile, "role_session_name").text));
    profile_set_free(files);
    return self->file && self->arn && self->name ? MT_OK : fail_memory(err);
}

/* NOT_ME if the variables say nothing. */
static mt_step from_variables(struct web_identity *self, mt_error *err)
{
    bool failed = false;
    self->file = creds_variable(self->own.env, "AWS_WEB_IDENTITY_TOKEN_FILE", &failed);
    self->arn = creds_variable(self->own.env, "AWS_ROLE_ARN", &failed);
    self->name = creds_variable(self->own.env, "AWS_ROLE_SESSION_NAME", &failed);
    if (failed) {
        (void)fail_memory(err);
        return MT_STEP_FAILED;
    }
    if (!self->file) {
        (void)mt_fail(err, MT_ECREDS, "AWS_WEB_IDENTITY_TOKEN_FILE is not set");
        return MT_STEP_NOT_ME;
    }
    if (!self->arn) {
        (void)mt_fail(err, MT_ECREDS, "AWS_WEB_IDENTITY_TOKEN_FILE is set but AWS_ROLE_ARN is not");
        return MT_STEP_FAILED;
    }
    return MT_STEP_READY;
}

/* The token, read each time: it is replaced while programs run. */
static mt_status read_token(const struct web_identity *self, char **data, mt_str *token,
                            mt_error *err)
{
    const mt_environment *env = self->own.env;
    size_t size = 0;
    bool exists = false;
    mt_error why = {0};
    const mt_status st = env->read_file(env->context, self->file, data, &size, &exists, &why);
    if (st == MT_EMEM)
        return fail_memory(err);
    if (st)
        return mt_fail(err, MT_ECREDS, "%s: %s", self->what, why.message);
    *token = str_trim((mt_str){*data, size});
    return token->size ? MT_OK : mt_fail(err, MT_ECREDS, "%s: %s is empty", self->what, self->file);
}

static mt_step ask(struct web_identity *self, int64_t now, mt_fetch *want, mt_error *err)
{
    char *data = NULL, *name = NULL;
    mt_str token = {0};
    mt_status st = read_token(self, &data, &token, err);
    if (!st)
        st = sts_session_name(self->name, now, &name, err);
    if (!st) {
        const struct sts_field fields[] = {{"RoleArn", mt_cstr(self->arn)},
                                           {"RoleSessionName", mt_cstr(name)},
                                           {"WebIdentityToken", token}};
        sts_begin(&self->fetch, "AssumeRoleWithWebIdentity", fields, sizeof fields / sizeof *fields,
                  NULL);
    }
    secret_free(data);
    free(name);
    return st ? MT_STEP_FAILED : fetch_send(&self->fetch, want, err);
}

static mt_step start(struct web_identity *self, int64_t now, mt_fetch *want, mt_error *err)
{
    forget(self);
    mt_step step = MT_STEP_READY;
    if (!self->own.profile)
        step = from_variables(self, err);
    else if (from_profile(self, err))
        step = MT_STEP_FAILED;
    if (step != MT_STEP_READY)
        return step;
    struct buf what = {0};
    buf_addf(&what, "web identity of role %s", self->arn);
    self->what = buf_take(&what, NULL);
    if (!self->what) {
        (void)fail_memory(err);
        return MT_STEP_FAILED;
    }
    return ask(self, now, want, err);
}

static mt_step web_identity_step(mt_provider *provider, int64_t now, const mt_fetched *answer,
                                 mt_fetch *want, const mt_credentials **out, mt_error *err)
{
    struct web_identity *self = (struct web_identity *)provider;
    if (!answer)
        return start(self, now, want, err);
    if (sts_may_repeat(&self->fetch, answer))
        return fetch_send(&self->fetch, want, err);
    const mt_status st =
        sts_read(answer, "AssumeRoleWithWebIdentity", self->what, &self->own.held, err);
    fetch_clear(&self->fetch); /* the token was in it */
    if (st)
        return MT_STEP_FAILED;
    *out = &self->own.held.view;
    return MT_STEP_READY;
}

static void web_identity_free(mt_provider *provider)
{
    struct web_identity *self = (struct web_identity *)provider;
    fetch_clear(&self->fetch);
    forget(self);
    creds_provider_free(&self->own);
}

static mt_provider *make(const mt_environment *env, const char *profile)
{
    static const mt_provider like = {"web identity", web_identity_step, web_identity_free, NULL,
                                     NULL};
    struct web_identity *self = creds_provider_new(sizeof *self, &like, env, profile);
    if (!self)
        return NULL;
    self->own.base.features = profile ? "q,k" : "h,k";
    return &self->own.base;
}

mt_provider *mt_provider_new_web_identity(const mt_environment *env)
{
    return make(env, NULL);
}

mt_provider *creds_new_web_identity_profile(const mt_environment *env, const char *profile)
{
    return make(env, profile);
}
