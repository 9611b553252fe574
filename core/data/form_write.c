/* Inputs as forms: "Action=…&Version=…&Tags.member.1.Key=…". */
#include <stdio.h>

#include <moontide/protocol.h>

#include "base/percent.h"
#include "data/wire.h"

struct writer {
    struct buf out;
    struct buf name; /* of the field under way, encoded */
    struct buf text; /* scratch: a scalar */
    mt_error *err;
};

static void start_field(struct writer *w)
{
    buf_add_char(&w->out, '&');
    buf_add(&w->out, buf_str(&w->name));
    buf_add_char(&w->out, '=');
}

/* Appends to the name; returns its former size, to go back to. */
static size_t enter(struct writer *w, const char *part)
{
    const size_t before = w->name.size;
    if (before)
        buf_add_char(&w->name, '.');
    percent_encode(mt_cstr(part), &w->name);
    return before;
}

static size_t enter_item(struct writer *w, const char *part, size_t index)
{
    const size_t before = part ? enter(w, part) : w->name.size;
    buf_addf(&w->name, ".%zu", index);
    return before;
}

static void leave(struct writer *w, size_t before)
{
    if (before <= w->name.size)
        w->name.size = before;
}

static mt_status add_scalar(struct writer *w, const mt_shape *shape, const struct wire *wire,
                            const mt_value *value)
{
    buf_reset(&w->text);
    const mt_status st = wire_print(shape, wire, value, &w->text, w->err);
    start_field(w);
    percent_encode(buf_str(&w->text), &w->out);
    w->out.failed = w->out.failed || w->text.failed;
    return st;
}

/* NOLINTBEGIN(misc-no-recursion): as deep as a value, which is limited */

static mt_status add_value(struct writer *w, const mt_shape *shape, const struct wire *wire,
                           const mt_value *value);

static mt_status add_members(struct writer *w, const mt_shape *shape, const mt_value *value)
{
    mt_status st = MT_OK;
    for (const mt_value *child = mt_value_first(value); child && !st;
         child = mt_value_next(child)) {
        const mt_member *member = mt_shape_member(shape, mt_value_key(child));
        if (!member || mt_value_type(child) == MT_NULL)
            continue;
        const struct wire *wire = shape_member_wire(shape, member);
        const size_t before = enter(w, wire->name ? wire->name : member->name);
        st = add_value(w, member->shape, wire, child);
        leave(w, before);
    }
    return st;
}

static mt_status add_items(struct writer *w, const mt_shape *shape, const struct wire *wire,
                           const mt_value *value)
{
    const char *usual = shape->item_wire.name ? shape->item_wire.name : "member";
    const char *part = wire->is_flattened ? NULL : usual;
    mt_status st = MT_OK;
    size_t index = 0;
    if (!mt_value_first(value))
        start_field(w); /* how an empty list is told from none */
    for (const mt_value *child = mt_value_first(value); child && !st;
         child = mt_value_next(child)) {
        const size_t before = enter_item(w, part, ++index);
        st = add_value(w, shape->item, &shape->item_wire, child);
        leave(w, before);
    }
    return st;
}

static mt_status add_entries(struct writer *w, const mt_shape *shape, const struct wire *wire,
                             const mt_value *value)
{
    const char *part = wire->is_flattened ? NULL : "entry";
    mt_status st = MT_OK;
    size_t index = 0;
    for (const mt_value *child = mt_value_first(value); child && !st;
         child = mt_value_next(child)) {
        const size_t before = enter_item(w, part, ++index);
        const size_t entry = enter(w, shape->key_wire.name ? shape->key_wire.name : "key");
        start_field(w);
        percent_encode(mt_value_key(child), &w->out);
        leave(w, entry);
        (void)enter(w, shape->item_wire.name ? shape->item_wire.name : "value");
        st = add_value(w, shape->item, &shape->item_wire, child);
        leave(w, before);
    }
    return st;
}

static mt_status add_value(struct writer *w, const mt_shape *shape, const struct wire *wire,
                           const mt_value *value)
{
    switch (shape->type) {
    case MT_SHAPE_STRUCTURE:
        return add_members(w, shape, value);
    case MT_SHAPE_LIST:
        return add_items(w, shape, wire, value);
    case MT_SHAPE_MAP:
        return add_entries(w, shape, wire, value);
    default: /* the many kinds of scalars */
        return add_scalar(w, shape, wire, value);
    }
}

/* NOLINTEND(misc-no-recursion) */

mt_status mt_form_print(const mt_operation *operation, const char *version, const mt_value *input,
                        char **out, size_t *size, mt_error *err)
{
    struct writer w = {.err = err};
    buf_add_cstr(&w.out, "Action=");
    percent_encode(mt_cstr(operation->name), &w.out);
    buf_add_cstr(&w.out, "&Version=");
    percent_encode(mt_cstr(version), &w.out);
    mt_status st = operation->input ? add_members(&w, operation->input, input) : MT_OK;
    if (!st && (buf_failed(&w.out) || buf_failed(&w.name)))
        st = fail_memory(err);
    buf_clear(&w.name);
    buf_wipe(&w.text);
    char *text = st ? NULL : buf_take(&w.out, size);
    if (!st && !text)
        st = fail_memory(err);
    buf_wipe(&w.out); /* it may have held a secret */
    if (!st)
        *out = text;
    return st;
}
