/* Who signs: a provider, the credentials that it gave last, and the calls that wait for others.
**
** Clients that name the same profile share one, so that a refresh serves all of them. Whatever is
** held stays in use until it expires; it is replaced as a whole, so that an id never meets another
** set's secret. */
#ifndef MOONTIDE_FLOW_IDENTITY_H
#define MOONTIDE_FLOW_IDENTITY_H

#include "auth/creds.h"
#include "flow/call_list.h"
#include "flow/errand.h"

struct identity {
    struct errand errand; /* what its provider wants */
    struct identity *next;
    mt_engine *engine;
    char *name; /* of the profile; NULL: the default chain */
    bool is_shared;
    char *region; /* of the first client; NULL: none yet */
    mt_provider *provider;
    struct creds_held held; /* empty before the first set */
    uint64_t generation;    /* of sets */
    char features[32];      /* AWS's letters for the way they came by, "n,o,i" */
    uint64_t features_version;
    int64_t refresh_at;       /* Unix seconds: not ahead of time before */
    bool is_refused;          /* a service has said that what is held is no longer good */
    struct call_list waiting; /* CALL_CREDS */
};

/* The engine's identity of a profile (NULL: the default chain), made if there is none. NULL: out of
** memory. */
struct identity *identity_of_profile(mt_engine *engine, const char *profile);
/* One of a client's own; takes provider, on failure too. NULL: out of memory. */
struct identity *identity_new(mt_engine *engine, mt_provider *provider);
/* Ends one that is not shared. */
void identity_release(struct identity *identity);
void identity_free_all(mt_engine *engine);
/* The region in which services are asked, unless there is one already. false: out of memory. */
bool identity_use_region(struct identity *identity, const char *region);

/* Can calls be signed now? */
bool identity_is_usable(const struct identity *identity);
/* Has the provider asked unless that is under way; starts or fails the calls that wait. */
void identity_ask(struct identity *identity);
/* Has the provider asked if it is time to renew what is held. */
void identity_keep_fresh(struct identity *identity);
/* A service has refused what was held in that generation: others are wanted. */
void identity_refuse(struct identity *identity, uint64_t generation);

/* Replaces the provider, which it takes; for tests. */
void identity_use(struct identity *identity, mt_provider *provider);

#endif
