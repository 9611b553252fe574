/* Streams: the calls of a client that draw on the same buckets of the service, in one queue; where
** one stream has to wait, the others go on. What a call draws on is its operation's class, and what
** the model says that the service does elsewhere in its name. */
#include <stdlib.h>

#include "data/model.h"
#include "flow/flow.h"

/* AWS's own modes hold back nothing but what they say. */
static bool is_ours(const mt_client *client)
{
    return client->retry.mode == MT_RETRY_MODE_MOONTIDE;
}

static bool is_wanted(const mt_value *charge, const mt_value *input)
{
    const mt_value *want = mt_value_first(mt_value_get(charge, "when"));
    for (; want; want = mt_value_next(want))
        if (!mt_str_equal(mt_value_string(mt_value_get(input, mt_value_key(want).data)),
                          mt_value_string(want)))
            return false;
    return true;
}

/* What the input will cost elsewhere; NULL: nothing. */
static const mt_value *charge_of(const mt_operation *operation, const mt_value *input)
{
    const mt_value *charge = mt_value_first(operation->charges);
    while (charge && !is_wanted(charge, input))
        charge = mt_value_next(charge);
    return charge;
}

static mt_status add_toll(struct stream *stream, mt_engine *engine, const struct scope_key *key,
                          const char *class, mt_error *err)
{
    struct scope *scope = scope_find(&engine->scopes, key);
    struct gate *gate = scope ? gate_find(scope, class) : NULL;
    const mt_status st = gate ? rates_recall(engine, scope, gate, err) : fail_memory(err);
    if (!st)
        stream->tolls[stream->toll_count++] = (struct toll){gate, 1};
    return st;
}

static struct tally *find_tally(mt_client *client, const char *class)
{
    const struct tally_key key = {client->scope, client->profile, client->region, class};
    return tally_find(&client->engine->tallies, &key);
}

/* The lowest of those who share it. */
static void cap(struct rate *rate, double most)
{
    if (most > 0 && (rate->cap == 0 || most < rate->cap))
        rate->cap = most;
}

static mt_status add_tolls(mt_client *client, struct stream *stream, mt_error *err)
{
    const struct scope *own = client->scope;
    struct scope_key key = {own->identity, own->place, own->service, own->region};
    mt_status st = add_toll(stream, client->engine, &key, stream->class, err);
    if (!st)
        cap(&stream->tolls[0].gate->rate, client->max_rate);
    if (st || !stream->charge)
        return st;
    key.service = mt_value_string(mt_value_get(stream->charge, "service")).data;
    const mt_str class = mt_value_string(mt_value_get(stream->charge, "class"));
    st = add_toll(stream, client->engine, &key, class.data, err);
    if (!st)
        stream->tolls[1].tokens = mt_value_float(mt_value_get(stream->charge, "tokens"));
    return st;
}

mt_status stream_find(mt_client *client, const mt_operation *operation, const mt_value *input,
                      struct stream **out, mt_error *err)
{
    const mt_value *charge = charge_of(operation, input);
    for (struct stream *stream = client->streams; stream; stream = stream->next)
        if (stream->charge == charge && strcmp(stream->class, operation->class) == 0) {
            *out = stream;
            return MT_OK;
        }
    struct stream *stream = calloc(1, sizeof *stream);
    if (!stream)
        return fail_memory(err);
    *stream = (struct stream){.next = client->streams,
                              .class = operation->class,
                              .charge = charge,
                              .queue = {.link = CALL_LINK_STATE}};
    stream->tally = find_tally(client, stream->class);
    mt_status st = stream->tally ? MT_OK : fail_memory(err);
    if (!st && is_ours(client))
        st = add_tolls(client, stream, err);
    if (st) {
        free(stream);
        return st;
    }
    if (stream->toll_count)
        stream->tally->gate = stream->tolls->gate;
    *out = client->streams = stream;
    return MT_OK;
}

/* Its counters stay; what they tell of the service is that of its new bucket. */
static void adopt(const mt_client *client, struct stream *stream)
{
    stream->tally->scope = client->scope;
    if (stream->toll_count)
        stream->tally->gate = stream->tolls->gate;
}

