/* Lists threaded through the calls themselves, so that moving a call cannot fail. */
#ifndef MOONTIDE_FLOW_CALL_LIST_H
#define MOONTIDE_FLOW_CALL_LIST_H

#include <moontide/call.h>

/* A call stands in its owner's list all its life and in at most one list of its state. */
enum call_link { CALL_LINK_OWNER, CALL_LINK_STATE, CALL_LINK_COUNT };

struct call_links {
    mt_call *previous;
    mt_call *next;
    struct call_list *list; /* it stands in; NULL: none */
};

/* Zero is an empty list by owner. */
struct call_list {
    mt_call *first;
    mt_call *last;
    enum call_link link;
};

void call_list_append(struct call_list *list, mt_call *call);
void call_list_prepend(struct call_list *list, mt_call *call);
/* Takes the call out of the list it stands in by this link, if any. */
void call_list_remove(mt_call *call, enum call_link link);

#endif
