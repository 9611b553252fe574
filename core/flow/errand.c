/* Requests, processes and questions: none of them holds up the loop. */
#include "flow/errand.h"

#include "auth/sts.h"
#include "flow/flow.h"
#include "net/child.h"

static void end(struct errand *errand)
{
    if (errand->flight.exchange)
        http_release(errand->flight.exchange);
    if (errand->child) {
        http_unwatch(errand->engine->http, child_fd(errand->child));
        child_free(errand->child);
    }
    provider_request_clear(&errand->request);
    errand->flight.exchange = NULL;
    errand->child = NULL;
    errand->wait = ERRAND_IDLE;
}

void errand_open(struct errand *errand, mt_engine *engine,
                 void (*step)(struct errand *errand, const mt_fetched *answer))
{
    *errand = (struct errand){
        .next = engine->errands, .engine = engine, .step = step, .flight.errand = errand};
    engine->errands = errand;
}

void errand_close(struct errand *errand)
{
    struct errand **place = &errand->engine->errands;
    end(errand);
    while (*place != errand)
        place = &(*place)->next;
    *place = errand->next;
}

static void could_not(struct errand *errand, const mt_error *err)
{
    const mt_fetched answer = {.status = err->status ? err->status : MT_ECREDS,
                               .problem = err->message};
    end(errand);
    errand->step(errand, &answer);
}

static const char *region_of(const struct errand *errand)
{
    const char *region = mt_settings_get(errand->engine->settings, MT_SETTING_REGION);
    return errand->region ? errand->region : region;
}

static void send_request(struct errand *errand)
{
    mt_engine *engine = errand->engine;
    const mt_fetch *want = &errand->want;
    mt_error err = {0};
    const struct provider_scope scope = {engine->settings, engine->environment, region_of(errand),
                                         engine->signer,   &engine->clocks,     engine->agent,
                                         engine->wall};
    mt_status st = provider_request_build(&errand->request, want, &scope, &err);
    const struct http_send send = {
        .url = buf_text(&errand->request.url),
        .method = want->method ? want->method : "GET",
        .headers = errand->request.headers,
        .body = want->body,
        .timeout_ms = want->timeout_ms,
        .connect_timeout_ms = want->timeout_ms,
        .without_proxy = want->is_link_local,
        .stays_near = want->stays_near,
        .tag = &errand->flight,
    };
    errand->wait = ERRAND_SENDS;
    errand->sent_at = engine->now;
    errand->sent_wall = engine->wall;
    if (!st)
        st = http_submit(engine->http, &send, &errand->flight.exchange, &err);
    if (st)
        could_not(errand, &err);
}

static void run_process(struct errand *errand)
{
    mt_engine *engine = errand->engine;
    mt_error err = {0};
    errand->wait = ERRAND_RUNS;
    mt_status st = child_start(errand->want.command, engine->now, errand->want.timeout_ms,
                               &errand->child, &err);
    if (!st)
        st = http_watch(engine->http, child_fd(errand->child), &err);
    if (st)
        could_not(errand, &err);
}

static void ask_program(struct errand *errand)
{
    mt_engine *engine = errand->engine;
    mt_error err = {0};
    if (engine->answers_wants) {
        errand->wait = ERRAND_ASKS;
        errand->question = ++engine->questions;
        return;
    }
    (void)mt_fail(&err, MT_ECREDS, "there is nobody here to ask");
    could_not(errand, &err);
}

void errand_begin(struct errand *errand, mt_step kind)
{
    errand->want_kind = kind;
    errand->is_resent = false;
    switch (kind) {
    case MT_STEP_WANT_HTTP:
        errand->wait = ERRAND_PAUSES;
        errand->due_at = errand->engine->now + errand->want.delay_ms;
        if (!errand->want.delay_ms)
            send_request(errand);
        break;
    case MT_STEP_WANT_PROCESS:
        run_process(errand);
        break;
    case MT_STEP_WANT_CODE:
    case MT_STEP_WANT_CREDENTIALS:
        ask_program(errand);
        break;
    case MT_STEP_READY:
    case MT_STEP_NOT_ME:
    case MT_STEP_FAILED:
        break;
    }
}

/* Was it refused because of our clock, as the answer tells? */
static bool is_skewed(const struct errand *errand, const mt_fetched *answer)
{
    mt_engine *engine = errand->engine;
    const struct provider_request *request = &errand->request;
    const int64_t took_ms = engine->now - errand->sent_at;
    const int64_t used = clocks_used(request->skew, errand->sent_wall, engine->wall, took_ms);
    char code[64] = "";
    if (answer->status || !request->clock ||
        !clocks_learn(&engine->clocks, request->clock, errand->flight.exchange, engine->wall,
                      took_ms))
        return false;
    if (!errand->want.signer || answer->http < 400)
        return false;
    sts_error_code(answer->body, code, sizeof code);
    return skew_is_cause(mt_cstr(code), used, request->clock->skew);
}

void errand_fetched(struct errand *errand)
{
    struct http_exchange *exchange = errand->flight.exchange;
    mt_error err = {0};
    const mt_fetched answer = {.status = http_outcome(exchange, &err),
                               .http = http_status(exchange),
                               .body = http_body(exchange),
                               .problem = err.message};
    const bool is_again = is_skewed(errand, &answer) && !errand->is_resent;
    errand->flight.exchange = NULL; /* the provider may want another; this one lives until then */
    end(errand);
    if (is_again) {
        errand->is_resent = true;
        send_request(errand);
    } else {
        errand->step(errand, &answer);
    }
    http_release(exchange);
}

static void process_ended(struct errand *errand)
{
    struct child *child = errand->child;
    mt_fetched answer = {.body = child_output(child)};
    answer.status = child_outcome(child, &answer.http, &answer.problem);
    errand->child = NULL;
    end(errand);
    errand->step(errand, &answer);
    child_free(child);
}

static void turn(struct errand *errand)
{
    mt_engine *engine = errand->engine;
    if (errand->wait == ERRAND_PAUSES && errand->due_at <= engine->now)
        send_request(errand);
    if (errand->wait != ERRAND_RUNS)
        return;
    const int fd = child_fd(errand->child);
    const bool has_ended = child_turn(errand->child, engine->now);
    if (has_ended || child_fd(errand->child) != fd)
        http_unwatch(engine->http, fd);
    if (has_ended)
        process_ended(errand);
}

void errands_turn(mt_engine *engine)
{
    for (struct errand *errand = engine->errands, *next = NULL; errand; errand = next) {
        next = errand->next;
        turn(errand);
    }
}

int64_t errands_wait(const mt_engine *engine, int64_t wait)
{
    for (const struct errand *i = engine->errands; i; i = i->next) {
        int64_t own = wait;
        if (i->wait == ERRAND_PAUSES)
            own = i->due_at - engine->now;
        else if (i->wait == ERRAND_RUNS)
            own = child_wait(i->child, engine->now);
        else if (i->wait == ERRAND_ASKS)
            own = 0;
        wait = own < wait ? own : wait;
    }
    return wait;
}

bool mt_engine_next_want(mt_engine *engine, mt_want *out)
{
    for (struct errand *i = engine->errands; i; i = i->next) {
        if (i->wait != ERRAND_ASKS)
            continue;
        i->wait = ERRAND_ASKED;
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
    for (struct errand *i = engine->errands; i; i = i->next) {
        if (i->wait != ERRAND_ASKED || i->question != id)
            continue;
        end(i);
        i->step(i, answer);
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
