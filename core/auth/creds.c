#include "auth/creds.h"

#include <stdio.h>
#include <stdlib.h>

#include "auth/profile.h"
#include "base/buf.h"

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

void provider_features(const mt_provider *provider, char *out, size_t size)
{
    enum { DEEPEST = 8 };
    const mt_provider *line[DEEPEST];
    const char *last = "";
    size_t count = 0, used = 0;
    *out = '\0';
    for (; provider && count < DEEPEST;
         provider = provider->inner ? provider->inner(provider) : NULL)
        line[count++] = provider;
    while (count-- > 0) {
        const char *own = line[count]->features;
        if (!own || strcmp(own, last) == 0 || used + strlen(own) + 2 > size) /* role after role */
            continue;
        used += (size_t)snprintf(out + used, size - used, "%s%s", used ? "," : "", own);
        last = own;
    }
}

mt_step mt_provider_step(mt_provider *provider, int64_t now, const mt_fetched *answer,
                         mt_fetch *want, const mt_credentials **out, mt_error *err)
{
    return provider->step(provider, now, answer, want, out, err);
}

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
