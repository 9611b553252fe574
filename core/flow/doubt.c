/* A write in doubt: it was sent, perhaps done, and sending it again would not tell. Its call turns
** into the read that the model names for this (data/read_back.h) and then back into the write; all
** the while it keeps its lane, so that nothing of ours changes what is read. */
#include "flow/flow.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "data/read_back.h"
#include "flow/log.h"

/* The write while its call is a read. */
struct doubt {
    const mt_operation *write;
    struct stream *stream;
    char *body;
    size_t body_size;
    char body_hash[CRYPTO_HEX_SIZE];
    uint64_t id[2];
    int attempts;
    int failures[MT_RETRY_COUNT];
    mt_error error; /* what it met */
    char *message;
    bool is_last; /* it is not sent again if it was not done */
};

bool doubt_can_be_settled(const mt_call *call)
{
    return !call->client->protocol.is_query && !call->doubt &&
           read_back_operation(call->client->model, call->operation) != NULL;
}

/* Reads the write's input from its body again: few calls ever need it. */
static mt_status input_of(const struct doubt *doubt, mt_value **out, mt_error *err)
{
    return mt_json_parse((mt_str){doubt->body, doubt->body_size}, out, err);
}

static struct doubt *set_aside(mt_call *call)
{
    struct doubt *doubt = calloc(1, sizeof *doubt);
    if (!doubt)
        return NULL;
    doubt->write = call->operation;
    doubt->stream = call->stream;
    doubt->body = call->body;
    doubt->body_size = call->body_size;
    memcpy(doubt->body_hash, call->body_hash, sizeof doubt->body_hash);
    memcpy(doubt->id, call->id, sizeof doubt->id);
    doubt->attempts = call->attempts;
    memcpy(doubt->failures, call->failures, sizeof doubt->failures);
    doubt->message = call->message;
    call->body = call->message = NULL;
    call->attempts = 0;
    memset(call->failures, 0, sizeof call->failures);
    call->id[0] = engine_random(call->engine);
    call->id[1] = engine_random(call->engine);
    return doubt;
}

void doubt_end(mt_call *call)
{
    struct doubt *doubt = call->doubt;
    if (!doubt)
        return;
    call->doubt = NULL;
    free(call->body);
    free(call->message);
    call->operation = doubt->write;
    call->stream = doubt->stream;
    call->body = doubt->body;
    call->body_size = doubt->body_size;
    memcpy(call->body_hash, doubt->body_hash, sizeof call->body_hash);
    memcpy(call->id, doubt->id, sizeof call->id);
    call->attempts = doubt->attempts;
    memcpy(call->failures, doubt->failures, sizeof call->failures);
    call->message = doubt->message;
    free(doubt);
}

static mt_status become_read(mt_call *call, mt_error *err)
{
    mt_client *client = call->client;
    const struct doubt *doubt = call->doubt;
    mt_value *input = NULL, *wanted = NULL;
    call->operation = read_back_operation(client->model, doubt->write);
    mt_status st = input_of(doubt, &wanted, err);
    if (!st)
        st = read_back_input(doubt->write, wanted, &input, err);
    if (!st)
        st = protocol_print(&client->protocol, call->operation, input, &call->body,
                            &call->body_size, err);
    if (!st)
        st = sigv4_body_hash(call->engine->signer, (mt_str){call->body, call->body_size},
                             call->body_hash, err);
    if (!st)
        st = stream_find(client, call->operation, input, &call->stream, err);
    mt_value_free(input);
    mt_value_free(wanted);
    return st;
}

mt_status doubt_begin(mt_call *call, const mt_error *error, bool is_last, mt_error *err)
{
    call->doubt = set_aside(call);
    if (!call->doubt)
        return fail_memory(err);
    call->doubt->error = *error;
    call->doubt->is_last = is_last;
    const mt_status st = become_read(call, err);
    if (st)
        doubt_end(call);
    return st;
}

