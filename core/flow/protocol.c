#include "flow/protocol.h"

#include <stdio.h>

#include <moontide/protocol.h>

#include "data/model.h"

static mt_status speak_json(const mt_model *model, const char *service, struct protocol *out,
                            mt_error *err)
{
    const char *version = mt_model_metadata(model, "jsonVersion");
    out->target_prefix = mt_model_metadata(model, "targetPrefix");
    if (!version || strlen(version) > 8 || !out->target_prefix)
        return mt_fail(err, MT_EMODEL,
                       "%s does not speak AWS's JSON protocol (its model lacks jsonVersion or "
                       "targetPrefix)",
                       service);
    out->is_query_compatible = mt_model_is_query_compatible(model);
    (void)snprintf(out->content_type, sizeof out->content_type, "application/x-amz-json-%s",
                   version);
    return MT_OK;
}

static mt_status speak_query(const mt_model *model, const char *service, struct protocol *out,
                             mt_error *err)
{
    out->is_query = true;
    out->api_version = mt_model_metadata(model, "apiVersion");
    if (!out->api_version)
        return mt_fail(err, MT_EMODEL,
                       "%s does not speak AWS's query protocol (its model lacks apiVersion)",
                       service);
    (void)snprintf(out->content_type, sizeof out->content_type, "%s",
                   "application/x-www-form-urlencoded; charset=utf-8");
    return MT_OK;
}

mt_status protocol_choose(const mt_model *model, const char *service, struct protocol *out,
                          mt_error *err)
{
    *out = (struct protocol){0};
    if (mt_model_offers(model, "json"))
        return speak_json(model, service, out, err);
    if (mt_model_offers(model, "query"))
        return speak_query(model, service, out, err);
    const char *protocol = mt_model_metadata(model, "protocol");
    return mt_fail(err, MT_EMODEL, "%s: its protocol %s is none of json and query", service,
                   protocol ? protocol : "(none named)");
}

void protocol_add_target(const struct protocol *protocol, const mt_operation *operation,
                         struct buf *out)
{
    if (protocol->is_query)
        return;
    buf_add_cstr(out, protocol->target_prefix);
    buf_add_char(out, '.');
    buf_add_cstr(out, mt_operation_name(operation));
}

mt_status protocol_fill_tokens(const mt_operation *operation, mt_value *input, const uint64_t id[2],
                               mt_error *err)
{
    const mt_shape *shape = operation->input;
    const mt_member *member = NULL;
    mt_status st = MT_OK;
    for (size_t i = 0; shape && !st && (member = mt_shape_member_at(shape, i)) != NULL; i++) {
        if (!shape->member_wires[i].is_token || mt_value_get(input, member->name))
            continue;
        char token[UUID_SIZE];
        uuid_format(id, token);
        st = mt_value_set(input, mt_cstr(member->name), mt_value_new_string(mt_cstr(token)));
    }
    return st ? fail_memory(err) : MT_OK;
}

mt_status protocol_print(const struct protocol *protocol, const mt_operation *operation,
                         mt_value *input, char **body, size_t *size, mt_error *err)
{
    if (protocol->is_query)
        return mt_form_print(operation, protocol->api_version, input, body, size, err);
    const mt_shape *shape = operation->input;
    const mt_status st = shape ? mt_shape_to_wire(shape, input, err) : MT_OK;
    return st ? st : mt_json_print(input, MT_JSON_COMPACT, body, size, err);
}

void uuid_format(const uint64_t id[2], char out[UUID_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    static const char layout[] = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";
    size_t nibble = 0;
    for (size_t i = 0; i < UUID_SIZE; i++) {
        out[i] = layout[i];
        if (layout[i] != 'x' && layout[i] != 'y')
            continue;
        const unsigned bits = (unsigned)(id[nibble / 16] >> (nibble % 16 * 4)) & 15;
        out[i] = digits[layout[i] == 'y' ? (bits & 3) | 8 : bits];
        nibble++;
    }
}
