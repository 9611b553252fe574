#include "retry_case.h"

#include <string.h>

#include "flow/answer.h"
#include "flow/cubic.h"
#include "flow/retry.h"

static const char *text_of(const mt_value *object, const char *key)
{
    const mt_value *value = mt_value_get(object, key);
    return value ? mt_value_string(value).data : NULL;
}

static double number_of(const mt_value *object, const char *key, double fallback)
{
    const mt_value *value = mt_value_get(object, key);
    return value ? mt_value_float(value) : fallback;
}

static mt_status put(mt_value *object, const char *key, mt_value *value)
{
    return value ? mt_value_set(object, mt_cstr(key), value) : MT_EMEM;
}

/* One client, as a case's steps go on. */
struct client {
    struct retry_budget budget;
    struct retry_question question; /* what all of its calls have in common */
    bool is_long_polling;
    int failures[MT_RETRY_COUNT];
    mt_retry last;
};

static struct client client_of(const mt_value *in)
{
    const char *service = text_of(in, "service");
    const bool is_dynamodb = service && strcmp(service, "dynamodb") == 0;
    const char *mode = text_of(in, "mode");
    struct client client = {.is_long_polling = mt_value_bool(mt_value_get(in, "longPolling"))};
    client.question = (struct retry_question){
        .mode = mode ? mt_retry_mode_find(mode) : MT_RETRY_MODE_STANDARD,
        .is_idempotent = true,
        .random = number_of(in, "exponentialBase", 0),
        .longest_ms = (int64_t)(number_of(in, "maxBackoffSeconds", 0) * 1000 + 0.5),
        .left_ms = 3600000,
    };
    retry_service(is_dynamodb ? "dynamodb" : "", &client.question);
    client.question.max_attempts = (int)number_of(in, "maxAttempts", client.question.max_attempts);
    retry_budget_init(&client.budget);
    for (size_t i = 0; i < MT_RETRY_COUNT; i++)
        client.budget.tokens[i] = (int)number_of(in, "initialTokens", RETRY_PURSE);
    return client;
}

static mt_retry class_of(const mt_value *response)
{
    const mt_str code = mt_value_string(mt_value_get(response, "errorCode"));
    const int http = (int)number_of(response, "status", 0);
    const struct answer answer = {.http = http, .body = mt_cstr("{}"), .error_type = code.data};
    struct verdict verdict = {0};
    mt_error err = {0};
    const mt_status status = answer_read(&answer, NULL, &verdict, &err);
    mt_value_free(verdict.output);
    /* what is no answer of a service has no class in AWS's cases */
    return status == MT_EPROTOCOL ? MT_RETRY_NEVER : mt_status_retry(status);
}

static const char *fail(struct client *client, const mt_value *response, int64_t *delay_ms)
{
    static const char *const outcomes[] = {
        [RETRY_AGAIN] = "retry_request",         [RETRY_FINAL] = "fail_request",
        [RETRY_UNSAFE] = "fail_request",         [RETRY_ATTEMPTS] = "max_attempts_exceeded",
        [RETRY_BUDGET] = "retry_quota_exceeded", [RETRY_DEADLINE] = "deadline_exceeded",
        [RETRY_STOPPED] = "fail_request"};
    struct retry_question question = client->question;
    question.retry = class_of(response);
    int failures = 0;
    client->failures[question.retry]++;
    for (size_t i = 0; i < MT_RETRY_COUNT; i++)
        failures += client->failures[i];
    question.failures = failures;
    const mt_value *headers = mt_value_get(response, "headers");
    question.hint =
        retry_hint_parse(text_of(headers, "x-amz-retry-after"), text_of(headers, "retry-after"));
    client->last = question.retry;
    const enum retry_decision decision = retry_decide(&question, &client->budget, delay_ms);
    if (decision == RETRY_BUDGET && !client->is_long_polling)
        *delay_ms = -1;
    return outcomes[decision];
}

static void start_call(struct client *client)
{
    memset(client->failures, 0, sizeof client->failures);
    client->last = MT_RETRY_NEVER;
}

static mt_status run_step(struct client *client, const mt_value *step, mt_value *out)
{
    const mt_value *response = mt_value_get(step, "response");
    const int http = (int)number_of(response, "status", 0);
    int64_t delay_ms = -1;
    const char *outcome = "success";
    if (http >= 200 && http < 300) {
        retry_budget_refund(&client->budget, client->question.mode, client->last);
        start_call(client);
    } else {
        outcome = fail(client, response, &delay_ms);
    }
    mt_status st = put(out, "outcome", mt_value_new_string(mt_cstr(outcome)));
    if (!st)
        st = put(out, "retryQuota", mt_value_new_int(client->budget.tokens[MT_RETRY_BACKOFF]));
    if (!st && delay_ms >= 0)
        st = put(out, "delaySeconds", mt_value_new_float((double)delay_ms / 1000));
    return st;
}

