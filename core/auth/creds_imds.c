/* Credentials of an EC2 instance's role. The "extended" documents name the account as well; where
** the service does not know them the others are asked for.
**
** An instance must not stop working because its metadata service does: what was had before is used
** on when the service fails or gives out credentials that have expired ("static stability"). */
#include "auth/imds.h"

#include <stdlib.h>

#include "auth/creds_document.h"
#include "data/value_node.h"

#define ROLES_PATH "meta-data/iam/security-credentials-extended/"
#define PLAIN_ROLES_PATH "meta-data/iam/security-credentials/"

enum { LONGER_S = 600, LONGER_JITTER_S = 300 };

static const char source[] = "the instance metadata service";

struct instance {
    struct creds_provider own;
    struct imds imds;
    bool asks_role;
    bool is_plain; /* the service has no extended documents */
};

static const char *roles_path(const struct instance *self)
{
    return self->is_plain ? PLAIN_ROLES_PATH : ROLES_PATH;
}

static mt_step ask_keys(struct instance *self, mt_str role, int64_t now, mt_fetch *want,
                        mt_error *err)
{
    struct buf path = {0};
    buf_add_cstr(&path, roles_path(self));
    buf_add(&path, role);
    self->asks_role = false;
    mt_step step = MT_STEP_FAILED;
    if (buf_failed(&path))
        (void)fail_memory(err);
    else
        step = imds_get(&self->imds, buf_text(&path), now, want, err);
    buf_clear(&path);
    return step;
}

static mt_step ask(struct instance *self, const struct profile_value *role_name, int64_t now,
                   mt_fetch *want, mt_error *err)
{
    const char *role = environment_get(self->own.env, "AWS_EC2_INSTANCE_PROFILE_NAME");
    if (!role)
        role = role_name->text;
    if (role && *role)
        return ask_keys(self, mt_cstr(role), now, want, err);
    self->asks_role = true;
    return imds_get(&self->imds, roles_path(self), now, want, err);
}

static mt_step start(struct instance *self, int64_t now, mt_fetch *want, mt_error *err)
{
    struct profile_set *files = NULL;
    char *profile = creds_profile_name(self->own.env, self->own.profile);
    mt_status st = profile ? profile_set_load(self->own.env, &files, err) : fail_memory(err);
    mt_step step = MT_STEP_FAILED;
    if (!st)
        step = imds_open(&self->imds, self->own.env, files, profile, err);
    if (step == MT_STEP_READY) {
        const struct profile_value role =
            profile_set_get(files, profile, "ec2_instance_profile_name");
        step = ask(self, &role, now, want, err);
    }
    profile_set_free(files);
    free(profile);
    return step;
}

/* Keys that have expired, or a service that fails: what is there works for a while yet. */
static void prolong(struct creds_held *held, int64_t now)
{
    held->view.expires_at = now + LONGER_S + now % LONGER_JITTER_S;
}

static mt_status read_keys(struct instance *self, const mt_fetched *answer, int64_t now,
                           mt_error *err)
{
    mt_value *json = NULL;
    mt_status st = creds_parse(answer->body, source, &json, err);
    if (st)
        return st;
    const char *code = creds_member(json, "Code");
    if (code && strcmp(code, "Success") != 0)
        st = mt_fail(err, MT_ECREDS, "%s: %s: %s", source, code,
                     creds_member(json, "Message") ? creds_member(json, "Message") : "no reason");
    else
        st = creds_read(json, &creds_document_metadata, source, NULL, &self->own.held, err);
    value_free_secret(json);
    if (!st && self->own.held.view.expires_at && self->own.held.view.expires_at <= now)
        prolong(&self->own.held, now);
    return st;
}

static mt_step take(struct instance *self, const mt_fetched *answer, int64_t now, mt_fetch *want,
                    mt_error *err)
{
    if (!self->asks_role)
        return read_keys(self, answer, now, err) ? MT_STEP_FAILED : MT_STEP_READY;
    const mt_str text = str_trim(answer->body);
    const char *end = text.size ? memchr(text.data, '\n', text.size) : NULL;
    const mt_str role = str_trim((mt_str){text.data, end ? (size_t)(end - text.data) : text.size});
    if (role.size)
        return ask_keys(self, role, now, want, err);
    (void)mt_fail(err, MT_ECREDS, "this instance has no role");
    return MT_STEP_NOT_ME;
}

/* What came of the last request; the first refusal of an extended document is none yet. */
static mt_step answered(struct instance *self, int64_t now, const mt_fetched *answer,
                        mt_fetch *want, mt_error *err)
{
    const mt_step step = imds_answered(&self->imds, answer, now, want, err);
    const bool is_refused = answer->status == MT_OK && answer->http >= 400 && answer->http < 500;
    if (step == MT_STEP_READY)
        return take(self, answer, now, want, err);
    if (step == MT_STEP_WANT_HTTP || !is_refused || self->imds.asks_token)
        return step;
    if (!self->is_plain) {
        self->is_plain = true;
        return start(self, now, want, err);
    }
    if (step == MT_STEP_NOT_ME && self->asks_role)
        (void)mt_fail(err, MT_ECREDS, "this instance has no role");
    return step;
}

static mt_step instance_step(mt_provider *provider, int64_t now, const mt_fetched *answer,
                             mt_fetch *want, const mt_credentials **out, mt_error *err)
{
    struct instance *self = (struct instance *)provider;
    mt_step step = answer ? answered(self, now, answer, want, err) : start(self, now, want, err);
    const bool has_failed = step == MT_STEP_NOT_ME || step == MT_STEP_FAILED;
    if (answer && has_failed && self->own.held.view.access_key_id.size) {
        if (self->own.held.view.expires_at <= now)
            prolong(&self->own.held, now);
        step = MT_STEP_READY;
    }
    if (step == MT_STEP_READY)
        *out = &self->own.held.view;
    return step;
}

static void instance_free(mt_provider *provider)
{
    struct instance *self = (struct instance *)provider;
    imds_clear(&self->imds);
    creds_provider_free(&self->own);
}

mt_provider *mt_provider_new_imds(const mt_environment *env, const char *profile)
{
    static const mt_provider like = {"instance metadata", instance_step, instance_free, "0", NULL};
    return creds_provider_new(sizeof(struct instance), &like, env, profile);
}
