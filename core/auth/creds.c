#include "auth/creds.h"

#include <stdlib.h>

#include "auth/profile.h"
#include "base/buf.h"

enum { REASONS_SIZE = 500 /* what a message has room for beside its fixed words */ };

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
                 {"session token", c->session_token, true},
                 {"account id", c->account_id, true}};
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
        copy.texts[4] = str_dup(c->account_id);
        for (size_t i = 0; i < sizeof copy.texts / sizeof *copy.texts; i++)
            if (!copy.texts[i])
                st = fail_memory(err);
    }
    if (st) {
        creds_wipe(&copy);
        return st;
    }
    copy.view =
        (mt_credentials){mt_cstr(copy.texts[0]), mt_cstr(copy.texts[1]), mt_cstr(copy.texts[2]),
                         c->expires_at,          copy.texts[3],          mt_cstr(copy.texts[4])};
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

void *creds_provider_new(size_t size, const mt_provider *like, const mt_environment *env,
                         const char *profile)
{
    struct creds_provider *provider = calloc(1, size);
    if (!provider)
        return NULL;
    provider->base = *like;
    provider->env = env;
    provider->profile = profile ? str_dup(mt_cstr(profile)) : NULL;
    if (profile && !provider->profile) {
        free(provider);
        return NULL;
    }
    return provider;
}

void creds_provider_free(struct creds_provider *provider)
{
    creds_wipe(&provider->held);
    free(provider->profile);
    free(provider);
}

char *creds_variable(const mt_environment *env, const char *name, bool *failed)
{
    const char *value = environment_get(env, name);
    char *copy = value ? str_dup(mt_cstr(value)) : NULL;
    *failed = *failed || (value && !copy);
    return copy;
}

char *creds_profile_name(const mt_environment *env, const char *given)
{
    const char *name = given ? given : environment_get(env, "AWS_PROFILE");
    if (!name)
        name = environment_get(env, "AWS_DEFAULT_PROFILE");
    return str_dup(mt_cstr(name ? name : "default"));
}

static mt_step nothing_found(const struct chain *chain, mt_error *err)
{
    const size_t size = chain->reasons.size < REASONS_SIZE ? chain->reasons.size : REASONS_SIZE;
    mt_fail(err, MT_ECREDS,
            "no credentials found: %.*s; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name "
            "a profile that has some",
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
