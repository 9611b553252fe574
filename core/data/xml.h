/* XML documents as trees of elements; namespaces count for nothing, prefixes are dropped. */
#ifndef MOONTIDE_XML_H
#define MOONTIDE_XML_H

#include <moontide/error.h>
#include <moontide/str.h>

#include "base/buf.h"

/* An element or, in the list of attributes, an attribute. */
struct xml_node {
    char *name; /* without its prefix; an attribute's with it */
    struct buf text;
    struct xml_node *up, *next;
    struct xml_node *first, *last; /* elements in it */
    struct xml_node *attributes;   /* declarations of namespaces are none */
};

enum { XML_MAX_LEVELS = 100, XML_MAX_NODES = 1000000 };

/* *root is owned by the caller. Errors: MT_ESYNTAX (line and reason), MT_EMEM. */
mt_status xml_parse(mt_str text, struct xml_node **root, mt_error *err);
void xml_free(struct xml_node *root); /* wipes: an answer may hold secrets; NULL is fine */
/* The first element of that name in another; NULL if there is none, or no element to look in. */
const struct xml_node *xml_child(const struct xml_node *node, const char *name);
/* Its text; empty if there is no such element. */
mt_str xml_child_text(const struct xml_node *node, const char *name);

#endif
