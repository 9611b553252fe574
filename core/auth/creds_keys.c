/* Static keys of a profile in the shared files, read anew each time: other tools rotate them. */
#include "auth/creds.h"

#include "auth/profile.h"
#include "base/buf.h"

static mt_status read_keys(struct creds_provider *self, const struct profile_set *files,
                           mt_error *err)
{
    const struct profile_value id = profile_set_get(files, self->profile, "aws_access_key_id");
    const char *const names[] = {"aws_secret_access_key", "aws_session_token", "aws_account_id"};
    struct profile_value values[3];
    for (size_t i = 0; i < 3; i++)
        values[i] = profile_set_get(files, self->profile, names[i]);
    struct buf source = {0};
    buf_addf(&source, "profile %s (%s)", self->profile, id.origin ? id.origin : "");
    const mt_credentials found = {mt_cstr(id.text),        mt_cstr(values[0].text),
                                  mt_cstr(values[1].text), 0,
                                  buf_text(&source),       mt_cstr(values[2].text)};
    const mt_status st =
        buf_failed(&source) ? fail_memory(err) : creds_hold(&self->held, &found, err);
    buf_clear(&source);
    return st;
}

static mt_step keys_step(mt_provider *provider, int64_t now, const mt_fetched *answer,
                         mt_fetch *want, const mt_credentials **out, mt_error *err)
{
    (void)now, (void)answer, (void)want;
    struct creds_provider *self = (struct creds_provider *)provider;
    struct profile_set *files = NULL;
    mt_status st = profile_set_load(self->env, &files, err);
    if (!st)
        st = read_keys(self, files, err);
    profile_set_free(files);
    if (st)
        return MT_STEP_FAILED;
    *out = &self->held.view;
    return MT_STEP_READY;
}

static void keys_free(mt_provider *provider)
{
    creds_provider_free((struct creds_provider *)provider);
}

mt_provider *creds_new_keys(const mt_environment *env, const char *profile)
{
    static const mt_provider like = {"profile", keys_step, keys_free, "n", NULL};
    return creds_provider_new(sizeof(struct creds_provider), &like, env, profile);
}
