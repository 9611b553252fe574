/* Classes of ASCII characters, whatever the locale of the process: ctype.h follows it, and a host
** name or a key of a file must not depend on it. */
#ifndef MOONTIDE_ASCII_H
#define MOONTIDE_ASCII_H

#include <stdbool.h>

static inline bool ascii_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline char ascii_lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
}

static inline bool ascii_is_alnum(char c)
{
    const char lower = ascii_lower(c);
    return (lower >= 'a' && lower <= 'z') || ascii_is_digit(c);
}

static inline bool ascii_is_xdigit(char c)
{
    const char lower = ascii_lower(c);
    return (lower >= 'a' && lower <= 'f') || ascii_is_digit(c);
}

static inline bool ascii_is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

#endif
