/* One attempt of a call: its headers and its signature, of this very moment. What comes of it is in
** attempt_outcome.c. */
#include "flow/flow.h"

#include <stdio.h>

#include "base/buf.h"
#include "data/number.h"
#include "data/timestamp.h"
#include "flow/client_agent.h"
#include "flow/lambda.h"

enum { HEADER_COUNT = 12 };

/* Header lines one after the other in the engine's scratch, each with its NUL. */
struct head {
    struct buf *text;
    size_t starts[HEADER_COUNT];
    const char *lines[HEADER_COUNT + 1];
    size_t count;
};

static void start_line(struct head *head, const char *name)
{
    head->starts[head->count++] = head->text->size;
    buf_add_cstr(head->text, name);
}

static void end_line(struct head *head)
{
    buf_add(head->text, (mt_str){"", 1});
}

static void add_line(struct head *head, const char *name, mt_str value)
{
    start_line(head, name);
    buf_add(head->text, value);
    end_line(head);
}

static mt_status sign(mt_call *call, mt_str target, mt_error *err)
{
    const mt_client *client = call->client;
    mt_engine *engine = call->engine;
    const mt_header headers[] = {
        {mt_cstr("host"), mt_cstr(client->endpoint.host)},
        {mt_cstr("content-type"), mt_cstr(client->protocol.content_type)},
        {mt_cstr("x-amz-target"), target}, /* last: a form has none */
    };
    const mt_http_request request = {.method = mt_cstr("POST"),
                                     .target = mt_cstr(client->endpoint.path),
                                     .headers = headers,
                                     .header_count = target.size ? 3 : 2,
                                     .body = {call->body, call->body_size}};
    const mt_signing_options options = {.region = mt_cstr(client->endpoint.signing_region),
                                        .service = mt_cstr(client->signing_name),
                                        .credentials = &client->identity->held.view,
                                        .time = engine->wall + call->skew};
    return sigv4_stamp(engine->signer, &request, call->body_hash, &options, &engine->stamp, err);
}

/* Until when the client will wait, by the service's clock; nothing while that is not known. */
static void add_ttl(struct buf *out, const mt_call *call, int64_t timeout_ms)
{
    const struct host_clock *clock = call->client->clock;
    if (!clock->is_known)
        return;
    char at[TIMESTAMP_BASIC_SIZE];
    timestamp_print_basic(call->engine->wall + clock->skew + timeout_ms / 1000, at);
    buf_add_cstr(out, "ttl=");
    buf_add_cstr(out, at);
    buf_add_cstr(out, "; ");
}

static void add_trace_id(struct head *head, const mt_call *call)
{
    const size_t before = head->text->size;
    start_line(head, "X-Amzn-Trace-Id: ");
    const size_t empty = head->text->size;
    lambda_add_trace_id(call->engine->environment, head->text);
    if (head->text->size > empty) {
        end_line(head);
    } else { /* outside of Lambda */
        head->text->size = before;
        head->count--;
    }
}

static void add_count(struct buf *out, const char *name, int count)
{
    char digits[NUMBER_TEXT_SIZE];
    buf_add_cstr(out, name);
    buf_add(out, (mt_str){digits, number_print_int(count, digits)});
}

static void add_unsigned(struct head *head, const mt_call *call, int64_t timeout_ms)
{
    char id[UUID_SIZE];
    uuid_format(call->id, id);
    add_line(head, "amz-sdk-invocation-id: ", mt_cstr(id));
    start_line(head, "amz-sdk-request: ");
    add_ttl(head->text, call, timeout_ms);
    add_count(head->text, "attempt=", call->attempts + 1);
    add_count(head->text, "; max=", call->client->retry.max_attempts);
    end_line(head);
    add_trace_id(head, call);
}

static int64_t timeout_of(const mt_call *call)
{
    const int64_t left = call->deadline - call->engine->now;
    return left < call->client->attempt_timeout_ms ? left : call->client->attempt_timeout_ms;
}

