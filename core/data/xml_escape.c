#include "data/xml_escape.h"

static const char *entity_of(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\r':
        return "&#xD;"; /* a bare one would be read as a newline */
    case '\n':
    case '\t':
        return NULL;
    default:
        return (unsigned char)c < ' ' ? "\xEF\xBF\xBD" : NULL;
    }
}

void xml_escape(mt_str text, struct buf *out)
{
    size_t done = 0;
    for (size_t i = 0; i < text.size; i++) {
        const char *entity = entity_of(text.data[i]);
        if (!entity)
            continue;
        buf_add(out, (mt_str){text.data + done, i - done});
        buf_add_cstr(out, entity);
        done = i + 1;
    }
    buf_add(out, (mt_str){text.data + done, text.size - done});
}
