/* How the parts of a shape are spelt in XML and in forms: locationName, flattened, xmlAttribute,
** timestampFormat. In JSON only the last counts. */
#include "data/model.h"

/* A reference may say it anew. */
static const mt_value *trait(const mt_value *reference, const mt_shape *target, const char *key)
{
    const mt_value *own = mt_value_get(reference, key);
    return own ? own : mt_value_get(target->source, key);
}

static enum timestamp_format format_of(mt_str name)
{
    static const struct {
        const char *name;
        enum timestamp_format format;
    } formats[] = {{"iso8601", TIMESTAMP_ISO8601},
                   {"unixTimestamp", TIMESTAMP_UNIX},
                   {"rfc822", TIMESTAMP_HTTP}};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (mt_str_equal(name, mt_cstr(formats[i].name)))
            return formats[i].format;
    return TIMESTAMP_USUAL;
}

static const char *name_at(const mt_value *object)
{
    const mt_value *name = mt_value_get(object, "locationName");
    return mt_value_type(name) == MT_STRING ? mt_value_string(name).data : NULL;
}

struct wire wire_load(const mt_value *reference, const mt_shape *target)
{
    struct wire wire = {
        .name = name_at(reference),
        .timestamps = format_of(mt_value_string(trait(reference, target, "timestampFormat"))),
        .is_flattened = mt_value_bool(trait(reference, target, "flattened")),
        .is_attribute = mt_value_bool(trait(reference, target, "xmlAttribute")),
        .is_token = mt_value_bool(mt_value_get(reference, "idempotencyToken")),
    };
    /* the items of a flattened list stand where the list would */
    if (!wire.name && wire.is_flattened)
        wire.name = name_at(mt_value_get(target->source, "member"));
    if (!wire.name)
        wire.name = name_at(target->source);
    return wire;
}

const struct wire *shape_member_wire(const mt_shape *structure, const mt_member *member)
{
    return &structure->member_wires[member - structure->members];
}
