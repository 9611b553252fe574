/* Text inside of XML. */
#ifndef MOONTIDE_XML_ESCAPE_H
#define MOONTIDE_XML_ESCAPE_H

#include "base/buf.h"

/* Adds UTF-8 text, fit for elements and for quoted attributes. What XML 1.0 cannot hold becomes
** U+FFFD. */
void xml_escape(mt_str text, struct buf *out);

#endif
