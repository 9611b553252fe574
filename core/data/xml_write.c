/* Outputs as XML, the way services print them. */
#include <moontide/protocol.h>

#include "base/buf.h"
#include "data/wire.h"
#include "data/xml_escape.h"

struct writer {
    struct buf out;
    struct buf text; /* scratch: a scalar */
    mt_error *err;
};

static void open_element(struct writer *w, const char *name)
{
    buf_addf(&w->out, "<%s>", name);
}

static void close_element(struct writer *w, const char *name)
{
    buf_addf(&w->out, "</%s>", name);
}

static void add_text(struct writer *w, const char *name, mt_str text)
{
    open_element(w, name);
    xml_escape(text, &w->out);
    close_element(w, name);
}

static mt_status add_scalar(struct writer *w, const char *name, const mt_shape *shape,
                            const struct wire *wire, const mt_value *value)
{
    buf_reset(&w->text);
    const mt_status st = wire_print(shape, wire, value, &w->text, w->err);
    add_text(w, name, buf_str(&w->text));
    w->out.failed = w->out.failed || w->text.failed;
    return st;
}

/* NOLINTBEGIN(misc-no-recursion): as deep as a value, which is limited */

static mt_status add_value(struct writer *w, const char *name, const mt_shape *shape,
                           const struct wire *wire, const mt_value *value);

/* Attributes come with the opening tag. */
static mt_status open_structure(struct writer *w, const char *name, const mt_shape *shape,
                                const mt_value *value)
{
    mt_status st = MT_OK;
    buf_addf(&w->out, "<%s", name);
    for (const mt_value *child = mt_value_first(value); child && !st;
         child = mt_value_next(child)) {
        const mt_member *member = mt_shape_member(shape, mt_value_key(child));
        const struct wire *wire = member ? shape_member_wire(shape, member) : NULL;
        if (!wire || !wire->is_attribute)
            continue;
        buf_reset(&w->text);
        st = wire_print(member->shape, wire, child, &w->text, w->err);
        buf_addf(&w->out, " %s=\"", wire->name ? wire->name : member->name);
        xml_escape(buf_str(&w->text), &w->out);
        buf_add_char(&w->out, '"');
    }
    buf_add_char(&w->out, '>');
    return st;
}

static mt_status add_members(struct writer *w, const mt_shape *shape, const mt_value *value)
{
    mt_status st = MT_OK;
    for (const mt_value *child = mt_value_first(value); child && !st;
         child = mt_value_next(child)) {
        const mt_member *member = mt_shape_member(shape, mt_value_key(child));
        const struct wire *wire = member ? shape_member_wire(shape, member) : NULL;
        if (wire && !wire->is_attribute && mt_value_type(child) != MT_NULL)
            st = add_value(w, wire->name ? wire->name : member->name, member->shape, wire, child);
    }
    return st;
}

static mt_status add_items(struct writer *w, const char *name, const mt_shape *shape,
                           const mt_value *value)
{
    mt_status st = MT_OK;
    for (const mt_value *child = mt_value_first(value); child && !st; child = mt_value_next(child))
        st = add_value(w, name, shape->item, &shape->item_wire, child);
    return st;
}

static mt_status add_entries(struct writer *w, const char *name, const mt_shape *shape,
                             const mt_value *value)
{
    const char *item = shape->item_wire.name ? shape->item_wire.name : "value";
    mt_status st = MT_OK;
    for (const mt_value *child = mt_value_first(value); child && !st;
         child = mt_value_next(child)) {
        open_element(w, name);
        add_text(w, shape->key_wire.name ? shape->key_wire.name : "key", mt_value_key(child));
        st = add_value(w, item, shape->item, &shape->item_wire, child);
        close_element(w, name);
    }
    return st;
}

static mt_status add_value(struct writer *w, const char *name, const mt_shape *shape,
                           const struct wire *wire, const mt_value *value)
{
    const bool is_list = shape->type == MT_SHAPE_LIST, is_map = shape->type == MT_SHAPE_MAP;
    const char *usual = shape->item_wire.name ? shape->item_wire.name : "member";
    mt_status st = MT_OK;
    if (is_list && wire->is_flattened)
        return add_items(w, name, shape, value);
    if (is_map && wire->is_flattened)
        return add_entries(w, name, shape, value);
    if (shape->type == MT_SHAPE_STRUCTURE) {
        st = open_structure(w, name, shape, value);
        st = st ? st : add_members(w, shape, value);
    } else if (is_list || is_map) {
        open_element(w, name);
        st = is_list ? add_items(w, usual, shape, value) : add_entries(w, "entry", shape, value);
    } else {
        return add_scalar(w, name, shape, wire, value);
    }
    close_element(w, name);
    return st;
}

/* NOLINTEND(misc-no-recursion) */

static void open_response(struct writer *w, const mt_model *model, const mt_operation *operation)
{
    const char *namespace = mt_model_metadata(model, "xmlNamespace");
    buf_addf(&w->out, "<%sResponse", operation->name);
    if (namespace) {
        buf_add_cstr(&w->out, " xmlns=\"");
        xml_escape(mt_cstr(namespace), &w->out);
        buf_add_char(&w->out, '"');
    }
    buf_add_char(&w->out, '>');
}

static mt_status add_response(struct writer *w, const mt_model *model,
                              const mt_operation *operation, const mt_value *output,
                              const char *request_id)
{
    const char *wrapper = operation->output ? operation->result_wrapper : NULL;
    open_response(w, model, operation);
    if (wrapper)
        open_element(w, wrapper);
    const mt_status st = operation->output ? add_members(w, operation->output, output) : MT_OK;
    if (wrapper)
        close_element(w, wrapper);
    buf_add_cstr(&w->out, "<ResponseMetadata>");
    add_text(w, "RequestId", mt_cstr(request_id));
    buf_addf(&w->out, "</ResponseMetadata></%sResponse>\n", operation->name);
    return st;
}

mt_status mt_xml_print(const mt_model *model, const mt_operation *operation, const mt_value *output,
                       const char *request_id, char **out, mt_error *err)
{
    struct writer w = {.err = err};
    mt_status st = add_response(&w, model, operation, output, request_id);
    char *text = st ? NULL : buf_take(&w.out, NULL);
    if (!st && !text)
        st = fail_memory(err);
    buf_clear(&w.out);
    buf_clear(&w.text);
    if (!st)
        *out = text;
    return st;
}
