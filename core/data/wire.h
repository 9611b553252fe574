/* Scalars as forms and XML spell them. */
#ifndef MOONTIDE_WIRE_H
#define MOONTIDE_WIRE_H

#include "data/model.h"

enum {
    WIRE_MAX_LEVELS = 100,
    WIRE_MAX_ENTRIES = 10000, /* of a map: setting one looks through the others */
};

/* What a text stands for; one that does not fit the shape stays a string. NULL: out of memory. */
mt_value *wire_scalar(const mt_shape *shape, mt_str text);
/* The time in a number of epoch seconds or in a text of any known spelling. */
bool wire_time(const mt_value *value, struct timestamp *out);
mt_value *wire_time_value(struct timestamp time); /* as epoch seconds; NULL: out of memory */
/* Adds the text of a scalar as it is, not encoded in any way. Errors: MT_EINPUT (a time that cannot
** be printed). */
mt_status wire_print(const mt_shape *shape, const struct wire *wire, const mt_value *value,
                     struct buf *out, mt_error *err);

#endif
