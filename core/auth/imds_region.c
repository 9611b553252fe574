#include "auth/imds_region.h"

#include <stdlib.h>

#include "auth/creds.h"

static mt_step start(struct imds_region *self, int64_t now, mt_fetch *want, mt_error *err)
{
    struct profile_set *files = NULL;
    char *profile = creds_profile_name(self->env, self->profile);
    mt_status st = profile ? profile_set_load(self->env, &files, err) : fail_memory(err);
    mt_step step = MT_STEP_FAILED;
    if (!st)
        step = imds_open(&self->imds, self->env, files, profile, err);
    if (step == MT_STEP_READY)
        step = imds_get(&self->imds, "meta-data/placement/region", now, want, err);
    profile_set_free(files);
    free(profile);
    return step;
}

mt_step imds_region_step(struct imds_region *self, int64_t now, const mt_fetched *answer,
                         mt_fetch *want, mt_error *err)
{
    if (!answer)
        return start(self, now, want, err);
    const mt_step step = imds_answered(&self->imds, answer, now, want, err);
    if (step == MT_STEP_READY)
        self->found = answer->body;
    return step;
}
