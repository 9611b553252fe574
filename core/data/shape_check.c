/* Does a value fit a shape? Each function looks at one spot, reports what is wrong with it and
** goes on; only running out of memory ends a check early. */
#include <stdio.h>

#include "base/buf.h"
#include "data/model.h"
#include "data/shape_spot.h"
#include "data/suggest.h"
#include "data/timestamp.h"
#include "data/utf8.h"

enum { FEW_NAMES = 6 };

struct check {
    unsigned flags;
    mt_findings *findings;
};

/* The names of an enum or a union, if they are few enough to list. */
struct listing {
    char text[160];
};

static struct listing list_names(const struct names *names)
{
    struct listing list = {""};
    size_t size = 0;
    for (size_t i = 0; i < names->count && names->count <= FEW_NAMES; i++) {
        const int added = snprintf(list.text + size, sizeof list.text - size, "%s%.*s",
                                   i ? ", " : "", MT_STR_ARG(names->rows[i].text));
        if (added < 0 || (size += (size_t)added) >= sizeof list.text)
            return (struct listing){""};
    }
    return list;
}

/* ", did you mean …?" */
struct hint {
    char text[128];
};

static struct hint hint_at(const struct names *names, mt_str wanted)
{
    struct suggest suggest = {.wanted = wanted};
    struct hint hint = {""};
    for (size_t i = 0; i < names->count; i++)
        suggest_offer(&suggest, names->rows[i].text.data);
    if (suggest.best)
        (void)snprintf(hint.text, sizeof hint.text, ", did you mean \"%s\"?", suggest.best);
    return hint;
}

static const char *expectation(const mt_shape *shape)
{
    static const char *const texts[MT_SHAPE_TYPE_COUNT] = {
        [MT_SHAPE_STRUCTURE] = "an object",
        [MT_SHAPE_LIST] = "a list",
        [MT_SHAPE_MAP] = "an object",
        [MT_SHAPE_STRING] = "a string",
        [MT_SHAPE_INTEGER] = "an integer",
        [MT_SHAPE_LONG] = "an integer",
        [MT_SHAPE_FLOAT] = "a number",
        [MT_SHAPE_DOUBLE] = "a number",
        [MT_SHAPE_BOOLEAN] = "true or false",
        [MT_SHAPE_TIMESTAMP] = "a time (epoch seconds or ISO 8601)",
        [MT_SHAPE_BLOB] = "a base64 string"};
    return texts[shape->type];
}

static mt_status report_type(const struct check *c, const struct spot *spot)
{
    static const char *const texts[MT_TYPE_COUNT] = {
        [MT_NULL] = "null",          [MT_BOOL] = "",
        [MT_INT] = "the integer ",   [MT_FLOAT] = "the number ",
        [MT_STRING] = "the string ", [MT_ARRAY] = "a list",
        [MT_OBJECT] = "an object"};
    const mt_type type = mt_value_type(spot->value);
    const bool is_shown = type != MT_NULL && type != MT_ARRAY && type != MT_OBJECT;
    return spot_report(spot, c->findings, MT_RULE_TYPE, "must be %s, not %s%s",
                       expectation(spot->shape), texts[type],
                       is_shown ? spot_show(spot, c->findings).text : "");
}

static mt_status check_length(const struct check *c, const struct spot *spot, size_t length,
                              const char *unit, const char *units)
{
    const mt_constraints *limits = &spot->shape->limits;
    const char *subject = spot->is_name ? "its name " : "";
    if (limits->has_min && (double)length < limits->min)
        return spot_report(spot, c->findings, MT_RULE_LENGTH_MIN,
                           "%smust have at least %.15g %s, not %zu", subject, limits->min,
                           limits->min == 1 ? unit : units, length);
    if (limits->has_max && (double)length > limits->max)
        return spot_report(spot, c->findings, MT_RULE_LENGTH_MAX,
                           "%smust have at most %.15g %s, not %zu", subject, limits->max,
                           limits->max == 1 ? unit : units, length);
    return MT_OK;
}

static mt_status check_pattern(const struct check *c, const struct spot *spot, mt_str text)
{
    const char *problem = NULL;
    switch (pattern_match(spot->shape->pattern, text)) {
    case PATTERN_MATCHES:
        return MT_OK;
    case PATTERN_NO_MEMORY:
        return MT_EMEM;
    case PATTERN_DIFFERS:
        problem = "does not match";
        break;
    case PATTERN_TOO_HARD:
        problem = "is too intricate to be matched against";
        break;
    }
    return spot_report(spot, c->findings, MT_RULE_PATTERN, "%s %s the pattern %s",
                       spot->is_name ? "its name" : spot_show(spot, c->findings).text, problem,
                       spot->shape->limits.pattern);
}