mt_status retry_case_run(const mt_value *in, mt_value **out, mt_error *err)
{
    struct client client = client_of(in);
    if (client.question.mode == MT_RETRY_MODE_UNSET)
        return mt_fail(err, MT_EINPUT, "there is no retry mode \"%s\"", text_of(in, "mode"));
    mt_value *steps = mt_value_new_array();
    mt_status st = steps ? MT_OK : MT_EMEM;
    const mt_value *step = mt_value_first(mt_value_get(in, "steps"));
    for (; step && !st; step = mt_value_next(step)) {
        mt_value *result = mt_value_new_object();
        st = result ? run_step(&client, step, result) : MT_EMEM;
        if (st)
            mt_value_free(result);
        else
            st = mt_value_append(steps, result);
    }
    if (st) {
        mt_value_free(steps);
        return mt_fail(err, st, "out of memory");
    }
    *out = steps;
    return MT_OK;
}

/* AWS's table of the curve alone shortens what an update is: only the curve moves. */
static double move_along(struct cubic *cubic, double rate, bool is_throttled, double now)
{
    if (!is_throttled)
        return cubic_rate(cubic, now);
    rate *= 0.7;
    cubic->last_max_rate = rate;
    cubic->window = cubic_window(rate);
    cubic->last_throttle_at = now;
    return rate;
}

static mt_status run_steps(struct cubic *cubic, const mt_value *in, mt_value *out)
{
    const mt_value *initial = mt_value_get(in, "initial");
    const bool is_curve = mt_value_type(initial) == MT_OBJECT;
    cubic->last_max_rate = number_of(initial, "last_max_rate", 0);
    cubic->last_throttle_at = number_of(initial, "last_throttle_time", 0);
    cubic->window = cubic_window(cubic->last_max_rate);
    double rate = 0;
    mt_status st = MT_OK;
    const mt_value *step = mt_value_first(mt_value_get(in, "steps"));
    for (; step && !st; step = mt_value_next(step)) {
        const bool is_throttled = mt_value_bool(mt_value_get(step, "throttled"));
        const double now = number_of(step, "t", 0);
        mt_value *result = mt_value_new_object();
        if (is_curve)
            rate = move_along(cubic, rate, is_throttled, now);
        else
            cubic_answered(cubic, is_throttled, now);
        st = put(result, "calculated_rate", mt_value_new_float(rate));
        if (!st)
            st = put(result, "measured_tx_rate", mt_value_new_float(cubic->measured));
        if (!st)
            st = put(result, "fill_rate", mt_value_new_float(cubic->fill_rate));
        if (st)
            mt_value_free(result);
        else
            st = mt_value_append(out, result);
    }
    return st;
}

static mt_status run_bucket(struct cubic *cubic, const mt_value *actions, mt_value *out)
{
    double wait = 0;
    const mt_value *action = mt_value_first(actions);
    for (; action; action = mt_value_next(action)) {
        const mt_value *name = mt_value_first(action);
        const mt_value *time = mt_value_next(name);
        if (mt_str_equal(mt_value_string(name), mt_cstr("update"))) {
            cubic_answered(cubic, mt_value_bool(mt_value_next(time)), mt_value_float(time));
            continue;
        }
        wait = cubic_wait(cubic, mt_value_float(time));
        if (wait == 0)
            cubic_take(cubic);
    }
    mt_status st = put(out, "granted", mt_value_new_bool(wait == 0));
    if (!st)
        st = put(out, "wait_seconds", mt_value_new_float(wait));
    if (!st)
        st = put(out, "current_capacity", mt_value_new_float(cubic->tokens));
    return st;
}

mt_status cubic_case_run(const mt_value *in, mt_value **out, mt_error *err)
{
    struct cubic cubic = {0};
    const mt_value *actions = mt_value_get(in, "do");
    mt_value *result = actions ? mt_value_new_object() : mt_value_new_array();
    mt_status st = result ? MT_OK : MT_EMEM;
    if (!st)
        st = actions ? run_bucket(&cubic, actions, result) : run_steps(&cubic, in, result);
    if (st) {
        mt_value_free(result);
        return mt_fail(err, st, "out of memory");
    }
    *out = result;
    return MT_OK;
}
