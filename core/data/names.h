/* A sorted table of borrowed names, for finding the position of one of them. */
#ifndef MOONTIDE_NAMES_H
#define MOONTIDE_NAMES_H

#include <moontide/error.h>
#include <moontide/str.h>

struct names {
    struct name {
        mt_str text;
        size_t position; /* the caller's: an index into its own array */
    } * rows;
    size_t count;
};

enum { NAMES_NONE = -1 };

/* Room for capacity names; freed by names_clear. */
mt_status names_init(struct names *names, size_t capacity, mt_error *err);
void names_clear(struct names *names);
/* In any order, at most capacity; then names_sort. */
void names_add(struct names *names, mt_str text, size_t position);
void names_sort(struct names *names);
/* The position of a name; NAMES_NONE if it is not there. */
ptrdiff_t names_find(const struct names *names, mt_str text);

#endif
