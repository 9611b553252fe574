/* From an operation and its input to a queued call: checked, serialised, hashed. The input's tree
** is freed here, so that a call in the queue costs little more than its body. */
#include "flow/flow.h"

#include <stdio.h>

#include "base/buf.h"

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
    return fill(*call, *input, err);
}

mt_call *mt_submit_operation(mt_client *client, const mt_operation *operation, mt_value *input,
                             void *tag, mt_error *err)
{
    mt_call *call = NULL;
    const mt_status st = submit(client, operation, &input, &call, err);
    mt_value_free(input);
    if (call && !st) {
        call->tag = tag;
        call_enter(call, CALL_QUEUED);
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
