/* Which queued call is sent next.
**
** Calls start in the order of their submission while there are free places: max_in_flight for the
** engine, and as many for each client. A stream that has to wait for its service's rate, or for the
** service itself, lets the others pass. A call that was throttled keeps its place while it waits, so
** one throttled service takes its own calls' places and nobody else's. */
#include "flow/flow.h"

static bool has_room(const mt_call *call)
{
    return call->has_place || call->client->places < call->engine->max_in_flight;
}

/* May the stream send now? If not, when is worth a look. */
static bool is_open(mt_client *client, struct stream *stream)
{
    mt_engine *engine = client->engine;
    const struct hold_reason hold = stream_wait(client, stream);
    if (hold.ms > 0 && (!engine->look_at || engine->now + hold.ms < engine->look_at))
        engine->look_at = engine->now + hold.ms;
    waiting_hold(client, stream, &hold);
    return hold.ms == 0;
}

static mt_call *oldest(mt_engine *engine)
{
    mt_call *best = NULL;
    engine->look_at = 0;
    for (mt_client *client = engine->clients; client; client = client->next)
        for (struct stream *stream = client->streams; stream; stream = stream->next) {
            mt_call *call = stream->queue.first;
            if (call && has_room(call) && (!best || call->sequence < best->sequence) &&
                is_open(client, stream))
                best = call;
        }
    return best;
}

bool call_admit(mt_engine *engine)
{
    if (engine->busy >= engine->max_in_flight) {
        engine->look_at = 0; /* an answer has to come first */
        return false;
    }
    mt_call *call = oldest(engine);
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
