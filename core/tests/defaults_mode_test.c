/* How long a connection may take, by AWS's defaults modes. */
#include "flow/defaults_mode.h"

#include "test.h"
#include "world.h"

static void test_modes(void)
{
    static const struct {
        const char *mode, *execution, *region;
        int64_t expected; /* 0: refused */
    } cases[] = {
        {"", "", "", 3100},
        {"standard", "", "", 3100},
        {"In-Region", "", "", 1100},
        {"cross-region", "", "", 3100},
        {"mobile", "", "", 30000},
        {"legacy", "", "", 60000},
        {"auto", "", "r1", 3100},
        {"auto", "AWS_Lambda_x", "", 3100},
        {"auto", "AWS_Lambda_x", "r1", 1100},
        {"auto", "AWS_Lambda_x", "r2", 3100},
        {"fast", "", "", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct world world = {.variables = {{"AWS_DEFAULTS_MODE", cases[i].mode},
                                            {"AWS_EXECUTION_ENV", cases[i].execution},
                                            {"AWS_DEFAULT_REGION", cases[i].region}}};
        mt_settings *settings = NULL;
        mt_error err = {0};
        int64_t ms = 0;
        CHECK_STATUS(mt_settings_load(world_open(&world), NULL, &settings, NULL), MT_OK);
        CHECK_STATUS(defaults_mode_connect_ms(settings, &world.environment, "r1", &ms, &err),
                     cases[i].expected ? MT_OK : MT_ECONFIG);
        CHECK(ms == cases[i].expected);
        CHECK(cases[i].expected || strstr(err.message, "'fast' (from AWS_DEFAULTS_MODE)"));
        mt_settings_free(settings);
    }
}

int main(void)
{
    RUN(test_modes);
    return TEST_SUMMARY();
}
