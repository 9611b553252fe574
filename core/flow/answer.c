#include "flow/answer.h"

#include <stdio.h>
#include <stdlib.h>

#include <moontide/protocol.h>

#include "base/buf.h"
#include "data/model.h"
#include "data/xml.h"

enum { SHOWN_BYTES = 120 /* of a body that is not JSON */ };

/* Copies text so that it fits one line of a terminal: no control characters, cut between UTF-8
** sequences. */
static void copy_line(char *out, size_t size, mt_str text)
{
    size_t length = text.size < size - 1 ? text.size : size - 1;
    while (length < text.size && length > 0 && ((unsigned char)text.data[length] & 0xC0) == 0x80)
        length--;
    for (size_t i = 0; i < length; i++) {
        const unsigned char c = (unsigned char)text.data[i];
        out[i] = text.data[i];
        if (c < ' ' || c == 0x7f)
            out[i] = ' ';
    }
    out[length] = '\0';
}

/* The start of any bytes, as printable ASCII. */
static void show_bytes(char out[SHOWN_BYTES + 4], mt_str body)
{
    const size_t length = body.size < SHOWN_BYTES ? body.size : SHOWN_BYTES;
    for (size_t i = 0; i < length; i++) {
        out[i] = body.data[i];
        if (body.data[i] < ' ' || body.data[i] > '~')
            out[i] = '.';
    }
    (void)snprintf(out + length, 4, "%s", body.size > length ? "..." : "");
}

static mt_status fail_protocol(const struct answer *answer, mt_status status, const char *what,
                               mt_error *err)
{
    char shown[SHOWN_BYTES + 4];
    show_bytes(shown, answer->body);
    if (answer->body.size)
        return mt_fail(err, status, "HTTP %d with %s: %s", answer->http, what, shown);
    return mt_fail(err, status, "HTTP %d with an empty body", answer->http);
}

static bool is_blank(mt_str text)
{
    size_t i = 0;
    while (i < text.size && text.data[i] && strchr(" \t\r\n", text.data[i]))
        i++;
    return i == text.size;
}

static bool has_required_member(const mt_shape *shape)
{
    if (!shape)
        return false;
    for (size_t i = 0;; i++) {
        const mt_member *member = mt_shape_member_at(shape, i);
        if (!member || member->is_required)
            return member != NULL;
    }
}

/* Nothing is not an empty list: what is not there must not look as if it had been removed. */
static bool is_listing(const mt_operation *operation)
{
    return operation &&
           (mt_operation_paginator(operation) || strcmp(operation->class, "read") == 0);
}

/* *what says why a body cannot be an output. */
static mt_status read_json(mt_str body, mt_value **out, const char **what)
{
    mt_value *value = NULL;
    const mt_status st = mt_json_parse(body, &value, NULL);
    *what = st ? "a body that is not JSON" : "JSON that is not an object";
    if (!st && mt_value_type(value) == MT_OBJECT)
        *out = value;
    else
        mt_value_free(value);
    return st || *out ? st : MT_ESYNTAX;
}

static mt_status read_success(const struct answer *answer, const mt_operation *operation,
                              struct verdict *verdict, mt_error *err)
{
    const mt_shape *output = operation ? mt_operation_output(operation) : NULL;
    if (is_blank(answer->body)) {
        if (has_required_member(output) || is_listing(operation))
            return fail_protocol(answer, MT_EPROTOCOL, "nothing", err);
        verdict->output = mt_value_new_object();
        return verdict->output ? MT_OK : fail_memory(err);
    }
    const char *what = "a body that is not the answer's XML";
    const mt_status st = answer->is_xml
                             ? mt_xml_read(operation, answer->body, &verdict->output, NULL)
                             : read_json(answer->body, &verdict->output, &what);
    if (st == MT_EMEM)
        return fail_memory(err);
    if (st)
        return fail_protocol(answer, MT_EPROTOCOL, what, err);
    if (answer->is_xml || !mt_shape_from_wire(output, verdict->output, err))
        return MT_OK;
    mt_value_free(verdict->output);
    verdict->output = NULL;
    return fail_memory(err);
}

