/* Providers one after the other: the first that applies decides. Each fresh look starts from the first
** again, so that what has changed counts. */
#include "auth/creds.h"

#include <stdlib.h>

#include "base/buf.h"

enum { LIST_SIZE = 480 /* what a message has room for beside its fixed words */ };

struct link {
    mt_provider *member;
    char *reason; /* why it did not apply when it was asked last; NULL: never */
};

struct chain {
    mt_provider base;
    struct link *links;
    size_t count;
    size_t asked;
    bool found_nothing; /* the last whole look */
};

static mt_step nothing_found(struct chain *chain, mt_error *err)
{
    struct buf list = {0};
    chain->found_nothing = true;
    for (size_t i = 0; i < chain->count; i++)
        buf_addf(&list, "%s%s (%s)", i ? ", " : "", chain->links[i].member->name,
                 chain->links[i].reason);
    const bool failed = buf_failed(&list);
    if (failed)
        (void)fail_memory(err);
    else
        (void)mt_fail(err, MT_ECREDS,
                      "no credentials found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or "
                      "name a profile that has some" MT_LOOKED_AT "%.*s",
                      LIST_SIZE, buf_text(&list));
    buf_clear(&list);
    return failed ? MT_STEP_FAILED : MT_STEP_NOT_ME;
}

static mt_step chain_step(mt_provider *provider, int64_t now, const mt_fetched *answer,
                          mt_fetch *want, const mt_credentials **out, mt_error *err)
{
    struct chain *chain = (struct chain *)provider;
    if (!answer)
        chain->asked = 0;
    for (; chain->asked < chain->count; chain->asked++, answer = NULL) {
        struct link *link = &chain->links[chain->asked];
        mt_error why = {0};
        const mt_step step = mt_provider_step(link->member, now, answer, want, out, &why);
        if (step == MT_STEP_FAILED && err)
            *err = why;
        if (step == MT_STEP_READY || step == MT_STEP_FAILED)
            chain->found_nothing = false;
        if (step != MT_STEP_NOT_ME)
            return step;
        free(link->reason);
        link->reason = str_dup(mt_cstr(why.message));
        if (!link->reason) {
            (void)fail_memory(err);
            return MT_STEP_FAILED;
        }
    }
    return nothing_found(chain, err);
}

static const mt_provider *chain_inner(const mt_provider *provider)
{
    const struct chain *chain = (const struct chain *)provider;
    return chain->asked < chain->count ? chain->links[chain->asked].member : NULL;
}

static void chain_free(mt_provider *provider)
{
    struct chain *chain = (struct chain *)provider;
    for (size_t i = 0; i < chain->count; i++) {
        mt_provider_free(chain->links[i].member);
        free(chain->links[i].reason);
    }
    free(chain->links);
    free(chain);
}

bool mt_provider_skipped(const mt_provider *provider, size_t index, const char **name,
                         const char **reason)
{
    const struct chain *chain = (const struct chain *)provider;
    if (!provider || provider->step != chain_step || !chain->found_nothing || index >= chain->count)
        return false;
    *name = chain->links[index].member->name;
    *reason = chain->links[index].reason ? chain->links[index].reason : "";
    return true;
}

mt_provider *mt_provider_new_chain(mt_provider **members, size_t count)
{
    struct chain *chain = calloc(1, sizeof *chain);
    struct link *links = calloc(count ? count : 1, sizeof *links);
    bool is_complete = chain && links;
    for (size_t i = 0; i < count; i++)
        is_complete = is_complete && members[i];
    if (!is_complete) {
        for (size_t i = 0; i < count; i++)
            mt_provider_free(members[i]);
        free(links);
        free(chain);
        return NULL;
    }
    for (size_t i = 0; i < count; i++)
        links[i].member = members[i];
    *chain = (struct chain){.base = {"chain", chain_step, chain_free, NULL, chain_inner},
                            .links = links,
                            .count = count};
    return &chain->base;
}

mt_provider *mt_provider_new_default(const mt_environment *env, const char *profile)
{
    mt_provider *members[5] = {0};
    size_t count = 0;
    if (!profile)
        members[count++] = mt_provider_new_environment(env);
    members[count++] = mt_provider_new_profile(env, profile);
    if (!profile)
        members[count++] = mt_provider_new_web_identity(env);
    members[count++] = mt_provider_new_container(env);
    members[count++] = mt_provider_new_imds(env, profile);
    return mt_provider_new_chain(members, count);
}
