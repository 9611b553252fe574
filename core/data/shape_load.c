/* From a shape's JSON to what checking wants. */
#include <stdlib.h>

#include "base/buf.h"
#include "data/model.h"

static const char *const type_names[MT_SHAPE_TYPE_COUNT] = {[MT_SHAPE_STRUCTURE] = "structure",
                                                            [MT_SHAPE_LIST] = "list",
                                                            [MT_SHAPE_MAP] = "map",
                                                            [MT_SHAPE_STRING] = "string",
                                                            [MT_SHAPE_INTEGER] = "integer",
                                                            [MT_SHAPE_LONG] = "long",
                                                            [MT_SHAPE_FLOAT] = "float",
                                                            [MT_SHAPE_DOUBLE] = "double",
                                                            [MT_SHAPE_BOOLEAN] = "boolean",
                                                            [MT_SHAPE_TIMESTAMP] = "timestamp",
                                                            [MT_SHAPE_BLOB] = "blob"};

const char *mt_shape_type_name(mt_shape_type type)
{
    return (unsigned)type < MT_SHAPE_TYPE_COUNT ? type_names[type] : "";
}

static mt_status load_type(mt_shape *shape, mt_error *err)
{
    const mt_str type = mt_value_string(mt_value_get(shape->source, "type"));
    for (int i = 0; i < MT_SHAPE_TYPE_COUNT; i++) {
        if (mt_str_equal(type, mt_cstr(type_names[i]))) {
            shape->type = (mt_shape_type)i;
            return MT_OK;
        }
    }
    return mt_fail(err, MT_EMODEL, "shape %s: \"%s\" is not a type", shape->name, type.data);
}

static mt_status load_limit(const mt_shape *shape, const char *key, bool *has, double *out,
                            mt_error *err)
{
    const mt_value *limit = mt_value_get(shape->source, key);
    if (!limit)
        return MT_OK;
    if (mt_value_type(limit) != MT_INT && mt_value_type(limit) != MT_FLOAT)
        return mt_fail(err, MT_EMODEL, "shape %s: \"%s\" is not a number", shape->name, key);
    *has = true;
    *out = mt_value_float(limit);
    return MT_OK;
}

static mt_status load_pattern(mt_shape *shape, mt_error *err)
{
    const mt_value *pattern = mt_value_get(shape->source, "pattern");
    if (!pattern)
        return MT_OK;
    if (mt_value_type(pattern) != MT_STRING || shape->type != MT_SHAPE_STRING)
        return mt_fail(err, MT_EMODEL, "shape %s: only a string has a pattern", shape->name);
    shape->limits.pattern = mt_value_string(pattern).data;
    mt_error reason = {0};
    const mt_status st = pattern_new(shape->limits.pattern, &shape->pattern, &reason);
    return st ? mt_fail(err, st, "shape %s: %s", shape->name, reason.message) : MT_OK;
}

static mt_status load_enum(mt_shape *shape, mt_error *err)
{
    const mt_value *list = mt_value_get(shape->source, "enum");
    const size_t count = mt_value_count(list);
    if (!list)
        return MT_OK;
    if (mt_value_type(list) != MT_ARRAY || shape->type != MT_SHAPE_STRING || count == 0)
        return mt_fail(err, MT_EMODEL, "shape %s: \"enum\" is not a list of strings", shape->name);
    shape->enums = calloc(count + 1, sizeof *shape->enums);
    if (!shape->enums)
        return fail_memory(err);
    const mt_status st = names_init(&shape->enum_names, count, err);
    size_t i = 0;
    for (const mt_value *one = mt_value_first(list); one && !st; one = mt_value_next(one)) {
        if (mt_value_type(one) != MT_STRING)
            return mt_fail(err, MT_EMODEL, "shape %s: \"enum\" is not a list of strings",
                           shape->name);
        shape->enums[i] = mt_value_string(one).data;
        names_add(&shape->enum_names, mt_value_string(one), i++);
    }
    names_sort(&shape->enum_names);
    return st;
}