/* What an error answer says of itself: views into one of the two documents. */
struct said {
    mt_str code, message, request_id;
    mt_value *json;
    struct xml_node *xml;
};

/* The code callers know: CloudWatch's JSON has it in a header of its own, "Code;Fault". */
static mt_str code_of(const struct answer *answer, const mt_value *body)
{
    if (answer->query_error)
        return (mt_str){answer->query_error, strcspn(answer->query_error, ";")};
    if (answer->error_type)
        return answer_strip_code(mt_cstr(answer->error_type));
    const mt_str type = mt_value_string(mt_value_get(body, "__type"));
    return answer_strip_code(type.size ? type : mt_value_string(mt_value_get(body, "code")));
}

static mt_str message_of(const mt_value *body)
{
    const mt_str message = mt_value_string(mt_value_get(body, "message"));
    return message.size ? message : mt_value_string(mt_value_get(body, "Message"));
}

/* A body that cannot be read says nothing. Errors: MT_EMEM. */
static mt_status read_said(const struct answer *answer, struct said *said)
{
    if (answer->is_xml)
        return answer_xml_error(answer->body, &said->xml, &said->code, &said->message,
                                &said->request_id) == MT_EMEM
                   ? MT_EMEM
                   : MT_OK;
    if (mt_json_parse(answer->body, &said->json, NULL) == MT_EMEM)
        return MT_EMEM;
    said->code = code_of(answer, said->json);
    said->message = message_of(said->json);
    return MT_OK;
}

/* For want of a code that is known. */
static mt_status status_of_http(int http, bool has_code)
{
    if (http == 429)
        return MT_ETHROTTLE;
    if (http >= 500)
        return MT_ESERVER;
    if (!has_code)
        return MT_EPROTOCOL;
    return http == 401 || http == 403 ? MT_EAUTH : MT_ESERVICE;
}

static mt_status refuse_unsaid(const struct answer *answer, const struct said *said, mt_error *err)
{
    const mt_status status = status_of_http(answer->http, false);
    if (answer->http < 400)
        return mt_fail(err, status,
                       "HTTP %d, a redirect, is not followed: it would hand the signature to "
                       "another host; check the endpoint URL",
                       answer->http);
    const char *what = answer->is_xml ? "a body that is not an error in XML"
                       : said->json   ? "JSON of no known form"
                                      : "a body that is not JSON";
    return fail_protocol(answer, status, what, err);
}

static mt_status refuse(const struct answer *answer, const struct said *said, mt_error *err)
{
    mt_status status = answer_classify(said->code);
    if (!status)
        status = status_of_http(answer->http, true);
    (void)mt_fail(err, status, "the service gave no message");
    if (err) {
        copy_line(err->code, sizeof err->code, said->code);
        copy_line(err->request_id, sizeof err->request_id, said->request_id);
        if (said->message.size)
            copy_line(err->message, sizeof err->message, said->message);
    }
    return status;
}

static mt_status read_failure(const struct answer *answer, struct verdict *verdict, mt_error *err)
{
    struct said said = {0};
    mt_status status = read_said(answer, &said);
    if (status)
        return fail_memory(err);
    if (said.code.size || said.message.size)
        status = refuse(answer, &said, err);
    else
        status = refuse_unsaid(answer, &said, err);
    if (said.message.size) {
        verdict->message = str_dup(said.message);
        if (!verdict->message)
            status = fail_memory(err);
    }
    mt_value_free(said.json);
    xml_free(said.xml);
    return status;
}

mt_status answer_read(const struct answer *answer, const mt_operation *operation,
                      struct verdict *verdict, mt_error *err)
{
    *verdict = (struct verdict){0};
    const bool is_success = answer->http >= 200 && answer->http < 300;
    const mt_status st = is_success ? read_success(answer, operation, verdict, err)
                                    : read_failure(answer, verdict, err);
    if (st && err) {
        err->http = answer->http;
        if (answer->request_id && *answer->request_id)
            copy_line(err->request_id, sizeof err->request_id, mt_cstr(answer->request_id));
    }
    return st;
}
