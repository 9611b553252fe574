/* A role of a profile, assumed with the credentials of another provider; with the code of an MFA
** device if the role wants one. */
#include "auth/creds.h"

#include <stdlib.h>

#include "auth/profile.h"
#include "auth/sts.h"
#include "base/ascii.h"

enum { ARN, EXTERNAL_ID, DURATION, SERIAL, NAME_GIVEN, KEY_COUNT };

static const char *const keys[KEY_COUNT] = {
    [ARN] = "role_arn",      [EXTERNAL_ID] = "external_id",      [DURATION] = "duration_seconds",
    [SERIAL] = "mfa_serial", [NAME_GIVEN] = "role_session_name",
};

enum asked { SOURCE, CODE, ROLE };

struct role {
    struct creds_provider own;
    mt_provider *source;
    struct creds_held signer; /* the source's, kept while STS is asked */
    struct fetch fetch;
    char *texts[KEY_COUNT];
    char *what; /* for messages */
    enum asked asked;
};

static void forget(struct role *self)
{
    for (size_t i = 0; i < KEY_COUNT; i++) {
        free(self->texts[i]);
        self->texts[i] = NULL;
    }
    free(self->what);
    self->what = NULL;
}

static bool is_number(const char *text)
{
    for (const char *c = text; *c; c++)
        if (!ascii_is_digit(*c))
            return false;
    return *text != '\0';
}

static mt_status read_settings(struct role *self, const struct profile_set *files, mt_error *err)
{
    struct buf what = {0};
    forget(self);
    for (size_t i = 0; i < KEY_COUNT; i++) {
        const char *text = profile_set_get(files, self->own.profile, keys[i]).text;
        self->texts[i] = str_dup(mt_cstr(text));
        if (!self->texts[i])
            return fail_memory(err);
    }
    buf_addf(&what, "role %s of profile %s", self->texts[ARN], self->own.profile);
    self->what = buf_take(&what, NULL);
    if (!self->what)
        return fail_memory(err);
    const struct profile_value duration = profile_set_get(files, self->own.profile, keys[DURATION]);
    if (duration.text && *duration.text && !is_number(duration.text))
        return mt_fail(err, MT_ECREDS, "duration_seconds '%.40s' (%s) is not a number",
                       duration.text, duration.origin);
    return MT_OK;
}

static mt_step assume(struct role *self, int64_t now, mt_str code, mt_fetch *want, mt_error *err)
{
    char *name = NULL;
    if (sts_session_name(self->texts[NAME_GIVEN], now, &name, err))
        return MT_STEP_FAILED;
    const struct sts_field fields[] = {
        {"RoleArn", mt_cstr(self->texts[ARN])},
        {"RoleSessionName", mt_cstr(name)},
        {"DurationSeconds", mt_cstr(self->texts[DURATION])},
        {"ExternalId", mt_cstr(self->texts[EXTERNAL_ID])},
        {"SerialNumber", mt_cstr(self->texts[SERIAL])},
        {"TokenCode", code},
    };
    sts_begin(&self->fetch, "AssumeRole", fields, sizeof fields / sizeof *fields,
              &self->signer.view);
    free(name);
    self->asked = ROLE;
    return fetch_send(&self->fetch, want, err);
}

static mt_step has_source(struct role *self, const mt_credentials *found, int64_t now,
                          mt_fetch *want, mt_error *err)
{
    struct profile_set *files = NULL;
    mt_status st = creds_hold(&self->signer, found, err);
    if (!st)
        st = profile_set_load(self->own.env, &files, err);
    if (!st)
        st = read_settings(self, files, err);
    profile_set_free(files);
    if (st)
        return MT_STEP_FAILED;
    if (!*self->texts[SERIAL])
        return assume(self, now, (mt_str){0}, want, err);
    self->asked = CODE;
    *want = (mt_fetch){.device = self->texts[SERIAL]};
    return MT_STEP_WANT_CODE;
}

static mt_step has_code(struct role *self, const mt_fetched *answer, int64_t now, mt_fetch *want,
                        mt_error *err)
{
    const mt_str code = str_trim(answer->body);
    if (!answer->status && code.size)
        return assume(self, now, code, want, err);
    (void)mt_fail(err, MT_ECREDS, "%s wants a code of the MFA device %s: %s", self->what,
                  self->texts[SERIAL], answer->problem ? answer->problem : "none was given");
    return MT_STEP_FAILED;
}

static mt_step is_answered(struct role *self, const mt_fetched *answer, mt_fetch *want,
                           const mt_credentials **out, mt_error *err)
{
    if (sts_may_repeat(&self->fetch, answer))
        return fetch_send(&self->fetch, want, err);
    const mt_status st = sts_read(answer, "AssumeRole", self->what, &self->own.held, err);
    creds_wipe(&self->signer);
    fetch_clear(&self->fetch);
    if (st)
        return MT_STEP_FAILED;
    *out = &self->own.held.view;
    return MT_STEP_READY;
}

static mt_step role_step(mt_provider *provider, int64_t now, const mt_fetched *answer,
                         mt_fetch *want, const mt_credentials **out, mt_error *err)
{
    struct role *self = (struct role *)provider;
    if (answer && self->asked == CODE)
        return has_code(self, answer, now, want, err);
    if (answer && self->asked == ROLE)
        return is_answered(self, answer, want, out, err);
    const mt_credentials *found = NULL;
    self->asked = SOURCE;
    const mt_step step = mt_provider_step(self->source, now, answer, want, &found, err);
    return step == MT_STEP_READY ? has_source(self, found, now, want, err) : step;
}

static const mt_provider *role_inner(const mt_provider *provider)
{
    return ((const struct role *)provider)->source;
}

static void role_free(mt_provider *provider)
{
    struct role *self = (struct role *)provider;
    mt_provider_free(self->source);
    creds_wipe(&self->signer);
    fetch_clear(&self->fetch);
    forget(self);
    creds_provider_free(&self->own);
}

mt_provider *creds_new_role(const mt_environment *env, const char *profile, mt_provider *source)
{
    static const mt_provider like = {"role", role_step, role_free, "o,i", role_inner};
    struct role *self = creds_provider_new(sizeof *self, &like, env, profile);
    if (!self) {
        mt_provider_free(source);
        return NULL;
    }
    self->source = source;
    return &self->own.base;
}
