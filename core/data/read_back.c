#include "data/read_back.h"

#include "base/buf.h"

const mt_operation *read_back_operation(const mt_model *model, const mt_operation *write)
{
    const mt_str name = mt_value_string(mt_value_get(write->read_back, "operation"));
    const mt_operation *read = name.size ? mt_model_operation(model, name.data, NULL) : NULL;
    return read && read->input && read->output ? read : NULL;
}

mt_status read_back_input(const mt_operation *write, const mt_value *input, mt_value **out,
                          mt_error *err)
{
    mt_value *result = mt_value_new_object();
    mt_status st = result ? MT_OK : MT_EMEM;
    const mt_value *name = mt_value_first(mt_value_get(write->read_back, "by"));
    for (; name && !st; name = mt_value_next(name)) {
        const mt_value *value = mt_value_get(input, mt_value_string(name).data);
        if (value)
            st = mt_value_set(result, mt_value_string(name), mt_value_dup(value));
    }
    if (st) {
        mt_value_free(result);
        return fail_memory(err);
    }
    *out = result;
    return MT_OK;
}

bool read_back_is_absence(const mt_operation *write, const struct model_failure *failure)
{
    const mt_value *rule = mt_value_first(mt_value_get(write->read_back, "absent"));
    while (rule && !model_failure_applies(rule, failure))
        rule = mt_value_next(rule);
    return rule != NULL;
}

static enum read_back_finding finding_named(const mt_operation *write, const char *key,
                                            enum read_back_finding usual)
{
    static const char *const names[] = {"done", "again", "fail"};
    const mt_str name = mt_value_string(mt_value_get(write->read_back, key));
    for (int i = READ_BACK_DONE; i <= READ_BACK_DIFFERENT; i++)
        if (mt_str_equal(name, mt_cstr(names[i])))
            return (enum read_back_finding)i;
    return usual;
}

enum read_back_finding read_back_absent(const mt_operation *write)
{
    return finding_named(write, "ifAbsent", READ_BACK_NOT_DONE);
}

/* The member at "A.B"; NULL if there is none. */
static const mt_value *at_path(const mt_value *value, mt_str path)
{
    while (value && path.size) {
        const char *dot = memchr(path.data, '.', path.size);
        const size_t size = dot ? (size_t)(dot - path.data) : path.size;
        const mt_value *child = mt_value_first(value);
        while (child && !mt_str_equal(mt_value_key(child), (mt_str){path.data, size}))
            child = mt_value_next(child);
        value = child;
        path.data += size + (dot != NULL);
        path.size -= size + (dot != NULL);
    }
    return value;
}

/* NOLINTBEGIN(misc-no-recursion): as deep as a value, which is limited */
static bool agrees(const mt_shape *shape, const mt_value *wanted, const mt_value *shown,
                   bool is_exact);

/* What the read does not tell is not compared, what it could tell and does not is not there. */
static bool members_agree(const mt_shape *shape, const mt_value *wanted, const mt_value *shown,
                          bool is_exact)
{
    for (const mt_value *one = mt_value_first(wanted); one; one = mt_value_next(one)) {
        const mt_str key = mt_value_key(one);
        const bool is_map = mt_shape_type_of(shape) == MT_SHAPE_MAP;
        const mt_member *member = is_map ? NULL : mt_shape_member(shape, key);
        if ((is_map || member) && !agrees(is_map ? mt_shape_item(shape) : member->shape, one,
                                          mt_value_get(shown, key.data), is_exact))
            return false;
    }
    return true;
}

static bool items_agree(const mt_shape *shape, const mt_value *wanted, const mt_value *shown,
                        bool is_exact)
{
    if (is_exact && mt_value_count(wanted) != mt_value_count(shown))
        return false;
    for (const mt_value *one = mt_value_first(wanted); one; one = mt_value_next(one)) {
        const mt_value *other = mt_value_first(shown);
        while (other && !agrees(mt_shape_item(shape), one, other, is_exact))
            other = mt_value_next(other);
        if (!other)
            return false;
    }
    return true;
}

/* A read may know something else under the same name; that tells nothing. */
static bool is_of(const mt_shape *shape, mt_shape_type one, mt_shape_type other)
{
    return shape && (mt_shape_type_of(shape) == one || mt_shape_type_of(shape) == other);
}

static bool is_number(const mt_value *value)
{
    return mt_value_type(value) == MT_INT || mt_value_type(value) == MT_FLOAT;
}

