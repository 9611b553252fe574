/* AWS's own language-neutral cases for retries and for the credential chain, where they are at hand
** (exit code 77, skipped, where they are not). */
#include <moontide/moontide.h>

#include <stdlib.h>

#include "flow/answer.h"
#include "flow/retry.h"
#include "test.h"
#include "world.h"

static mt_value *load(const char *path)
{
    const mt_environment *env = mt_environment_process();
    char *text = NULL;
    size_t size = 0;
    bool exists = false;
    mt_value *value = NULL;
    if (env->read_file(env->context, path, &text, &size, &exists, NULL))
        return NULL;
    CHECK_STATUS(mt_json_parse((mt_str){text, size}, &value, NULL), MT_OK);
    free(text);
    return value;
}

static const char *text_of(const mt_value *object, const char *key)
{
    const mt_value *value = mt_value_get(object, key);
    return value ? mt_value_string(value).data : NULL;
}

/* One client, as a case's steps go on. */
struct client {
    struct retry_budget budget;
    int max_attempts;
    int failures[MT_RETRY_COUNT];
    mt_retry last;
};

static void start_call(struct client *client)
{
    memset(client->failures, 0, sizeof client->failures);
    client->last = MT_RETRY_NEVER;
}

static mt_retry class_of(const mt_value *response)
{
    const mt_str code = mt_value_string(mt_value_get(response, "errorCode"));
    mt_status status = answer_classify(code, mt_cstr(""));
    if (!status)
        status = mt_value_int(mt_value_get(response, "status")) >= 500 ? MT_ESERVER : MT_ESERVICE;
    return mt_status_retry(status);
}

static void check_retry(const mt_value *step, struct client *client, double random)
{
    const mt_value *response = mt_value_get(step, "response");
    const mt_value *expected = mt_value_get(step, "expected");
    const mt_value *delay = mt_value_get(expected, "delaySeconds");
    const mt_retry retry = class_of(response);
    const struct retry_question question = {
        .retry = retry,
        .failures = ++client->failures[retry],
        .max_attempts = client->max_attempts,
        .is_idempotent = true,
        .random = random,
        .hint =
            retry_hint_parse(text_of(mt_value_get(response, "headers"), "x-amz-retry-after"), NULL),
        .left_ms = 600000,
    };
    int64_t delay_ms = 0;
    const enum retry_decision decision = retry_decide(&question, &client->budget, &delay_ms);
    static const char *const outcomes[] = {[RETRY_AGAIN] = "retry_request",
                                           [RETRY_FINAL] = "fail_request",
                                           [RETRY_UNSAFE] = "",
                                           [RETRY_ATTEMPTS] = "max_attempts_exceeded",
                                           [RETRY_BUDGET] = "retry_quota_exceeded"};
    CHECK_STR(outcomes[decision], text_of(expected, "outcome"));
    if (decision == RETRY_AGAIN)
        CHECK(delay && delay_ms == (int64_t)(mt_value_float(delay) * 1000 + 0.5));
    if (mt_value_get(expected, "retryQuota"))
        CHECK(client->budget.tokens[retry] == mt_value_int(mt_value_get(expected, "retryQuota")));
    client->last = retry;
}

static void check_success(const mt_value *step, struct client *client)
{
    const mt_value *quota = mt_value_get(mt_value_get(step, "expected"), "retryQuota");
    const mt_retry purse = client->last ? client->last : MT_RETRY_BACKOFF;
    retry_budget_refund(&client->budget, client->last);
    if (quota)
        CHECK(client->budget.tokens[purse] == mt_value_int(quota));
    start_call(client);
}

/* Other services' figures, and a cap that is no option of ours. */
static bool is_foreign(const mt_value *item)
{
    return mt_value_get(item, "service") || mt_value_get(item, "maxBackoffSeconds");
}

static void test_retries(void)
{
    mt_value *file = load(SHARED_DIR "/cases/retry-standard-v2_1.json");
    const mt_value *item = mt_value_first(mt_value_get(file, "cases"));
    size_t count = 0;
    for (; item; item = mt_value_next(item)) {
        if (is_foreign(item))
            continue;
        const mt_value *tokens = mt_value_get(item, "initialTokens");
        const mt_value *attempts = mt_value_get(item, "maxAttempts");
        struct client client = {.max_attempts = attempts ? (int)mt_value_int(attempts) : 3};
        retry_budget_init(&client.budget);
        if (tokens)
            client.budget.tokens[MT_RETRY_BACKOFF] = (int)mt_value_int(tokens);
        start_call(&client);
        const mt_value *step = mt_value_first(mt_value_get(item, "steps"));
        for (; step; step = mt_value_next(step)) {
            const double random = mt_value_float(mt_value_get(item, "exponentialBase"));
            if (strcmp(text_of(mt_value_get(step, "expected"), "outcome"), "success") == 0)
                check_success(step, &client);
            else
                check_retry(step, &client, random);
        }
        count++;
    }
    CHECK(count >= 12);
    mt_value_free(file);
}

static void fill(struct world_pair *pairs, const mt_value *object)
{
    size_t count = 0;
    const mt_value *member = mt_value_first(object);
    for (; member && count < WORLD_SIZE - 1; member = mt_value_next(member), count++)
        pairs[count] = (struct world_pair){mt_value_key(member).data, mt_value_string(member).data};
}

/* The outcome must be AWS's own; only ways that are not built in may fail instead, and say so. */
static void check_scenario(const mt_value *scenario)
{
    struct world world = {0};
    fill(world.variables, mt_value_get(scenario, "env"));
    fill(world.files, mt_value_get(scenario, "fs"));
    const mt_value *expected = mt_value_get(mt_value_get(scenario, "result"), "Ok");
    mt_provider *provider = mt_provider_new_default(world_open(&world), NULL);
    mt_fetch want = {0};
    const mt_credentials *found = NULL;
    mt_error err = {0};
    const mt_step step = mt_provider_step(provider, 0, NULL, &want, &found, &err);
    if (step == MT_STEP_READY) {
        CHECK_STR(found->access_key_id.data, text_of(expected, "access_key_id"));
        CHECK_STR(found->secret_access_key.data, text_of(expected, "secret_access_key"));
    } else if (expected) {
        CHECK(strstr(err.message, "not supported") != NULL);
    }
    mt_provider_free(provider);
}

static void test_credential_chain(void)
{
    mt_value *file = load(SHARED_DIR "/cases/credential-chain-scenarios.json");
    const mt_value *item = mt_value_first(mt_value_get(file, "scenarios"));
    size_t count = 0;
    for (; item; item = mt_value_next(item)) {
        const bool is_token = strcmp(text_of(item, "group"), "default-token-provider-chain") == 0;
        if (is_token || mt_value_count(mt_value_get(item, "http")) > 0)
            continue;
        check_scenario(item);
        count++;
    }
    CHECK(count >= 10);
    mt_value_free(file);
}

int main(void)
{
    mt_value *probe = load(SHARED_DIR "/cases/retry-standard-v2_1.json");
    if (!probe) {
        printf("skipped: no shared cases\n");
        return 77;
    }
    mt_value_free(probe);
    RUN(test_retries);
    RUN(test_credential_chain);
    return TEST_SUMMARY();
}
