/* Values to and from JSON text: cJSON parses and prints; this file adds what it lacks,
** strictness and exact numbers (json_text.h), refusal of equal keys, sorted members, an indent
** of two spaces. */
#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>

#include "base/crypto.h"
#include "data/json_text.h"
#include "data/number.h"
#include "data/value_node.h"

enum {
    FEW_MEMBERS = 16,
    FIRST_PRINT_BYTES = 512,
    SECRET_PRINT_BYTES = 16 * 1024,
    MAX_SECRET_BYTES = 16 * 1024 * 1024
};

static int by_key(const void *a, const void *b)
{
    const cJSON *const *left = a, *const *right = b;
    return strcmp((*left)->string, (*right)->string);
}

/* The members of a non-empty object in key order; to be freed by the caller. NULL: out of memory.
 */
static cJSON **sorted_members(const cJSON *object, size_t *count)
{
    *count = (size_t)cJSON_GetArraySize(object);
    cJSON **members = malloc(*count * sizeof(cJSON *));
    if (!members)
        return NULL;
    size_t i = 0;
    for (cJSON *child = object->child; child; child = child->next)
        members[i++] = child;
    qsort(members, *count, sizeof(cJSON *), by_key);
    return members;
}

static mt_status fail_twice(const char *key, mt_error *err)
{
    return mt_fail(err, MT_ESYNTAX, "JSON: an object has two members named \"%s\"", key);
}

static mt_status refuse_twins_of_many(const cJSON *object, mt_error *err)
{
    size_t count = 0;
    mt_status st = MT_OK;
    cJSON **members = sorted_members(object, &count);
    if (!members)
        return fail_memory(err);
    for (size_t i = 1; i < count && !st; i++) {
        if (strcmp(members[i - 1]->string, members[i]->string) == 0)
            st = fail_twice(members[i]->string, err);
    }
    free(members);
    return st;
}

static mt_status refuse_twins(const cJSON *object, mt_error *err)
{
    size_t count = 0;
    for (const cJSON *child = object->child; child; child = child->next) {
        if (++count > FEW_MEMBERS)
            return refuse_twins_of_many(object, err);
        for (const cJSON *other = object->child; other != child; other = other->next) {
            if (strcmp(other->string, child->string) == 0)
                return fail_twice(child->string, err);
        }
    }
    return MT_OK;
}

/* Makes a number of a marked literal, in its own memory if it fits. */
static mt_status restore_number(cJSON *node, mt_error *err)
{
    const char *literal = node->valuestring + 1;
    const size_t room = strlen(node->valuestring);
    char text[NUMBER_TEXT_SIZE];
    int64_t integer = 0;
    size_t size = 0;
    if (!strpbrk(literal, ".eE") && number_parse_int(literal, &integer)) {
        node->valueint = MT_INT;
        size = number_print_int(integer, text);
    } else {
        node->valueint = MT_FLOAT;
        node->valuedouble = number_parse_float(literal);
        if (!isfinite(node->valuedouble))
            return mt_fail(err, MT_ESYNTAX, "JSON: the number %.40s is too large", literal);
        size = number_print_float(node->valuedouble, text);
    }
    if (size > room) {
        char *larger = cJSON_malloc(size + 1);
        if (!larger)
            return fail_memory(err);
        cJSON_free(node->valuestring);
        node->valuestring = larger;
    }
    memcpy(node->valuestring, text, size + 1);
    node->type = cJSON_Raw;
    return MT_OK;
}

/* Turns what cJSON parsed into a value. */
static mt_status settle(cJSON *node, mt_error *err) /* NOLINT(misc-no-recursion): limited levels */
{
    if (node->type == cJSON_String && node->valuestring[0] == JSON_TEXT_MARK)
        return restore_number(node, err);
    if (node->type != cJSON_Array && node->type != cJSON_Object)
        return MT_OK;
    node->valueint = 1;
    for (cJSON *child = node->child; child; child = child->next) {
        const mt_status st = settle(child, err);
        if (st)
            return st;
        if ((child->type == cJSON_Array || child->type == cJSON_Object) &&
            child->valueint >= node->valueint)
            node->valueint = child->valueint + 1;
    }
    return node->type == cJSON_Object ? refuse_twins(node, err) : MT_OK;
}

