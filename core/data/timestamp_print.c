/* Times as services spell them. */
#include "data/timestamp.h"

#include <inttypes.h>

enum { DAY = 24 * 60 * 60 };

static const char *const weekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/* gmtime_r takes longer than a signature. The months are counted from March, so that the leap day
** is a year's last, in eras of 400 years. */
struct timestamp_parts timestamp_split(int64_t seconds)
{
    const int64_t second = (seconds % DAY + DAY) % DAY, since = (seconds - second) / DAY;
    const int64_t days = since + 719468; /* from March of the year 0 */
    const int64_t era = days / 146097, day_of_era = days % 146097;
    const int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const int64_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const int64_t from_march = (5 * day_of_year + 2) / 153;
    const int month = (int)(from_march < 10 ? from_march + 3 : from_march - 9);
    return (struct timestamp_parts){.year = (int)(era * 400 + year_of_era) + (month <= 2),
                                    .month = month,
                                    .day = (int)(day_of_year - (153 * from_march + 2) / 5 + 1),
                                    .hour = (int)(second / 3600),
                                    .minute = (int)(second / 60 % 60),
                                    .second = (int)(second % 60),
                                    .weekday = (int)((days + 3) % 7)};
}

bool timestamp_is_printable(int64_t seconds)
{
    return seconds >= INT64_C(-62135596800) && seconds <= INT64_C(253402300799);
}

static void print_unix(struct timestamp time, struct buf *out)
{
    buf_addf(out, "%" PRId64, time.seconds);
    const int milliseconds = time.nanoseconds / 1000000;
    if (milliseconds)
        buf_addf(out, ".%03d", milliseconds);
}

static void print_iso(struct timestamp time, struct buf *out)
{
    const struct timestamp_parts at = timestamp_split(time.seconds);
    buf_addf(out, "%04d-%02d-%02dT%02d:%02d:%02d", at.year, at.month, at.day, at.hour, at.minute,
             at.second);
    const int milliseconds = time.nanoseconds / 1000000;
    if (milliseconds)
        buf_addf(out, ".%03d", milliseconds);
    buf_add_char(out, 'Z');
}

static void print_http(struct timestamp time, struct buf *out)
{
    const struct timestamp_parts at = timestamp_split(time.seconds);
    buf_addf(out, "%s, %02d %s %04d %02d:%02d:%02d GMT", weekdays[at.weekday], at.day,
             months[at.month - 1], at.year, at.hour, at.minute, at.second);
}

static char *put_number(char *at, int64_t value, int digits)
{
    for (int i = digits - 1; i >= 0; i--, value /= 10)
        at[i] = (char)('0' + value % 10);
    return at + digits;
}

void timestamp_print_basic(int64_t seconds, char out[TIMESTAMP_BASIC_SIZE])
{
    const struct timestamp_parts parts = timestamp_split(seconds);
    char *at = put_number(out, parts.year, 4);
    at = put_number(at, parts.month, 2);
    at = put_number(at, parts.day, 2);
    *at++ = 'T';
    at = put_number(at, parts.hour, 2);
    at = put_number(at, parts.minute, 2);
    at = put_number(at, parts.second, 2);
    *at++ = 'Z';
    *at = '\0';
}

void timestamp_print(struct timestamp time, enum timestamp_format format, struct buf *out)
{
    switch (format) {
    case TIMESTAMP_UNIX:
        print_unix(time, out);
        break;
    case TIMESTAMP_HTTP:
        print_http(time, out);
        break;
    case TIMESTAMP_USUAL:
    case TIMESTAMP_ISO8601:
        print_iso(time, out);
        break;
    }
}
