/* Times as people write them, and what are none. */
#include <moontide/error.h>

#include "data/timestamp.h"
#include "test.h"

static void test_times(void)
{
    static const struct {
        const char *text;
        struct timestamp expected;
    } rows[] = {
        {"1970-01-01", {0, 0}},
        {"1970-01-01T00:00:00Z", {0, 0}},
        {"1969-12-31T23:59:59Z", {-1, 0}},
        {"2000-02-29", {951782400, 0}},
        {"2000-03-01", {951868800, 0}},
        {"2024-02-29T12:30Z", {1709209800, 0}},
        {"2025-11-05T12:34:38Z", {1762346078, 0}},
        {"2025-11-05 12:34:38", {1762346078, 0}},
        {"2025-11-05t12:34:38z", {1762346078, 0}},
        {"2025-11-05T12:34:38.25Z", {1762346078, 250000000}},
        {"2025-11-05T12:34:38,000000001999Z", {1762346078, 1}},
        {"2025-11-05T14:34:38+02:00", {1762346078, 0}},
        {"2025-11-05T07:04:38-0530", {1762346078, 0}},
        {"0001-01-01", {-62135596800, 0}},
        {"9999-12-31T23:59:59Z", {253402300799, 0}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct timestamp time = {0};
        CHECK(timestamp_parse(mt_cstr(rows[i].text), &time));
        CHECK(time.seconds == rows[i].expected.seconds);
        CHECK(time.nanoseconds == rows[i].expected.nanoseconds);
        if (time.seconds != rows[i].expected.seconds)
            fprintf(stderr, "  %s: %lld\n", rows[i].text, (long long)time.seconds);
    }
}

static void test_no_times(void)
{
    static const char *const texts[] = {"",
                                        "now",
                                        "2025",
                                        "2025-11",
                                        "2025-13-01",
                                        "2025-00-01",
                                        "2025-11-00",
                                        "2025-11-31",
                                        "2025-02-29",
                                        "1900-02-29",
                                        "0000-01-01",
                                        "25-11-05",
                                        "2025-1-5",
                                        "2025-11-05T",
                                        "2025-11-05T12",
                                        "2025-11-05T24:00",
                                        "2025-11-05T12:60",
                                        "2025-11-05T12:34:60",
                                        "2025-11-05T12:34:38.",
                                        "2025-11-05T12:34:38Zx",
                                        "2025-11-05T12:34:38+2",
                                        "2025-11-05T12:34:38 Z",
                                        "2025-11-05T12:34:38+24:00",
                                        "2025-11-05x12:34",
                                        "2025-11-05Z",
                                        "-2025-11-05"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct timestamp time = {7, 7};
        CHECK(!timestamp_parse(mt_cstr(texts[i]), &time));
        CHECK(time.seconds == 7 && time.nanoseconds == 7);
    }
}

static void test_dates_of_http(void)
{
    struct timestamp time = {7, 7};
    CHECK(timestamp_parse_http(mt_cstr("Sun, 06 Nov 1994 08:49:37 GMT"), &time));
    CHECK(time.seconds == 784111777 && time.nanoseconds == 0);
    CHECK(timestamp_parse_http(mt_cstr("Tue, 29 Apr 2014 18:30:38.123 GMT"), &time));
    CHECK(time.seconds == 1398796238 && time.nanoseconds == 123000000);
    static const char *const texts[] = {"",
                                        "Sun, 06 Nov 1994 08:49:37",
                                        "Sun, 6 Nov 1994 08:49:37 GMT",
                                        "Sun, 31 Feb 1994 08:49:37 GMT",
                                        "Sun, 06 Nov 0000 08:49:37 GMT",
                                        "Xxx, 06 Nov 1994 08:49:37 GMT",
                                        "Sun, 06 Xxx 1994 08:49:37 GMT",
                                        "Sun, 06 Nov 1994 24:49:37 GMT",
                                        "Sun, 06 Nov 1994 08:49:37 GMT ",
                                        "Sunday, 06-Nov-94 08:49:37 GMT",
                                        "Su"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        CHECK(!timestamp_parse_http(mt_cstr(texts[i]), &time));
    CHECK(time.seconds == 1398796238);
}

/* What is printed reads back as the same, before 1970 and in leap years too. */
static void test_printing(void)
{
    static const struct {
        int64_t seconds;
        const char *iso, *http;
    } rows[] = {
        {0, "1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT"},
        {-1, "1969-12-31T23:59:59Z", "Wed, 31 Dec 1969 23:59:59 GMT"},
        {951782400, "2000-02-29T00:00:00Z", "Tue, 29 Feb 2000 00:00:00 GMT"},
        {INT64_C(-62135596800), "0001-01-01T00:00:00Z", "Mon, 01 Jan 0001 00:00:00 GMT"},
        {INT64_C(253402300799), "9999-12-31T23:59:59Z", "Fri, 31 Dec 9999 23:59:59 GMT"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct timestamp time = {.seconds = rows[i].seconds};
        struct timestamp again = {7, 7};
        struct buf text = {0};
        CHECK(timestamp_is_printable(time.seconds));
        timestamp_print(time, TIMESTAMP_ISO8601, &text);
        CHECK_STR(buf_text(&text), rows[i].iso);
        CHECK(timestamp_parse(buf_str(&text), &again) && again.seconds == time.seconds);
        buf_reset(&text);
        timestamp_print(time, TIMESTAMP_HTTP, &text);
        CHECK_STR(buf_text(&text), rows[i].http);
        CHECK(timestamp_parse_http(buf_str(&text), &again) && again.seconds == time.seconds);
        buf_clear(&text);
    }
    CHECK(!timestamp_is_printable(INT64_C(-62135596801)));
    CHECK(!timestamp_is_printable(INT64_C(253402300800)));
}

int main(void)
{
    RUN(test_dates_of_http);
    RUN(test_printing);
    RUN(test_times);
    RUN(test_no_times);
    return TEST_SUMMARY();
}