bool doubt_is_absence(const mt_call *call, const mt_error *err)
{
    const struct model_failure failure = {
        .operation = mt_operation_name(call->operation),
        .code = mt_cstr(err->code),
        .message = mt_cstr(call->message ? call->message : ""),
    };
    return call->doubt && *err->code && read_back_is_absence(call->doubt->write, &failure);
}

/* What the read has told; path is what differs. */
static void log_finding(const mt_call *call, const char *read, const char *finding,
                        const char *path)
{
    log_line(call->engine->log_level, MT_LOG_INFO, "%s %s: %s shows that it was %s%s%s",
             mt_call_operation(call), call->label ? call->label : "", read, finding,
             path ? ": another " : "", path ? path : "");
}

static void done(mt_call *call, mt_value *shown)
{
    mt_value *output = NULL;
    mt_error err = {0};
    const mt_status st = read_back_output(call->operation, shown, &output, &err);
    mt_value_free(shown);
    call->output = output;
    free(call->message);
    call->message = NULL;
    lanes_note(&call->engine->lanes, call->lane.lane, call->engine->now);
    call_finish(call, st ? &err : NULL);
}

static void send_again(mt_call *call)
{
    free(call->message);
    call->message = NULL;
    call_land(call);
    call_enter(call, CALL_QUEUED);
}

/* Adds a remark to what the write met, which is what its caller is told. */
MT_PRINTF(2, 3) static void remark(mt_error *error, const char *format, ...)
{
    const size_t size = strlen(error->message);
    va_list args;
    va_start(args, format);
    (void)vsnprintf(error->message + size, sizeof error->message - size, format, args);
    va_end(args);
}

static void end_undone(mt_call *call, mt_error *met, const char *read)
{
    if (met->status == MT_ESERVICE) /* refused in the end, and what is read agrees */
        call->lost_answer = false;
    remark(met, "; %s shows that it was not done", read);
    call_finish(call, met);
}

/* No time will help. */
static void end_taken(mt_call *call, mt_error *met, const char *read, const char *path)
{
    met->status = MT_ESERVICE;
    call->lost_answer = false;
    remark(met, "; %s shows one that is not this: its %s differs", read, path);
    call_finish(call, met);
}

static void settle(mt_call *call, enum read_back_finding finding, const char *path)
{
    const char *read = mt_call_operation(call);
    mt_error met = call->doubt->error;
    const bool is_last = call->doubt->is_last;
    mt_value *shown = mt_call_take_output(call);
    doubt_end(call);
    static const char *const findings[] = {"done", "not done", "done by somebody else"};
    log_finding(call, read, findings[finding], finding == READ_BACK_DIFFERENT ? path : NULL);
    if (finding == READ_BACK_DONE) {
        done(call, shown);
        return;
    }
    mt_value_free(shown);
    if (finding == READ_BACK_DIFFERENT)
        end_taken(call, &met, read, path);
    else if (is_last)
        end_undone(call, &met, read);
    else
        send_again(call);
}

void doubt_absent(mt_call *call)
{
    settle(call, read_back_absent(call->doubt->write), NULL);
}

void doubt_answered(mt_call *call)
{
    mt_value *input = NULL;
    mt_error err = {0};
    const char *path = NULL;
    if (input_of(call->doubt, &input, &err)) {
        call_finish(call, &err);
        return;
    }
    const enum read_back_finding finding =
        read_back_compare(call->doubt->write, call->operation, input, call->output, &path);
    char name[64];
    (void)snprintf(name, sizeof name, "%s", path ? path : "");
    mt_value_free(input);
    settle(call, finding, name);
}

void doubt_failed(mt_call *call, const mt_error *err)
{
    const char *read = mt_call_operation(call);
    mt_error met = call->doubt->error;
    if (err->status == MT_EMEM) {
        call_finish(call, err);
        return;
    }
    doubt_end(call);
    remark(&met, "; whether it was done is not known, for %s failed: %.160s", read, err->message);
    call_finish(call, &met);
}
