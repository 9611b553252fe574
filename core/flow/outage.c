/* When waiting is over: a service that nobody answers for, an identity that it refuses, a run whose
** time is up. What is queued for it ends at once and together; other services and Regions go on. */
#include <stdio.h>

#include "flow/answer.h"
#include "flow/flow.h"
#include "flow/log.h"

enum { REFUSALS = 5 /* in a row: one may be a token that is being renewed */ };

/* named NULL: of whatever profile or key */
static void end_scope(mt_engine *engine, const struct scope *scope, const struct scope *named,
                      const mt_error *error)
{
    log_line(engine->log_level, MT_LOG_INFO, "%s in %s: %s", scope->service, scope->name,
             error->message);
    for (mt_client *client = engine->clients; client; client = client->next)
        if (client->scope == scope && (!named || client->named == named))
            engine_end_calls(&client->calls, false, error);
}

/* Ends a scope's calls because it has been silent for so long; why begins the message. */
static void give_up(mt_engine *engine, const struct scope *scope, int64_t silent_ms,
                    const char *why)
{
    const mt_error *last = &scope->last;
    mt_error error = *last;
    (void)snprintf(error.message, sizeof error.message,
                   "%s%s in %s has not answered for %.0f s; the last failure was: %s%s%.180s%s%s%s",
                   why, scope->service, scope->name, (double)silent_ms / 1000, last->code,
                   *last->code && *last->message ? ": " : "", last->message,
                   *last->request_id ? " (request " : "", last->request_id,
                   *last->request_id ? ")" : "");
    *error.where = '\0';
    *error.request_id = '\0';
    end_scope(engine, scope, NULL, &error);
}

static void end_run(mt_engine *engine)
{
    mt_error error = {0};
    char why[96];
    (void)mt_fail(&error, MT_ETIMEOUT, "the time of %.10g s allowed for the whole run is over",
                  (double)engine->max_time_ms / 1000);
    (void)snprintf(why, sizeof why, "%.80s, and ", error.message);
    for (const struct scope *scope = engine->scopes.first; scope; scope = scope->next)
        if (scope->circuit.is_open)
            give_up(engine, scope, engine->now - scope->circuit.opened_at, why);
    engine_end_all(engine, true, &error);
}

void outage_deadline(mt_call *call)
{
    mt_engine *engine = call->engine;
    if (engine->ends_at && engine->now >= engine->ends_at) { /* no call's own may be later */
        end_run(engine);
        return;
    }
    const struct scope *scope = call->client->scope;
    const bool is_away = scope->circuit.failures > 0 && *scope->last.message;
    mt_error error = {0};
    (void)mt_fail(&error, MT_ETIMEOUT, "the deadline of %.1f s passed before attempt %d%s%.200s",
                  (double)call->client->deadline_ms / 1000, call->attempts + 1,
                  is_away ? "; the last failure was: " : "", is_away ? scope->last.message : "");
    if (call->doubt)
        doubt_failed(call, &error);
    else
        call_finish(call, &error);
}

void outage_tell(const mt_call *call, const struct circuit *before)
{
    const mt_engine *engine = call->engine;
    const struct scope *scope = call->client->scope;
    if (before->is_open)
        log_line(engine->log_level, MT_LOG_INFO, "%s in %s answers again, after %.1f s",
                 scope->service, scope->name, (double)(engine->now - before->opened_at) / 1000);
    else
        log_line(
            engine->log_level, MT_LOG_INFO,
            "%s in %s does not answer: its calls wait, one at a time tries it, for up to %.0f s",
            scope->service, scope->name, (double)engine->patience_ms / 1000);
}

void outage_suspect(mt_call *call)
{
    struct circuit *circuit = &call->client->scope->circuit;
    const struct circuit before = *circuit;
    circuit_open(circuit, engine_chance(call->engine), call->engine->now);
    outage_tell(call, &before);
}

void outage_check(mt_engine *engine)
{
    if (engine->ends_at && engine->now >= engine->ends_at)
        end_run(engine);
    for (struct scope *scope = engine->scopes.first; scope; scope = scope->next)
        if (circuit_gives_up(&scope->circuit, engine->patience_ms, engine->now))
            give_up(engine, scope, engine->patience_ms, "");
}

void outage_note(const mt_call *call, const mt_error *err)
{
    struct scope *scope = call->client->scope;
    if (mt_status_retry(err->status) == MT_RETRY_BACKOFF)
        scope->last = *err;
    if (err->status != MT_EAUTH || !answer_refuses_identity(mt_cstr(err->code))) {
        scope->refused = 0;
        return;
    }
    if (++scope->refused < REFUSALS)
        return;
    mt_error error = *err;
    (void)snprintf(error.message, sizeof error.message,
                   "not sent: %s in %s refuses these credentials: %.200s", scope->service,
                   scope->name, err->message);
    *error.where = '\0';
    *error.request_id = '\0';
    end_scope(call->engine, scope, call->client->named, &error);
}