mt_status mt_json_parse(mt_str text, mt_value **out, mt_error *err)
{
    struct buf marked = {0};
    cJSON *root = NULL;
    mt_status st = json_text_check(text, &marked, err);
    if (!st) {
        const mt_str source = marked.size ? buf_str(&marked) : text;
        root = cJSON_ParseWithLength(source.data, source.size);
        st = root ? settle(root, err) : fail_memory(err); /* the grammar has been checked */
    }
    buf_wipe(&marked);
    if (st)
        cJSON_Delete(root);
    else
        *out = (mt_value *)(void *)root;
    return st;
}

static void relink(cJSON *object, cJSON **members, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        members[i]->prev = members[i ? i - 1 : count - 1]; /* the first points to the last */
        members[i]->next = i + 1 < count ? members[i + 1] : NULL;
    }
    object->child = members[0];
}

static mt_status sort_members(cJSON *node) /* NOLINT(misc-no-recursion): limited levels */
{
    if (node->type == cJSON_Object && node->child) {
        size_t count = 0;
        cJSON **members = sorted_members(node, &count);
        if (!members)
            return MT_EMEM;
        relink(node, members, count);
        free(members);
    }
    mt_status st = MT_OK;
    for (cJSON *child = node->child; child && !st; child = child->next)
        st = sort_members(child);
    return st;
}

static void new_line(struct buf *buf, size_t level)
{
    buf_add_char(buf, '\n');
    for (size_t i = 0; i < level; i++)
        buf_add_cstr(buf, "  ");
}

/* The end of the string literal that starts at text. */
static const char *string_end(const char *text)
{
    const char *c = text + 1;
    while (*c != '"')
        c += *c == '\\' ? 2 : 1;
    return c + 1;
}

/* Compact JSON, as cJSON prints it, laid out over lines. Empty containers stay on theirs. */
static void lay_out(const char *text, struct buf *buf)
{
    size_t level = 0;
    for (const char *c = text; *c; c++) {
        const char *start = c;
        if (*c == '"')
            c = string_end(c) - 1;
        if (*c == '}' || *c == ']')
            new_line(buf, --level);
        buf_add(buf, (mt_str){start, (size_t)(c + 1 - start)});
        if (*c == ':')
            buf_add_char(buf, ' ');
        else if (*c == ',')
            new_line(buf, level);
        else if ((*c == '{' || *c == '[') && (c[1] == '}' || c[1] == ']'))
            buf_add_char(buf, *++c);
        else if (*c == '{' || *c == '[')
            new_line(buf, ++level);
    }
}

static char *print(const cJSON *node, unsigned flags)
{
    char *text = cJSON_PrintBuffered(node, FIRST_PRINT_BYTES, false);
    if (!text || !(flags & MT_JSON_PRETTY))
        return text;
    struct buf buf = {0};
    lay_out(text, &buf);
    cJSON_free(text);
    return buf_take(&buf, NULL);
}

/* cJSON's own buffer would leave copies behind when it grows. */
static char *print_at_once(cJSON *node)
{
    for (size_t size = SECRET_PRINT_BYTES; size <= MAX_SECRET_BYTES; size *= 2) {
        char *text = malloc(size);
        if (!text || cJSON_PrintPreallocated(node, text, (int)size, false))
            return text;
        crypto_wipe(text, size);
        free(text);
    }
    return NULL;
}

mt_status value_print_secret(mt_value *value, struct buf *out, mt_error *err)
{
    char *text = print_at_once((cJSON *)(void *)value);
    if (!text)
        return fail_memory(err);
    lay_out(text, out);
    crypto_wipe(text, strlen(text));
    free(text);
    return buf_failed(out) ? fail_memory(err) : MT_OK;
}

mt_status mt_json_print(const mt_value *value, unsigned flags, char **out, size_t *size,
                        mt_error *err)
{
    if (!value)
        return mt_fail(err, MT_EUSAGE, "there is no value to print");
    cJSON *sorted = NULL;
    mt_status st = MT_OK;
    if (flags & MT_JSON_SORTED) {
        sorted = cJSON_Duplicate((const cJSON *)(const void *)value, true);
        st = sorted ? sort_members(sorted) : MT_EMEM;
    }
    char *text = NULL;
    if (!st)
        text = print(sorted ? sorted : (const cJSON *)(const void *)value, flags);
    cJSON_Delete(sorted);
    if (!text)
        return fail_memory(err);
    *out = text;
    if (size)
        *size = strlen(text);
    return MT_OK;
}
