/* Credentials that the caller has given. */
#include "auth/creds.h"

#include <stdlib.h>

#include "base/buf.h"

struct fixed {
    mt_provider base;
    struct creds_held held;
    mt_error problem; /* with what was given; status MT_OK if there is none */
};

static mt_step fixed_step(mt_provider *provider, int64_t now, const mt_fetched *answer,
                          mt_fetch *want, const mt_credentials **out, mt_error *err)
{
    (void)now, (void)answer, (void)want;
    const struct fixed *fixed = (const struct fixed *)provider;
    if (fixed->problem.status) {
        if (err)
            *err = fixed->problem;
        return MT_STEP_FAILED;
    }
    *out = &fixed->held.view;
    return MT_STEP_READY;
}

static void fixed_free(mt_provider *provider)
{
    struct fixed *fixed = (struct fixed *)provider;
    creds_wipe(&fixed->held);
    free(fixed);
}

mt_provider *mt_provider_new_static(const mt_credentials *credentials)
{
    struct fixed *fixed = calloc(1, sizeof *fixed);
    if (!fixed)
        return NULL;
    fixed->base = (mt_provider){"static", fixed_step, fixed_free, "e", NULL};
    if (creds_hold(&fixed->held, credentials, &fixed->problem) == MT_EMEM) {
        fixed_free(&fixed->base);
        return NULL;
    }
    return &fixed->base;
}
