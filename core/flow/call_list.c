#include "flow/call_list.h"

#include "flow/flow.h"

static void insert(struct call_list *list, mt_call *previous, mt_call *call)
{
    const enum call_link link = list->link;
    mt_call *next = previous ? previous->links[link].next : list->first;
    call->links[link] = (struct call_links){previous, next, list};
    if (previous)
        previous->links[link].next = call;
    else
        list->first = call;
    if (next)
        next->links[link].previous = call;
    else
        list->last = call;
}

void call_list_append(struct call_list *list, mt_call *call)
{
    insert(list, list->last, call);
}

void call_list_prepend(struct call_list *list, mt_call *call)
{
    insert(list, NULL, call);
}

void call_list_remove(mt_call *call, enum call_link link)
{
    struct call_links *links = &call->links[link];
    if (!links->list)
        return;
    if (links->previous)
        links->previous->links[link].next = links->next;
    else
        links->list->first = links->next;
    if (links->next)
        links->next->links[link].previous = links->previous;
    else
        links->list->last = links->previous;
    *links = (struct call_links){0};
}
