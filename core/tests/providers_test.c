/* The providers that ask others: each with answers as the services give them, and with what they
** might give instead; and no piece of memory that cannot be had is overlooked. */
#include <moontide/creds.h>

#include "oom_testing.h"
#include "provider_scenes.h"
#include "test.h"

static void test_answers_as_they_should_be(void)
{
    for (size_t i = 0; i < SCENES; i++) {
        struct world world;
        mt_provider *provider = mt_provider_new_default(open_scene(&world, &scenes[i]), NULL);
        const mt_credentials *found = NULL;
        mt_error err = {0};
        const mt_step step =
            provider_run(provider, NOW, scenes[i].answers, count_answers(&scenes[i]), &found, &err);
        CHECK_STR(err.message, "");
        CHECK(step == MT_STEP_READY);
        if (step == MT_STEP_READY)
            CHECK_STR(found->access_key_id.data, "ASIATEST");
        mt_provider_free(provider);
    }
}

/* In the place of each answer in turn, what no service should give. */
static void test_answers_as_they_should_not_be(void)
{
    static const struct scripted_answer wrong[] = {
        {200, ""},
        {200, "{}"},
        {200, "[]"},
        {200, "null"},
        {200, "<html>"},
        {200, "<a><b/></a>"},
        {200, "{\"AccessKeyId\":\"a b\",\"SecretAccessKey\":\"s\",\"Version\":1}"},
        {200, "{\"AccessKeyId\":\"a\",\"SecretAccessKey\":\"s\",\"Expiration\":\"soon\"}"},
        {200, "\xff\xfe"},
        {301, "moved"},
        {400, "{\"error\":\"no\"}"},
        {403, "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error>"
              "</ErrorResponse>"},
        {404, ""},
        {500, ""},
    };
    for (size_t i = 0; i < SCENES; i++)
        for (size_t at = 0; at < count_answers(&scenes[i]); at++)
            for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
                struct scripted_answer answers[MAX_ANSWERS];
                memcpy(answers, scenes[i].answers, sizeof answers);
                answers[at] = wrong[k];
                struct world world;
                mt_provider *provider =
                    mt_provider_new_default(open_scene(&world, &scenes[i]), NULL);
                const mt_credentials *found = NULL;
                mt_error err = {0};
                const mt_step step = provider_run(provider, NOW, answers, at + 1, &found, &err);
                CHECK(step == MT_STEP_FAILED || step == MT_STEP_NOT_ME);
                CHECK_STATUS(err.status, MT_ECREDS);
                CHECK(*err.message && !strchr(err.message, '\n'));
                mt_provider_free(provider);
            }
}

/* What was had before is used on, for a while, when the service is out or gives out old ones. */
static void test_static_stability(void)
{
    struct world world;
    mt_provider *provider = mt_provider_new_default(open_scene(&world, &scenes[5]), NULL);
    const mt_credentials *found = NULL;
    mt_error err = {0};
    CHECK(provider_run(provider, NOW, scenes[5].answers, 3, &found, &err) == MT_STEP_READY);
    const int64_t end = found ? found->expires_at : 0;
    CHECK(end == 2000000000);
    const struct scripted_answer out[] = {{500, ""}, {500, ""}, {500, ""}, {500, ""}};
    CHECK(provider_run(provider, NOW + 60, out, 4, &found, &err) == MT_STEP_READY);
    CHECK(found->expires_at == end); /* still good by itself */
    CHECK(provider_run(provider, end + 1, out, 4, &found, &err) == MT_STEP_READY);
    CHECK(found->expires_at > end + 600 && found->expires_at < end + 1000);
    CHECK(provider_run(provider, end + 5, scenes[5].answers, 3, &found, &err) == MT_STEP_READY);
    CHECK(found->expires_at > end + 600);
    mt_provider_free(provider);
}

