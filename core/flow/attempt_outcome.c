/* What came of an attempt, and whether there will be another: the answer read, classed, settled with
** those who keep count, and decided upon. */
#include "flow/flow.h"

#include <stdio.h>
#include <stdlib.h>

#include "data/model.h"
#include "flow/answer.h"
#include "flow/log.h"

/* Before what is looked at last: what was sent may still be under way. */
enum { LAST_LOOK_MS = 500 };

/* What the answer says of the time, and whether that explains its code. */
static void read_clock(mt_call *call, const char *code)
{
    mt_engine *engine = call->engine;
    struct host_clock *clock = call->client->clock;
    const int64_t took_ms = engine->now - call->sent_at;
    const int64_t used = clocks_used(call->skew, call->sent_wall, engine->wall, took_ms);
    call->is_skewed =
        clocks_learn(&engine->clocks, clock, call->flight.exchange, engine->wall, took_ms) &&
        skew_is_cause(mt_cstr(code), used, clock->skew);
}

const char *attempt_request_id(const mt_call *call)
{
    struct http_exchange *exchange = call->flight.exchange;
    const char *id = exchange ? http_header(exchange, "x-amzn-requestid") : NULL;
    if (exchange && !id)
        id = http_header(exchange, "x-amz-request-id");
    return id ? id : "";
}

