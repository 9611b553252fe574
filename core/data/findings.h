/* The list that mt_shape_check fills. */
#ifndef MOONTIDE_FINDINGS_H
#define MOONTIDE_FINDINGS_H

#include <moontide/model.h>

/* Beyond so many nobody reads on, and a hostile input must not cost more memory than its size. */
enum { FINDINGS_MAX = 1000 };

struct mt_findings {
    struct finding_row {
        mt_finding finding;
        char *texts; /* one block for all three */
    } * rows;
    size_t count, capacity;
    size_t found;  /* the dropped ones too */
    bool is_short; /* of memory: a text for a finding could not be made, so none can be added */
};

/* Adds a copy, texts included; drops it when the list is full. Errors: MT_EMEM. */
mt_status findings_add(mt_findings *findings, const mt_finding *finding);
void findings_clear(mt_findings *findings);

#endif
