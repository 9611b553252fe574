#include "data/read_back.h"

#include "base/buf.h"

const mt_operation *read_back_operation(const mt_model *model, const mt_operation *write)
{
    const mt_str name = mt_value_string(mt_value_get(write->read_back, "operation"));
    const mt_operation *read = name.size ? mt_model_operation(model, name.data, NULL) : NULL;
    return read && read->input && read->output ? read : NULL;
}

/* A member of the read's input: the write's of that name, or a list that holds it. */
static mt_status add_member(mt_value *result, mt_str key, const mt_value *source,
                            const mt_value *input)
{
    const bool is_list = mt_value_type(source) == MT_ARRAY;
    const mt_value *name = is_list ? mt_value_first(source) : source;
    const mt_value *value = mt_value_get(input, name ? mt_value_string(name).data : "");
    if (!value)
        return MT_OK;
    if (!is_list)
        return mt_value_set(result, key, mt_value_dup(value));
    mt_value *list = mt_value_new_array();
    const mt_status st = list ? mt_value_append(list, mt_value_dup(value)) : MT_EMEM;
    if (!st)
        return mt_value_set(result, key, list);
    mt_value_free(list);
    return st;
}

mt_status read_back_input(const mt_operation *write, const mt_value *input, mt_value **out,
                          mt_error *err)
{
    const mt_value *by = mt_value_get(write->read_back, "by");
    const bool is_named_alike = mt_value_type(by) == MT_ARRAY;
    mt_value *result = mt_value_new_object();
    mt_status st = result ? MT_OK : MT_EMEM;
    for (const mt_value *one = mt_value_first(by); one && !st; one = mt_value_next(one))
        st = add_member(result, is_named_alike ? mt_value_string(one) : mt_value_key(one), one,
                        input);
    if (st) {
        mt_value_free(result);
        return fail_memory(err);
    }
    *out = result;
    return MT_OK;
}

/* What is shown is the answer, or the first item of a list in it; NULL: the list is empty. */
static const mt_value *shown_in(const mt_operation *write, const mt_value *answer)
{
    const mt_str at = mt_value_string(mt_value_get(write->read_back, "at"));
    return at.size ? mt_value_first(mt_value_get(answer, at.data)) : answer;
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

/* What a service may leave out when it shows it. */
static bool is_nothing(const mt_value *value)
{
    const mt_type type = mt_value_type(value);
    const mt_value *one = type == MT_OBJECT ? mt_value_first(value) : NULL;
    while (one && is_nothing(one))
        one = mt_value_next(one);
    return (type == MT_BOOL && !mt_value_bool(value)) || (type == MT_OBJECT && !one) ||
           (type == MT_ARRAY && mt_value_count(value) == 0);
}

/* Is what was wanted in what is shown? Services add their defaults, and leave out what is false. */
static bool agrees(const mt_shape *shape, const mt_value *wanted, const mt_value *shown,
                   bool is_exact)
{
    const mt_type type = mt_value_type(wanted);
    if (!shown)
        return is_nothing(wanted);
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

/* The shape of what is shown; NULL: the model makes no sense. */
static const mt_shape *shape_shown(const mt_operation *write, const mt_operation *read)
{
    const mt_str at = mt_value_string(mt_value_get(write->read_back, "at"));
    const mt_shape *shape = shape_at(read->output, at);
    if (at.size)
        shape = is_of(shape, MT_SHAPE_LIST, MT_SHAPE_LIST) ? mt_shape_item(shape) : NULL;
    return is_of(shape, MT_SHAPE_STRUCTURE, MT_SHAPE_STRUCTURE) ? shape : NULL;
}

/* One row of "as": our member under the first of the names by which the read shows something. */
static bool named_agrees(const mt_shape *shape, const mt_value *row, const mt_value *input,
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
           agrees(shape_at(shape, mt_value_string(last)), wanted,
                  at_path(shown, mt_value_string(last)), false);
}

/* The first member that differs; NULL: none does. */
static const char *difference(const mt_operation *write, const mt_shape *shape,
                              const mt_value *input, const mt_value *shown)
{
    const mt_value *as = mt_value_get(write->read_back, "as");
    const mt_value *shows = mt_value_get(write->read_back, "shows");
    for (const mt_value *row = mt_value_first(as); row; row = mt_value_next(row))
        if (!named_agrees(shape, row, input, shown))
            return mt_value_key(row).data;
    for (const mt_value *row = mt_value_first(shows); row; row = mt_value_next(row))
        if (!agrees(NULL, row, at_path(shown, mt_value_key(row)), true))
            return mt_value_key(row).data;
    for (const mt_value *one = mt_value_first(input); one; one = mt_value_next(one)) {
        const mt_str key = mt_value_key(one);
        const mt_member *member = shape ? mt_shape_member(shape, key) : NULL;
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
    *path = NULL;
    shown = shown_in(write, shown);
    if (!shown)
        return read_back_absent(write);
    *path = difference(write, shape_shown(write, read), input, shown);
    return *path ? finding_named(write, "ifDifferent", READ_BACK_DIFFERENT) : READ_BACK_DONE;
}

mt_status read_back_output(const mt_operation *write, const mt_value *shown, mt_value **out,
                           mt_error *err)
{
    mt_value *result = mt_value_new_object();
    mt_status st = result ? MT_OK : MT_EMEM;
    const mt_member *member = NULL;
    shown = shown_in(write, shown);
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
