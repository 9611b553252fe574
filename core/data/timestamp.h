/* ISO 8601 dates and times, as people write them into inputs. */
#ifndef MOONTIDE_TIMESTAMP_H
#define MOONTIDE_TIMESTAMP_H

#include <stdint.h>

#include "base/buf.h"

struct timestamp {
    int64_t seconds; /* since the epoch */
    int nanoseconds;
};

/* Reads "2024-05-31", "2024-05-31T08:00Z", "2024-05-31 08:00:30.25+02:00" (a comma for the point
** and +0200 are fine too). Without a zone it is UTC. False if it is not a time. */
bool timestamp_parse(mt_str text, struct timestamp *out);
/* Reads what HTTP calls a date: "Sun, 06 Nov 1994 08:49:37 GMT". */
bool timestamp_parse_http(mt_str text, struct timestamp *out);

/* The ways in which services spell times. */
enum timestamp_format {
    TIMESTAMP_USUAL, /* the protocol's: epoch seconds in JSON, ISO 8601 in XML and forms */
    TIMESTAMP_ISO8601,
    TIMESTAMP_UNIX,
    TIMESTAMP_HTTP,
};

/* "2024-05-31T08:00:00Z", with milliseconds if there are any; "1717142400" or "1717142400.25";
** "Fri, 31 May 2024 08:00:00 GMT". TIMESTAMP_USUAL is as ISO 8601; the time is one that
** timestamp_is_printable. */
bool timestamp_is_printable(int64_t seconds); /* in the years 1 to 9999 */
void timestamp_print(struct timestamp time, enum timestamp_format format, struct buf *out);

/* ISO 8601's basic form, as signatures have it: "20240531T080000Z". */
enum { TIMESTAMP_BASIC_SIZE = 17 };
void timestamp_print_basic(int64_t seconds, char out[TIMESTAMP_BASIC_SIZE]);

/* Date and time of day in UTC. */
struct timestamp_parts {
    int year, month, day, hour, minute, second;
    int weekday; /* 0: Sunday */
};
struct timestamp_parts timestamp_split(int64_t seconds);

#endif
