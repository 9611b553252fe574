/* Where a check stands: a value in its place, facing its shape; and what it says about it. */
#ifndef MOONTIDE_SHAPE_SPOT_H
#define MOONTIDE_SHAPE_SPOT_H

#include "data/findings.h"

struct spot {
    const struct spot *up; /* NULL: the input's top */
    const mt_shape *shape;
    const mt_value *value; /* NULL: it is missing */
    mt_str key;            /* in an object; in a list the index counts */
    size_t index;
    bool is_item;
    bool is_name; /* the finding is about the key of a map's entry, not about its value */
};

/* Adds a finding with the spot's path and scalar. Errors: MT_EMEM. */
mt_status spot_report(const struct spot *spot, mt_findings *findings, mt_rule rule,
                      const char *format, ...) MT_PRINTF(4, 5);

/* A value for people: its JSON, cut to a readable length; "(sensitive)" if its shape says so. Out of
** memory the findings it was meant for can take no more. */
struct spot_text {
    char text[96];
};
struct spot_text spot_show(const struct spot *spot, mt_findings *findings);

#endif