static mt_status check_enum(const struct check *c, const struct spot *spot, mt_str text)
{
    const struct names *names = &spot->shape->enum_names;
    if ((c->flags & MT_CHECK_ALLOW_UNKNOWN_ENUM) || names_find(names, text) != NAMES_NONE)
        return MT_OK;
    const struct listing list = list_names(names);
    if (list.text[0])
        return spot_report(spot, c->findings, MT_RULE_ENUM, "%s is not one of %s%s",
                           spot_show(spot, c->findings).text, list.text, hint_at(names, text).text);
    return spot_report(spot, c->findings, MT_RULE_ENUM, "%s is not one of the %zu values of %s%s",
                       spot_show(spot, c->findings).text, names->count, spot->shape->name,
                       hint_at(names, text).text);
}

/* A string, or the name of a map's entry. A text that is too long is not matched: that bounds
** the work a pattern can make. */
static mt_status check_text(const struct check *c, const struct spot *spot, mt_str text)
{
    const mt_shape *shape = spot->shape;
    const size_t before = c->findings->found;
    mt_status st = MT_OK;
    if (shape->limits.has_min || shape->limits.has_max)
        st = check_length(c, spot, utf8_count(text), "character", "characters");
    if (!st && shape->pattern && c->findings->found == before)
        st = check_pattern(c, spot, text);
    if (!st && shape->enums)
        st = check_enum(c, spot, text);
    return st;
}

static mt_status check_range(const struct check *c, const struct spot *spot,
                             const mt_constraints *limits)
{
    const double value = mt_value_float(spot->value);
    if (limits->has_min && value < limits->min)
        return spot_report(spot, c->findings, MT_RULE_RANGE_MIN, "must be at least %.15g, not %s",
                           limits->min, spot_show(spot, c->findings).text);
    if (limits->has_max && value > limits->max)
        return spot_report(spot, c->findings, MT_RULE_RANGE_MAX, "must be at most %.15g, not %s",
                           limits->max, spot_show(spot, c->findings).text);
    return MT_OK;
}

static mt_status check_number(const struct check *c, const struct spot *spot)
{
    const mt_type type = mt_value_type(spot->value);
    if (type != MT_INT && type != MT_FLOAT)
        return report_type(c, spot);
    return check_range(c, spot, &spot->shape->limits);
}

/* 3.0 passes for 3 (languages without integers write it so), 3.5 does not. */
static mt_status check_integer(const struct check *c, const struct spot *spot)
{
    const mt_type type = mt_value_type(spot->value);
    if (type != MT_INT &&
        (type != MT_FLOAT || (double)mt_value_int(spot->value) != mt_value_float(spot->value)))
        return report_type(c, spot);
    mt_constraints limits = spot->shape->limits;
    if (spot->shape->type == MT_SHAPE_INTEGER) {
        limits.min = limits.has_min ? limits.min : INT32_MIN;
        limits.max = limits.has_max ? limits.max : INT32_MAX;
        limits.has_min = limits.has_max = true;
    }
    return check_range(c, spot, &limits);
}

static mt_status check_string(const struct check *c, const struct spot *spot)
{
    if (mt_value_type(spot->value) != MT_STRING)
        return report_type(c, spot);
    return check_text(c, spot, mt_value_string(spot->value));
}

static mt_status check_boolean(const struct check *c, const struct spot *spot)
{
    return mt_value_type(spot->value) == MT_BOOL ? MT_OK : report_type(c, spot);
}

static mt_status check_timestamp(const struct check *c, const struct spot *spot)
{
    struct timestamp ignored;
    const mt_type type = mt_value_type(spot->value);
    if (type == MT_INT || type == MT_FLOAT ||
        (type == MT_STRING && timestamp_parse(mt_value_string(spot->value), &ignored)))
        return MT_OK;
    return report_type(c, spot);
}

static mt_status check_value(const struct check *c, const struct spot *spot);

static mt_status report_unknown(const struct check *c, const struct spot *spot,
                                const mt_shape *structure)
{
    if (c->flags & MT_CHECK_ALLOW_UNKNOWN_MEMBER)
        return MT_OK;
    return spot_report(spot, c->findings, MT_RULE_UNKNOWN, "is not a member of %s%s",
                       structure->name, hint_at(&structure->member_names, spot->key).text);
}

static mt_status report_missing(const struct check *c, const struct spot *spot)
{
    mt_status st = MT_OK;
    for (size_t i = 0; i < spot->shape->member_names.count && !st; i++) {
        const mt_member *member = &spot->shape->members[i];
        if (!member->is_required || mt_value_get(spot->value, member->name))
            continue;
        const struct spot missing = {
            .up = spot, .shape = member->shape, .key = mt_cstr(member->name)};
        st = spot_report(&missing, c->findings, MT_RULE_REQUIRED, "is required: %s",
                         expectation(member->shape));
    }
    return st;
}

static mt_status check_union(const struct check *c, const struct spot *spot, size_t given)
{
    if (!spot->shape->is_union || given == 1)
        return MT_OK;
    const struct listing list = list_names(&spot->shape->member_names);
    return spot_report(spot, c->findings, MT_RULE_UNION,
                       "must have exactly one member%s%s, not %zu", list.text[0] ? " of " : "",
                       list.text, given);
}

