/* The table of failures, and the value that carries one. */
#include <moontide/error.h>

#include "test.h"

static void test_every_status_has_its_row(void)
{
    for (int i = 0; i < MT_STATUS_COUNT; i++) {
        const mt_status status = (mt_status)i;
        CHECK(*mt_status_name(status) && *mt_status_meaning(status));
        CHECK((mt_status_exit_code(status) == 0) == (status == MT_OK));
        for (int k = 0; k < i; k++)
            CHECK(strcmp(mt_status_name((mt_status)k), mt_status_name(status)) != 0);
    }
    CHECK(mt_status_retry(MT_ETHROTTLE) == MT_RETRY_SLOWER);
    CHECK(mt_status_retry(MT_ETLS) == MT_RETRY_NEVER);
    CHECK_STR(mt_status_name((mt_status)MT_STATUS_COUNT), "usage");
}

static void test_failing_fills_and_clears(void)
{
    mt_error err = {.http = 400, .code = "Old", .where = "old"};
    CHECK_STATUS(mt_fail(&err, MT_EINPUT, "%d things", 2), MT_EINPUT);
    CHECK_STATUS(err.status, MT_EINPUT);
    CHECK_STR(err.message, "2 things");
    CHECK(err.http == 0 && !*err.code && !*err.where);
    CHECK_STATUS(mt_fail(NULL, MT_EIO, "nobody reads this"), MT_EIO);
}

/* A message must stay text that JSON can carry. */
static void test_cutting_leaves_whole_characters(void)
{
    char text[1024];
    for (size_t start = 0; start < 4; start++) {
        memset(text, 'x', start);
        for (size_t i = start; i + 4 < sizeof text; i += 4)
            memcpy(text + i, "\xF0\x9F\x8C\x99", 5);
        mt_error err = {0};
        (void)mt_fail(&err, MT_EINPUT, "%s", text);
        const size_t size = strlen(err.message);
        CHECK(size >= sizeof err.message - 8 && (size - start) % 4 == 0);
        CHECK(strncmp(err.message, text, size) == 0);
    }
}

int main(void)
{
    RUN(test_every_status_has_its_row);
    RUN(test_failing_fills_and_clears);
    RUN(test_cutting_leaves_whole_characters);
    return TEST_SUMMARY();
}
