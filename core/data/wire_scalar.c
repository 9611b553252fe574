#include <math.h>

#include "base/ascii.h"
#include "data/number.h"
#include "data/wire.h"

static mt_str trim(mt_str text)
{
    for (; text.size && ascii_is_space(text.data[0]); text.size--)
        text.data++;
    while (text.size && ascii_is_space(text.data[text.size - 1]))
        text.size--;
    return text;
}

static mt_status made(mt_value *value, mt_value **out)
{
    *out = value;
    return value ? MT_OK : MT_EMEM;
}

/* Errors: MT_ESYNTAX (it is none), MT_EMEM. */
static mt_status number(mt_str text, mt_value **out)
{
    const bool is_one = text.size && (ascii_is_digit(text.data[0]) || text.data[0] == '-');
    return is_one ? mt_json_parse(text, out, NULL) : MT_ESYNTAX;
}

mt_value *wire_time_value(struct timestamp time)
{
    if (time.nanoseconds == 0)
        return mt_value_new_int(time.seconds);
    return mt_value_new_float((double)time.seconds + time.nanoseconds / 1e9);
}

/* Errors: MT_ESYNTAX (it does not fit the shape, or is a text anyhow), MT_EMEM. */
static mt_status typed(const mt_shape *shape, mt_str text, mt_value **out)
{
    struct timestamp time = {0};
    switch (shape->type) {
    case MT_SHAPE_INTEGER:
    case MT_SHAPE_LONG:
    case MT_SHAPE_FLOAT:
    case MT_SHAPE_DOUBLE:
        return number(text, out);
    case MT_SHAPE_BOOLEAN:
        if (mt_str_equal(text, mt_cstr("true")) || mt_str_equal(text, mt_cstr("false")))
            return made(mt_value_new_bool(text.data[0] == 't'), out);
        return MT_ESYNTAX;
    case MT_SHAPE_TIMESTAMP:
        if (timestamp_parse(text, &time) || timestamp_parse_http(text, &time))
            return made(wire_time_value(time), out);
        return number(text, out);
    case MT_SHAPE_STRUCTURE:
    case MT_SHAPE_LIST:
    case MT_SHAPE_MAP:
    case MT_SHAPE_STRING:
    case MT_SHAPE_BLOB:
    case MT_SHAPE_TYPE_COUNT:
        break;
    }
    return MT_ESYNTAX;
}

mt_value *wire_scalar(const mt_shape *shape, mt_str text)
{
    mt_value *value = NULL;
    const mt_status st = typed(shape, trim(text), &value);
    return st == MT_ESYNTAX ? mt_value_new_string(text) : value;
}

bool wire_time(const mt_value *value, struct timestamp *out)
{
    const mt_type type = mt_value_type(value);
    const mt_str text = mt_value_string(value);
    if (type == MT_STRING)
        return timestamp_parse(text, out) || timestamp_parse_http(text, out);
    if (type == MT_INT) {
        *out = (struct timestamp){.seconds = mt_value_int(value)};
        return true;
    }
    const double seconds = mt_value_float(value), whole = floor(seconds);
    if (type != MT_FLOAT || fabs(seconds) > 1e12)
        return false;
    /* a double of this size knows no more than microseconds */
    const int milliseconds = (int)lround((seconds - whole) * 1000);
    *out = (struct timestamp){.seconds = (int64_t)whole + milliseconds / 1000,
                              .nanoseconds = milliseconds % 1000 * 1000000};
    return true;
}

static mt_status print_time(const struct wire *wire, const mt_value *value, struct buf *out,
                            mt_error *err)
{
    struct timestamp time = {0};
    if (!wire_time(value, &time) || !timestamp_is_printable(time.seconds))
        return mt_fail(err, MT_EINPUT, "a time is not in the years 1 to 9999");
    timestamp_print(time, wire->timestamps, out);
    return MT_OK;
}

static void print_number(const mt_shape *shape, const mt_value *value, struct buf *out)
{
    char text[NUMBER_TEXT_SIZE];
    const bool is_integer = shape->type == MT_SHAPE_INTEGER || shape->type == MT_SHAPE_LONG;
    const size_t size = is_integer || mt_value_type(value) == MT_INT
                            ? number_print_int(mt_value_int(value), text)
                            : number_print_float(mt_value_float(value), text);
    buf_add(out, (mt_str){text, size});
}

mt_status wire_print(const mt_shape *shape, const struct wire *wire, const mt_value *value,
                     struct buf *out, mt_error *err)
{
    if (shape->type == MT_SHAPE_TIMESTAMP)
        return print_time(wire, value, out, err);
    switch (mt_value_type(value)) {
    case MT_BOOL:
        buf_add_cstr(out, mt_value_bool(value) ? "true" : "false");
        break;
    case MT_INT:
    case MT_FLOAT:
        print_number(shape, value, out);
        break;
    case MT_STRING:
        buf_add(out, mt_value_string(value));
        break;
    case MT_NULL:
    case MT_ARRAY:
    case MT_OBJECT:
    case MT_TYPE_COUNT:
        break;
    }
    return MT_OK;
}
