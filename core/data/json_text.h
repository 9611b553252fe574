/* What cJSON would let pass, checked before it sees a text, and what it would lose, saved.
**
** cJSON reads every number as a double from at most 63 bytes. So literals other than integers of
** up to 15 digits are handed to it as strings that start with the byte 0xFF, which no UTF-8 text
** holds (mapping back is therefore exact), and value_json.c turns them into numbers again. A
** text without such literals is not copied. */
#ifndef MOONTIDE_JSON_TEXT_H
#define MOONTIDE_JSON_TEXT_H

#include "base/buf.h"

#define JSON_TEXT_MARK '\xFF'

/* Is text one document by RFC 8259, in UTF-8, without U+0000 and lone surrogates, and nested at
** most VALUE_MAX_LEVELS? marked (zeroed, cleared by the caller) stays empty if there was nothing
** to mark. Errors: MT_ESYNTAX with line and byte offset, MT_EMEM. */
mt_status json_text_check(mt_str text, struct buf *marked, mt_error *err);

#endif
