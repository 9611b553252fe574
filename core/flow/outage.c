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
    log_line(engine->log_level, MT_LOG_INFO, "%s in %s: %s", scope->service, scope->place,
             error->message);
    for (mt_client *client = engine->clients; client; client = client->next)
        if (client->scope == scope && (!named || client->named == named))
            engine_end_calls(&client->calls, false, error);
}

static void give_up(mt_engine *engine, struct scope *scope)
{
    mt_error error = scope->last;
    (void)snprintf(error.message, sizeof error.message,
                   "not sent: %s in %s has not answered for %.0f s; the last failure was: %.180s",
                   scope->service, scope->place, (double)engine->patience_ms / 1000,
                   scope->last.message);
    *error.where = '\0';
    *error.request_id = '\0';
    end_scope(engine, scope, NULL, &error);
}

void outage_check(mt_engine *engine)
{
    for (struct scope *scope = engine->scopes.first; scope; scope = scope->next)
        if (circuit_gives_up(&scope->circuit, engine->patience_ms, engine->now))
            give_up(engine, scope);
    if (!engine->ends_at || engine->now < engine->ends_at)
        return;
    mt_error error = {0};
    (void)mt_fail(&error, MT_ETIMEOUT, "the time of %.10g s allowed for the whole run is over",
                  (double)engine->max_time_ms / 1000);
    engine_end_all(engine, true, &error);
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
                   scope->place, err->message);
    *error.where = '\0';
    *error.request_id = '\0';
    end_scope(call->engine, scope, call->client->named, &error);
}
