/* The life of a call: its states, its end, and what its owner may ask. */
#include "flow/flow.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "data/model.h"
#include "flow/log.h"

const char *call_state_name(enum call_state state)
{
    switch (state) {
#define CALL_STATE_NAME(state, name) \
    case state:                      \
        return name;
        CALL_STATE_TABLE(CALL_STATE_NAME)
#undef CALL_STATE_NAME
    }
    return "";
}

mt_call *call_new(mt_engine *engine, struct call_list *owner, void *tag)
{
    /* a timer each, so that setting one cannot fail */
    if (!timers_reserve(&engine->timers, engine->live + 1))
        return NULL;
    mt_call *call = calloc(1, sizeof *call);
    if (!call)
        return NULL;
    call->engine = engine;
    call->tag = tag;
    call->timer.owner = call;
    call->flight.call = call;
    call->sequence = engine->sequence++;
    call_list_append(owner, call);
    engine->live++;
    engine->pending++;
    return call;
}

/* One that waits for credentials takes nobody's place: they may have to be fetched by other calls. */
static bool is_busy(enum call_state state)
{
    return state == CALL_SENDING;
}

/* The list in which calls of a state stand; NULL: none. */
static struct call_list *list_of(mt_call *call, enum call_state state)
{
    switch (state) {
    case CALL_QUEUED:
        return &call->stream->queue;
    case CALL_CREDS:
        return &call->identity->waiting;
    case CALL_REGION:
        return &call->engine->region_search->waiting;
    case CALL_DONE:
        return &call->engine->done;
    case CALL_LANE:
    case CALL_SENDING:
    case CALL_BACKOFF:
    case CALL_SLEEPING:
        break;
    }
    return NULL;
}

void call_enter(mt_call *call, enum call_state state)
{
    mt_engine *engine = call->engine;
    waiting_end(call);
    call_list_remove(call, CALL_LINK_STATE);
    timers_remove(&engine->timers, &call->timer);
    engine->busy -= is_busy(call->state);
    engine->busy += is_busy(state);
    const bool is_back = call->attempts > 0 || call->state == CALL_CREDS;
    call->state = state;
    struct call_list *list = list_of(call, state);
    if (list && state == CALL_QUEUED && is_back)
        call_list_prepend(list, call);
    else if (list)
        call_list_append(list, call);
    if (state == CALL_QUEUED &&
        call->deadline) /* the rate or an outage may hold it back for long */
        timers_set(&engine->timers, &call->timer, call->deadline);
    waiting_begin(call);
    if (engine->log_level >= MT_LOG_DEBUG && call->client)
        log_line(engine->log_level, MT_LOG_DEBUG, "%s %s: %s", mt_call_operation(call),
                 call->label ? call->label : "", call_state_name(state));
}

void call_land(mt_call *call)
{
    if (!call->flight.exchange)
        return;
    http_release(call->flight.exchange);
    call->flight.exchange = NULL;
    call->engine->in_flight--;
}

/* Whoever stands behind it is next to write to the target. */
static void leave_lane(mt_call *call)
{
    mt_call *next = lanes_leave(&call->engine->lanes, call);
    if (next)
        call_enter(next, CALL_QUEUED);
}

void call_leave_place(mt_call *call)
{
    if (call->has_place)
        call->client->places--;
    call->has_place = false;
}

static void log_end(mt_call *call, const mt_error *error)
{
    const double seconds = (double)(call->engine->now - call->started_at) / 1000;
    const char *id = error ? error->request_id : attempt_request_id(call);
    const char *why = !error ? "" : *error->code ? error->code : error->message;
    log_line(call->engine->log_level, MT_LOG_INFO,
             "%s %s %s after %d attempt%s in %.2f s%s%s%s%s%s", mt_call_operation(call),
             call->label ? call->label : "", error ? "failed" : "succeeded", call->attempts,
             call->attempts == 1 ? "" : "s", seconds, *why ? ": " : "", why,
             *id ? " (request " : "", id, *id ? ")" : "");
}

