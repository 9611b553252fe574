/* UTF-8 as every text of ours must be: well-formed (RFC 3629) and free of NUL. */
#ifndef MOONTIDE_UTF8_H
#define MOONTIDE_UTF8_H

#include <moontide/str.h>

/* Bytes of the well-formed sequence that starts a non-empty text; 0 if none does. A NUL counts
** as one byte. */
size_t utf8_sequence(mt_str text);
/* Well-formed throughout and without NUL? */
bool utf8_is_text(mt_str text);
/* Characters of a well-formed text. */
size_t utf8_count(mt_str text);
/* The start of a well-formed text, of at most so many bytes, that cuts no character. */
mt_str utf8_start(mt_str text, size_t max_bytes);

#endif
