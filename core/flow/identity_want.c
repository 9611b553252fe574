/* Requests, processes and questions of providers: none of them holds up the loop. */
#include "flow/identity_want.h"

#include "flow/flow.h"
#include "net/child.h"

void identity_end_want(struct identity *identity)
{
    if (identity->flight.exchange)
        http_release(identity->flight.exchange);
    if (identity->child) {
        http_unwatch(identity->engine->http, child_fd(identity->child));
        child_free(identity->child);
    }
    provider_request_clear(&identity->request);
    identity->flight.exchange = NULL;
    identity->child = NULL;
    identity->wait = IDENTITY_IDLE;
}

static void could_not(struct identity *identity, const mt_error *err)
{
    const mt_fetched answer = {.status = err->status ? err->status : MT_ECREDS,
                               .problem = err->message};
    identity_end_want(identity);
    identity_step(identity, &answer);
}

static const char *region_of(const struct identity *identity)
{
    const char *region = mt_settings_get(identity->engine->settings, MT_SETTING_REGION);
    return identity->region ? identity->region : region;
}

static void send_request(struct identity *identity)
{
    mt_engine *engine = identity->engine;
    const mt_fetch *want = &identity->want;
    mt_error err = {0};
    const struct provider_scope scope = {engine->settings, engine->environment, region_of(identity),
                                         engine->signer, engine->wall};
    mt_status st = provider_request_build(&identity->request, want, &scope, &err);
    const struct http_send send = {
        .url = buf_text(&identity->request.url),
        .method = want->method ? want->method : "GET",
        .headers = identity->request.headers,
        .body = want->body,
        .timeout_ms = want->timeout_ms,
        .connect_timeout_ms = want->timeout_ms,
        .without_proxy = want->is_link_local,
        .tag = &identity->flight,
    };
    identity->wait = IDENTITY_SENDS;
    if (!st)
        st = http_submit(engine->http, &send, &identity->flight.exchange, &err);
    if (st)
        could_not(identity, &err);
}

static void run_process(struct identity *identity)
{
    mt_engine *engine = identity->engine;
    mt_error err = {0};
    identity->wait = IDENTITY_RUNS;
    mt_status st = child_start(identity->want.command, engine->now, identity->want.timeout_ms,
                               &identity->child, &err);
    if (!st)
        st = http_watch(engine->http, child_fd(identity->child), &err);
    if (st)
        could_not(identity, &err);
}

static void ask_program(struct identity *identity)
{
    mt_engine *engine = identity->engine;
    mt_error err = {0};
    if (engine->answers_wants) {
        identity->wait = IDENTITY_ASKS;
        identity->question = ++engine->questions;
        return;
    }
    (void)mt_fail(&err, MT_ECREDS, "there is nobody here to ask");
    could_not(identity, &err);
}

void identity_begin_want(struct identity *identity)
{
    switch (identity->want_kind) {
    case MT_STEP_WANT_HTTP:
        identity->wait = IDENTITY_PAUSES;
        identity->due_at = identity->engine->now + identity->want.delay_ms;
        if (!identity->want.delay_ms)
            send_request(identity);
        break;
    case MT_STEP_WANT_PROCESS:
        run_process(identity);
        break;
    case MT_STEP_WANT_CODE:
    case MT_STEP_WANT_CREDENTIALS:
        ask_program(identity);
        break;
    case MT_STEP_READY:
    case MT_STEP_NOT_ME:
    case MT_STEP_FAILED:
        break;
    }
}

void identity_fetched(struct identity *identity)
{
    struct http_exchange *exchange = identity->flight.exchange;
    mt_error err = {0};
    const mt_fetched answer = {.status = http_outcome(exchange, &err),
                               .http = http_status(exchange),
                               .body = http_body(exchange),
                               .problem = err.message};
    identity->flight.exchange = NULL; /* the provider may want another; this one lives until then */
    identity_end_want(identity);
    identity_step(identity, &answer);
    http_release(exchange);
}

static void process_ended(struct identity *identity)
{
    struct child *child = identity->child;
    mt_fetched answer = {.body = child_output(child)};
    answer.status = child_outcome(child, &answer.http, &answer.problem);
    identity->child = NULL;
    identity_end_want(identity);
    identity_step(identity, &answer);
    child_free(child);
}

static void turn(struct identity *identity)
{
    mt_engine *engine = identity->engine;
    if (identity->wait == IDENTITY_PAUSES && identity->due_at <= engine->now)
        send_request(identity);
    if (identity->wait != IDENTITY_RUNS)
        return;
    const int fd = child_fd(identity->child);
    const bool has_ended = child_turn(identity->child, engine->now);
    if (has_ended || child_fd(identity->child) != fd)
        http_unwatch(engine->http, fd);
    if (has_ended)
        process_ended(identity);
}

void identities_turn(mt_engine *engine)
{
    for (struct identity *identity = engine->identities, *next = NULL; identity; identity = next) {
        next = identity->next;
        turn(identity);
    }
}

int64_t identities_wait(const mt_engine *engine, int64_t wait)
{
    for (const struct identity *i = engine->identities; i; i = i->next) {
        int64_t own = wait;
        if (i->wait == IDENTITY_PAUSES)
            own = i->due_at - engine->now;
        else if (i->wait == IDENTITY_RUNS)
            own = child_wait(i->child, engine->now);
        else if (i->wait == IDENTITY_ASKS)
            own = 0;
        wait = own < wait ? own : wait;
    }
    return wait;
}

bool mt_engine_next_want(mt_engine *engine, mt_want *out)
{
    for (struct identity *i = engine->identities; i; i = i->next) {
        if (i->wait != IDENTITY_ASKS)
            continue;
        i->wait = IDENTITY_ASKED;
        *out = (mt_want){.id = i->question,
                         .kind = i->want_kind,
                         .device = i->want.device,
                         .name = i->want.name};
        return true;
    }
    return false;
}

static void answer(mt_engine *engine, uint64_t id, const mt_fetched *answer)
{
    for (struct identity *i = engine->identities; i; i = i->next) {
        if (i->wait != IDENTITY_ASKED || i->question != id)
            continue;
        identity_end_want(i);
        identity_step(i, answer);
        return;
    }
}

void mt_engine_answer_code(mt_engine *engine, uint64_t id, const char *code, const char *problem)
{
    const mt_fetched said = {
        .status = code ? MT_OK : MT_ECREDS, .body = mt_cstr(code), .problem = problem};
    answer(engine, id, &said);
}

void mt_engine_answer_credentials(mt_engine *engine, uint64_t id, const mt_credentials *credentials,
                                  const char *problem)
{
    const mt_fetched said = {
        .status = credentials ? MT_OK : MT_ECREDS, .credentials = credentials, .problem = problem};
    answer(engine, id, &said);
}
