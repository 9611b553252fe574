/* What is known of the clocks of the services that an engine asks (skew.h), by host. Of a host that has
** not told yet the last one that did is believed: more likely it is this machine's clock that is
** wrong. */
#ifndef MOONTIDE_FLOW_CLOCKS_H
#define MOONTIDE_FLOW_CLOCKS_H

#include "flow/skew.h"

struct http_exchange;

struct host_clock {
    struct host_clock *next;
    char *host;
    int64_t skew; /* seconds that it is ahead of ours */
    bool is_known;
};

/* An engine's; zero knows nothing. */
struct clocks {
    struct host_clock *hosts;
    int64_t skew; /* of the host that told last */
    bool is_off;  /* ours counts, whatever services say */
};

/* Finds or makes it; it lives as long as clocks. NULL: out of memory. */
struct host_clock *clocks_host(struct clocks *clocks, const char *host);
/* Seconds to add to our time to get the host's. */
int64_t clocks_skew(const struct clocks *clocks, const struct host_clock *host);
/* The same for what services have dated: 0 where it is no more than Dates, which have whole seconds,
** are wrong by. */
int64_t clocks_correction(const struct clocks *clocks);
/* Learns from an answer of the host that came at that time by our clock and took so long; false if it
** does not tell, or nobody wants to know. */
bool clocks_learn(struct clocks *clocks, struct host_clock *host, struct http_exchange *exchange,
                  int64_t answered_wall, int64_t took_ms);
/* The skew that a request of then was signed with, by our clock as it is now: that may have been set
** since, and a machine that was asleep finds itself later than the time that has passed for it. */
static inline int64_t clocks_used(int64_t skew, int64_t sent_wall, int64_t answered_wall,
                                  int64_t took_ms)
{
    return skew + sent_wall - (answered_wall - took_ms / 1000);
}
void clocks_clear(struct clocks *clocks);

#endif
