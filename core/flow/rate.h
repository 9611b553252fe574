/* How fast calls may be sent to a service that does not say: finds the rate and the size of its
** token bucket, sends just faster than is proven, so that a rare refusal confirms or corrects what
** is believed, and follows what changes. Pure: time is an argument, in seconds of any clock that
** does not jump. Why it does what it does is in docs/rate-control.md. */
#ifndef MOONTIDE_FLOW_RATE_H
#define MOONTIDE_FLOW_RATE_H

#include <stdbool.h>
#include <stddef.h>

/* A moment at which the service's bucket was empty, for it refused a call. */
struct rate_anchor {
    double at;
    double spent; /* by then */
    double lost;  /* so was what overflowed before, as far as is believed */
};

enum { RATE_ANCHORS = 8, RATE_MARKS = 8 };

/* One bucket of a service as seen from here. Zero is one never met. */
struct rate {
    double cap;    /* the user's, tokens a second; 0: none */
    double rate;   /* believed, tokens a second; 0: not known */
    double lead;   /* how much faster than believed to send, a share */
    double change; /* of the belief at the last refusal, a share */
    double peak;   /* what the rate was before it fell; fades; 0: it has not fallen */
    double floor;  /* no refusal of a call that was under way at the last one says less */
    double unrest; /* 1: what is seen contradicts itself, others may be sending; fades */
    double tokens; /* believed to be left at the moment .at */
    double at;
    double under_way;  /* tokens of calls that are not answered yet */
    double spent;      /* tokens of calls that were answered and not refused */
    double held_since; /* tokens sent since the last refusal that had been waited for */
    double fell_at;    /* when it was last told to slow down */
    double burst;      /* what the full bucket holds */
    double late_at;    /* of those that were under way at the first refusal, the last refused … */
    double late_spent; /* … and what was spent by then */
    bool sent_full;    /* the last call was sent when the bucket had been full for a while */
    bool is_met;       /* refused once, or remembered */
    bool is_proven;    /* more than a guess */
    bool is_draining;  /* refused for the first time: waits for what is under way */
    double lost;       /* tokens that are believed to have overflowed … */
    double lost_before; /* … before the last call was sent */
    size_t anchor_count;
    struct rate_anchor anchors[RATE_ANCHORS]; /* newest first */
    size_t mark_count;
    struct rate_anchor marks[RATE_MARKS]; /* before the first refusal; newest first */
};

/* What is worth remembering from one run to the next. */
struct rate_memory {
    double rate;
    double burst;
    double tokens; /* left when it was remembered */
};

/* Can there be such a bucket? */
bool rate_is_sensible(const struct rate_memory *memory);
/* Starts from what was remembered age seconds ago; what makes no sense is ignored. */
void rate_recall(struct rate *rate, const struct rate_memory *memory, double age, double now);
/* False if nothing has been learned that another run could use. */
bool rate_remember(const struct rate *rate, double now, struct rate_memory *memory);

/* Seconds until a call that costs so many tokens may be sent, 0 if now; negative if an answer has to
** arrive first. */
double rate_wait(struct rate *rate, double cost, double now);
/* It is sent. */
void rate_take(struct rate *rate, double cost, double now);
/* Its answer is not a refusal, or there was none. */
void rate_spent(struct rate *rate, double cost, double now);
/* Its answer asks to slow down. */
void rate_refused(struct rate *rate, double cost, double sent_at, double now);
/* It is given up while under way. */
void rate_forget(struct rate *rate, double cost, double now);

#endif
