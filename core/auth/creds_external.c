/* Credentials that the program around this library hands over whenever they are wanted. */
#include "auth/creds.h"

struct external {
    struct creds_provider own; /* profile: the name for people */
};

static mt_step external_step(mt_provider *provider, int64_t now, const mt_fetched *answer,
                             mt_fetch *want, const mt_credentials **out, mt_error *err)
{
    (void)now;
    struct external *self = (struct external *)provider;
    if (!answer) {
        *want = (mt_fetch){.name = self->own.profile};
        return MT_STEP_WANT_CREDENTIALS;
    }
    if (answer->status || !answer->credentials) {
        (void)mt_fail(err, MT_ECREDS, "%s: %s", self->own.profile,
                      answer->problem ? answer->problem : "no credentials came");
        return MT_STEP_FAILED;
    }
    mt_credentials found = *answer->credentials;
    if (!found.source || !*found.source)
        found.source = self->own.profile;
    if (creds_hold(&self->own.held, &found, err))
        return MT_STEP_FAILED;
    *out = &self->own.held.view;
    return MT_STEP_READY;
}

static void external_free(mt_provider *provider)
{
    creds_provider_free((struct creds_provider *)provider);
}

mt_provider *mt_provider_new_external(const char *name)
{
    static const mt_provider like = {"external", external_step, external_free, "e", NULL};
    return creds_provider_new(sizeof(struct external), &like, NULL, name);
}
