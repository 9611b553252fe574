#include "data/timestamp.h"

enum { DAY = 24 * 60 * 60, NANOSECOND_DIGITS = 9 };

struct reader {
    const char *at, *end;
    bool failed;
};

static bool skip(struct reader *r, char c)
{
    if (r->at == r->end || *r->at != c)
        return false;
    r->at++;
    return true;
}

static void expect(struct reader *r, char c)
{
    if (!skip(r, c))
        r->failed = true;
}

static bool at_digit(const struct reader *r)
{
    return r->at < r->end && *r->at >= '0' && *r->at <= '9';
}

/* Exactly so many digits, their value at most max. */
static int number(struct reader *r, int digits, int max)
{
    int value = 0;
    for (int i = 0; i < digits; i++) {
        if (!at_digit(r)) {
            r->failed = true;
            return 0;
        }
        value = value * 10 + (*r->at++ - '0');
    }
    if (value > max)
        r->failed = true;
    return value;
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* Days from 1970-01-01 to a date of the Gregorian calendar, counted in years that start in
** March, so that a leap day comes last. */
static int64_t days_since_epoch(int year, int month, int day)
{
    const int64_t y = month > 2 ? year : year - 1;
    const int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return y * 365 + y / 4 - y / 100 + y / 400 + day_of_year - 719468;
}

static int64_t read_date(struct reader *r)
{
    const int year = number(r, 4, 9999);
    expect(r, '-');
    const int month = number(r, 2, 12);
    expect(r, '-');
    const int day = number(r, 2, 31);
    if (r->failed || year == 0 || month == 0 || day == 0 || day > days_in(year, month)) {
        r->failed = true;
        return 0;
    }
    return days_since_epoch(year, month, day) * DAY;
}

/* Digits after the point; beyond nanoseconds they are dropped. */
static int read_fraction(struct reader *r)
{
    if (!skip(r, '.') && !skip(r, ','))
        return 0;
    if (!at_digit(r))
        r->failed = true;
    int nanoseconds = 0;
    int digits = 0;
    for (; at_digit(r); r->at++) {
        if (digits < NANOSECOND_DIGITS) {
            nanoseconds = nanoseconds * 10 + (*r->at - '0');
            digits++;
        }
    }
    for (; digits < NANOSECOND_DIGITS; digits++)
        nanoseconds *= 10;
    return nanoseconds;
}

/* What to subtract to get to UTC. */
static int read_zone(struct reader *r)
{
    if (r->at == r->end || skip(r, 'Z') || skip(r, 'z'))
        return 0;
    const bool is_west = skip(r, '-');
    if (!is_west)
        expect(r, '+');
    const int hours = number(r, 2, 23);
    (void)skip(r, ':');
    const int seconds = (hours * 60 + number(r, 2, 59)) * 60;
    return is_west ? -seconds : seconds;
}

bool timestamp_parse(mt_str text, struct timestamp *out)
{
    struct reader r = {.at = text.data, .end = text.data + text.size};
    struct timestamp time = {.seconds = read_date(&r)};
    if (!r.failed && r.at < r.end) {
        if (!skip(&r, 'T') && !skip(&r, 't'))
            expect(&r, ' ');
        time.seconds += INT64_C(3600) * number(&r, 2, 23);
        expect(&r, ':');
        time.seconds += INT64_C(60) * number(&r, 2, 59);
        if (skip(&r, ':')) {
            time.seconds += number(&r, 2, 59);
            time.nanoseconds = read_fraction(&r);
        }
        time.seconds -= read_zone(&r);
    }
    if (r.failed || r.at != r.end)
        return false;
    *out = time;
    return true;
}

/* A word of three letters from a list. */
static int name(struct reader *r, const char *names)
{
    const size_t size = strlen(names);
    for (size_t i = 0; i < size && r->end - r->at >= 3; i += 3) {
        if (memcmp(r->at, names + i, 3) == 0) {
            r->at += 3;
            return (int)(i / 3) + 1;
        }
    }
    r->failed = true;
    return 0;
}

static void expect_text(struct reader *r, const char *text)
{
    for (; *text; text++)
        expect(r, *text);
}

bool timestamp_parse_http(mt_str text, struct timestamp *out)
{
    struct reader r = {.at = text.data, .end = text.data + text.size};
    (void)name(&r, "SunMonTueWedThuFriSat");
    expect_text(&r, ", ");
    const int day = number(&r, 2, 31);
    expect(&r, ' ');
    const int month = name(&r, "JanFebMarAprMayJunJulAugSepOctNovDec");
    expect(&r, ' ');
    const int year = number(&r, 4, 9999);
    expect(&r, ' ');
    const int hour = number(&r, 2, 23);
    expect(&r, ':');
    const int minute = number(&r, 2, 59);
    expect(&r, ':');
    const int second = number(&r, 2, 60); /* a leap second */
    struct timestamp time = {.nanoseconds = read_fraction(&r)};
    expect_text(&r, " GMT");
    if (r.failed || r.at != r.end || year == 0 || day == 0 || day > days_in(year, month))
        return false;
    time.seconds =
        days_since_epoch(year, month, day) * DAY + (INT64_C(60) * hour + minute) * 60 + second;
    *out = time;
    return true;
}