/* Adds the JSON protocols' name of the operation, and says it. */
static mt_str add_target(struct head *head, const mt_call *call)
{
    if (call->client->protocol.is_query)
        return (mt_str){NULL, 0};
    start_line(head, "X-Amz-Target: ");
    const size_t start = head->text->size;
    protocol_add_target(&call->client->protocol, call->operation, head->text);
    const size_t end = head->text->size;
    end_line(head);
    return (mt_str){buf_text(head->text) + start, end - start};
}

static mt_status add_signature(struct head *head, mt_call *call, mt_str target, mt_error *err)
{
    const mt_status st = sign(call, target, err);
    if (st)
        return st;
    const mt_str token = call->identity->held.view.session_token;
    add_line(head, "X-Amz-Date: ", mt_cstr(call->engine->stamp.amz_date));
    if (token.size)
        add_line(head, "X-Amz-Security-Token: ", token);
    add_line(head, "Authorization: ", buf_str(&call->engine->stamp.authorization));
    return MT_OK;
}

static mt_status build_head(mt_call *call, struct head *head, mt_error *err)
{
    mt_client *client = call->client;
    buf_reset(head->text);
    const mt_str target = add_target(head, call);
    if (buf_failed(head->text))
        return fail_memory(err);
    const bool is_signed = !mt_operation_is_unsigned(call->operation);
    const mt_status st = is_signed ? add_signature(head, call, target, err) : MT_OK;
    if (st)
        return st;
    add_unsigned(head, call, timeout_of(call));
    if (buf_failed(head->text) || client_agent_keep(client, err))
        return fail_memory(err);

    for (size_t i = 0; i < head->count; i++)
        head->lines[i] = head->text->data + head->starts[i];
    head->lines[head->count++] = client->host_line;
    head->lines[head->count++] = client->content_type_line;
    head->lines[head->count++] = client->agent_line;
    if (client->protocol.is_query_compatible)
        head->lines[head->count++] = "x-amzn-query-mode: true";
    head->lines[head->count] = NULL;
    return MT_OK;
}

static mt_status send(mt_call *call, mt_error *err)
{
    mt_engine *engine = call->engine;
    const mt_client *client = call->client;
    struct head head = {.text = &engine->lines};
    call->skew = clocks_skew(&engine->clocks, client->clock);
    call->sent_at = engine->now;
    call->sent_wall = engine->wall;
    const mt_status st = build_head(call, &head, err);
    if (st)
        return st;
    const struct http_send request = {
        .url = client->request_url,
        .method = "POST",
        .headers = head.lines,
        .body = {call->body, call->body_size},
        .timeout_ms = timeout_of(call),
        .connect_timeout_ms = client->connect_timeout_ms,
        .is_sent_once = !mt_operation_is_idempotent(call->operation),
        .tag = &call->flight,
    };
    return http_submit(engine->http, &request, &call->flight.exchange, err);
}

/* Is there something to sign with? If not, the call waits for it, or ends. */
static bool has_credentials(mt_call *call)
{
    struct identity *identity = call->identity;
    if (!identity_is_usable(identity)) {
        call_leave_place(call);
        call_enter(call, CALL_CREDS);
        timers_set(&call->engine->timers, &call->timer, call->deadline);
        identity_ask(identity);
        return false;
    }
    if (call->has_renewed && call->generation == identity->generation) {
        const mt_error refused = call->error; /* the same again would be refused again */
        call_finish(call, &refused);
        return false;
    }
    identity_keep_fresh(identity);
    call->generation = identity->generation;
    return true;
}

void attempt_start(mt_call *call)
{
    mt_engine *engine = call->engine;
    if (call->deadline <= engine->now) {
        outage_deadline(call);
        return;
    }
    if (!mt_operation_is_unsigned(call->operation) && !has_credentials(call))
        return;
    mt_error err = {0};
    if (send(call, &err)) {
        call_finish(call, &err);
        return;
    }
    stream_pay(call);
    call_enter(call, CALL_SENDING);
    call->stream->tally->figures.attempts++;
    if (call->attempts++ > 0)
        call->stream->tally->figures.retries[call->cause]++;
    if (++engine->in_flight > engine->peak_in_flight)
        engine->peak_in_flight = engine->in_flight;
}
