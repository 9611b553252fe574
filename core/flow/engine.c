/* The engine and a turn of its loop. */
#include "flow/agent.h"
#include "flow/flow.h"

#include <stdlib.h>

#include <moontide/moontide.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/crypto.h"

enum {
    MAX_IN_FLIGHT = 64,
    LONGEST_WAIT_MS = 250, /* so that an interrupt is noticed */
    PATIENCE_MS = 60000,
    LINES_SIZE = 4096, /* of an attempt's headers, a session token among them */
};

/* SplitMix64 (Steele, Lea, Flood 2014): jitter and request ids, nothing secret. */
uint64_t engine_random(mt_engine *engine)
{
    uint64_t z = engine->random_state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

double engine_chance(mt_engine *engine)
{
    return (double)(engine_random(engine) >> 11) / (double)(UINT64_C(1) << 53);
}

static void seed(mt_engine *engine, uint64_t given)
{
    engine->random_state = given;
    if (!given && !crypto_random(&engine->random_state, sizeof engine->random_state))
        engine->random_state = (uint64_t)clock_monotonic_ms() ^ (uint64_t)(uintptr_t)engine;
}

static mt_status say_agent(mt_engine *engine, const char *suffix, mt_error *err)
{
    struct buf agent = {0};
    agent_add_system(&agent, engine->environment);
    engine->agent = buf_take(&agent, NULL);
    engine->agent_suffix = suffix ? str_dup(mt_cstr(suffix)) : NULL;
    return engine->agent && (engine->agent_suffix || !suffix) ? MT_OK : fail_memory(err);
}

static mt_status open_http(mt_engine *engine, const mt_engine_options *options, mt_error *err)
{
    const mt_settings *settings = engine->settings;
    struct http_options http = {
        .max_connections = engine->max_in_flight,
        .ca_bundle = mt_settings_get(settings, MT_SETTING_CA_BUNDLE),
        .http_proxy = mt_settings_get(settings, MT_SETTING_HTTP_PROXY),
        .https_proxy = mt_settings_get(settings, MT_SETTING_HTTPS_PROXY),
        .no_proxy = mt_settings_get(settings, MT_SETTING_NO_PROXY),
        .trace_path = options->trace_path,
    };
    const mt_status st = mt_settings_bool(settings, MT_SETTING_KEEPALIVE, &http.keeps_alive, err);
    return st ? st : http_new(&http, &engine->http, err);
}

/* One now per turn: all that happens in it happens at the same moment. */
static void read_clocks(mt_engine *engine)
{
    engine->now = clock_monotonic_ms();
    engine->wall = clock_unix();
}

static mt_status set_up(mt_engine *engine, const mt_engine_options *options, mt_error *err)
{
    engine->environment = options->environment ? options->environment : mt_environment_process();
    engine->max_in_flight = options->max_in_flight ? options->max_in_flight : MAX_IN_FLIGHT;
    engine->log_level = options->log_level;
    engine->answers_wants = options->answers_wants;
    engine->max_rate = options->max_rate;
    engine->max_time_ms = flow_limit_ms(options->max_time_ms, 0);
    engine->patience_ms = engine->max_time_ms ? engine->max_time_ms : PATIENCE_MS;
    engine->patience_ms = flow_limit_ms(options->patience_ms, engine->patience_ms);
    engine->done.link = CALL_LINK_STATE;
    read_clocks(engine);
    if (engine->max_time_ms)
        engine->ends_at = engine->now + engine->max_time_ms;
    seed(engine, options->seed);
    mt_status st = mt_settings_load(engine->environment, options->profile, &engine->settings, err);
    if (!st) /* one that is wrong is for clients to say */
        (void)mt_settings_bool(engine->settings, MT_SETTING_NO_SKEW, &engine->clocks.is_off, NULL);
    if (!st)
        st = rate_store_open(&engine->rates, options, err);
    if (!st)
        st = open_http(engine, options, err);
    if (st)
        return st;
    buf_reserve(&engine->lines, LINES_SIZE);
    engine->signer = mt_signer_new();
    st = say_agent(engine, options->user_agent_suffix, err);
    engine->profile = options->profile ? str_dup(mt_cstr(options->profile)) : NULL;
    const bool is_complete = engine->signer && !st && !buf_failed(&engine->lines) &&
                             (engine->profile || !options->profile);
    return is_complete ? MT_OK : fail_memory(err);
}

mt_status mt_engine_open(const mt_engine_options *options, mt_engine **out, mt_error *err)
{
    const mt_engine_options defaults = {0};
    mt_engine *engine = calloc(1, sizeof *engine);
    if (!engine)
        return fail_memory(err);
    const mt_status st = set_up(engine, options ? options : &defaults, err);
    if (st) {
        mt_engine_free(engine);
        return st;
    }
    *out = engine;
    return MT_OK;
}

mt_engine *mt_engine_new(const mt_engine_options *options, mt_error *err)
{
    mt_engine *engine = NULL;
    return mt_engine_open(options, &engine, err) ? NULL : engine;
}

void mt_engine_free(mt_engine *engine)
{
    if (!engine)
        return;
    read_clocks(engine);
    (void)rates_save(engine, NULL); /* nobody is left to be told */
    while (engine->clients)
        mt_client_free(engine->clients);
    while (engine->sleeps.first)
        mt_call_free(engine->sleeps.first);
    identity_free_all(engine);
    region_search_free(engine->region_search);
    http_free(engine->http);
    mt_signer_free(engine->signer);
    mt_settings_free(engine->settings);
    timers_clear(&engine->timers);
    lanes_clear(&engine->lanes);
    scopes_clear(&engine->scopes);
    clocks_clear(&engine->clocks);
    rate_store_clear(&engine->rates);
    tallies_clear(&engine->tallies);
    buf_wipe(&engine->stamp.authorization);
    buf_wipe(&engine->lines);
    free(engine->agent);
    free(engine->agent_suffix);
    free(engine->profile);
    free(engine);
}

void engine_end_calls(struct call_list *list, bool with_sending, const mt_error *error)
{
    bool is_again = true; /* who ends may let another go on that has been passed by */
    while (is_again) {
        is_again = false;
        for (mt_call *call = list->first; call; call = call->links[CALL_LINK_OWNER].next)
            if (call->state != CALL_DONE && (with_sending || call->state != CALL_SENDING)) {
                call_abandon(call, error);
                is_again = true;
            }
    }
}

void engine_end_all(mt_engine *engine, bool with_sending, const mt_error *error)
{
    for (mt_client *client = engine->clients; client; client = client->next)
        engine_end_calls(&client->calls, with_sending, error);
    engine_end_calls(&engine->sleeps, with_sending, error);
}

static void stop_if_interrupted(mt_engine *engine)
{
    if (!engine->is_interrupted || engine->has_stopped)
        return;
    engine->has_stopped = true;
    mt_error error = {0};
    (void)mt_fail(&error, MT_ECANCELLED, "interrupted");
    engine_end_all(engine, false, &error);
}

static void timer_expired(mt_call *call)
{
    switch (call->state) {
    case CALL_SLEEPING:
        call_finish(call, NULL);
        break;
    case CALL_BACKOFF:
        call_enter(call, CALL_QUEUED);
        break;
    case CALL_CREDS:
        call_fail(call, MT_ETIMEOUT, "no credentials within the deadline of %.1f s",
                  (double)(call->deadline - call->started_at) / 1000);
        break;
    case CALL_REGION:
        call_fail(call, MT_ETIMEOUT,
                  "the instance metadata service has not told the region in "
                  "%.1f s",
                  (double)(call->deadline - call->started_at) / 1000);
        break;
    case CALL_QUEUED:
        outage_deadline(call);
        break;
    case CALL_LANE:
    case CALL_SENDING:
    case CALL_DONE:
        break; /* have no timer */
    }
}

static void expire_timers(mt_engine *engine)
{
    struct timer *timer = NULL;
    while ((timer = timers_first(&engine->timers)) != NULL && timer->due <= engine->now) {
        timers_remove(&engine->timers, timer);
        timer_expired(timer->owner);
    }
}

static void collect(mt_engine *engine)
{
    struct http_exchange *exchange = NULL;
    while ((exchange = http_next(engine->http)) != NULL) {
        const struct flight *flight = http_tag(exchange);
        if (flight->call)
            attempt_finished(flight->call);
        else
            errand_fetched(flight->errand);
    }
}

static int wait_of(const mt_engine *engine, int timeout_ms)
{
    if (engine->done.first)
        return 0;
    int64_t wait = timeout_ms < 0 || timeout_ms > LONGEST_WAIT_MS ? LONGEST_WAIT_MS : timeout_ms;
    const struct timer *timer = timers_first(&engine->timers);
    if (timer && timer->due - engine->now < wait)
        wait = timer->due - engine->now;
    wait = errands_wait(engine, wait);
    if (engine->look_at && engine->look_at - engine->now < wait)
        wait = engine->look_at - engine->now;
    return wait > 0 ? (int)wait : 0;
}

mt_status mt_engine_poll(mt_engine *engine, int timeout_ms, mt_error *err)
{
    read_clocks(engine);
    stop_if_interrupted(engine);
    outage_check(engine);
    rates_turn(engine);
    while (call_admit(engine))
        continue;
    const mt_status st = http_poll(engine->http, wait_of(engine, timeout_ms), err);
    if (st)
        return st;
    read_clocks(engine); /* the wait took time */
    collect(engine);
    errands_turn(engine);
    expire_timers(engine);
    return MT_OK;
}

mt_call *mt_engine_next(mt_engine *engine)
{
    mt_call *call = engine->done.first;
    if (!call)
        return NULL;
    call_list_remove(call, CALL_LINK_STATE);
    call->is_popped = true;
    engine->pending--;
    return call;
}

mt_call *mt_engine_wait(mt_engine *engine)
{
    mt_call *call = NULL;
    while ((call = mt_engine_next(engine)) == NULL && engine->pending > 0) {
        mt_error error = {0};
        if (mt_engine_poll(engine, LONGEST_WAIT_MS, &error))
            engine_end_all(engine, true, &error); /* so that whoever waits learns of it */
    }
    return call;
}

size_t mt_engine_pending(const mt_engine *engine)
{
    return engine->pending;
}

mt_call *mt_engine_sleep(mt_engine *engine, int64_t ms, void *tag, mt_error *err)
{
    if (engine->is_interrupted) {
        (void)mt_fail(err, MT_ECANCELLED, "interrupted before it could sleep");
        return NULL;
    }
    mt_call *call = call_new(engine, &engine->sleeps, tag);
    if (!call) {
        (void)fail_memory(err);
        return NULL;
    }
    call_enter(call, CALL_SLEEPING);
    timers_set(&engine->timers, &call->timer, clock_monotonic_ms() + flow_limit_ms(ms, 0));
    return call;
}

mt_call *mt_engine_resolve(mt_engine *engine, const char *profile, int64_t timeout_ms, void *tag,
                           mt_error *err)
{
    enum { TIMEOUT_MS = 120000 };
    if (engine->is_interrupted) {
        (void)mt_fail(err, MT_ECANCELLED, "interrupted before credentials were asked for");
        return NULL;
    }
    engine->now = clock_monotonic_ms(); /* the deadline runs from here */
    struct identity *identity = identity_of_profile(engine, profile ? profile : engine->profile);
    mt_call *call = identity ? call_new(engine, &engine->sleeps, tag) : NULL;
    if (!call) {
        (void)fail_memory(err);
        return NULL;
    }
    call->identity = identity;
    call->started_at = engine->now;
    call->deadline = engine->now + flow_limit_ms(timeout_ms, TIMEOUT_MS);
    call_enter(call, CALL_CREDS);
    timers_set(&engine->timers, &call->timer, call->deadline);
    if (identity_is_usable(identity))
        call_has_credentials(call);
    else
        identity_ask(identity);
    return call;
}

void mt_engine_interrupt(mt_engine *engine)
{
    engine->is_interrupted = 1;
}

bool mt_engine_is_interrupted(const mt_engine *engine)
{
    return engine->is_interrupted;
}

const mt_settings *mt_engine_settings(const mt_engine *engine)
{
    return engine->settings;
}
