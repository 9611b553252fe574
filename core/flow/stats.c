/* Figures for whoever asks, out of what has been counted. */
#include "flow/flow.h"

const char *mt_cause_name(mt_cause cause)
{
    static const char *const names[] = {
#define CAUSE_NAME(cause, name) name,
        MT_CAUSE_TABLE(CAUSE_NAME)
#undef CAUSE_NAME
    };
    return (size_t)cause < MT_CAUSE_COUNT ? names[cause] : "";
}

const char *mt_wait_name(mt_wait wait)
{
    static const char *const names[] = {
#define WAIT_NAME(wait, name) name,
        MT_WAIT_TABLE(WAIT_NAME)
#undef WAIT_NAME
    };
    return (size_t)wait < MT_WAIT_COUNT ? names[wait] : "";
}

/* Calls that wait at the head of their streams, for what these wait for. */
static uint64_t queued(const mt_engine *engine, const struct tally *tally, mt_wait wait)
{
    uint64_t count = 0;
    for (const mt_client *client = engine->clients; client; client = client->next)
        for (const struct stream *stream = client->streams; stream; stream = stream->next)
            if (stream->tally == tally && stream->hold.is_held && stream->hold.wait == wait)
                count += stream->hold.queued;
    return count;
}

static mt_wait_figures wait_figures(const mt_engine *engine, const struct tally *tally,
                                    mt_wait wait)
{
    const struct waits_of *of = &tally->waits.of[wait];
    const bool is_queue = wait == MT_WAIT_RATE || wait == MT_WAIT_CIRCUIT;
    return (mt_wait_figures){
        .count = of->count,
        .call_ms = (uint64_t)of->call_ms,
        .held_ms = (uint64_t)waits_held(&tally->waits, wait, engine->now),
        .now = is_queue ? queued(engine, tally, wait) : of->now,
    };
}

bool mt_engine_tally(const mt_engine *engine, size_t index, mt_tally *out)
{
    const struct tally *tally = engine->tallies.first;
    while (tally && index-- > 0)
        tally = tally->next;
    if (!tally)
        return false;
    *out = tally->figures;
    for (int wait = 0; wait < MT_WAIT_COUNT; wait++)
        out->waits[wait] = wait_figures(engine, tally, (mt_wait)wait);
    out->rate = tally->gate ? tally->gate->rate.rate : 0;
    const struct circuit *circuit = &tally->scope->circuit;
    if (!circuit->is_open)
        return true;
    out->down_ms = engine->now - circuit->opened_at;
    out->down_ms += out->down_ms == 0; /* 0 would say that it answers */
    out->probe_ms = circuit_wait(circuit, engine->now);
    return true;
}

static void add(mt_engine_stats *stats, const mt_tally *figures)
{
    for (int status = 0; status < MT_STATUS_COUNT; status++) {
        stats->calls += figures->calls[status];
        stats->failed += status == MT_OK ? 0 : figures->calls[status];
    }
    for (int cause = 0; cause < MT_CAUSE_COUNT; cause++)
        stats->retries += figures->retries[cause];
    stats->attempts += figures->attempts;
    stats->throttled += figures->answers[MT_ETHROTTLE];
    stats->concurrent += figures->answers[MT_ECONCURRENT];
}

mt_engine_stats mt_engine_statistics(const mt_engine *engine)
{
    mt_engine_stats stats = {.in_flight = engine->in_flight,
                             .peak_in_flight = engine->peak_in_flight,
                             .connections = http_connections(engine->http)};
    for (const struct tally *tally = engine->tallies.first; tally; tally = tally->next)
        add(&stats, &tally->figures);
    for (int wait = 0; wait < MT_WAIT_COUNT; wait++)
        stats.held_ms[wait] = (uint64_t)waits_held(&engine->waits, (mt_wait)wait, engine->now);
    return stats;
}
