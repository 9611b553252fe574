/* Variable over profile over default, each with its origin. */
#include <moontide/settings.h>

#include "auth/profile.h"
#include "test.h"
#include "world.h"

#define CONFIG "/h/.aws/config"
#define CREDENTIALS "/h/.aws/credentials"

struct expected {
    mt_setting setting;
    const char *value, *origin;
};

static void check_all(struct world *world, const char *profile, const struct expected *expected,
                      size_t count)
{
    mt_settings *settings = NULL;
    mt_error err = {0};
    CHECK_STATUS(mt_settings_load(world_open(world), profile, &settings, &err), MT_OK);
    CHECK_STR(err.message, "");
    for (size_t i = 0; settings && i < count; i++) {
        const char *value = mt_settings_get(settings, expected[i].setting);
        const char *origin = mt_settings_origin(settings, expected[i].setting);
        if (expected[i].value) {
            CHECK_STR(value, expected[i].value);
            CHECK_STR(origin, expected[i].origin);
        } else {
            CHECK(value == NULL && origin == NULL);
        }
    }
    mt_settings_free(settings);
}

static void test_nothing_set(void)
{
    struct world world = {0};
    const struct expected expected[] = {{MT_SETTING_PROFILE, "default", "default"},
                                        {MT_SETTING_REGION, NULL, NULL},
                                        {MT_SETTING_ENDPOINT_URL, NULL, NULL},
                                        {MT_SETTING_NO_PROXY, NULL, NULL}};
    check_all(&world, NULL, expected, 4);
}

static void test_variables_come_first(void)
{
    struct world world = {
        .variables = {{"HOME", "/h"},
                      {"AWS_REGION", "r1"},
                      {"AWS_DEFAULT_REGION", "r2"},
                      {"HTTPS_PROXY", "http://p"},
                      {"AWS_CA_BUNDLE", " "}},
        .files = {{CONFIG, "[default]\nregion = r3\nca_bundle = /ca.pem # own\n"}}};
    const struct expected expected[] = {{MT_SETTING_REGION, "r1", "AWS_REGION"},
                                        {MT_SETTING_HTTPS_PROXY, "http://p", "HTTPS_PROXY"},
                                        {MT_SETTING_CA_BUNDLE, "/ca.pem", CONFIG ":3"}};
    check_all(&world, NULL, expected, 3);
    world.variables[1].text = "";
    const struct expected second[] = {{MT_SETTING_REGION, "r2", "AWS_DEFAULT_REGION"}};
    check_all(&world, NULL, second, 1);
    world.variables[2].text = "";
    const struct expected third[] = {{MT_SETTING_REGION, "r3", CONFIG ":2"}};
    check_all(&world, NULL, third, 1);
}

static void test_the_profile_chooses(void)
{
    struct world world = {.variables = {{"HOME", "/h/"}, {"AWS_PROFILE", "dev"}},
                          .files = {{CONFIG, "[default]\nregion = r0\n"
                                             "[profile dev]\nregion = r1\n"
                                             "[profile \"two words\"]\nregion = r2\n"
                                             "[other]\nregion = r3\n"}}};
    const struct expected from_variable[] = {{MT_SETTING_PROFILE, "dev", "AWS_PROFILE"},
                                             {MT_SETTING_REGION, "r1", CONFIG ":4"}};
    check_all(&world, NULL, from_variable, 2);
    const struct expected from_option[] = {{MT_SETTING_PROFILE, "two words", "option"},
                                           {MT_SETTING_REGION, "r2", CONFIG ":6"}};
    check_all(&world, "two words", from_option, 2);
}

static void test_a_profile_that_is_nowhere(void)
{
    struct world world = {
        .variables = {{"HOME", "/h"}, {"AWS_PROFILE", "devel"}},
        .files = {{CONFIG, "[profile devl]\nregion = r1\n[other]\nregion = r\n"}}};
    mt_settings *settings = NULL;
    mt_error err = {0};
    CHECK_STATUS(mt_settings_load(world_open(&world), NULL, &settings, &err), MT_ECREDS);
    CHECK_STR(err.message, "profile 'devel' (from AWS_PROFILE) is in neither " CONFIG
                           " nor " CREDENTIALS "; did you mean 'devl'");
    /* a bare name is no profile of a config file */
    CHECK_STATUS(mt_settings_load(world_open(&world), "other", &settings, &err), MT_ECREDS);
    CHECK(settings == NULL);
}

