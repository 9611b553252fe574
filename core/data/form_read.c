/* Forms as inputs. The fields are sorted once; then the shape asks which of them there are. */
#include <stdlib.h>

#include <moontide/protocol.h>

#include "base/ascii.h"
#include "base/percent.h"
#include "data/utf8.h"
#include "data/wire.h"

struct field {
    mt_str name, value; /* decoded; in the reader's text */
};

struct reader {
    struct buf text;
    struct field *fields;
    size_t count;
    struct buf name; /* of the place that is read, as fields spell it */
    int levels;
    mt_error *err;
};

static int compare_text(mt_str a, mt_str b)
{
    const size_t shorter = a.size < b.size ? a.size : b.size;
    const int order = shorter ? memcmp(a.data, b.data, shorter) : 0;
    return order ? order : (a.size > b.size) - (a.size < b.size);
}

/* Of several fields of one name the first one sent comes first. */
static int by_name(const void *a, const void *b)
{
    const struct field *left = a, *right = b;
    const int order = compare_text(left->name, right->name);
    return order ? order
                 : (left->name.data > right->name.data) - (left->name.data < right->name.data);
}

static mt_str decode(struct reader *r, mt_str text)
{
    const size_t start = r->text.size;
    percent_decode_form(text, &r->text);
    return (mt_str){buf_text(&r->text) + start, r->text.size - start};
}

/* The next part of a form up to a delimiter; false at the end. */
static bool next_part(mt_str *form, char delimiter, mt_str *part)
{
    if (!form->size)
        return false;
    const char *end = memchr(form->data, delimiter, form->size);
    part->data = form->data;
    part->size = end ? (size_t)(end - form->data) : form->size;
    const size_t used = part->size + (end != NULL);
    form->data += used;
    form->size -= used;
    return true;
}

static size_t count_parts(mt_str form)
{
    size_t count = 1;
    for (size_t i = 0; i < form.size; i++)
        count += form.data[i] == '&';
    return count;
}

static mt_status split(struct reader *r, mt_str form)
{
    r->fields = calloc(count_parts(form), sizeof *r->fields);
    buf_reserve(&r->text, form.size + 1); /* decoding never lengthens: the views stay */
    if (!r->fields || buf_failed(&r->text))
        return fail_memory(r->err);
    mt_str part = {0};
    while (next_part(&form, '&', &part)) {
        mt_str name = {0};
        if (!next_part(&part, '=', &name))
            continue;
        const struct field field = {decode(r, name), decode(r, part)};
        if (!utf8_is_text(field.name) || !utf8_is_text(field.value))
            return mt_fail(r->err, MT_ESYNTAX, "a field of the form is not UTF-8 text");
        r->fields[r->count++] = field;
    }
    qsort(r->fields, r->count, sizeof *r->fields, by_name);
    return MT_OK;
}

