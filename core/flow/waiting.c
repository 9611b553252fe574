#include "flow/waiting.h"

#include <stdio.h>

#include "flow/flow.h"
#include "flow/log.h"

static int64_t held_for(const struct hold *hold, mt_wait wait, int64_t now)
{
    const int64_t before = wait == MT_WAIT_RATE ? hold->rate_ms : hold->circuit_ms;
    return before + (hold->is_held && hold->wait == wait ? now - hold->since : 0);
}

/* What a state that is a wait by itself waits for; MT_WAIT_COUNT: none is. */
static mt_wait wait_of(enum call_state state)
{
    switch (state) {
    case CALL_LANE:
        return MT_WAIT_LANE;
    case CALL_CREDS:
        return MT_WAIT_CREDENTIALS;
    case CALL_BACKOFF:
        return MT_WAIT_BACKOFF;
    case CALL_REGION: /* no call to a service does */
    case CALL_QUEUED:
    case CALL_SENDING:
    case CALL_SLEEPING:
    case CALL_DONE:
        break;
    }
    return MT_WAIT_COUNT;
}

static void let_go(mt_engine *engine, struct stream *stream)
{
    struct hold *hold = &stream->hold;
    if (!hold->is_held)
        return;
    *(hold->wait == MT_WAIT_RATE ? &hold->rate_ms : &hold->circuit_ms) += engine->now - hold->since;
    hold->is_held = false;
    waits_end(&stream->tally->waits, hold->wait, engine->now);
    waits_end(&engine->waits, hold->wait, engine->now);
}

static void leave_queue(mt_call *call)
{
    const int64_t now = call->engine->now;
    struct stream *stream = call->stream;
    for (int i = 0; i < 2; i++) {
        const mt_wait wait = i == 0 ? MT_WAIT_RATE : MT_WAIT_CIRCUIT;
        const int64_t before = i == 0 ? call->wait.rate_ms : call->wait.circuit_ms;
        const int64_t ms = held_for(&stream->hold, wait, now) - before;
        waits_add(&stream->tally->waits, wait, ms);
    }
    if (--stream->hold.queued == 0)
        let_go(call->engine, stream);
}

void waiting_begin(mt_call *call)
{
    mt_engine *engine = call->engine;
    if (!call->stream)
        return;
    const mt_wait wait = wait_of(call->state);
    if (call->state == CALL_QUEUED) {
        const struct hold *hold = &call->stream->hold;
        call->wait = (struct call_wait){.since = engine->now,
                                        .rate_ms = held_for(hold, MT_WAIT_RATE, engine->now),
                                        .circuit_ms = held_for(hold, MT_WAIT_CIRCUIT, engine->now)};
        call->stream->hold.queued++;
    } else if (wait != MT_WAIT_COUNT) {
        call->wait.since = engine->now;
        waits_begin(&call->stream->tally->waits, wait, engine->now);
        waits_begin(&engine->waits, wait, engine->now);
    }
}

void waiting_end(mt_call *call)
{
    mt_engine *engine = call->engine;
    if (!call->wait.since)
        return;
    const mt_wait wait = wait_of(call->state);
    if (call->state == CALL_QUEUED) {
        leave_queue(call);
    } else {
        waits_add(&call->stream->tally->waits, wait, engine->now - call->wait.since);
        waits_end(&call->stream->tally->waits, wait, engine->now);
        waits_end(&engine->waits, wait, engine->now);
    }
    call->wait.since = 0;
}

/* "50.0/s for application-autoscaling write in eu-west-1" */
static void say_reason(const mt_client *client, const struct stream *stream,
                       const struct hold_reason *reason, char *out, size_t size)
{
    const char *service = client->scope->service;
    if (reason->wait == MT_WAIT_CIRCUIT) {
        (void)snprintf(out, size, "%s in %s does not answer%s", service, client->region,
                       reason->ms < 0 ? ", one call is trying it" : "");
        return;
    }
    const bool is_neighbour = reason->toll && reason->toll != stream->tolls;
    if (is_neighbour)
        service = mt_value_string(mt_value_get(stream->charge, "service")).data;
    const char *class = reason->toll ? reason->toll->gate->class : stream->class;
    const double rate = reason->toll ? reason->toll->gate->rate.rate : 0;
    if (rate > 0 && reason->ms > 0)
        (void)snprintf(out, size, "%.1f/s for %s %s in %s", rate, service, class, client->region);
    else
        (void)snprintf(out, size, "the rate of %s %s in %s is being found", service, class,
                       client->region);
}

static void tell(const mt_client *client, struct stream *stream, const struct hold_reason *reason)
{
    const mt_call *call = stream->queue.first;
    char why[192], time[32] = "for an answer";
    if (stream->hold.told == call->sequence + 1)
        return;
    stream->hold.told = call->sequence + 1;
    say_reason(client, stream, reason, why, sizeof why);
    if (reason->ms > 0)
        (void)snprintf(time, sizeof time, "%.2f s", (double)reason->ms / 1000);
    log_line(client->engine->log_level, MT_LOG_DEBUG, "%s %s: waiting %s: %s",
             mt_call_operation(call), call->label ? call->label : "", time, why);
}

void waiting_hold(mt_client *client, struct stream *stream, const struct hold_reason *reason)
{
    mt_engine *engine = client->engine;
    struct hold *hold = &stream->hold;
    if (hold->is_held && (reason->ms == 0 || reason->wait != hold->wait))
        let_go(engine, stream);
    if (reason->ms == 0)
        return;
    if (!hold->is_held) {
        hold->is_held = true;
        hold->wait = reason->wait;
        hold->since = engine->now;
        waits_begin(&stream->tally->waits, hold->wait, engine->now);
        waits_begin(&engine->waits, hold->wait, engine->now);
    }
    if (engine->log_level >= MT_LOG_DEBUG)
        tell(client, stream, reason);
}
