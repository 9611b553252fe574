#include "flow/clocks.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "net/http.h"

struct host_clock *clocks_host(struct clocks *clocks, const char *host)
{
    for (struct host_clock *known = clocks->hosts; known; known = known->next)
        if (strcmp(known->host, host) == 0)
            return known;
    struct host_clock *made = calloc(1, sizeof *made);
    if (!made)
        return NULL;
    made->host = str_dup(mt_cstr(host));
    if (!made->host) {
        free(made);
        return NULL;
    }
    made->next = clocks->hosts;
    return clocks->hosts = made;
}

int64_t clocks_skew(const struct clocks *clocks, const struct host_clock *host)
{
    return host->is_known ? host->skew : clocks->skew;
}

int64_t clocks_correction(const struct clocks *clocks)
{
    enum { ROUNDING_S = 2 };
    const int64_t skew = clocks->skew;
    return skew > ROUNDING_S || skew < -ROUNDING_S ? skew : 0;
}

bool clocks_learn(struct clocks *clocks, struct host_clock *host, struct http_exchange *exchange,
                  int64_t answered_wall, int64_t took_ms)
{
    int64_t measured = 0;
    const struct skew_sample sample = {
        .date = http_header(exchange, "date"),
        .age = http_header(exchange, "age"),
        .sent_ms = answered_wall * 1000 - took_ms,
        .answered_ms = answered_wall * 1000,
    };
    if (clocks->is_off || !skew_measure(&sample, &measured))
        return false;
    host->skew = clocks->skew = measured;
    return host->is_known = true;
}

void clocks_clear(struct clocks *clocks)
{
    while (clocks->hosts) {
        struct host_clock *host = clocks->hosts;
        clocks->hosts = host->next;
        free(host->host);
        free(host);
    }
}