static bool is_write(const mt_call *call)
{
    return call->operation && strcmp(call->operation->class, "read") != 0;
}

void call_finish(mt_call *call, const mt_error *error)
{
    waiting_end(call); /* both are counted where the call stands now, */
    stream_settle(call, STREAM_FORGOTTEN);
    doubt_end(call); /* and not where it came from */
    if (call->attempts > 0 && call->engine->log_level >= MT_LOG_INFO)
        log_end(call, error);
    call_land(call);
    call_leave_place(call);
    leave_lane(call);
    free(call->body);
    call->body = NULL;
    call->error = error ? *error : (mt_error){0};
    call->error.attempts = call->attempts;
    call->error.may_have_acted = error && call->lost_answer && is_write(call);
    if (error && !*call->error.where)
        (void)snprintf(call->error.where, sizeof call->error.where, "%s", mt_call_operation(call));
    if (call->client)
        call->stream->tally->figures.calls[call->error.status]++;
    call_enter(call, CALL_DONE);
}

void call_abandon(mt_call *call, const mt_error *error)
{
    call->lost_answer |= call->flight.exchange && http_was_sent(call->flight.exchange);
    call_finish(call, error);
}

void call_fail(mt_call *call, mt_status status, const char *format, ...)
{
    mt_error error = {.status = status};
    va_list args;
    va_start(args, format);
    (void)vsnprintf(error.message, sizeof error.message, format, args);
    va_end(args);
    call_finish(call, &error);
}

bool mt_call_is_done(const mt_call *call)
{
    return call->state == CALL_DONE;
}

mt_status mt_call_status(const mt_call *call)
{
    return call->error.status;
}

const mt_error *mt_call_error(const mt_call *call)
{
    return &call->error;
}

const char *mt_call_message(const mt_call *call)
{
    return call->message ? call->message : "";
}

const mt_value *mt_call_output(const mt_call *call)
{
    return call->output;
}

mt_value *mt_call_take_output(mt_call *call)
{
    mt_value *output = call->output;
    call->output = NULL;
    return output;
}

const char *mt_call_operation(const mt_call *call)
{
    return call->operation ? mt_operation_name(call->operation) : "";
}

void *mt_call_tag(const mt_call *call)
{
    return call->tag;
}

int mt_call_attempts(const mt_call *call)
{
    return call->attempts;
}

const mt_credentials *mt_call_credentials(const mt_call *call)
{
    return call->found.view.access_key_id.size ? &call->found.view : NULL;
}

bool mt_call_skipped(const mt_call *call, size_t index, const char **name, const char **reason)
{
    const struct identity *identity = call->client ? call->client->identity : call->identity;
    return call->error.status == MT_ECREDS && identity &&
           mt_provider_skipped(identity->provider, index, name, reason);
}

void call_has_credentials(mt_call *call)
{
    mt_error err = {0};
    if (call->client)
        call_enter(call, CALL_QUEUED);
    else if (creds_hold(&call->found, &call->identity->held.view, &err))
        call_finish(call, &err);
    else
        call_finish(call, NULL);
}

void mt_call_cancel(mt_call *call)
{
    mt_error error = {0};
    if (call->state == CALL_DONE)
        return;
    (void)mt_fail(&error, MT_ECANCELLED, "cancelled while %s", call_state_name(call->state));
    call_abandon(call, &error);
}

void call_discard(mt_call *call)
{
    call->engine->live--;
    call->engine->pending -= !call->is_popped;
    call_list_remove(call, CALL_LINK_STATE);
    call_list_remove(call, CALL_LINK_OWNER);
    mt_value_free(call->output);
    creds_wipe(&call->found);
    free(call->body);
    free(call->message);
    free(call->label);
    free(call);
}

void mt_call_free(mt_call *call)
{
    if (!call)
        return;
    mt_call_cancel(call);
    call_discard(call);
}
