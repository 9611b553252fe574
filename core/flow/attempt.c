/* One attempt of a call: its headers, its signature (of this very moment), what came of it, and
** whether there will be another. */
#include "flow/flow.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "data/model.h"
#include "data/timestamp.h"
#include "flow/answer.h"
#include "flow/lambda.h"
#include "flow/log.h"
#include "flow/skew.h"

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
    if (!call->client->knows_clock)
        return;
    const struct timestamp_parts at =
        timestamp_split(call->engine->wall + call->client->skew + timeout_ms / 1000);
    buf_addf(out, "ttl=%04d%02d%02dT%02d%02d%02dZ; ", at.year, at.month, at.day, at.hour, at.minute,
             at.second);
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

static void add_unsigned(struct head *head, const mt_call *call, int64_t timeout_ms)
{
    char id[UUID_SIZE];
    uuid_format(call->id, id);
    add_line(head, "amz-sdk-invocation-id: ", mt_cstr(id));
    start_line(head, "amz-sdk-request: ");
    add_ttl(head->text, call, timeout_ms);
    buf_addf(head->text, "attempt=%d; max=%d", call->attempts + 1,
             call->client->retry.max_attempts);
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
    const mt_client *client = call->client;
    buf_reset(head->text);
    const mt_str target = add_target(head, call);
    if (buf_failed(head->text))
        return fail_memory(err);
    const bool is_signed = !mt_operation_is_unsigned(call->operation);
    const mt_status st = is_signed ? add_signature(head, call, target, err) : MT_OK;
    if (st)
        return st;
    add_unsigned(head, call, timeout_of(call));
    if (buf_failed(head->text))
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
    call->skew = client->skew;
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
        call_fail(call, MT_ETIMEOUT, "the deadline of %.1f s passed before attempt %d",
                  (double)call->client->deadline_ms / 1000, call->attempts + 1);
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
    engine->stats.attempts++;
    engine->stats.retries += call->attempts > 0;
    call->attempts++;
    if (++engine->stats.in_flight > engine->stats.peak_in_flight)
        engine->stats.peak_in_flight = engine->stats.in_flight;
}

/* What the answer says of the time, and whether that explains its code. */
static void read_clock(mt_call *call, const char *code)
{
    mt_client *client = call->client;
    struct http_exchange *exchange = call->flight.exchange;
    const int64_t sent_ms = call->sent_wall * 1000;
    const struct skew_sample sample = {
        .date = http_header(exchange, "date"),
        .age = http_header(exchange, "age"),
        .sent_ms = sent_ms,
        .answered_ms = sent_ms + call->engine->now - call->sent_at,
    };
    int64_t measured = 0;
    call->is_skewed = false;
    if (!client->corrects_clock || !skew_measure(&sample, &measured))
        return;
    client->skew = measured;
    client->knows_clock = true;
    call->is_skewed = skew_is_cause(mt_cstr(code), call->skew, measured);
}

static mt_status read_answer(mt_call *call, mt_error *err)
{
    call->is_skewed = false;
    struct http_exchange *exchange = call->flight.exchange;
    mt_status st = http_outcome(exchange, err);
    if (st)
        return st;
    const char *request_id = http_header(exchange, "x-amzn-requestid");
    const struct answer answer = {
        .http = http_status(exchange),
        .body = http_body(exchange),
        .is_xml = call->client->protocol.is_query,
        .error_type = http_header(exchange, "x-amzn-errortype"),
        .query_error = http_header(exchange, "x-amzn-query-error"),
        .request_id = request_id ? request_id : http_header(exchange, "x-amz-request-id"),
    };
    struct verdict verdict = {0};
    st = answer_read(&answer, call->operation, &verdict, err);
    read_clock(call, st && err ? err->code : "");
    free(call->message);
    call->message = verdict.message;
    call->output = verdict.output;
    return st;
}

/* What the service's own model says of such a failure, over what AWS's codes say in general. */
static bool reclassify(mt_call *call, mt_error *err)
{
    const mt_engine *engine = call->engine;
    const char *message = call->message ? call->message : "";
    if (!*err->code)
        return false;
    const struct model_failure failure = {
        .operation = mt_operation_name(call->operation),
        .code = mt_cstr(err->code),
        .message = mt_cstr(message),
        .is_after_change = lanes_changed(&engine->lanes, call->lane.lane, engine->now),
        .is_after_lost_answer = call->lost_answer,
    };
    struct model_failure_rule rule = {0};
    if (model_failure(call->client->model, &failure, &rule))
        err->status = rule.status;
    return rule.is_neighbours;
}

/* A refusal because of the clock had no effect, and a right signature will be taken. */
static mt_retry retry_of(const mt_call *call, mt_status status)
{
    return call->is_skewed ? MT_RETRY_BACKOFF : mt_status_retry(status);
}

static struct retry_question question_of(const mt_call *call, mt_status status, bool is_neighbours)
{
    struct http_exchange *exchange = call->flight.exchange;
    struct retry_question question = call->client->retry;
    question.retry = retry_of(call, status);
    question.failures = call->failures[question.retry];
    question.may_have_acted = !call->is_skewed && http_was_sent(exchange);
    question.is_idempotent = mt_operation_is_idempotent(call->operation);
    question.random = engine_chance(call->engine);
    question.is_paced = call->stream->toll_count > (size_t)is_neighbours;
    question.hint = retry_hint_parse(http_header(exchange, "x-amz-retry-after"),
                                     http_header(exchange, "retry-after"));
    question.left_ms = call->deadline - call->engine->now;
    return question;
}

