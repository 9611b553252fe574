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

int main(void)
{
    RUN(test_times);
    RUN(test_no_times);
    return TEST_SUMMARY();
}
