/* A borrowed piece of text: pointer and length, passed by value, not NUL-terminated. */
#ifndef MOONTIDE_STR_H
#define MOONTIDE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mt_str {
    const char *data;
    size_t size;
} mt_str;

/* A view of a C string; NULL gives the empty view. Borrows. */
static inline mt_str mt_cstr(const char *text)
{
    mt_str view = {text, text ? strlen(text) : 0};
    return view;
}

static inline bool mt_str_equal(mt_str a, mt_str b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

/* For printf("%.*s", MT_STR_ARG(view)). */
#define MT_STR_ARG(view) (int)(view).size, (view).data

#ifdef __cplusplus
}
#endif
#endif
