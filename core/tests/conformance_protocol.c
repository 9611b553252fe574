/* "serialise": {"metadata", "shapes", "given", "params"} gives a request as a client makes it.
** "parse": {"metadata", "shapes", "given", "response"} gives its "result", or what is wrong. */
#include <stdlib.h>

#include "conformance.h"
#include "data/model.h"
#include "flow/answer.h"
#include "flow/protocol.h"
#include "net/endpoint.h"

/* A model of the one operation of the case. */
static mt_status load_model(const mt_value *in, mt_model **out, mt_error *err)
{
    const mt_value *given = mt_value_get(in, "given");
    const mt_str name = mt_value_string(mt_value_get(given, "name"));
    mt_value *const document = mt_value_new_object(), *const operations = mt_value_new_object();
    char *text = NULL;
    mt_status st = mt_value_set(operations, name, mt_value_dup(given));
    if (!st)
        st =
            mt_value_set(document, mt_cstr("metadata"), mt_value_dup(mt_value_get(in, "metadata")));
    if (!st)
        st = mt_value_set(document, mt_cstr("shapes"), mt_value_dup(mt_value_get(in, "shapes")));
    st = st ? st : mt_value_set(document, mt_cstr("operations"), operations);
    if (!st)
        st = mt_json_print(document, 0, &text, NULL, err);
    if (!st)
        st = mt_model_load(mt_cstr(text), out, err);
    free(text);
    mt_value_free(document);
    return st;
}

/* The path of the endpoint: that of a URL of one's own, or none. */
static mt_status find_path(const mt_value *in, struct endpoint *out, mt_error *err)
{
    const mt_value *url = mt_value_get(in, "clientEndpoint");
    const struct endpoint_question question = {
        .service = "s", .region = "r", .url = url ? mt_value_string(url).data : NULL};
    return endpoint_resolve(&question, out, err);
}

static mt_status describe(const struct protocol *protocol, const mt_operation *operation,
                          const char *path, const char *body, mt_value **out)
{
    struct buf target = {0};
    mt_value *const request = mt_value_new_object(), *const headers = mt_value_new_object();
    protocol_add_target(protocol, operation, &target);
    mt_status st = conformance_set(headers, "Content-Type", protocol->content_type);
    if (!st)
        st = conformance_set(headers, "X-Amz-Target", target.size ? buf_text(&target) : NULL);
    if (!st)
        st = conformance_set(request, "method", "POST");
    if (!st)
        st = conformance_set(request, "uri", path);
    if (!st)
        st = conformance_set(request, "body", body);
    if (!st)
        st = mt_value_set(request, mt_cstr("headers"), headers);
    buf_clear(&target);
    if (st)
        mt_value_free(request);
    else
        *out = request;
    return st;
}

mt_status conformance_serialise(const mt_value *in, mt_value **out, mt_error *err)
{
    static const uint64_t id[2] = {0, 0};
    mt_model *model = NULL;
    struct protocol protocol;
    struct endpoint endpoint;
    char *body = NULL;
    mt_value *params = mt_value_dup(mt_value_get(in, "params"));
    mt_status st = load_model(in, &model, err);
    if (!st)
        st = protocol_choose(model, "the service", &protocol, err);
    const mt_operation *operation = st ? NULL : mt_model_operation_at(model, 0);
    if (!st)
        st = protocol_fill_tokens(operation, params, id, err);
    if (!st && operation->input)
        st = mt_shape_check(operation->input, params, 0, NULL, err);
    if (!st)
        st = find_path(in, &endpoint, err);
    if (!st)
        st = protocol_print(&protocol, operation, params, &body, NULL, err);
    if (!st)
        st = describe(&protocol, operation, endpoint.path, body, out);
    free(body);
    mt_value_free(params);
    mt_model_free(model);
    return st;
}

static const char *header(const mt_value *response, const char *name)
{
    const mt_value *text = mt_value_get(mt_value_get(response, "headers"), name);
    return text ? mt_value_string(text).data : NULL;
}

static mt_status describe_error(const mt_error *err, const char *message, mt_value **out)
{
    *out = mt_value_new_object();
    mt_status st = conformance_set(*out, "errorCode", err->code);
    if (!st)
        st = conformance_set(*out, "errorMessage", message);
    return st ? st : conformance_set(*out, "status", mt_status_name(err->status));
}

mt_status conformance_parse(const mt_value *in, mt_value **out, mt_error *err)
{
    const mt_value *response = mt_value_get(in, "response");
    mt_model *model = NULL;
    struct protocol protocol;
    mt_status st = load_model(in, &model, err);
    if (!st)
        st = protocol_choose(model, "the service", &protocol, err);
    if (st) {
        mt_model_free(model);
        return st;
    }
    const struct answer answer = {.http = (int)mt_value_int(mt_value_get(response, "status_code")),
                                  .body = mt_value_string(mt_value_get(response, "body")),
                                  .is_xml = protocol.is_query,
                                  .error_type = header(response, "X-Amzn-Errortype"),
                                  .query_error = header(response, "X-Amzn-Query-Error")};
    struct verdict verdict = {0};
    mt_error failure = {0};
    if (answer_read(&answer, mt_model_operation_at(model, 0), &verdict, &failure)) {
        st = describe_error(&failure, verdict.message, out);
    } else {
        *out = mt_value_new_object();
        st = mt_value_set(*out, mt_cstr("result"), verdict.output);
    }
    free(verdict.message);
    mt_model_free(model);
    return st;
}
