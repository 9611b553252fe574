/* ISO 8601 dates and times, as people write them into inputs. */
#ifndef MOONTIDE_TIMESTAMP_H
#define MOONTIDE_TIMESTAMP_H

#include <stdint.h>

#include <moontide/str.h>

struct timestamp {
    int64_t seconds; /* since the epoch */
    int nanoseconds;
};

/* Reads "2024-05-31", "2024-05-31T08:00Z", "2024-05-31 08:00:30.25+02:00" (a comma for the point
** and +0200 are fine too). Without a zone it is UTC. False if it is not a time. */
bool timestamp_parse(mt_str text, struct timestamp *out);

#endif
