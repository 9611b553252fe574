/* Where calls go when nothing says so: MOONTIDE_REGION_FROM_IMDS=true has the instance's metadata
** asked for its Region, once, when it is first needed. */
#ifndef MOONTIDE_FLOW_REGION_SEARCH_H
#define MOONTIDE_FLOW_REGION_SEARCH_H

#include "auth/imds_region.h"
#include "flow/call_list.h"
#include "flow/errand.h"

struct region_search {
    struct errand errand;
    struct imds_region source;
    struct call_list waiting; /* CALL_REGION */
};

/* NULL is fine. */
void region_search_free(struct region_search *search);

#endif
