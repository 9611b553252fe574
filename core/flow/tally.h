/* Counters, one set for all calls that share an identity, a Region, a service and a class of
** operations. A call finds its set once, with its stream. */
#ifndef MOONTIDE_FLOW_TALLY_H
#define MOONTIDE_FLOW_TALLY_H

#include <moontide/stats.h>

#include "flow/scope.h"
#include "flow/waits.h"

struct tally {
    struct tally *next;
    mt_tally figures; /* but for waits and what is of this moment */
    char *region, *operation_class;
    struct waits waits;
    const struct scope *scope;
    const struct gate *gate; /* NULL: the retry mode knows no rates */
};

/* All of an engine; zero is none. */
struct tallies {
    struct tally *first, *last;
};

struct tally_key {
    const struct scope *scope; /* outlives it, … */
    const char *profile;       /* … and so does this; "": explicit credentials */
    const char *region;
    const char *operation_class;
};

/* Finds or makes it; it lives as long as the tallies. NULL: out of memory. */
struct tally *tally_find(struct tallies *tallies, const struct tally_key *key);
void tallies_clear(struct tallies *tallies);

/* What became of an attempt. */
struct tally_answer {
    mt_status status;
    int64_t ms;
    uint64_t connections, sent_bytes, received_bytes;
};

void tally_answer(struct tally *tally, const struct tally_answer *answer);

#endif
