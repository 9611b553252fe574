/* The time, asked in two places only: by the engine once a turn, and by the program. */
#ifndef MOONTIDE_CLOCK_H
#define MOONTIDE_CLOCK_H

#include <stdint.h>

/* Milliseconds of a clock that never goes back. */
int64_t clock_monotonic_ms(void);
/* Unix time in seconds. */
int64_t clock_unix(void);

#endif
