/* How a value lies in a cJSON node (value.c, value_json.c), and what data/ may do to trees
** beyond the public functions.
**
** null, boolean, string, array and object are cJSON's own. Numbers are cJSON_Raw nodes holding
** their JSON text, with MT_INT or MT_FLOAT in valueint: exact over int64, printed by a copy, and
** safe from cJSON's tolerance of an ulp. Only an integer of up to 15 digits that was parsed
** stays a cJSON_Number. A container keeps in valueint how many levels it has. */
#ifndef MOONTIDE_VALUE_NODE_H
#define MOONTIDE_VALUE_NODE_H

#include <moontide/value.h>

#include "base/buf.h"

enum { VALUE_MAX_LEVELS = 512 };

/* For changing a tree in place: the mutable first child and next sibling. */
mt_value *value_first(mt_value *container);
mt_value *value_next(mt_value *child);
/* Puts replacement (taken) in the place and under the key of child, which is freed. */
mt_status value_replace(mt_value *container, mt_value *child, mt_value *replacement);
/* Takes child out and frees it. */
void value_remove(mt_value *container, mt_value *child);
/* Overwrites the texts of a member, which is there still. */
void value_wipe_member(mt_value *object, const char *key);
/* Appends the value as JSON of several lines, leaving no copy of its texts elsewhere. Errors:
** MT_EMEM. */
mt_status value_print_secret(mt_value *value, struct buf *out, mt_error *err);
/* Frees a tree after overwriting its texts. NULL is fine. */
void value_free_secret(mt_value *value);

#endif
