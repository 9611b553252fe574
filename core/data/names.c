#include "data/names.h"

#include <stdlib.h>

#include "base/buf.h"

static int compare(mt_str a, mt_str b)
{
    const size_t shorter = a.size < b.size ? a.size : b.size;
    const int difference = shorter ? memcmp(a.data, b.data, shorter) : 0;
    if (difference || a.size == b.size)
        return difference;
    return a.size < b.size ? -1 : 1;
}

static int by_text(const void *a, const void *b)
{
    const struct name *left = a, *right = b;
    return compare(left->text, right->text);
}

mt_status names_init(struct names *names, size_t capacity, mt_error *err)
{
    names->count = 0;
    names->rows = calloc(capacity + 1, sizeof *names->rows);
    return names->rows ? MT_OK : fail_memory(err);
}

void names_clear(struct names *names)
{
    free(names->rows);
    *names = (struct names){0};
}

void names_add(struct names *names, mt_str text, size_t position)
{
    names->rows[names->count++] = (struct name){text, position};
}

void names_sort(struct names *names)
{
    if (names->count)
        qsort(names->rows, names->count, sizeof *names->rows, by_text);
}

ptrdiff_t names_find(const struct names *names, mt_str text)
{
    size_t low = 0, high = names->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = compare(text, names->rows[middle].text);
        if (order == 0)
            return (ptrdiff_t)names->rows[middle].position;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NAMES_NONE;
}