static void log_decision(const mt_call *call, const mt_error *err, enum retry_decision decision,
                         int64_t delay_ms)
{
    char plan[96];
    if (decision == RETRY_AGAIN)
        (void)snprintf(plan, sizeof plan, "attempt %d in %.2f s", call->attempts + 1,
                       (double)delay_ms / 1000);
    else
        (void)snprintf(plan, sizeof plan, "no further attempt (%s)", retry_decision_name(decision));
    log_line(call->engine->log_level, MT_LOG_DEBUG, "%s %s %s: %s%s%s%s", mt_call_operation(call),
             call->label ? call->label : "", plan, *err->code ? err->code : err->message,
             *err->request_id ? " (request " : "", err->request_id, *err->request_id ? ")" : "");
}

static void back_off(mt_call *call, mt_status status, int64_t delay_ms)
{
    mt_engine *engine = call->engine;
    http_release(call->flight.exchange);
    call->flight.exchange = NULL;
    engine->stats.in_flight--;
    free(call->message); /* what ends the call may be another failure than this one */
    call->message = NULL;
    call->last_retry = retry_of(call, status);
    /* One that was throttled keeps its place among its client's calls: to send another in its stead
    ** would add to what the service has asked to see less of. */
    if (status != MT_ETHROTTLE) {
        call->has_place = false;
        call->client->places--;
    }
    call_enter(call, CALL_BACKOFF);
    timers_set(&engine->timers, &call->timer, engine->now + delay_ms);
}

/* Credentials may expire in other ways than by their time: others are asked for, once a call. */
static bool renews(mt_call *call, const mt_error *err)
{
    static const char *const codes[] = {"ExpiredToken", "ExpiredTokenException",
                                        "InvalidClientTokenId"};
    bool is_one = false;
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        is_one = is_one || strcmp(err->code, codes[i]) == 0;
    if (!is_one || call->has_renewed || call->engine->is_interrupted)
        return false;
    call->has_renewed = true;
    call->error = *err;
    identity_refuse(call->identity, call->generation);
    http_release(call->flight.exchange);
    call->flight.exchange = NULL;
    call->engine->stats.in_flight--;
    call_enter(call, CALL_QUEUED);
    return true;
}

/* While nobody answers a call waits without using up its attempts; the circuit says how long. */
static bool is_held(const mt_call *call, const struct retry_question *question)
{
    return call->client->scope->circuit.is_open && question->mode == MT_RETRY_MODE_MOONTIDE &&
           question->retry == MT_RETRY_BACKOFF && question->left_ms > 0 &&
           (question->is_idempotent || !question->may_have_acted);
}

static enum retry_decision decide(mt_call *call, const struct retry_question *question,
                                  int64_t *delay_ms)
{
    if (call->engine->is_interrupted)
        return RETRY_STOPPED;
    if (!is_held(call, question))
        return retry_decide(question, &call->client->budget, delay_ms);
    call->failures[question->retry]--;
    *delay_ms = 0;
    return RETRY_AGAIN;
}

static void failed(mt_call *call, mt_error *err, bool is_neighbours)
{
    mt_engine *engine = call->engine;
    if (renews(call, err))
        return;
    if (!call->is_skewed)
        outage_note(call, err);
    engine->stats.throttled += err->status == MT_ETHROTTLE;
    engine->stats.concurrent += err->status == MT_ECONCURRENT;
    call->failures[retry_of(call, err->status)]++;
    const struct retry_question question = question_of(call, err->status, is_neighbours);
    call->lost_answer |= question.retry == MT_RETRY_BACKOFF && question.may_have_acted;
    int64_t delay_ms = 0;
    const enum retry_decision decision = decide(call, &question, &delay_ms);
    if (engine->log_level >= MT_LOG_DEBUG)
        log_decision(call, err, decision, delay_ms);
    if (decision == RETRY_AGAIN)
        back_off(call, err->status, delay_ms);
    else
        call_finish(call, err);
}

static enum stream_outcome outcome_of(const mt_error *err, bool is_neighbours)
{
    if (err->status == MT_ETHROTTLE)
        return is_neighbours ? STREAM_NEIGHBOUR_REFUSED : STREAM_REFUSED;
    return mt_status_retry(err->status) == MT_RETRY_BACKOFF ? STREAM_LOST : STREAM_ANSWERED;
}

static void succeeded(mt_call *call)
{
    mt_client *client = call->client;
    retry_budget_refund(&client->budget, client->retry.mode, call->last_retry);
    outage_note(call, &(mt_error){0});
    lanes_note(&call->engine->lanes, call->lane.lane, call->engine->now);
    if (!call->output) /* it was so already, an error had to tell */
        call->output = mt_value_new_object();
    if (call->output)
        call_finish(call, NULL);
    else
        call_fail(call, MT_EMEM, "out of memory");
}

void attempt_finished(mt_call *call)
{
    mt_error err = {0};
    bool is_neighbours = false;
    if (read_answer(call, &err))
        is_neighbours = reclassify(call, &err);
    stream_settle(call, outcome_of(&err, is_neighbours));
    if (err.status) {
        failed(call, &err, is_neighbours);
        return;
    }
    succeeded(call);
}