/* The first field whose name is not before this one. */
static const struct field *lower_bound(const struct reader *r, mt_str name)
{
    size_t low = 0, high = r->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (compare_text(r->fields[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < r->count ? &r->fields[low] : NULL;
}

/* The field of exactly this place. */
static const struct field *here(const struct reader *r)
{
    const struct field *field = lower_bound(r, buf_str(&r->name));
    return field && mt_str_equal(field->name, buf_str(&r->name)) ? field : NULL;
}

/* Is there a field below this place? */
static bool has_below(struct reader *r)
{
    buf_add_char(&r->name, '.');
    const mt_str prefix = buf_str(&r->name);
    const struct field *field = lower_bound(r, prefix);
    const bool is_there = field && field->name.size > prefix.size &&
                          memcmp(field->name.data, prefix.data, prefix.size) == 0;
    if (!buf_failed(&r->name))
        r->name.size--;
    return is_there;
}

static bool exists(struct reader *r)
{
    return here(r) != NULL || has_below(r);
}

static size_t enter(struct reader *r, const char *part)
{
    const size_t before = r->name.size;
    buf_addf(&r->name, "%s%s", before ? "." : "", part);
    return before;
}

static size_t enter_item(struct reader *r, const char *part, size_t index)
{
    const size_t before = part ? enter(r, part) : r->name.size;
    buf_addf(&r->name, ".%zu", index);
    return before;
}

static void leave(struct reader *r, size_t before)
{
    if (before <= r->name.size)
        r->name.size = before;
}

/* NOLINTBEGIN(misc-no-recursion): WIRE_MAX_LEVELS bounds it */

static mt_status read_value(struct reader *r, const mt_shape *shape, const struct wire *wire,
                            mt_value **out);

static mt_status read_members(struct reader *r, const mt_shape *shape, mt_value *structure)
{
    mt_status st = MT_OK;
    const mt_member *member = NULL;
    for (size_t i = 0; !st && (member = mt_shape_member_at(shape, i)) != NULL; i++) {
        const struct wire *wire = &shape->member_wires[i];
        const size_t before = enter(r, wire->name ? wire->name : member->name);
        mt_value *child = NULL;
        if (exists(r))
            st = read_value(r, member->shape, wire, &child);
        if (!st && child)
            st = mt_value_set(structure, mt_cstr(member->name), child);
        leave(r, before);
    }
    return st;
}

static mt_status read_items(struct reader *r, const mt_shape *shape, const struct wire *wire,
                            mt_value *list)
{
    const char *usual = shape->item_wire.name ? shape->item_wire.name : "member";
    const char *part = wire->is_flattened ? NULL : usual;
    mt_status st = MT_OK;
    bool is_there = true;
    for (size_t i = 1; !st && is_there; i++) {
        const size_t before = enter_item(r, part, i);
        mt_value *child = NULL;
        is_there = exists(r);
        if (is_there)
            st = read_value(r, shape->item, &shape->item_wire, &child);
        if (!st && is_there)
            st = mt_value_append(list, child ? child : mt_value_new_null());
        leave(r, before);
    }
    return st;
}

/* An entry without a key is none. */
static mt_status read_entry(struct reader *r, const mt_shape *shape, mt_value *map)
{
    const size_t before = enter(r, shape->key_wire.name ? shape->key_wire.name : "key");
    const struct field *key = here(r);
    leave(r, before);
    (void)enter(r, shape->item_wire.name ? shape->item_wire.name : "value");
    mt_value *child = NULL;
    mt_status st = read_value(r, shape->item, &shape->item_wire, &child);
    leave(r, before);
    if (!st && child && key)
        return mt_value_set(map, key->value, child);
    mt_value_free(child);
    return st;
}

static mt_status read_entries(struct reader *r, const mt_shape *shape, const struct wire *wire,
                              mt_value *map)
{
    const char *part = wire->is_flattened ? NULL : "entry";
    mt_status st = MT_OK;
    bool is_there = true;
    for (size_t i = 1; !st && is_there; i++) {
        const size_t before = enter_item(r, part, i);
        is_there = exists(r);
        if (is_there && i > WIRE_MAX_ENTRIES)
            st = mt_fail(r->err, MT_ESYNTAX, "a map has too many entries");
        else if (is_there)
            st = read_entry(r, shape, map);
        leave(r, before);
    }
    return st;
}

static mt_status read_container(struct reader *r, const mt_shape *shape, const struct wire *wire,
                                mt_value *container)
{
    if (!container)
        return fail_memory(r->err);
    if (++r->levels > WIRE_MAX_LEVELS)
        return mt_fail(r->err, MT_ESYNTAX, "the form is nested too deeply");
    const mt_status st = shape->type == MT_SHAPE_STRUCTURE ? read_members(r, shape, container)
                         : shape->type == MT_SHAPE_LIST    ? read_items(r, shape, wire, container)
                                                        : read_entries(r, shape, wire, container);
    r->levels--;
    return st;
}

/* What is there; *out stays NULL if only places below a scalar are. A container that is given as a
** text stays one, unless the text is empty. */
static mt_status read_value(struct reader *r, const mt_shape *shape, const struct wire *wire,
                            mt_value **out)
{
    const struct field *field = here(r);
    const bool is_list = shape->type == MT_SHAPE_LIST;
    const bool is_container =
        is_list || shape->type == MT_SHAPE_STRUCTURE || shape->type == MT_SHAPE_MAP;
    mt_status st = MT_OK;
    if (is_container && (!field || !field->value.size)) {
        *out = is_list ? mt_value_new_array() : mt_value_new_object();
        st = read_container(r, shape, wire, *out);
    } else if (field) {
        *out = wire_scalar(shape, field->value);
        st = *out ? MT_OK : fail_memory(r->err);
    }
    if (!st && buf_failed(&r->name))
        st = fail_memory(r->err);
    if (st) {
        mt_value_free(*out);
        *out = NULL;
    }
    return st;
}

/* NOLINTEND(misc-no-recursion) */

mt_status mt_form_read(const mt_operation *operation, mt_str form, mt_value **out, mt_error *err)
{
    struct reader r = {.err = err};
    mt_value *input = mt_value_new_object();
    mt_status st = input ? split(&r, form) : fail_memory(err);
    if (!st && operation->input)
        st = read_members(&r, operation->input, input);
    if (st == MT_EMEM)
        (void)fail_memory(err);
    if (st)
        mt_value_free(input);
    else
        *out = input;
    free(r.fields);
    buf_wipe(&r.text);
    buf_clear(&r.name);
    return st;
}

mt_status mt_form_field(mt_str form, const char *name, char **out, mt_error *err)
{
    struct buf text = {0};
    mt_str part = {0}, key = {0};
    mt_status st = MT_OK;
    *out = NULL;
    while (!*out && !st && next_part(&form, '&', &part)) {
        buf_reset(&text);
        if (next_part(&part, '=', &key))
            percent_decode_form(key, &text);
        if (!mt_str_equal(buf_str(&text), mt_cstr(name)))
            continue;
        buf_reset(&text);
        percent_decode_form(part, &text);
        *out = buf_take(&text, NULL);
        st = *out ? MT_OK : fail_memory(err);
    }
    if (buf_failed(&text))
        st = fail_memory(err);
    buf_clear(&text);
    return st;
}