static mt_status load_members(const mt_model *model, mt_shape *shape, mt_error *err)
{
    const mt_value *members = mt_value_get(shape->source, "members");
    const size_t count = mt_value_count(members);
    if (members && mt_value_type(members) != MT_OBJECT)
        return mt_fail(err, MT_EMODEL, "shape %s: \"members\" is not an object", shape->name);
    shape->members = calloc(count + 1, sizeof *shape->members);
    shape->member_wires = calloc(count + 1, sizeof *shape->member_wires);
    if (!shape->members || !shape->member_wires)
        return fail_memory(err);
    mt_status st = names_init(&shape->member_names, count, err);
    size_t i = 0;
    for (const mt_value *one = mt_value_first(members); one && !st; one = mt_value_next(one)) {
        const mt_str name = mt_value_key(one);
        shape->members[i].name = name.data;
        st = model_resolve(model, one, shape->name, &shape->members[i].shape, err);
        if (!st)
            shape->member_wires[i] = wire_load(one, shape->members[i].shape);
        names_add(&shape->member_names, name, i++);
    }
    names_sort(&shape->member_names);
    return st;
}

static mt_status load_required(mt_shape *shape, mt_error *err)
{
    const mt_value *required = mt_value_get(shape->source, "required");
    for (const mt_value *one = mt_value_first(required); one; one = mt_value_next(one)) {
        const mt_str name = mt_value_string(one);
        const ptrdiff_t at = names_find(&shape->member_names, name);
        if (at == NAMES_NONE)
            return mt_fail(err, MT_EMODEL, "shape %s requires \"%s\", which is not a member",
                           shape->name, name.data);
        shape->required_count += !shape->members[at].is_required;
        shape->members[at].is_required = true;
    }
    return MT_OK;
}

/* A list's item, a map's key or value. */
static mt_status load_part(const mt_model *model, const mt_shape *shape, const char *side,
                           const mt_shape **out, struct wire *wire, mt_error *err)
{
    const mt_value *reference = mt_value_get(shape->source, side);
    const mt_status st = model_resolve(model, reference, shape->name, out, err);
    if (!st)
        *wire = wire_load(reference, *out);
    return st;
}

static mt_status load_parts(const mt_model *model, mt_shape *shape, mt_error *err)
{
    mt_status st = MT_OK;
    if (shape->type == MT_SHAPE_STRUCTURE) {
        st = load_members(model, shape, err);
        return st ? st : load_required(shape, err);
    }
    if (shape->type == MT_SHAPE_LIST)
        return load_part(model, shape, "member", &shape->item, &shape->item_wire, err);
    if (shape->type == MT_SHAPE_MAP)
        st = load_part(model, shape, "key", &shape->key, &shape->key_wire, err);
    if (!st && shape->type == MT_SHAPE_MAP)
        st = load_part(model, shape, "value", &shape->item, &shape->item_wire, err);
    return st;
}

mt_status shape_load(const mt_model *model, mt_shape *shape, mt_error *err)
{
    mt_constraints *limits = &shape->limits;
    shape->is_union = mt_value_bool(mt_value_get(shape->source, "union"));
    shape->is_document = mt_value_bool(mt_value_get(shape->source, "document"));
    shape->is_sensitive = mt_value_bool(mt_value_get(shape->source, "sensitive"));
    mt_status st = load_type(shape, err);
    if (!st)
        st = load_limit(shape, "min", &limits->has_min, &limits->min, err);
    if (!st)
        st = load_limit(shape, "max", &limits->has_max, &limits->max, err);
    if (!st)
        st = load_pattern(shape, err);
    if (!st)
        st = load_enum(shape, err);
    return st ? st : load_parts(model, shape, err);
}

void shape_clear(mt_shape *shape)
{
    pattern_free(shape->pattern);
    free(shape->members);
    free(shape->member_wires);
    names_clear(&shape->member_names);
    free(shape->enums);
    names_clear(&shape->enum_names);
}
