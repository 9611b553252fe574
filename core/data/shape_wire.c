/* The last step before printing an input: what people may write becomes what services read. */
#include "base/buf.h"
#include "data/model.h"
#include "data/timestamp.h"
#include "data/value_node.h"

static mt_value *epoch(mt_str text)
{
    struct timestamp time = {0};
    (void)timestamp_parse(text, &time); /* it passed the check */
    if (time.nanoseconds == 0)
        return mt_value_new_int(time.seconds);
    return mt_value_new_float((double)time.seconds + time.nanoseconds / 1e9);
}

static mt_status rewrite(const mt_shape *shape, mt_value *container, mt_value *child)
{
    const mt_type type = mt_value_type(child);
    const bool is_integer = shape->type == MT_SHAPE_INTEGER || shape->type == MT_SHAPE_LONG;
    if (shape->type == MT_SHAPE_TIMESTAMP && type == MT_STRING)
        return value_replace(container, child, epoch(mt_value_string(child)));
    if (is_integer && type == MT_FLOAT)
        return value_replace(container, child, mt_value_new_int(mt_value_int(child)));
    return MT_OK;
}

/* NULL for a member that the shape does not know. */
static const mt_shape *shape_of(const mt_shape *container, const mt_value *child)
{
    if (container->type != MT_SHAPE_STRUCTURE)
        return container->item;
    const mt_member *member = mt_shape_member(container, mt_value_key(child));
    return member ? member->shape : NULL;
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as a value, which is limited */
mt_status mt_shape_to_wire(const mt_shape *shape, mt_value *value, mt_error *err)
{
    mt_status st = MT_OK;
    mt_value *next = NULL;
    for (mt_value *child = shape ? value_first(value) : NULL; child && !st; child = next) {
        const mt_shape *inner = shape_of(shape, child);
        next = value_next(child); /* child may be replaced */
        if (!inner)
            continue;
        if (value_first(child))
            st = mt_shape_to_wire(inner, child, err);
        else if (rewrite(inner, value, child))
            st = fail_memory(err);
    }
    return st;
}
