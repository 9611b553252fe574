#include "flow/identity.h"

#include <stdlib.h>

#include "base/buf.h"
#include "flow/flow.h"

enum {
    AHEAD_S = 900, /* a quarter of what lives shorter than an hour */
    RETRY_S = 10   /* between attempts to renew ahead of time */
};

bool identity_is_usable(const struct identity *identity)
{
    const mt_credentials *held = &identity->held.view;
    return held->access_key_id.size && !identity->is_refused &&
           (!held->expires_at || flow_time(identity->engine) < held->expires_at);
}

static void start_waiting(struct identity *identity)
{
    /* the last one first: each goes to the head of its queue */
    while (identity->waiting.last && identity_is_usable(identity))
        call_has_credentials(identity->waiting.last);
}

/* What is held stays in use until it expires; only then does a failing provider fail calls. */
static void failed(struct identity *identity, const mt_error *err)
{
    identity->refresh_at = flow_time(identity->engine) + RETRY_S;
    identity->is_refused = false; /* nothing better is to be had */
    start_waiting(identity);
    mt_error error = *err;
    if (!error.status)
        error.status = MT_ECREDS;
    while (identity->waiting.first)
        call_finish(identity->waiting.first, &error);
}

/* When to renew a new set, jittered so that a thousand processes do not ask at once. */
static int64_t renewal_time(mt_engine *engine, int64_t expires_at)
{
    if (!expires_at)
        return INT64_MAX;
    const int64_t life = expires_at - flow_time(engine);
    const int64_t ahead = life / 4 < AHEAD_S ? life / 4 : AHEAD_S;
    const int64_t jitter =
        ahead ? (int64_t)(engine_random(engine) % (uint64_t)(ahead / 10 + 1)) : 0;
    return expires_at - ahead - jitter;
}

static bool is_same(const mt_credentials *a, const mt_credentials *b)
{
    return mt_str_equal(a->access_key_id, b->access_key_id) &&
           mt_str_equal(a->session_token, b->session_token) &&
           mt_str_equal(a->secret_access_key, b->secret_access_key);
}

static void note_features(struct identity *identity)
{
    char found[sizeof identity->features] = "";
    provider_features(identity->provider, found, sizeof found);
    if (strcmp(found, identity->features) == 0)
        return;
    memcpy(identity->features, found, sizeof found);
    identity->features_version++;
}

static void provider_ready(struct identity *identity, const mt_credentials *found)
{
    mt_error err = {0};
    mt_engine *engine = identity->engine;
    const bool is_new = !is_same(found, &identity->held.view);
    if (found->expires_at && found->expires_at <= flow_time(engine))
        (void)mt_fail(&err, MT_ECREDS, "the credentials of %s have expired",
                      found->source ? found->source : mt_provider_name(identity->provider));
    else
        (void)creds_hold(&identity->held, found, &err);
    if (err.status) {
        failed(identity, &err);
        return;
    }
    identity->generation += is_new;
    note_features(identity);
    account_learned(identity);
    identity->is_refused = false;
    identity->refresh_at = renewal_time(engine, found->expires_at);
    if (!is_new && identity->refresh_at < flow_time(engine) + RETRY_S)
        identity->refresh_at = flow_time(engine) + RETRY_S;
    start_waiting(identity);
}

static void identity_step(struct errand *errand, const mt_fetched *answer)
{
    struct identity *identity = (struct identity *)errand;
    mt_error err = {0};
    const mt_credentials *found = NULL;
    mt_step step = mt_provider_step(identity->provider, flow_time(identity->engine), answer,
                                    &errand->want, &found, &err);
    switch (step) {
    case MT_STEP_READY:
        provider_ready(identity, found);
        break;
    case MT_STEP_WANT_HTTP:
    case MT_STEP_WANT_PROCESS:
    case MT_STEP_WANT_CODE:
    case MT_STEP_WANT_CREDENTIALS:
        errand_begin(errand, step);
        break;
    case MT_STEP_NOT_ME:
    case MT_STEP_FAILED:
        failed(identity, &err);
        break;
    }
}

void identity_ask(struct identity *identity)
{
    if (identity->errand.wait == ERRAND_IDLE)
        identity_step(&identity->errand, NULL);
}

void identity_keep_fresh(struct identity *identity)
{
    if (flow_time(identity->engine) >= identity->refresh_at)
        identity_ask(identity);
}

void identity_refuse(struct identity *identity, uint64_t generation)
{
    if (generation == identity->generation)
        identity->is_refused = true;
}

static struct identity *add(mt_engine *engine, const char *name, mt_provider *provider)
{
    struct identity *identity = provider ? calloc(1, sizeof *identity) : NULL;
    char *copy = identity && name ? str_dup(mt_cstr(name)) : NULL;
    if (!identity || (name && !copy)) {
        mt_provider_free(provider);
        free(identity);
        return NULL;
    }
    *identity = (struct identity){.next = engine->identities,
                                  .engine = engine,
                                  .name = copy,
                                  .provider = provider,
                                  .waiting.link = CALL_LINK_STATE};
    errand_open(&identity->errand, engine, identity_step);
    engine->identities = identity;
    return identity;
}

struct identity *identity_of_profile(mt_engine *engine, const char *profile)
{
    for (struct identity *i = engine->identities; i; i = i->next)
        if (i->is_shared && !i->name == !profile && (!profile || strcmp(i->name, profile) == 0))
            return i;
    struct identity *made =
        add(engine, profile, mt_provider_new_default(engine->environment, profile));
    if (made)
        made->is_shared = true;
    return made;
}

struct identity *identity_new(mt_engine *engine, mt_provider *provider)
{
    return add(engine, NULL, provider);
}

static void free_one(struct identity *identity)
{
    errand_close(&identity->errand);
    mt_provider_free(identity->provider);
    creds_wipe(&identity->held);
    free(identity->name);
    free(identity->region);
    free(identity);
}

void identity_release(struct identity *identity)
{
    if (!identity || identity->is_shared)
        return;
    struct identity **place = &identity->engine->identities;
    while (*place != identity)
        place = &(*place)->next;
    *place = identity->next;
    free_one(identity);
}

void identity_free_all(mt_engine *engine)
{
    while (engine->identities) {
        struct identity *identity = engine->identities;
        engine->identities = identity->next;
        free_one(identity);
    }
}

bool identity_use_region(struct identity *identity, const char *region)
{
    if (!identity->region && region)
        identity->errand.region = identity->region = str_dup(mt_cstr(region));
    return identity->region || !region;
}

void identity_use(struct identity *identity, mt_provider *provider)
{
    mt_provider_free(identity->provider);
    identity->provider = provider;
    identity->refresh_at = 0;
    creds_wipe(&identity->held);
}
