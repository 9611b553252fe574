/* Values are cJSON nodes behind an opaque name: struct mt_value is never defined. Scalars with a
** text are one allocation, node and text together, which cJSON takes for a reference. */
#include "data/value_node.h"

#include <cjson/cJSON.h>
#include <math.h>

#include "base/crypto.h"
#include "data/number.h"
#include "data/utf8.h"

static cJSON *node_of(mt_value *value)
{
    return (cJSON *)(void *)value;
}

static const cJSON *view_of(const mt_value *value)
{
    return (const cJSON *)(const void *)value;
}

static mt_value *value_of(cJSON *node)
{
    return (mt_value *)(void *)node;
}

static bool is_kind(const cJSON *node, int kind)
{
    return node && (node->type & 0xFF) == kind;
}

static bool is_container(const cJSON *node)
{
    return is_kind(node, cJSON_Array) || is_kind(node, cJSON_Object);
}

static int levels_of(const cJSON *node)
{
    return is_container(node) ? node->valueint : 0;
}

const char *mt_type_name(mt_type type)
{
    static const char *const names[MT_TYPE_COUNT] = {
        [MT_NULL] = "null",     [MT_BOOL] = "boolean", [MT_INT] = "integer",  [MT_FLOAT] = "number",
        [MT_STRING] = "string", [MT_ARRAY] = "list",   [MT_OBJECT] = "object"};
    return (unsigned)type < MT_TYPE_COUNT ? names[type] : "";
}

static cJSON *node_with_text(int kind, mt_str text)
{
    cJSON *node = cJSON_malloc(sizeof *node + text.size + 1);
    if (!node)
        return NULL;
    char *copy = (char *)(node + 1);
    *node = (cJSON){.type = kind | cJSON_IsReference, .valuestring = copy};
    if (text.size)
        memcpy(copy, text.data, text.size);
    copy[text.size] = '\0';
    return node;
}

mt_value *mt_value_new_null(void)
{
    return value_of(cJSON_CreateNull());
}

mt_value *mt_value_new_bool(bool value)
{
    return value_of(cJSON_CreateBool(value));
}

mt_value *mt_value_new_int(int64_t value)
{
    char text[NUMBER_TEXT_SIZE];
    const size_t size = number_print_int(value, text);
    cJSON *node = node_with_text(cJSON_Raw, (mt_str){text, size});
    if (node)
        node->valueint = MT_INT;
    return value_of(node);
}

mt_value *mt_value_new_float(double value)
{
    if (!isfinite(value))
        return NULL;
    char text[NUMBER_TEXT_SIZE];
    const size_t size = number_print_float(value, text);
    cJSON *node = node_with_text(cJSON_Raw, (mt_str){text, size});
    if (node) {
        node->valueint = MT_FLOAT;
        node->valuedouble = value;
    }
    return value_of(node);
}

mt_value *mt_value_new_string(mt_str text)
{
    return utf8_is_text(text) ? value_of(node_with_text(cJSON_String, text)) : NULL;
}

static mt_value *new_container(cJSON *node)
{
    if (node)
        node->valueint = 1;
    return value_of(node);
}

mt_value *mt_value_new_array(void)
{
    return new_container(cJSON_CreateArray());
}

mt_value *mt_value_new_object(void)
{
    return new_container(cJSON_CreateObject());
}

mt_value *mt_value_dup(const mt_value *value)
{
    cJSON *copy = cJSON_Duplicate(view_of(value), true);
    if (copy) { /* a root has no key */
        if (!(copy->type & cJSON_StringIsConst))
            cJSON_free(copy->string);
        copy->type &= ~cJSON_StringIsConst;
        copy->string = NULL;
    }
    return value_of(copy);
}

void mt_value_free(mt_value *value)
{
    cJSON_Delete(node_of(value));
}

static void wipe_texts(const cJSON *root)
{
    const cJSON *stack[VALUE_MAX_LEVELS + 1] = {root};
    size_t depth = root ? 1 : 0;
    while (depth > 0) {
        const cJSON *node = stack[depth - 1];
        if (is_kind(node, cJSON_String) && node->valuestring)
            crypto_wipe(node->valuestring, strlen(node->valuestring));
        const cJSON *child = is_container(node) ? node->child : NULL;
        stack[depth - 1] = node == root ? NULL : node->next; /* go on beside it … */
        if (!stack[depth - 1])
            depth--;
        if (child)
            stack[depth++] = child; /* … after what is below it */
    }
}

void value_free_secret(mt_value *value)
{
    wipe_texts(view_of(value));
    mt_value_free(value);
}

void value_wipe_member(mt_value *object, const char *key)
{
    wipe_texts(view_of(mt_value_get(object, key)));
}

/* May child become a member of container? */
static mt_status admit(const cJSON *container, int kind, const cJSON *child)
{
    if (!child)
        return MT_EMEM;
    if (!is_kind(container, kind) || container == child)
        return MT_EUSAGE;
    return levels_of(child) < VALUE_MAX_LEVELS ? MT_OK : MT_EINPUT;
}

static void note_levels(cJSON *container, const cJSON *child)
{
    if (levels_of(child) >= container->valueint)
        container->valueint = levels_of(child) + 1;
}

