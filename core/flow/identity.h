/* Who signs: a provider, the credentials that it gave last, and the calls that wait for others.
**
** Clients that name the same profile share one, so that a refresh serves all of them. Whatever is
** held stays in use until it expires; it is replaced as a whole, so that an id never meets another
** set's secret. */
#ifndef MOONTIDE_FLOW_IDENTITY_H
#define MOONTIDE_FLOW_IDENTITY_H

#include "auth/creds.h"
#include "flow/call_list.h"
#include "flow/provider_request.h"

struct http_exchange;
struct identity;

/* A request on the wire, an attempt of a call or what a provider wants; the exchange's tag. */
struct flight {
    struct http_exchange *exchange; /* NULL: nothing under way */
    mt_call *call;                  /* whose attempt it is, or NULL and then … */
    struct identity *identity;      /* … whose provider's request */
};

enum identity_wait {
    IDENTITY_IDLE,
    IDENTITY_PAUSES, /* before a request */
    IDENTITY_SENDS,
    IDENTITY_RUNS, /* a process */
    IDENTITY_ASKS, /* the program around this library */
    IDENTITY_ASKED /* … which has taken the question */
};

struct identity {
    struct identity *next;
    mt_engine *engine;
    char *name; /* of the profile; NULL: the default chain */
    bool is_shared;
    char *region; /* of the first client; NULL: none yet */
    mt_provider *provider;
    struct creds_held held;   /* empty before the first set */
    uint64_t generation;      /* of sets */
    int64_t refresh_at;       /* Unix seconds: not ahead of time before */
    bool is_refused;          /* a service has said that what is held is no longer good */
    struct call_list waiting; /* CALL_CREDS */
    enum identity_wait wait;
    mt_fetch want; /* the provider's, valid until its next step */
    mt_step want_kind;
    struct provider_request request;
    struct flight flight;
    struct child *child;
    int64_t due_at;    /* monotonic ms, while it pauses */
    uint64_t question; /* while it asks */
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

/* What the engine's loop does for its identities: due requests, processes. */
void identities_turn(mt_engine *engine);
/* The provider's request has ended. */
void identity_fetched(struct identity *identity);
/* At most so many ms until an identity wants a turn. */
int64_t identities_wait(const mt_engine *engine, int64_t wait);
/* Replaces the provider, which it takes; for tests. */
void identity_use(struct identity *identity, mt_provider *provider);

#endif
