/* Static keys of a profile in the shared files.
**
** A profile that asks for something else (a role, single sign-on, a helper program) is never passed
** over in silence: the next provider in the chain would then act under another identity. */
#include "auth/creds.h"

#include <stdlib.h>

#include "auth/profile.h"
#include "base/buf.h"

struct shared {
    mt_provider base;
    const mt_environment *env;
    char *wanted; /* NULL: AWS_PROFILE, else "default" */
    struct creds_held held;
};

/* One look at the files. */
struct look {
    const struct profile_set *files;
    const char *profile;
    struct profile_value id, secret, token;
};

/* Other ways a profile may name its credentials. A role wins even over the profile's own keys (they
** may be what the role is assumed with); of the others, keys are the way that always works. */
static const struct {
    const char *key;
    const char *what;
    bool beats_keys;
} unsupported[] = {
    {"role_arn", "assuming a role", true},
    {"web_identity_token_file", "web identity", false},
    {"sso_session", "single sign-on", false},
    {"sso_start_url", "single sign-on", false},
    {"sso_account_id", "single sign-on", false},
    {"login_session", "console login", false},
    {"credential_process", "a helper program", false},
};

static mt_step refuse_unsupported(const struct look *look, mt_error *err)
{
    const bool has_keys = look->id.text || look->secret.text;
    for (size_t i = 0; i < sizeof unsupported / sizeof *unsupported; i++) {
        const struct profile_value value =
            profile_set_get(look->files, look->profile, unsupported[i].key);
        if (!value.text || (has_keys && !unsupported[i].beats_keys))
            continue;
        mt_fail(err, MT_ECREDS,
                "profile '%s' wants credentials by %s (%s at %s), which is not supported; give it "
                "aws_access_key_id and aws_secret_access_key",
                look->profile, unsupported[i].what, unsupported[i].key, value.origin);
        return MT_STEP_FAILED;
    }
    return MT_STEP_NOT_ME;
}

static mt_step nothing_there(const struct look *look, mt_error *err)
{
    const char *credentials = profile_set_credentials_path(look->files);
    const char *config = profile_set_config_path(look->files);
    if (!*credentials && !*config)
        mt_fail(err, MT_ECREDS, "HOME is not set, so there are no shared files");
    else if (profile_set_has(look->files, look->profile))
        mt_fail(err, MT_ECREDS, "profile '%s' has no aws_access_key_id", look->profile);
    else
        mt_fail(err, MT_ECREDS, "profile '%s' is in neither %s nor %s", look->profile, credentials,
                config);
    return MT_STEP_NOT_ME;
}

static mt_step refuse_partial(const struct look *look, mt_error *err)
{
    const bool has_id = look->id.text && *look->id.text;
    const struct profile_value *there = look->id.text ? &look->id : &look->secret;
    mt_fail(err, MT_ECREDS, "profile '%s' has no %s (its other keys are at %s)", look->profile,
            has_id ? "aws_secret_access_key" : "aws_access_key_id", there->origin);
    return MT_STEP_FAILED;
}

static mt_step decide(struct shared *self, const struct look *look, const mt_credentials **out,
                      mt_error *err)
{
    if (refuse_unsupported(look, err) == MT_STEP_FAILED)
        return MT_STEP_FAILED;
    if (!look->id.text && !look->secret.text)
        return nothing_there(look, err);
    if (!look->id.text || !look->secret.text || !*look->id.text || !*look->secret.text)
        return refuse_partial(look, err);

    struct buf source = {0};
    buf_addf(&source, "profile %s (%s)", look->profile, look->id.origin);
    const mt_credentials found = {mt_cstr(look->id.text), mt_cstr(look->secret.text),
                                  mt_cstr(look->token.text), 0, buf_text(&source)};
    const mt_status st =
        buf_failed(&source) ? fail_memory(err) : creds_hold(&self->held, &found, err);
    buf_clear(&source);
    if (st)
        return MT_STEP_FAILED;
    *out = &self->held.view;
    return MT_STEP_READY;
}

/* The profile to look for; NULL: out of memory. Owned by the caller. */
static char *profile_name(const struct shared *self)
{
    const char *name = self->wanted;
    if (!name)
        name = environment_get(self->env, "AWS_PROFILE");
    return str_dup(mt_cstr(name ? name : "default"));
}

static mt_step shared_step(mt_provider *provider, int64_t now, const mt_fetched *answer,
                           mt_fetch *want, const mt_credentials **out, mt_error *err)
{
    (void)now, (void)answer, (void)want;
    struct shared *self = (struct shared *)provider;
    struct profile_set *files = NULL;
    char *name = profile_name(self);
    const mt_status st = name ? profile_set_load(self->env, &files, err) : fail_memory(err);
    mt_step step = MT_STEP_FAILED;
    if (!st) {
        struct look look = {.files = files, .profile = name};
        look.id = profile_set_get(files, name, "aws_access_key_id");
        look.secret = profile_set_get(files, name, "aws_secret_access_key");
        look.token = profile_set_get(files, name, "aws_session_token");
        step = decide(self, &look, out, err);
    }
    profile_set_free(files);
    free(name);
    return step;
}

static void shared_free(mt_provider *provider)
{
    struct shared *self = (struct shared *)provider;
    creds_wipe(&self->held);
    free(self->wanted);
    free(self);
}

mt_provider *mt_provider_new_profile(const mt_environment *env, const char *profile)
{
    struct shared *self = calloc(1, sizeof *self);
    if (!self)
        return NULL;
    self->base = (mt_provider){"profile", shared_step, shared_free};
    self->env = env;
    self->wanted = profile ? str_dup(mt_cstr(profile)) : NULL;
    if (profile && !self->wanted) {
        shared_free(&self->base);
        return NULL;
    }
    return &self->base;
}