mt_status mt_value_append(mt_value *array, mt_value *child)
{
    const mt_status st = admit(view_of(array), cJSON_Array, view_of(child));
    if (st) {
        mt_value_free(child);
        return st;
    }
    note_levels(node_of(array), view_of(child));
    (void)cJSON_AddItemToArray(node_of(array), node_of(child)); /* fails for NULL only */
    return MT_OK;
}

static cJSON *find_member(cJSON *object, const char *key)
{
    cJSON *child = object->child;
    while (child && strcmp(child->string, key) != 0)
        child = child->next;
    return child;
}

/* Gives a new node its key; the text is cJSON's to free. */
static mt_status name_node(cJSON *node, mt_str key)
{
    if (!utf8_is_text(key))
        return MT_EINPUT;
    char *copy = cJSON_malloc(key.size + 1);
    if (!copy)
        return MT_EMEM;
    if (key.size)
        memcpy(copy, key.data, key.size);
    copy[key.size] = '\0';
    node->string = copy;
    return MT_OK;
}

mt_status mt_value_set(mt_value *object, mt_str key, mt_value *child)
{
    cJSON *node = node_of(child);
    mt_status st = admit(view_of(object), cJSON_Object, node);
    if (!st)
        st = name_node(node, key);
    if (st) {
        cJSON_Delete(node);
        return st;
    }
    note_levels(node_of(object), node);
    cJSON *old = find_member(node_of(object), node->string);
    /* Neither can fail: nothing is NULL, and adding to an object a node that has its key is
    ** adding to its list. */
    if (old)
        (void)cJSON_ReplaceItemViaPointer(node_of(object), old, node);
    else
        (void)cJSON_AddItemToArray(node_of(object), node);
    return MT_OK;
}

mt_status value_replace(mt_value *container, mt_value *child, mt_value *replacement)
{
    cJSON *node = node_of(replacement), *old = node_of(child);
    if (!node)
        return MT_EMEM;
    node->string = old->string;
    old->string = NULL;
    note_levels(node_of(container), node);
    (void)cJSON_ReplaceItemViaPointer(node_of(container), old, node); /* fails for NULL only */
    return MT_OK;
}

void value_remove(mt_value *container, mt_value *child)
{
    cJSON_Delete(cJSON_DetachItemViaPointer(node_of(container), node_of(child)));
}

mt_type mt_value_type(const mt_value *value)
{
    const cJSON *node = view_of(value);
    switch (node ? node->type & 0xFF : cJSON_NULL) {
    case cJSON_False:
    case cJSON_True:
        return MT_BOOL;
    case cJSON_Number:
        return MT_INT;
    case cJSON_Raw:
        return (mt_type)node->valueint;
    case cJSON_String:
        return MT_STRING;
    case cJSON_Array:
        return MT_ARRAY;
    case cJSON_Object:
        return MT_OBJECT;
    default:
        return MT_NULL;
    }
}

bool mt_value_bool(const mt_value *value)
{
    return is_kind(view_of(value), cJSON_True);
}

static bool is_int64(double value)
{
    return value >= -0x1p63 && value < 0x1p63 && (double)(int64_t)value == value;
}

int64_t mt_value_int(const mt_value *value)
{
    const cJSON *node = view_of(value);
    int64_t number = 0;
    if (is_kind(node, cJSON_Raw) && node->valueint == MT_INT)
        (void)number_parse_int(node->valuestring, &number);
    else if ((is_kind(node, cJSON_Number) || is_kind(node, cJSON_Raw)) &&
             is_int64(node->valuedouble))
        number = (int64_t)node->valuedouble;
    return number;
}

double mt_value_float(const mt_value *value)
{
    const cJSON *node = view_of(value);
    if (is_kind(node, cJSON_Raw) && node->valueint == MT_INT)
        return (double)mt_value_int(value);
    return is_kind(node, cJSON_Number) || is_kind(node, cJSON_Raw) ? node->valuedouble : 0;
}

mt_str mt_value_string(const mt_value *value)
{
    const cJSON *node = view_of(value);
    return mt_cstr(is_kind(node, cJSON_String) ? node->valuestring : "");
}

size_t mt_value_count(const mt_value *container)
{
    return is_container(view_of(container)) ? (size_t)cJSON_GetArraySize(view_of(container)) : 0;
}

const mt_value *mt_value_get(const mt_value *object, const char *key)
{
    if (!is_kind(view_of(object), cJSON_Object))
        return NULL;
    return value_of(cJSON_GetObjectItemCaseSensitive(view_of(object), key));
}

const mt_value *mt_value_first(const mt_value *container)
{
    return is_container(view_of(container)) ? value_of(view_of(container)->child) : NULL;
}

const mt_value *mt_value_next(const mt_value *child)
{
    return child ? value_of(view_of(child)->next) : NULL;
}

mt_value *value_first(mt_value *container)
{
    return is_container(node_of(container)) ? value_of(node_of(container)->child) : NULL;
}

mt_value *value_next(mt_value *child)
{
    return value_of(node_of(child)->next);
}

mt_str mt_value_key(const mt_value *child)
{
    return mt_cstr(child && view_of(child)->string ? view_of(child)->string : "");
}
