/* The grammar of AWS's shared config and credentials files, as a walk over properties.
**
** It is the grammar common to the SDKs, and besides what the AWS CLI accepts: names in quotes,
** indented properties (a line continues a value only if it is indented deeper than the property
** it belongs to), indented comments and a byte order mark. */
#ifndef MOONTIDE_INI_H
#define MOONTIDE_INI_H

#include <moontide/error.h>
#include <moontide/str.h>

/* One property; views into the text and the parser, valid during the call only. Sub-properties
** of an empty one ("s3 =" and below it, indented, "max_queue_size = 10") come as properties of
** their own with the key "s3.max_queue_size", and the empty one does not come. */
struct ini_property {
    mt_str section; /* between the brackets, trimmed, quotes kept: "default", "profile dev" */
    mt_str key;     /* lower case */
    mt_str value;   /* trimmed, without an inline comment; further lines follow after "\n" */
    int line;       /* 1-based */
};

/* Calls visit for each property in file order (a section without properties gives one call with
** an empty key). Stops at the first non-zero status of visit and returns it. file is for
** messages. Errors: MT_ESYNTAX with err->where "file:line", MT_EMEM. Source: the cross-SDK file
** grammar. */
mt_status ini_parse(const char *file, mt_str text,
                    mt_status (*visit)(void *context, const struct ini_property *property,
                                       mt_error *err),
                    void *context, mt_error *err);

#endif