static void test_files_merge(void)
{
    struct world world = {.variables = {{"HOME", "/h"}},
                          .files = {{CONFIG, "[profile default]\nregion = r1\n"
                                             "[default]\nregion = hidden\nca_bundle = hidden\n"
                                             "[profile default]\nendpoint_url = http://a\n"
                                             "endpoint_url = http://b\n"},
                                    {CREDENTIALS, "[default]\nregion = r9\n"}}};
    const struct expected expected[] = {{MT_SETTING_REGION, "r9", CREDENTIALS ":2"},
                                        {MT_SETTING_ENDPOINT_URL, "http://b", CONFIG ":8"},
                                        {MT_SETTING_CA_BUNDLE, NULL, NULL}};
    check_all(&world, NULL, expected, 3);
}

static void test_where_the_files_are(void)
{
    static const struct {
        struct world_pair variables[4];
        const char *config, *credentials;
    } cases[] = {
        {{{"HOME", "/home/user"}}, "/home/user/.aws/config", "/home/user/.aws/credentials"},
        {{{"HOME", "/"}}, "/.aws/config", "/.aws/credentials"},
        {{{"HOME", "/h"}, {"AWS_CONFIG_FILE", "/other/config"}},
         "/other/config",
         "/h/.aws/credentials"},
        {{{"HOME", "/h"}, {"AWS_SHARED_CREDENTIALS_FILE", "~/c"}}, "/h/.aws/config", "/h/c"},
        {{{"HOME", "/h"}, {"AWS_CONFIG_FILE", "~other/c"}}, "~other/c", "/h/.aws/credentials"},
        {{{NULL, NULL}}, "", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct world world = {0};
        memcpy(world.variables, cases[i].variables, sizeof cases[i].variables);
        struct profile_set *set = NULL;
        CHECK_STATUS(profile_set_load(world_open(&world), &set, NULL), MT_OK);
        CHECK_STR(profile_set_config_path(set), cases[i].config);
        CHECK_STR(profile_set_credentials_path(set), cases[i].credentials);
        profile_set_free(set);
    }
}

static void test_other_sections(void)
{
    struct world world = {.variables = {{"HOME", "/h"}},
                          .files = {{CONFIG, "[profile dev]\nservices = local\n"
                                             "[services local]\nsts =\n  endpoint_url = http://a\n"
                                             "[sso-session \"my team\"]\nsso_region = r\n"},
                                    {CREDENTIALS, "[services local]\nx = 1\n"
                                                  "[dev]\naws_secret_access_key = S3CR3T\n"}}};
    struct profile_set *set = NULL;
    CHECK_STATUS(profile_set_load(world_open(&world), &set, NULL), MT_OK);
    struct profile_value value =
        profile_set_section_get(set, CONFIG_SERVICES, "local", "sts.endpoint_url");
    CHECK_STR(value.text, "http://a");
    CHECK_STR(value.origin, CONFIG ":5");
    CHECK_STR(profile_set_section_get(set, CONFIG_SSO_SESSION, "my team", "sso_region").text, "r");
    CHECK(!profile_set_has_section(set, CONFIG_SSO_SESSION, "local"));
    CHECK(!profile_set_has(set, "local"));
    CHECK_STR(profile_set_suggest(set, CONFIG_SERVICES, "locl"), "local");
    profile_set_free(set);

    mt_value *shown = NULL;
    char *text = NULL;
    CHECK_STATUS(mt_config_load(&world.environment, false, &shown, NULL), MT_OK);
    CHECK_STATUS(mt_json_print(shown, MT_JSON_COMPACT, &text, NULL, NULL), MT_OK);
    CHECK_STR(text, "{\"profiles\":{\"dev\":{\"aws_secret_access_key\":\"****\","
                    "\"services\":\"local\"}},\"sso_sessions\":{\"my team\":{\"sso_region\":"
                    "\"r\"}},\"services\":{\"local\":{\"sts\":{\"endpoint_url\":\"http://a\"}}}}");
    free(text);
    mt_value_free(shown);
    world.files[0].text = "[default]\nx = \xff\n";
    mt_error err = {0};
    CHECK_STATUS(mt_config_load(&world.environment, false, &shown, &err), MT_ECONFIG);
    CHECK_STR(err.where, CONFIG ":2");
}

static const char *shown(const mt_settings *settings, mt_setting setting)
{
    return mt_settings_shown(settings, setting);
}

static void test_secrets_are_not_kept(void)
{
    struct world world = {.variables = {{"HOME", "/h"},
                                        {"AWS_ACCESS_KEY_ID", "AKIAEXAMPLE1234"},
                                        {"AWS_SECRET_ACCESS_KEY", "S3CR3T"},
                                        {"AWS_CONTAINER_AUTHORIZATION_TOKEN", "S3CR3T"},
                                        {"HTTPS_PROXY", "http://me:S3C@R3T@proxy:3128"},
                                        {"http_proxy", "me:S3CR3T@proxy"}},
                          .files = {{CONFIG, "[default]\naws_session_token = S3CR3T\n"
                                             "credential_process = helper --token S3CR3T\n"}}};
    mt_settings *settings = NULL;
    CHECK_STATUS(mt_settings_load(world_open(&world), NULL, &settings, NULL), MT_OK);
    CHECK_STR(mt_settings_get(settings, MT_SETTING_ACCESS_KEY_ID), "****1234");
    CHECK_STR(mt_settings_get(settings, MT_SETTING_SECRET_ACCESS_KEY), "****");
    CHECK_STR(mt_settings_get(settings, MT_SETTING_SESSION_TOKEN), "****");
    CHECK_STR(mt_settings_get(settings, MT_SETTING_CONTAINER_TOKEN), "****");
    CHECK_STR(mt_settings_get(settings, MT_SETTING_PROCESS), "helper …");
    CHECK_STR(mt_settings_get(settings, MT_SETTING_HTTPS_PROXY), "http://me:S3C@R3T@proxy:3128");
    CHECK_STR(shown(settings, MT_SETTING_HTTPS_PROXY), "http://****@proxy:3128");
    CHECK_STR(shown(settings, MT_SETTING_HTTP_PROXY), "****@proxy");
    mt_settings_free(settings);
}

static void test_what_can_be_known_of_broken_files(void)
{
    struct world world = {
        .variables = {{"HOME", "/h"}, {"AWS_PROFILE", "p"}, {"AWS_REGION", "r"}},
        .files = {{CONFIG, "[profile p]\nca_bundle = /ca\nnonsense\n"}, {CREDENTIALS, "x = 1\n"}}};
    mt_settings *settings = NULL;
    CHECK_STATUS(mt_settings_load(world_open(&world), NULL, &settings, NULL), MT_ECREDS);
    CHECK_STATUS(mt_settings_examine(&world.environment, NULL, &settings, NULL), MT_OK);
    CHECK_STR(mt_settings_problem(settings, 0)->where, CONFIG ":3");
    CHECK_STR(mt_settings_problem(settings, 1)->where, CREDENTIALS ":1");
    CHECK(mt_settings_problem(settings, 2) == NULL);
    CHECK_STR(mt_settings_get(settings, MT_SETTING_PROFILE), "p");
    CHECK_STR(mt_settings_get(settings, MT_SETTING_REGION), "r");
    CHECK_STR(mt_settings_get(settings, MT_SETTING_CA_BUNDLE), "/ca");
    mt_settings_free(settings);
}

/* The profile's provider is asked before a web identity of variables; keys of variables do not
** count where a profile is named; a CA bundle of other tools is better than none. */
static void test_order_of_sources(void)
{
    struct world world = {
        .variables = {{"HOME", "/h"},
                      {"AWS_ROLE_ARN", "v"},
                      {"AWS_ACCESS_KEY_ID", "AKIAVARIABLE0"},
                      {"REQUESTS_CA_BUNDLE", "/r"},
                      {"SSL_CERT_FILE", "/s"}},
        .files = {{CONFIG, "[default]\nrole_arn = f\naws_access_key_id = AKIAOFTHEFILE\n"
                           "[profile q]\nca_bundle = /q\nservices = none\n"}}};
    const struct expected by_default[] = {
        {MT_SETTING_ROLE_ARN, "f", CONFIG ":2"},
        {MT_SETTING_ACCESS_KEY_ID, "****BLE0", "AWS_ACCESS_KEY_ID"},
        {MT_SETTING_CA_BUNDLE, "/r", "REQUESTS_CA_BUNDLE"}};
    check_all(&world, NULL, by_default, 3);
    const struct expected named[] = {{MT_SETTING_ACCESS_KEY_ID, "****FILE", CONFIG ":3"}};
    check_all(&world, "default", named, 1);
    mt_settings *settings = NULL;
    CHECK_STATUS(mt_settings_examine(&world.environment, "q", &settings, NULL), MT_OK);
    CHECK_STR(mt_settings_get(settings, MT_SETTING_CA_BUNDLE), "/q");
    CHECK(strstr(mt_settings_problem(settings, 0)->message, "no [services none]") != NULL);
    mt_settings_free(settings);
}

static void test_where_a_service_answers(void)
{
    struct world world = {.variables = {{"HOME", "/h"},
                                        {"AWS_REGION", "eu-west-1"},
                                        {"AWS_ENDPOINT_URL_APPLICATION_AUTO_SCALING", "http://a"}},
                          .files = {{CONFIG, "[default]\nendpoint_url = http://b\n"}}};
    mt_settings *settings = NULL;
    mt_endpoint endpoint;
    mt_service_url url;
    CHECK_STATUS(mt_settings_load(world_open(&world), NULL, &settings, NULL), MT_OK);
    mt_endpoint_options asked = {.service = "application-autoscaling"};
    CHECK_STATUS(mt_settings_endpoint(settings, &world.environment, &asked, &endpoint, &url, NULL),
                 MT_OK);
    CHECK_STR(endpoint.url, "http://a");
    CHECK_STR(url.origin, "AWS_ENDPOINT_URL_APPLICATION_AUTO_SCALING");
    CHECK(url.is_own);
    asked.service = "sso";
    CHECK_STATUS(mt_settings_endpoint(settings, &world.environment, &asked, &endpoint, &url, NULL),
                 MT_OK);
    CHECK_STR(endpoint.url, "http://b");
    CHECK_STR(url.origin, CONFIG ":2");
    asked.fips = true;
    CHECK_STATUS(mt_settings_endpoint(settings, &world.environment, &asked, &endpoint, &url, NULL),
                 MT_ECONFIG);
    mt_settings_free(settings);
}

static void test_names(void)
{
    for (int i = 0; i < MT_SETTING_COUNT; i++)
        CHECK(mt_setting_describe((mt_setting)i)->name &&
              mt_setting_describe((mt_setting)i)->group);
    CHECK_STR(mt_setting_name(MT_SETTING_REGION), "region");
    CHECK_STR(mt_setting_name(MT_SETTING_NO_PROXY), "no_proxy");
    CHECK_STR(mt_setting_name(MT_SETTING_COUNT), "");
}

int main(void)
{
    RUN(test_nothing_set);
    RUN(test_variables_come_first);
    RUN(test_the_profile_chooses);
    RUN(test_a_profile_that_is_nowhere);
    RUN(test_files_merge);
    RUN(test_where_the_files_are);
    RUN(test_other_sections);
    RUN(test_secrets_are_not_kept);
    RUN(test_what_can_be_known_of_broken_files);
    RUN(test_order_of_sources);
    RUN(test_where_a_service_answers);
    RUN(test_names);
    return TEST_SUMMARY();
}
