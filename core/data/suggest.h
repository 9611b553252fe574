/* "Did you mean": the nearest of some names. */
#ifndef MOONTIDE_SUGGEST_H
#define MOONTIDE_SUGGEST_H

#include <moontide/str.h>

/* Feed candidates, then look at best: NULL if nothing is near enough (at most a third of the
** letters differ; case counts little). Zero with .wanted set is the start. */
struct suggest {
    mt_str wanted;
    const char *best;
    size_t distance;
};

void suggest_offer(struct suggest *suggest, const char *candidate);

#endif
