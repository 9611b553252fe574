#include "flow/region_search.h"

#include <stdlib.h>

#include "auth/settings_internal.h"
#include "base/clock.h"
#include "flow/flow.h"
#include "net/endpoint_url.h"

static void end_waiting(struct region_search *search, const mt_error *err)
{
    while (search->waiting.first)
        call_finish(search->waiting.first, err);
}

static mt_status keep(struct region_search *search, mt_str text, mt_error *err)
{
    mt_settings *settings = search->errand.engine->settings;
    const mt_str region = str_trim(text);
    if (!endpoint_is_label(region))
        return mt_fail(err, MT_ECONFIG,
                       "the instance metadata service says that the region is '%.*s', which cannot "
                       "be one: only letters, digits and hyphens",
                       (int)(region.size < 80 ? region.size : 80), region.data);
    char name[64] = "";
    memcpy(name, region.data, region.size); /* a label is shorter */
    return settings_add(settings, MT_SETTING_REGION, name, "instance metadata", err);
}

static void search_step(struct errand *errand, const mt_fetched *answer)
{
    struct region_search *search = (struct region_search *)errand;
    mt_engine *engine = errand->engine;
    mt_error why = {0}, err = {0};
    const mt_step step =
        imds_region_step(&search->source, flow_time(engine), answer, &errand->want, &why);
    if (step == MT_STEP_WANT_HTTP) {
        errand_begin(errand, step);
        return;
    }
    if (step == MT_STEP_READY)
        (void)keep(search, search->source.found, &err);
    else if (why.status == MT_EMEM)
        err = why;
    else
        (void)mt_fail(&err, MT_ECONFIG,
                      "no region: AWS_REGION is not set, profile '%s' has none, and "
                      "MOONTIDE_REGION_FROM_IMDS finds none: %.200s",
                      mt_settings_get(engine->settings, MT_SETTING_PROFILE), why.message);
    end_waiting(search, err.status ? &err : NULL);
}

static struct region_search *search_of(mt_engine *engine)
{
    if (engine->region_search)
        return engine->region_search;
    struct region_search *search = calloc(1, sizeof *search);
    if (!search)
        return NULL;
    search->waiting.link = CALL_LINK_STATE;
    search->source.env = engine->environment;
    search->source.profile = engine->profile;
    errand_open(&search->errand, engine, search_step);
    return engine->region_search = search;
}

void region_search_free(struct region_search *search)
{
    if (!search)
        return;
    errand_close(&search->errand);
    imds_clear(&search->source.imds);
    free(search);
}

mt_status mt_engine_wants_region(const mt_engine *engine, bool *out, mt_error *err)
{
    *out = false;
    if (mt_settings_get(engine->settings, MT_SETTING_REGION))
        return MT_OK;
    return mt_settings_bool(engine->settings, MT_SETTING_REGION_FROM_IMDS, out, err);
}

mt_call *mt_engine_find_region(mt_engine *engine, int64_t timeout_ms, void *tag, mt_error *err)
{
    enum { TIMEOUT_MS = 30000 };
    if (engine->is_interrupted) {
        (void)mt_fail(err, MT_ECANCELLED, "interrupted before the region was asked for");
        return NULL;
    }
    engine->now = clock_monotonic_ms(); /* the deadline runs from here */
    struct region_search *search = search_of(engine);
    mt_call *call = search ? call_new(engine, &engine->sleeps, tag) : NULL;
    if (!call) {
        (void)fail_memory(err);
        return NULL;
    }
    call->started_at = engine->now;
    call->deadline = engine->now + flow_limit_ms(timeout_ms, TIMEOUT_MS);
    call_enter(call, CALL_REGION);
    timers_set(&engine->timers, &call->timer, call->deadline);
    if (mt_settings_get(engine->settings, MT_SETTING_REGION))
        call_finish(call, NULL);
    else if (search->errand.wait == ERRAND_IDLE)
        search_step(&search->errand, NULL);
    return call;
}