/* NOLINTBEGIN(misc-no-recursion): as deep as a value, which is limited */
static mt_status check_structure(const struct check *c, const struct spot *spot)
{
    if (spot->shape->is_document)
        return MT_OK;
    if (mt_value_type(spot->value) != MT_OBJECT)
        return report_type(c, spot);
    size_t given = 0, required = 0;
    mt_status st = MT_OK;
    for (const mt_value *v = mt_value_first(spot->value); v && !st; v = mt_value_next(v)) {
        struct spot at = {.up = spot, .value = v, .key = mt_value_key(v)};
        const mt_member *member = mt_shape_member(spot->shape, at.key);
        if (!member) {
            st = report_unknown(c, &at, spot->shape);
            continue;
        }
        given++;
        required += member->is_required;
        at.shape = member->shape;
        st = check_value(c, &at);
    }
    if (!st && required < spot->shape->required_count)
        st = report_missing(c, spot);
    return st ? st : check_union(c, spot, given);
}

static mt_status check_list(const struct check *c, const struct spot *spot)
{
    if (mt_value_type(spot->value) != MT_ARRAY)
        return report_type(c, spot);
    mt_status st = check_length(c, spot, mt_value_count(spot->value), "item", "items");
    struct spot at = {.up = spot, .shape = spot->shape->item, .is_item = true};
    for (at.value = mt_value_first(spot->value); at.value && !st; at.index++) {
        st = check_value(c, &at);
        at.value = mt_value_next(at.value);
    }
    return st;
}

static mt_status check_map(const struct check *c, const struct spot *spot)
{
    if (mt_value_type(spot->value) != MT_OBJECT)
        return report_type(c, spot);
    mt_status st = check_length(c, spot, mt_value_count(spot->value), "entry", "entries");
    for (const mt_value *v = mt_value_first(spot->value); v && !st; v = mt_value_next(v)) {
        struct spot at = {.up = spot, .value = v, .key = mt_value_key(v), .is_name = true};
        at.shape = spot->shape->key;
        if (at.shape->type == MT_SHAPE_STRING)
            st = check_text(c, &at, at.key);
        at.is_name = false;
        at.shape = spot->shape->item;
        st = st ? st : check_value(c, &at);
    }
    return st;
}

static mt_status check_value(const struct check *c, const struct spot *spot)
{
    switch (spot->shape->type) {
    case MT_SHAPE_STRUCTURE:
        return check_structure(c, spot);
    case MT_SHAPE_LIST:
        return check_list(c, spot);
    case MT_SHAPE_MAP:
        return check_map(c, spot);
    case MT_SHAPE_STRING:
    case MT_SHAPE_BLOB:
        return check_string(c, spot);
    case MT_SHAPE_INTEGER:
    case MT_SHAPE_LONG:
        return check_integer(c, spot);
    case MT_SHAPE_FLOAT:
    case MT_SHAPE_DOUBLE:
        return check_number(c, spot);
    case MT_SHAPE_BOOLEAN:
        return check_boolean(c, spot);
    case MT_SHAPE_TIMESTAMP:
        return check_timestamp(c, spot);
    case MT_SHAPE_TYPE_COUNT:
        break;
    }
    return MT_OK;
}
/* NOLINTEND(misc-no-recursion) */

static mt_status summarise(const mt_finding *first, size_t count, mt_error *err)
{
    char rest[48] = "";
    if (count > 1)
        (void)snprintf(rest, sizeof rest, " (and %zu more)", count - 1);
    if (!first)
        return mt_fail(err, MT_EINPUT, "there are too many findings%s", rest);
    const mt_str path = utf8_start(mt_cstr(first->path), sizeof err->where - 1);
    const mt_str message = utf8_start(mt_cstr(first->message), sizeof err->message / 2);
    (void)mt_fail(err, MT_EINPUT, "%.*s%s%.*s%s", MT_STR_ARG(path), path.size ? ": " : "",
                  MT_STR_ARG(message), rest);
    if (err)
        (void)snprintf(err->where, sizeof err->where, "%.*s", MT_STR_ARG(path));
    return MT_EINPUT;
}

/* For an operation without input. */
static mt_status check_nothing(const struct check *c, const mt_value *value)
{
    const struct spot top = {.value = value};
    mt_status st = MT_OK;
    for (const mt_value *v = mt_value_first(value); v && !st; v = mt_value_next(v)) {
        const struct spot at = {.up = &top, .value = v, .key = mt_value_key(v)};
        st = spot_report(&at, c->findings, MT_RULE_UNKNOWN, "is not expected: there is no input");
    }
    return st;
}

mt_status mt_shape_check(const mt_shape *shape, const mt_value *value, unsigned flags,
                         mt_findings *findings, mt_error *err)
{
    struct mt_findings own = {0};
    const struct check check = {.flags = flags, .findings = findings ? findings : &own};
    const struct spot top = {.shape = shape, .value = value};
    const size_t index = check.findings->count, before = check.findings->found;
    mt_status st = shape ? check_value(&check, &top) : check_nothing(&check, value);
    if (st)
        (void)fail_memory(err);
    else if (check.findings->found > before)
        st = summarise(mt_findings_at(check.findings, index), check.findings->found - before, err);
    findings_clear(&own);
    return st;
}