/* Where instance metadata have them, documents with the account; that they have not is kept in mind. */
static void test_extended_metadata(void)
{
    static const char document[] =
        "{\"Code\":\"Success\",\"AccessKeyId\":\"ASIATEST\",\"SecretAccessKey\":\"s\",\"Token\":"
        "\"t\",\"Expiration\":\"2033-05-18T03:33:20Z\",\"AccountId\":\"123456789012\"}";
    const struct scripted_answer extended[] = {{200, "token"}, {200, "role"}, {200, document}};
    const struct scripted_answer again[] = {{200, "other"}, {200, document}};
    struct world world;
    const mt_credentials *found = NULL;
    mt_error err = {0};
    mt_provider *provider = mt_provider_new_default(open_scene(&world, &scenes[5]), NULL);
    CHECK(provider_run(provider, NOW, extended, 3, &found, &err) == MT_STEP_READY);
    CHECK_STR(found->account_id.data, "123456789012");
    mt_provider_free(provider);
    provider = mt_provider_new_default(open_scene(&world, &scenes[6]), NULL);
    CHECK(provider_run(provider, NOW, scenes[6].answers, 4, &found, &err) == MT_STEP_READY);
    CHECK(found->account_id.size == 0);
    CHECK(provider_run(provider, NOW + 60, again, 2, &found, &err) == MT_STEP_READY);
    mt_provider_free(provider);
}

/* How patiently and where instance metadata are asked: a variable, else the profile. */
static void test_settings_of_metadata(void)
{
    static const struct {
        struct world_pair variable;
        const char *profile, *url, *problem;
        long timeout_ms;
    } rows[] = {
        {{"X", ""}, "", "http://169.254.169.254/latest/api/token", NULL, 1000},
        {{"AWS_METADATA_SERVICE_TIMEOUT", "3"},
         "metadata_service_timeout = 5\n",
         "http://169.254.169.254/latest/api/token",
         NULL,
         3000},
        {{"X", ""},
         "metadata_service_timeout = 5\nimds_use_ipv6 = True\n",
         "http://[fd00:ec2::254]/latest/api/token",
         NULL,
         5000},
        {{"AWS_IMDS_USE_IPV6", "true"},
         "ec2_metadata_service_endpoint_mode = IPv4\n",
         "http://169.254.169.254/latest/api/token",
         NULL,
         1000},
        {{"AWS_METADATA_SERVICE_NUM_ATTEMPTS", "0"},
         "",
         NULL,
         "AWS_METADATA_SERVICE_NUM_ATTEMPTS is '0': it must be a whole number from 1 to 3600",
         0},
        {{"X", ""},
         "metadata_service_timeout = soon\n",
         NULL,
         "metadata_service_timeout is 'soon': it must be a whole number from 1 to 3600",
         0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char config[160];
        (void)snprintf(config, sizeof config, "[default]\n%s", rows[i].profile);
        struct world world = {.variables = {{"HOME", "/h"}, rows[i].variable},
                              .files = {{CONFIG, config}}};
        mt_provider *provider = mt_provider_new_imds(world_open(&world), NULL);
        mt_fetch want = {0};
        mt_error err = {0};
        const mt_credentials *found = NULL;
        const mt_step step = mt_provider_step(provider, NOW, NULL, &want, &found, &err);
        CHECK(step == (rows[i].problem ? MT_STEP_FAILED : MT_STEP_WANT_HTTP));
        CHECK_STR(err.message, rows[i].problem ? rows[i].problem : "");
        if (step == MT_STEP_WANT_HTTP) {
            CHECK_STR(want.url, rows[i].url);
            CHECK(want.timeout_ms == rows[i].timeout_ms);
        }
        mt_provider_free(provider);
    }
}

static const struct scene *oom_scene;

static mt_status work_scene(mt_error *err)
{
    struct world world;
    mt_provider *provider = mt_provider_new_default(open_scene(&world, oom_scene), NULL);
    if (!provider)
        return mt_fail(err, MT_EMEM, "out of memory");
    const mt_credentials *found = NULL;
    const mt_step step =
        provider_run(provider, NOW, oom_scene->answers, count_answers(oom_scene), &found, err);
    mt_provider_free(provider);
    return step == MT_STEP_READY ? MT_OK : err->status;
}

static void test_memory_runs_out(void)
{
    oom_begin();
    for (size_t i = 0; i < SCENES; i++) {
        oom_scene = &scenes[i];
        exhaust(scenes[i].name, work_scene);
    }
}

int main(void)
{
    RUN(test_answers_as_they_should_be);
    RUN(test_answers_as_they_should_not_be);
    RUN(test_static_stability);
    RUN(test_extended_metadata);
    RUN(test_settings_of_metadata);
    RUN(test_memory_runs_out);
    return TEST_SUMMARY();
}
