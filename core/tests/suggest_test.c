/* "Did you mean": what is near enough, and what is nearest. */
#include <moontide/error.h>

#include "data/suggest.h"
#include "test.h"

static const char *const names[] = {
    "MinCapacity", "MaxCapacity",       "ResourceId",     "ResourceIds", "ServiceNamespace",
    "RoleARN",     "ScalableDimension", "SuspendedState", "Tags",        "ecs"};

static const char *nearest(const char *wanted)
{
    struct suggest suggest = {.wanted = mt_cstr(wanted)};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        suggest_offer(&suggest, names[i]);
    return suggest.best;
}

static void test_near(void)
{
    static const struct {
        const char *wanted, *best;
    } rows[] = {{"MinCapcity", "MinCapacity"},
                {"mincapacity", "MinCapacity"},
                {"min_capacity", "MinCapacity"},
                {"MaxCapacityy", "MaxCapacity"},
                {"ResourceID", "ResourceId"},
                {"ResourcesId", "ResourceId"},
                {"RoleArn", "RoleARN"},
                {"Serv1ceNamespaec", "ServiceNamespace"},
                {"scalable-dimension", "ScalableDimension"},
                {"Tag", "Tags"},
                {"tags", "Tags"},
                {"esc", "ecs"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CHECK_STR(nearest(rows[i].wanted), rows[i].best);
}

static void test_too_far(void)
{
    static const char *const strangers[] = {"", "x", "City", "Name", "abcdefghijk", "rds"};
    for (size_t i = 0; i < sizeof strangers / sizeof *strangers; i++)
        CHECK(nearest(strangers[i]) == NULL);
}

static void test_first_of_equals_wins(void)
{
    struct suggest suggest = {.wanted = mt_cstr("MidCapacity")};
    suggest_offer(&suggest, "MinCapacity");
    suggest_offer(&suggest, "MixCapacity");
    CHECK_STR(suggest.best, "MinCapacity");
    suggest_offer(&suggest, "MidCapacity");
    CHECK_STR(suggest.best, "MidCapacity");
    CHECK(suggest.distance == 0);
}

static void test_long_names_are_left_alone(void)
{
    char text[512];
    memset(text, 'a', sizeof text);
    text[sizeof text - 1] = '\0';
    struct suggest suggest = {.wanted = mt_cstr(text)};
    suggest_offer(&suggest, text);
    CHECK(suggest.best == NULL);
    suggest.wanted = mt_cstr("aaa");
    suggest_offer(&suggest, text);
    CHECK(suggest.best == NULL);
}

int main(void)
{
    RUN(test_near);
    RUN(test_too_far);
    RUN(test_first_of_equals_wins);
    RUN(test_long_names_are_left_alone);
    return TEST_SUMMARY();
}
