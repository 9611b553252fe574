/* Percent-encoding (RFC 3986), and the form encoding that adds "+" to it. */
#ifndef MOONTIDE_PERCENT_H
#define MOONTIDE_PERCENT_H

#include "base/buf.h"

/* A byte as itself if it is unreserved, else as %XX. */
void percent_add(struct buf *out, unsigned char c);
void percent_encode(mt_str text, struct buf *out);
/* The byte that "%XX" at the start of text stands for; -1 if it does not. */
int percent_byte(mt_str text);
/* A part of a form: "+" is a blank; a percent sign without two digits stands for itself. */
void percent_decode_form(mt_str text, struct buf *out);

#endif
