/* The only user of expat. What a service of AWS never sends and an attacker might is refused:
** document types (hence entities), deep nesting, swarms of elements. */
#include "data/xml.h"

#include <expat.h>
#include <limits.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/crypto.h"

/* expat's memory with its size before it, to be wiped: an answer of STS goes through it. */
union block {
    size_t size;
    max_align_t alignment;
};

static void *block_new(size_t size)
{
    union block *block = size < SIZE_MAX - sizeof *block ? malloc(sizeof *block + size) : NULL;
    if (!block)
        return NULL;
    block->size = size;
    return block + 1;
}

static void block_free(void *memory)
{
    if (!memory)
        return;
    union block *block = (union block *)memory - 1;
    crypto_wipe(memory, block->size);
    free(block);
}

static void *block_resize(void *memory, size_t size)
{
    void *larger = block_new(size);
    if (!larger || !memory)
        return larger;
    const size_t old = ((union block *)memory - 1)->size;
    memcpy(larger, memory, old < size ? old : size);
    block_free(memory);
    return larger;
}

struct parsing {
    XML_Parser parser;
    struct xml_node *root, *at; /* at: the innermost open element */
    size_t levels, count;
    const char *problem; /* why it was stopped; NULL: it was not */
    bool no_memory;
};

static void stop(struct parsing *p, const char *problem)
{
    p->problem = problem;
    (void)XML_StopParser(p->parser, XML_FALSE);
}

static struct xml_node *node_new(struct parsing *p, const char *name)
{
    struct xml_node *node = calloc(1, sizeof *node);
    if (node)
        node->name = str_dup(mt_cstr(name));
    if (node && node->name)
        return node;
    free(node);
    p->no_memory = true;
    stop(p, "");
    return NULL;
}

static void hang(struct parsing *p, struct xml_node *node)
{
    node->up = p->at;
    if (!p->at)
        p->root = node;
    else if (p->at->last)
        p->at->last->next = node;
    else
        p->at->first = node;
    if (p->at)
        p->at->last = node;
}

static void add_attribute(struct parsing *p, struct xml_node *owner, const char *const *pair)
{
    if (strncmp(pair[0], "xmlns", 5) == 0)
        return;
    struct xml_node *node = node_new(p, pair[0]);
    if (!node)
        return;
    buf_add_cstr(&node->text, pair[1]);
    node->next = owner->attributes;
    owner->attributes = node;
    p->no_memory = p->no_memory || buf_failed(&node->text);
}

static void on_start(void *context, const char *name, const char **attributes)
{
    struct parsing *p = context;
    if (p->problem)
        return;
    if (++p->levels > XML_MAX_LEVELS || ++p->count > XML_MAX_NODES) {
        stop(p,
             p->levels > XML_MAX_LEVELS ? "it is nested too deeply" : "it has too many elements");
        return;
    }
    const char *colon = strchr(name, ':');
    struct xml_node *node = node_new(p, colon ? colon + 1 : name);
    if (!node)
        return;
    hang(p, node);
    p->at = node;
    for (; *attributes && !p->problem; attributes += 2)
        add_attribute(p, node, attributes);
}

static void on_end(void *context, const char *name)
{
    struct parsing *p = context;
    (void)name;
    if (p->problem)
        return;
    p->levels--;
    p->at = p->at->up;
}

/* Text between elements is only layout. */
static void on_text(void *context, const char *text, int size)
{
    struct parsing *p = context;
    if (p->problem || !p->at || p->at->first)
        return;
    buf_add(&p->at->text, (mt_str){text, (size_t)size});
    if (buf_failed(&p->at->text)) {
        p->no_memory = true;
        stop(p, "");
    }
}

static void on_doctype(void *context, const char *name, const char *system, const char *public,
                       int has_subset)
{
    (void)name, (void)system, (void)public, (void)has_subset;
    stop(context, "it declares a document type");
}

static mt_status fail_here(const struct parsing *p, mt_error *err)
{
    const enum XML_Error code = XML_GetErrorCode(p->parser);
    if (p->no_memory || code == XML_ERROR_NO_MEMORY)
        return fail_memory(err);
    return mt_fail(err, MT_ESYNTAX, "line %lu: %s",
                   (unsigned long)XML_GetCurrentLineNumber(p->parser),
                   p->problem ? p->problem : XML_ErrorString(code));
}

mt_status xml_parse(mt_str text, struct xml_node **root, mt_error *err)
{
    static const XML_Memory_Handling_Suite memory = {block_new, block_resize, block_free};
    struct parsing p = {.parser = XML_ParserCreate_MM(NULL, &memory, NULL)};
    if (!p.parser)
        return fail_memory(err);
    XML_SetUserData(p.parser, &p);
    XML_SetElementHandler(p.parser, on_start, on_end);
    XML_SetCharacterDataHandler(p.parser, on_text);
    XML_SetStartDoctypeDeclHandler(p.parser, on_doctype);
    mt_status st = MT_OK;
    if (text.size > INT_MAX)
        st = mt_fail(err, MT_ESYNTAX, "it is too large");
    else if (XML_Parse(p.parser, text.data ? text.data : "", (int)text.size, 1) != XML_STATUS_OK ||
             p.no_memory)
        st = fail_here(&p, err);
    XML_ParserFree(p.parser);
    if (st)
        xml_free(p.root);
    else
        *root = p.root;
    return st;
}

/* NOLINTNEXTLINE(misc-no-recursion): XML_MAX_LEVELS bounds it */
void xml_free(struct xml_node *root)
{
    while (root) {
        struct xml_node *next = root->next;
        xml_free(root->attributes);
        xml_free(root->first);
        buf_wipe(&root->text);
        free(root->name);
        free(root);
        root = next;
    }
}

const struct xml_node *xml_child(const struct xml_node *node, const char *name)
{
    const struct xml_node *child = node ? node->first : NULL;
    while (child && strcmp(child->name, name) != 0)
        child = child->next;
    return child;
}

mt_str xml_child_text(const struct xml_node *node, const char *name)
{
    const struct xml_node *child = xml_child(node, name);
    return child ? buf_str(&child->text) : (mt_str){"", 0};
}