static mt_status read_answer(mt_call *call, mt_error *err)
{
    call->is_skewed = false;
    struct http_exchange *exchange = call->flight.exchange;
    mt_status st = http_outcome(exchange, err);
    if (st)
        return st;
    const struct answer answer = {
        .http = http_status(exchange),
        .body = http_body(exchange),
        .is_xml = call->client->protocol.is_query,
        .error_type = http_header(exchange, "x-amzn-errortype"),
        .query_error = http_header(exchange, "x-amzn-query-error"),
        .request_id = attempt_request_id(call),
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
    if (!err->status)
        log_line(engine->log_level, MT_LOG_INFO, "%s %s: %s: done by the attempt before, it seems",
                 mt_call_operation(call), call->label ? call->label : "", err->code);
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
    question.is_idempotent =
        mt_operation_is_idempotent(call->operation) || doubt_can_be_settled(call);
    question.random = engine_chance(call->engine);
    question.is_paced = call->stream->toll_count > (size_t)is_neighbours;
    question.hint = retry_hint_parse(http_header(exchange, "x-amz-retry-after"),
                                     http_header(exchange, "retry-after"));
    question.left_ms = call->deadline - call->engine->now;
    return question;
}

static mt_cause cause_of(const mt_call *call, mt_status status)
{
    if (call->is_skewed)
        return MT_CAUSE_CLOCK;
    if (status == MT_ETHROTTLE)
        return MT_CAUSE_THROTTLED;
    if (status == MT_ECONCURRENT)
        return MT_CAUSE_CONCURRENT;
    return status == MT_ELAGGING ? MT_CAUSE_LAGGING : MT_CAUSE_TRANSIENT;
}

/* When the next attempt will be, and why then. */
static void say_when(const mt_call *call, const struct retry_question *question, int64_t delay_ms,
                     char *out, size_t size)
{
    const bool is_away =
        question->retry == MT_RETRY_BACKOFF && call->client->scope->circuit.is_open;
    const bool is_asked = question->hint.at_least_ms > 0 && delay_ms >= question->hint.at_least_ms;
    if (is_away)
        (void)snprintf(out, size, "when the service answers");
    else if (delay_ms == 0 && question->is_paced && question->retry == MT_RETRY_SLOWER)
        (void)snprintf(out, size, "when the rate allows");
    else
        (void)snprintf(out, size, "in %.2f s%s", (double)delay_ms / 1000,
                       is_asked ? ", as it has asked" : "");
}

static void log_plan(const mt_call *call, const mt_error *err, const char *plan)
{
    log_line(call->engine->log_level, MT_LOG_DEBUG, "%s %s %s: %s%s%s%s", mt_call_operation(call),
             call->label ? call->label : "", plan, *err->code ? err->code : err->message,
             *err->request_id ? " (request " : "", err->request_id, *err->request_id ? ")" : "");
}

static void log_decision(const mt_call *call, const mt_error *err,
                         const struct retry_question *question, enum retry_decision decision,
                         int64_t delay_ms)
{
    char plan[128], when[64];
    if (call->engine->log_level < MT_LOG_DEBUG)
        return;
    say_when(call, question, delay_ms, when, sizeof when);
    if (decision == RETRY_AGAIN)
        (void)snprintf(plan, sizeof plan, "attempt %d %s (%s)", call->attempts + 1, when,
                       mt_cause_name(cause_of(call, err->status)));
    else
        (void)snprintf(plan, sizeof plan, "no further attempt (%s)", retry_decision_name(decision));
    log_plan(call, err, plan);
}

static void back_off(mt_call *call, mt_status status, int64_t delay_ms)
{
    mt_engine *engine = call->engine;
    call_land(call);
    free(call->message); /* what ends the call may be another failure than this one */
    call->message = NULL;
    call->last_retry = retry_of(call, status);
    call->cause = cause_of(call, status);
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
    log_plan(call, err, "attempt again with other credentials");
    call->has_renewed = true;
    call->cause = MT_CAUSE_EXPIRED;
    call->error = *err;
    identity_refuse(call->identity, call->generation);
    call_land(call);
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

/* A service that has answered before and no longer does, to anybody: few calls at a time would use
** up their attempts before there are failures enough to tell. */
static bool is_outage(const mt_call *call, const struct retry_question *question)
{
    const struct scope *scope = call->client->scope;
    return question->mode == MT_RETRY_MODE_MOONTIDE && question->retry == MT_RETRY_BACKOFF &&
           question->max_attempts > 1 && scope->has_answered &&
           scope->circuit.failures >= question->failures && question->left_ms > 0 &&
           (question->is_idempotent || !question->may_have_acted);
}

static enum retry_decision decide(mt_call *call, const struct retry_question *question,
                                  int64_t *delay_ms)
{
    if (call->engine->is_interrupted)
        return RETRY_STOPPED;
    if (!is_held(call, question)) {
        const enum retry_decision decision =
            retry_decide(question, &call->client->budget, delay_ms);
        const bool is_end = decision == RETRY_ATTEMPTS || decision == RETRY_BUDGET;
        if (!is_end || !is_outage(call, question))
            return decision;
        outage_suspect(call);
    }
    call->failures[question->retry]--;
    *delay_ms = 0;
    return RETRY_AGAIN;
}

/* Was it done, although nothing or something else was answered, and is there a way to see? */
static bool is_in_doubt(const mt_call *call, const struct retry_question *question,
                        enum retry_decision decision, mt_status status)
{
    const bool is_lost = question->retry == MT_RETRY_BACKOFF && question->may_have_acted &&
                         !mt_operation_is_idempotent(call->operation);
    if (decision == RETRY_FINAL) /* a refusal may be due to what an attempt before has done */
        return status == MT_ESERVICE && call->lost_answer && doubt_can_be_settled(call);
    return is_lost && doubt_can_be_settled(call) &&
           (decision == RETRY_AGAIN || decision == RETRY_ATTEMPTS || decision == RETRY_BUDGET);
}

static void look(mt_call *call, const mt_error *err, bool is_last, int64_t delay_ms)
{
    mt_error problem = {0};
    if (doubt_begin(call, err, is_last, &problem))
        call_finish(call, &problem);
    else
        back_off(call, err->status, is_last ? LAST_LOOK_MS : delay_ms);
}

static void end(mt_call *call, const mt_error *err)
{
    if (call->doubt)
        doubt_failed(call, err);
    else
        call_finish(call, err);
}

/* In a row: a service that asks to slow down is there, whatever ailed it before. */
static void count_failure(mt_call *call, mt_retry retry)
{
    if (retry == MT_RETRY_SLOWER && call->client->retry.mode == MT_RETRY_MODE_MOONTIDE)
        call->failures[MT_RETRY_BACKOFF] = 0;
    call->failures[retry]++;
}

static void failed(mt_call *call, mt_error *err, bool is_neighbours)
{
    if (renews(call, err))
        return;
    if (!call->is_skewed)
        outage_note(call, err);
    if (doubt_is_absence(call, err)) {
        doubt_absent(call);
        return;
    }
    count_failure(call, retry_of(call, err->status));
    const struct retry_question question = question_of(call, err->status, is_neighbours);
    call->lost_answer |= question.retry == MT_RETRY_BACKOFF && question.may_have_acted;
    int64_t delay_ms = 0;
    const enum retry_decision decision = decide(call, &question, &delay_ms);
    log_decision(call, err, &question, decision, delay_ms);
    if (is_in_doubt(call, &question, decision, err->status))
        look(call, err, decision != RETRY_AGAIN, delay_ms);
    else if (decision == RETRY_AGAIN)
        back_off(call, err->status, delay_ms);
    else
        end(call, err);
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
    if (call->doubt) {
        call->last_retry = MT_RETRY_NEVER;
        doubt_answered(call);
        return;
    }
    lanes_note(&call->engine->lanes, call->lane.lane, call->engine->now);
    if (!call->output) /* it was so already, an error had to tell */
        call->output = mt_value_new_object();
    if (call->output)
        call_finish(call, NULL);
    else
        call_fail(call, MT_EMEM, "out of memory");
}

static void count(const mt_call *call, mt_status status)
{
    const struct http_traffic traffic = http_traffic(call->flight.exchange);
    const struct tally_answer answer = {.status = status,
                                        .ms = call->engine->now - call->sent_at,
                                        .connections = traffic.connections,
                                        .sent_bytes = traffic.sent_bytes,
                                        .received_bytes = traffic.received_bytes};
    tally_answer(call->stream->tally, &answer);
}

void attempt_finished(mt_call *call)
{
    mt_error err = {0};
    bool is_neighbours = false;
    call->lost_answer |= http_was_resent(call->flight.exchange);
    if (read_answer(call, &err))
        is_neighbours = reclassify(call, &err);
    count(call, err.status);
    stream_settle(call, outcome_of(&err, is_neighbours));
    if (err.status) {
        failed(call, &err, is_neighbours);
        return;
    }
    succeeded(call);
}
