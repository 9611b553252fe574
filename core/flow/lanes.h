/* Lanes: of the writes to one target at most one is under way, in the order of their submission,
** whoever submits them. A second one would meet ConcurrentUpdateException, or overtake the first.
**
** A lane is known by a hash of what names the target; should two share one, they only wait for each
** other. */
#ifndef MOONTIDE_FLOW_LANES_H
#define MOONTIDE_FLOW_LANES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <moontide/call.h>

/* A call's part: its lane, and who is behind it there. */
struct lane_link {
    uint64_t lane; /* 0: none */
    mt_call *next;
};

struct lane_slot {
    uint64_t lane; /* 0: free */
    mt_call *first, *last;
};

enum { LANE_CHANGES = 1024 };

struct lane_change {
    uint64_t lane;
    int64_t at; /* monotonic ms */
};

/* Zero is empty. */
struct lanes {
    struct lane_slot *slots;
    size_t count;
    size_t capacity;                          /* a power of two */
    struct lane_change changes[LANE_CHANGES]; /* the last ones, in a ring */
    size_t change_count;
};

/* The hash of a text that goes on from another's; begin with LANE_SEED. Never 0. */
#define LANE_SEED UINT64_C(0xCBF29CE484222325)
uint64_t lane_hash(uint64_t seed, const char *text, size_t size);

/* Makes room for one more lane; false if out of memory. */
bool lanes_reserve(struct lanes *lanes);
void lanes_clear(struct lanes *lanes);
/* Joins the end of the call's lane; true if it is alone there, so that it may be sent. */
bool lanes_join(struct lanes *lanes, mt_call *call);
/* Leaves, from any place; returns the call that may be sent now, NULL if there is none. */
mt_call *lanes_leave(struct lanes *lanes, mt_call *call);

/* A write has succeeded. */
void lanes_note(struct lanes *lanes, uint64_t lane, int64_t now);
/* Did one within the last half minute, as far as is remembered? */
bool lanes_changed(const struct lanes *lanes, uint64_t lane, int64_t now);

#endif
