/* What is shared by all calls of a process to one service in one Region with one identity: whether
** the service is there (circuit.h), and how fast it may be called, by class of operation
** (rate.h). */
#ifndef MOONTIDE_FLOW_SCOPE_H
#define MOONTIDE_FLOW_SCOPE_H

#include <moontide/error.h>

#include "flow/circuit.h"
#include "flow/rate.h"

enum { GATE_KEY_SIZE = 33 };

/* One bucket of the service. */
struct gate {
    struct gate *next;
    char *class; /* "read", "write" or a name that models use */
    struct rate rate;
    bool is_new;             /* nobody has looked yet what is remembered of it */
    char key[GATE_KEY_SIZE]; /* it is remembered by; empty: it is not */
    double kept;             /* tokens that were spent when it was written down */
};

/* Who calls what. */
struct scope_key {
    const char *identity; /* whose limits these are */
    const char *place;    /* the Region, or the URL where it is not AWS's own */
    const char *service;  /* by its signing name */
    const char *region;
};

struct scope {
    struct scope *next;
    char *identity, *place, *service, *region;
    char *name; /* for people: the Region, and where that is not AWS's own */
    struct circuit circuit;
    int refused;   /* answers in a row that refuse the identity */
    mt_error last; /* transient failure */
    bool has_answered;
    struct gate *gates;
};

/* All of an engine; zero is none. */
struct scopes {
    struct scope *first;
};

/* Finds or makes it; it lives as long as scopes. NULL: out of memory. */
struct scope *scope_find(struct scopes *scopes, const struct scope_key *key);
struct gate *gate_find(struct scope *scope, const char *class);
void scopes_clear(struct scopes *scopes);

#endif