/* Is what was wanted in what is shown? Services add their defaults, and leave out what is false. */
static bool agrees(const mt_shape *shape, const mt_value *wanted, const mt_value *shown,
                   bool is_exact)
{
    const mt_type type = mt_value_type(wanted);
    if (!shown)
        return (type == MT_BOOL && !mt_value_bool(wanted)) ||
               ((type == MT_ARRAY || type == MT_OBJECT) && mt_value_count(wanted) == 0);
    if (is_number(wanted) && is_number(shown))
        return !(mt_value_float(wanted) < mt_value_float(shown)) &&
               !(mt_value_float(wanted) > mt_value_float(shown));
    if (type != mt_value_type(shown))
        return false;
    if (type == MT_OBJECT)
        return !is_of(shape, MT_SHAPE_STRUCTURE, MT_SHAPE_MAP) ||
               members_agree(shape, wanted, shown, is_exact);
    if (type == MT_ARRAY)
        return !is_of(shape, MT_SHAPE_LIST, MT_SHAPE_LIST) ||
               items_agree(shape, wanted, shown, is_exact);
    if (type == MT_BOOL)
        return mt_value_bool(wanted) == mt_value_bool(shown);
    return mt_str_equal(mt_value_string(wanted), mt_value_string(shown));
}

/* NOLINTEND(misc-no-recursion) */

static const mt_shape *shape_at(const mt_shape *shape, mt_str path)
{
    while (shape && path.size) {
        const char *dot = memchr(path.data, '.', path.size);
        const size_t size = dot ? (size_t)(dot - path.data) : path.size;
        const bool has_members = mt_shape_type_of(shape) == MT_SHAPE_STRUCTURE;
        const mt_member *member =
            has_members ? mt_shape_member(shape, (mt_str){path.data, size}) : NULL;
        shape = member ? member->shape : NULL;
        path.data += size + (dot != NULL);
        path.size -= size + (dot != NULL);
    }
    return shape;
}

/* One row of "as": our member under the first of the names by which the read shows something. */
static bool named_agrees(const mt_operation *read, const mt_value *row, const mt_value *input,
                         const mt_value *shown)
{
    const mt_value *wanted = at_path(input, mt_value_key(row));
    const mt_value *path = mt_value_type(row) == MT_ARRAY ? mt_value_first(row) : row;
    const mt_value *last = NULL;
    for (; path; path = mt_value_type(row) == MT_ARRAY ? mt_value_next(path) : NULL) {
        last = path;
        if (at_path(shown, mt_value_string(path)))
            break;
    }
    return !wanted || !last ||
           agrees(shape_at(read->output, mt_value_string(last)), wanted,
                  at_path(shown, mt_value_string(last)), false);
}

/* The first member that differs; NULL: none does. */
static const char *difference(const mt_operation *write, const mt_operation *read,
                              const mt_value *input, const mt_value *shown)
{
    const mt_value *as = mt_value_get(write->read_back, "as");
    const mt_value *shows = mt_value_get(write->read_back, "shows");
    for (const mt_value *row = mt_value_first(as); row; row = mt_value_next(row))
        if (!named_agrees(read, row, input, shown))
            return mt_value_key(row).data;
    for (const mt_value *row = mt_value_first(shows); row; row = mt_value_next(row))
        if (!agrees(NULL, row, at_path(shown, mt_value_key(row)), true))
            return mt_value_key(row).data;
    for (const mt_value *one = mt_value_first(input); one; one = mt_value_next(one)) {
        const mt_str key = mt_value_key(one);
        const mt_member *member = mt_shape_member(read->output, key);
        if (member && !mt_value_get(as, key.data) &&
            !agrees(member->shape, one, mt_value_get(shown, key.data), true))
            return key.data;
    }
    return NULL;
}

enum read_back_finding read_back_compare(const mt_operation *write, const mt_operation *read,
                                         const mt_value *input, const mt_value *shown,
                                         const char **path)
{
    *path = difference(write, read, input, shown);
    return *path ? finding_named(write, "ifDifferent", READ_BACK_DIFFERENT) : READ_BACK_DONE;
}

mt_status read_back_output(const mt_operation *write, const mt_value *shown, mt_value **out,
                           mt_error *err)
{
    mt_value *result = mt_value_new_object();
    mt_status st = result ? MT_OK : MT_EMEM;
    const mt_member *member = NULL;
    for (size_t i = 0; !st && write->output; i++) {
        member = mt_shape_member_at(write->output, i);
        if (!member)
            break;
        const mt_value *value = mt_value_get(shown, member->name);
        if (value)
            st = mt_value_set(result, mt_cstr(member->name), mt_value_dup(value));
    }
    if (st) {
        mt_value_free(result);
        return fail_memory(err);
    }
    *out = result;
    return MT_OK;
}
