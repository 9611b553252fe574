#include "auth/creds.h"

#include <stdlib.h>

#include "auth/profile.h"
#include "base/buf.h"

enum { REASONS_SIZE = 256 /* what a message has room for beside its fixed words */ };

void creds_wipe(struct creds_held *held)
{
    for (size_t i = 0; i < sizeof held->texts / sizeof *held->texts; i++)
        secret_free(held->texts[i]);
    *held = (struct creds_held){0};
}

static bool is_printable(mt_str text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] <= ' ' || (unsigned char)text.data[i] >= 0x7f)
            return false;
    return true;
}

static mt_status check(const mt_credentials *c, mt_error *err)
{
    const struct {
        const char *name;
        mt_str value;
        bool is_optional;
    } parts[] = {{"access key id", c->access_key_id, false},
                 {"secret access key", c->secret_access_key, false},
                 {"session token", c->session_token, true}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!parts[i].value.size && !parts[i].is_optional)
            return mt_fail(err, MT_ECREDS, "the %s of %s is empty", parts[i].name,
                           c->source ? c->source : "the credentials given");
        if (!is_printable(parts[i].value))
            return mt_fail(err, MT_ECREDS,
                           "the %s of %s holds a space, a control or a non-ASCII character",
                           parts[i].name, c->source ? c->source : "the credentials given");
    }
    return MT_OK;
}

mt_status creds_hold(struct creds_held *held, const mt_credentials *credentials, mt_error *err)
{
    const mt_credentials *c = credentials;
    struct creds_held copy = {0};
    mt_status st = check(c, err);
    if (!st) {
        const char *source = c->source ? c->source : "";
        copy.texts[0] = str_dup(c->access_key_id);
        copy.texts[1] = str_dup(c->secret_access_key);
        copy.texts[2] = str_dup(c->session_token);
        copy.texts[3] = str_dup(mt_cstr(source));
        if (!copy.texts[0] || !copy.texts[1] || !copy.texts[2] || !copy.texts[3])
            st = fail_memory(err);
    }
    if (st)
        creds_wipe(&copy);
    else
        copy.view = (mt_credentials){mt_cstr(copy.texts[0]), mt_cstr(copy.texts[1]),
                                     mt_cstr(copy.texts[2]), c->expires_at, copy.texts[3]};
    creds_wipe(held);
    *held = copy;
    return st;
}

void mt_provider_free(mt_provider *provider)
{
    if (provider)
        provider->free(provider);
}

const char *mt_provider_name(const mt_provider *provider)
{
    return provider->name;
}

mt_step mt_provider_step(mt_provider *provider, int64_t now, const mt_fetched *answer,
                         mt_fetch *want, const mt_credentials **out, mt_error *err)
{
    return provider->step(provider, now, answer, want, out, err);
}

/* The chain: asks from the first member again on each fresh look, so that what has changed counts.
 */
struct chain {
    mt_provider base;
    mt_provider **members;
    size_t count;
    size_t asked;
    struct buf reasons;
};

static mt_step nothing_found(const struct chain *chain, mt_error *err)
{
    const size_t size = chain->reasons.size < REASONS_SIZE ? chain->reasons.size : REASONS_SIZE;
    mt_fail(err, MT_ECREDS,
            "no credentials found: %.*s; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name "
            "a profile that has keys",
            (int)size, buf_text(&chain->reasons));
    return MT_STEP_NOT_ME;
}

static mt_step chain_step(mt_provider *provider, int64_t now, const mt_fetched *answer,
                          mt_fetch *want, const mt_credentials **out, mt_error *err)
{
    struct chain *chain = (struct chain *)provider;
    if (!answer) {
        chain->asked = 0;
        buf_reset(&chain->reasons);
    }
    for (; chain->asked < chain->count; chain->asked++, answer = NULL) {
        mt_provider *member = chain->members[chain->asked];
        mt_error why = {0};
        const mt_step step = mt_provider_step(member, now, answer, want, out, &why);
        if (step == MT_STEP_FAILED && err)
            *err = why;
        if (step != MT_STEP_NOT_ME)
            return step;
        buf_addf(&chain->reasons, "%s%s (%s)", chain->reasons.size ? ", " : "", member->name,
                 why.message);
        if (buf_failed(&chain->reasons)) {
            (void)fail_memory(err);
            return MT_STEP_FAILED;
        }
    }
    return nothing_found(chain, err);
}

static void chain_free(mt_provider *provider)
{
    struct chain *chain = (struct chain *)provider;
    for (size_t i = 0; i < chain->count; i++)
        mt_provider_free(chain->members[i]);
    free(chain->members);
    buf_clear(&chain->reasons);
    free(chain);
}

mt_provider *mt_provider_new_chain(mt_provider **members, size_t count)
{
    struct chain *chain = calloc(1, sizeof *chain);
    mt_provider **copy = calloc(count ? count : 1, sizeof(mt_provider *));
    bool is_complete = chain && copy;
    for (size_t i = 0; i < count; i++)
        is_complete = is_complete && members[i];
    if (!is_complete) {
        for (size_t i = 0; i < count; i++)
            mt_provider_free(members[i]);
        free(copy);
        free(chain);
        return NULL;
    }
    if (count)
        memcpy(copy, members, count * sizeof(mt_provider *));
    *chain =
        (struct chain){.base = {"chain", chain_step, chain_free}, .members = copy, .count = count};
    return &chain->base;
}

mt_provider *mt_provider_new_default(const mt_environment *env, const char *profile)
{
    mt_provider *members[2] = {0};
    size_t count = 0;
    if (!profile) /* naming a profile is an explicit wish; variables must not override it */
        members[count++] = mt_provider_new_environment(env);
    members[count++] = mt_provider_new_profile(env, profile);
    return mt_provider_new_chain(members, count);
}
