/* From an operation and its input to a queued call: checked, serialised, hashed. The input's tree
** is freed here, so that a call in the queue costs little more than its body. */
#include "flow/flow.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/clock.h"
#include "data/model.h"

const mt_findings *mt_client_findings(const mt_client *client)
{
    return client->findings;
}

static mt_status forget_findings(mt_client *client, mt_error *err)
{
    if (mt_findings_count(client->findings) == 0)
        return MT_OK;
    mt_findings *fresh = mt_findings_new();
    if (!fresh)
        return fail_memory(err);
    mt_findings_free(client->findings);
    client->findings = fresh;
    return MT_OK;
}

/* Completes and checks *input; {} if there was none. */
static mt_status prepare(mt_client *client, const mt_operation *operation, const uint64_t id[2],
                         mt_value **input, mt_error *err)
{
    const mt_shape *shape = mt_operation_input(operation);
    if (!*input)
        *input = mt_value_new_object();
    if (!*input)
        return fail_memory(err);
    mt_status st = protocol_fill_tokens(operation, *input, id, err);
    if (!st && shape)
        st = mt_shape_check(shape, *input, client->check_flags, client->findings, err);
    return st;
}

/* What the log calls it: the first of the members that name a thing. */
static char *label_of(const mt_value *input)
{
    static const char *const members[] = {"ResourceId", "ResourceARN", "EndpointName", "AlarmName",
                                          "ServiceNamespace"};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        const mt_str text = mt_value_string(mt_value_get(input, members[i]));
        if (text.size)
            return str_dup(text); /* without it the log is only poorer */
    }
    return NULL;
}

static mt_status fill(mt_call *call, mt_value *input, mt_error *err)
{
    mt_engine *engine = call->engine;
    mt_status st = protocol_print(&call->client->protocol, call->operation, input, &call->body,
                                  &call->body_size, err);
    if (!st)
        st = sigv4_body_hash(engine->signer, (mt_str){call->body, call->body_size}, call->body_hash,
                             err);
    if (!st && engine->log_level > MT_LOG_QUIET)
        call->label = label_of(input);
    return st;
}

/* What the call writes to, by name; 0: it needs no lane. */
static uint64_t lane_of(const mt_call *call, const mt_value *input)
{
    const struct scope *scope = call->client->named; /* it stays the same */
    const mt_value *name = mt_value_first(call->operation->lane);
    if (!name)
        return 0;
    uint64_t hash = lane_hash(LANE_SEED, (const char *)&scope, sizeof(struct scope *));
    for (; name; name = mt_value_next(name)) {
        const mt_str text = mt_value_string(mt_value_get(input, mt_value_string(name).data));
        hash = lane_hash(hash, text.data, text.size);
    }
    return hash;
}

static mt_status find_way(mt_call *call, const mt_value *input, mt_error *err)
{
    const mt_status st = stream_find(call->client, call->operation, input, &call->stream, err);
    if (st)
        return st;
    const uint64_t lane = lane_of(call, input);
    if (lane && !lanes_reserve(&call->engine->lanes))
        return fail_memory(err);
    call->lane.lane = lane;
    return MT_OK;
}

static mt_status submit(mt_client *client, const mt_operation *operation, mt_value **input,
                        mt_call **call, mt_error *err)
{
    if (client->engine->is_interrupted)
        return mt_fail(err, MT_ECANCELLED, "interrupted before it was sent");
    const uint64_t id[2] = {engine_random(client->engine), engine_random(client->engine)};
    mt_status st = forget_findings(client, err);
    if (!st)
        st = prepare(client, operation, id, input, err);
    if (st)
        return st;
    *call = call_new(client->engine, &client->calls, NULL);
    if (!*call)
        return fail_memory(err);
    (*call)->client = client;
    (*call)->identity = client->identity;
    (*call)->operation = operation;
    memcpy((*call)->id, id, sizeof id);
    st = fill(*call, *input, err);
    return st ? st : find_way(*call, *input, err);
}

mt_call *mt_submit_operation(mt_client *client, const mt_operation *operation, mt_value *input,
                             void *tag, mt_error *err)
{
    mt_call *call = NULL;
    const mt_status st = submit(client, operation, &input, &call, err);
    mt_value_free(input);
    if (call && !st) {
        call->tag = tag;
        client->engine->now = clock_monotonic_ms(); /* what it waits, it waits from here */
        const bool is_next = !call->lane.lane || lanes_join(&client->engine->lanes, call);
        call_enter(call, is_next ? CALL_QUEUED : CALL_LANE);
        return call;
    }
    if (call)
        call_discard(call);
    if (err && !*err->where)
        (void)snprintf(err->where, sizeof err->where, "%s", mt_operation_name(operation));
    return NULL;
}

mt_call *mt_submit(mt_client *client, const char *operation, mt_value *input, void *tag,
                   mt_error *err)
{
    const mt_operation *found = mt_model_operation(client->model, operation, err);
    if (!found) {
        mt_value_free(input);
        return NULL;
    }
    return mt_submit_operation(client, found, input, tag, err);
}
