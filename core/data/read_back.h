/* How it is found out whether a write whose answer was lost has been done: what an operation's
** "readBack" in its model says of the read that shows it (docs/model.md). Pure. */
#ifndef MOONTIDE_DATA_READ_BACK_H
#define MOONTIDE_DATA_READ_BACK_H

#include "data/model.h"

enum read_back_finding {
    READ_BACK_DONE,
    READ_BACK_NOT_DONE, /* not there, or as it was: repeating the write is right */
    READ_BACK_DIFFERENT /* something of that name is there that this write has not made */
};

/* The operation that shows what a write has made; NULL: the model knows none. */
const mt_operation *read_back_operation(const mt_model *model, const mt_operation *write);
/* Its input, for the write's. The caller owns *out. Errors: MT_EMEM. */
mt_status read_back_input(const mt_operation *write, const mt_value *input, mt_value **out,
                          mt_error *err);
/* Does such a failure of the read say that there is nothing? */
bool read_back_is_absence(const mt_operation *write, const struct model_failure *failure);
/* What its absence means. */
enum read_back_finding read_back_absent(const mt_operation *write);
/* What the read's output means; *path is the member that differs, where one does. */
enum read_back_finding read_back_compare(const mt_operation *write, const mt_operation *read,
                                         const mt_value *input, const mt_value *shown,
                                         const char **path);
/* What the write would have answered, of what the read shows. The caller owns *out. Errors: MT_EMEM. */
mt_status read_back_output(const mt_operation *write, const mt_value *shown, mt_value **out,
                           mt_error *err);

#endif
