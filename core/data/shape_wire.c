/* The last step before printing an input, what people may write becoming what services read; and the
** first after parsing an output. */
#include "base/buf.h"
#include "data/model.h"
#include "data/value_node.h"
#include "data/wire.h"

static mt_value *printed_time(struct timestamp time, enum timestamp_format format)
{
    struct buf text = {0};
    timestamp_print(time, format, &text);
    mt_value *value = buf_failed(&text) ? NULL : mt_value_new_string(buf_str(&text));
    buf_clear(&text);
    return value;
}

static bool is_spelt_out(enum timestamp_format format)
{
    return format == TIMESTAMP_ISO8601 || format == TIMESTAMP_HTTP;
}

/* JSON has epoch seconds, unless the model wants another spelling. */
static mt_status rewrite_time(const struct wire *wire, mt_value *container, mt_value *child)
{
    struct timestamp time = {0};
    if (!wire_time(child, &time))
        return MT_OK;
    if (is_spelt_out(wire->timestamps) && timestamp_is_printable(time.seconds))
        return value_replace(container, child, printed_time(time, wire->timestamps));
    if (mt_value_type(child) == MT_STRING)
        return value_replace(container, child, wire_time_value(time));
    return MT_OK;
}

static mt_status to_wire(const mt_shape *shape, const struct wire *wire, mt_value *container,
                         mt_value *child)
{
    const bool is_integer = shape->type == MT_SHAPE_INTEGER || shape->type == MT_SHAPE_LONG;
    if (shape->type == MT_SHAPE_TIMESTAMP)
        return rewrite_time(wire, container, child);
    if (is_integer && mt_value_type(child) == MT_FLOAT)
        return value_replace(container, child, mt_value_new_int(mt_value_int(child)));
    return MT_OK;
}

static mt_status from_wire(const mt_shape *shape, const struct wire *wire, mt_value *container,
                           mt_value *child)
{
    struct timestamp time = {0};
    (void)wire;
    if (shape->type == MT_SHAPE_TIMESTAMP && mt_value_type(child) == MT_STRING &&
        wire_time(child, &time))
        return value_replace(container, child, wire_time_value(time));
    return MT_OK;
}

/* NULL for a member that the shape does not know. */
static const mt_shape *shape_of(const mt_shape *container, const mt_value *child,
                                const struct wire **wire)
{
    *wire = &container->item_wire;
    if (container->type != MT_SHAPE_STRUCTURE)
        return container->item;
    const mt_member *member = mt_shape_member(container, mt_value_key(child));
    if (!member)
        return NULL;
    *wire = shape_member_wire(container, member);
    return member->shape;
}

/* Services say null of a member that is absent, and "__type" of an object that needs none. */
static bool is_noise(const mt_shape *container, const mt_value *child)
{
    return container->type == MT_SHAPE_STRUCTURE &&
           (mt_value_type(child) == MT_NULL ||
            mt_str_equal(mt_value_key(child), mt_cstr("__type")));
}

static void remove_noise(const mt_shape *shape, mt_value *value)
{
    mt_value *next = NULL;
    for (mt_value *child = value_first(value); child; child = next) {
        next = value_next(child);
        if (is_noise(shape, child))
            value_remove(value, child);
    }
}

typedef mt_status rewriter(const mt_shape *shape, const struct wire *wire, mt_value *container,
                           mt_value *child);

/* NOLINTNEXTLINE(misc-no-recursion): as deep as a value, which is limited */
static mt_status rewrite_scalars(const mt_shape *shape, mt_value *value, rewriter *rewrite)
{
    mt_status st = MT_OK;
    mt_value *next = NULL;
    if (shape && rewrite == from_wire)
        remove_noise(shape, value);
    for (mt_value *child = shape ? value_first(value) : NULL; child && !st; child = next) {
        const struct wire *wire = NULL;
        const mt_shape *inner = shape_of(shape, child, &wire);
        next = value_next(child); /* child may be replaced */
        if (inner && value_first(child))
            st = rewrite_scalars(inner, child, rewrite);
        else if (inner)
            st = rewrite(inner, wire, value, child);
    }
    return st;
}

mt_status mt_shape_to_wire(const mt_shape *shape, mt_value *value, mt_error *err)
{
    return rewrite_scalars(shape, value, to_wire) ? fail_memory(err) : MT_OK;
}

mt_status mt_shape_from_wire(const mt_shape *shape, mt_value *value, mt_error *err)
{
    return rewrite_scalars(shape, value, from_wire) ? fail_memory(err) : MT_OK;
}
