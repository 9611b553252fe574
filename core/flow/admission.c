/* Which queued call is sent next.
**
** Calls start in the order of their submission while there are free places: max_in_flight for the
** engine, and as many for each client. A call that was throttled keeps its place while it waits, so
** one throttled service takes its own calls' places and nobody else's. */
#include "flow/flow.h"

static bool may_start(const mt_client *client)
{
    const mt_call *call = client->queue.first;
    return call && (call->has_place || client->places < client->engine->max_in_flight);
}

static mt_call *oldest(const mt_engine *engine)
{
    mt_call *best = NULL;
    for (mt_client *client = engine->clients; client; client = client->next)
        if (may_start(client) && (!best || client->queue.first->sequence < best->sequence))
            best = client->queue.first;
    return best;
}

bool call_admit(mt_engine *engine)
{
    mt_call *call = engine->busy < engine->max_in_flight ? oldest(engine) : NULL;
    if (!call)
        return false;
    if (!call->has_place) {
        call->has_place = true;
        call->client->places++;
    }
    if (!call->deadline) { /* it runs from here: a long queue is the caller's own doing */
        call->started_at = engine->now;
        call->deadline = engine->now + call->client->deadline_ms;
    }
    attempt_start(call);
    return true;
}