mt_status streams_move(mt_client *client, mt_error *err)
{
    /* twice: what is found once is there the second time, which therefore cannot fail */
    for (int round = 0; round < 2; round++)
        for (struct stream *stream = client->streams; stream; stream = stream->next) {
            struct stream moved = *stream;
            moved.toll_count = 0;
            const mt_status st = is_ours(client) ? add_tolls(client, &moved, err) : MT_OK;
            if (st)
                return st;
            if (round == 0)
                continue;
            memcpy(stream->tolls, moved.tolls, sizeof stream->tolls);
            stream->toll_count = moved.toll_count;
            adopt(client, stream);
        }
    return MT_OK;
}

void streams_free(mt_client *client)
{
    while (client->streams) {
        struct stream *stream = client->streams;
        client->streams = stream->next;
        free(stream);
    }
}

static double seconds(const mt_engine *engine)
{
    return (double)engine->now / 1000;
}

/* A whole number of milliseconds, none of them too few. */
static int64_t milliseconds(double wait)
{
    return wait < 0 ? -1 : wait > 0 ? (int64_t)(wait * 1000) + 1 : 0;
}

struct hold_reason stream_wait(mt_client *client, struct stream *stream)
{
    const mt_engine *engine = client->engine;
    struct hold_reason longest = {.wait = MT_WAIT_CIRCUIT};
    if (is_ours(client))
        longest.ms = circuit_wait(&client->scope->circuit, engine->now);
    if (client->retry.mode == MT_RETRY_MODE_ADAPTIVE) {
        longest.wait = MT_WAIT_RATE;
        longest.ms = milliseconds(cubic_wait(&client->cubic, seconds(engine)));
    }
    for (size_t i = 0; i < stream->toll_count && longest.ms >= 0; i++) {
        const struct toll *toll = &stream->tolls[i];
        const int64_t wait =
            milliseconds(rate_wait(&toll->gate->rate, toll->tokens, seconds(engine)));
        if (wait < 0 || wait > longest.ms)
            longest = (struct hold_reason){wait, MT_WAIT_RATE, toll};
    }
    return longest;
}

void stream_pay(mt_call *call)
{
    mt_client *client = call->client;
    call->has_paid = true;
    call->paid_at = seconds(call->engine);
    if (is_ours(client))
        circuit_sent(&client->scope->circuit);
    if (client->retry.mode == MT_RETRY_MODE_ADAPTIVE)
        cubic_take(&client->cubic);
    for (size_t i = 0; i < call->stream->toll_count; i++)
        rate_take(&call->stream->tolls[i].gate->rate, call->stream->tolls[i].tokens, call->paid_at);
}

static void tell_circuit(mt_call *call, enum stream_outcome outcome)
{
    struct circuit *circuit = &call->client->scope->circuit;
    const struct circuit before = *circuit;
    if (outcome == STREAM_FORGOTTEN)
        circuit_forget(circuit);
    else if (outcome == STREAM_LOST)
        circuit_failed(circuit, engine_chance(call->engine), call->engine->now);
    else
        circuit_answered(circuit);
    call->client->scope->has_answered |= outcome != STREAM_FORGOTTEN && outcome != STREAM_LOST;
    if (before.is_open != circuit->is_open)
        outage_tell(call, &before);
}

void stream_settle(mt_call *call, enum stream_outcome outcome)
{
    if (!call->has_paid)
        return;
    call->has_paid = false;
    mt_client *client = call->client;
    const double now = seconds(call->engine);
    const bool is_refused = outcome == STREAM_REFUSED || outcome == STREAM_NEIGHBOUR_REFUSED;
    if (is_ours(client))
        tell_circuit(call, outcome);
    if (client->retry.mode == MT_RETRY_MODE_ADAPTIVE && outcome != STREAM_FORGOTTEN)
        cubic_answered(&client->cubic, is_refused, now);
    for (size_t i = 0; i < call->stream->toll_count; i++) {
        const struct toll *toll = &call->stream->tolls[i];
        if (outcome == STREAM_FORGOTTEN)
            rate_forget(&toll->gate->rate, toll->tokens, now);
        else if (is_refused && i == (outcome == STREAM_NEIGHBOUR_REFUSED))
            rate_refused(&toll->gate->rate, toll->tokens, call->paid_at, now);
        else
            rate_spent(&toll->gate->rate, toll->tokens, now);
    }
}
