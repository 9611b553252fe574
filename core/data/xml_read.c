/* XML answers as outputs. */

#include <moontide/protocol.h>

#include "data/wire.h"
#include "data/xml.h"

/* NOLINTBEGIN(misc-no-recursion): XML_MAX_LEVELS bounds it */

static mt_value *read_value(const mt_shape *shape, const struct wire *wire,
                            const struct xml_node *node);

static const struct xml_node *find(const struct xml_node *first, const char *name)
{
    while (first && strcmp(first->name, name) != 0)
        first = first->next;
    return first;
}

/* A flattened container's elements stand among its structure's: node is the first of them. */
static const struct xml_node *next_of(const struct wire *wire, const struct xml_node *node)
{
    return wire->is_flattened ? find(node->next, node->name) : node->next;
}

static mt_status read_items(const mt_shape *shape, const struct wire *wire,
                            const struct xml_node *node, mt_value *list)
{
    const struct xml_node *item = wire->is_flattened ? node : node->first;
    mt_status st = MT_OK;
    for (; item && !st; item = next_of(wire, item))
        st = mt_value_append(list, read_value(shape->item, &shape->item_wire, item));
    return st;
}

static mt_status read_entries(const mt_shape *shape, const struct wire *wire,
                              const struct xml_node *node, mt_value *map)
{
    const char *key_name = shape->key_wire.name ? shape->key_wire.name : "key";
    const char *item_name = shape->item_wire.name ? shape->item_wire.name : "value";
    const struct xml_node *entry = wire->is_flattened ? node : node->first;
    mt_status st = MT_OK;
    for (size_t i = 0; entry && !st && i < WIRE_MAX_ENTRIES; entry = next_of(wire, entry), i++) {
        const struct xml_node *item = xml_child(entry, item_name);
        if (item)
            st = mt_value_set(map, xml_child_text(entry, key_name),
                              read_value(shape->item, &shape->item_wire, item));
    }
    return st;
}

/* The first of its elements. The items of a flattened list may have the list's name for them, or
** just the member's. */
static const struct xml_node *find_member(const struct xml_node *node, const mt_member *member,
                                          const struct wire *wire)
{
    const struct xml_node *first = wire->is_attribute ? node->attributes : node->first;
    const struct xml_node *found = find(first, wire->name ? wire->name : member->name);
    return found || !wire->is_flattened ? found : find(first, member->name);
}

static mt_status read_members(const mt_shape *shape, const struct xml_node *node,
                              mt_value *structure)
{
    mt_status st = MT_OK;
    const mt_member *member = NULL;
    for (size_t i = 0; !st && (member = mt_shape_member_at(shape, i)) != NULL; i++) {
        const struct wire *wire = &shape->member_wires[i];
        const struct xml_node *child = find_member(node, member, wire);
        if (child)
            st = mt_value_set(structure, mt_cstr(member->name),
                              read_value(member->shape, wire, child));
    }
    return st;
}

/* NULL: out of memory. */
static mt_value *read_value(const mt_shape *shape, const struct wire *wire,
                            const struct xml_node *node)
{
    mt_value *value = NULL;
    mt_status st = MT_OK;
    switch (shape->type) {
    case MT_SHAPE_STRUCTURE:
        value = mt_value_new_object();
        st = value ? read_members(shape, node, value) : MT_EMEM;
        break;
    case MT_SHAPE_LIST:
        value = mt_value_new_array();
        st = value ? read_items(shape, wire, node, value) : MT_EMEM;
        break;
    case MT_SHAPE_MAP:
        value = mt_value_new_object();
        st = value ? read_entries(shape, wire, node, value) : MT_EMEM;
        break;
    default: /* the many kinds of scalars */
        value = wire_scalar(shape, buf_str(&node->text));
        break;
    }
    if (!st)
        return value;
    mt_value_free(value);
    return NULL;
}

/* NOLINTEND(misc-no-recursion) */

/* Where the model names no wrapper there may be one all the same: it is called after the operation. */
static const struct xml_node *wrapped(const mt_operation *operation, const struct xml_node *root)
{
    const size_t size = strlen(operation->name);
    for (const struct xml_node *child = root->first; child; child = child->next)
        if (strncmp(child->name, operation->name, size) == 0 &&
            strcmp(child->name + size, "Result") == 0)
            return child;
    return root;
}

static bool ends_with(const char *text, const char *end)
{
    const size_t size = strlen(text), wanted = strlen(end);
    return size >= wanted && strcmp(text + size - wanted, end) == 0;
}

/* The element around the output's members; NULL: this is not an answer to the operation. */
static const struct xml_node *result_of(const mt_operation *operation, const struct xml_node *root)
{
    if (!ends_with(root->name, "Response") || strcmp(root->name, "ErrorResponse") == 0)
        return NULL;
    return operation->result_wrapper ? xml_child(root, operation->result_wrapper)
                                     : wrapped(operation, root);
}

mt_status mt_xml_read(const mt_operation *operation, mt_str xml, mt_value **out, mt_error *err)
{
    static const struct wire plain = {0};
    struct xml_node *root = NULL;
    mt_status st = xml_parse(xml, &root, err);
    if (st || !root) /* a document without a root is none */
        return st;
    const mt_shape *shape = operation->output;
    const struct xml_node *result = shape ? result_of(operation, root) : root;
    if (root && !result)
        st = mt_fail(err, MT_ESYNTAX, "<%.100s> is not an answer to %s", root->name,
                     operation->name);
    mt_value *value = NULL;
    if (!st)
        value = shape ? read_value(shape, &plain, result) : mt_value_new_object();
    if (!st && !value)
        st = fail_memory(err);
    xml_free(root);
    if (!st)
        *out = value;
    return st;
}
