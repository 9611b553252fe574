/* The providers that ask others: each with answers as the services give them, and with what they
** might give instead; and no piece of memory that cannot be had is overlooked. */
#include <moontide/creds.h>

#include "oom_testing.h"
#include "provider_script.h"
#include "test.h"
#include "world.h"

#define CONFIG "/h/.aws/config"
#define STS(action)                                                                            \
    "<" action "Response><" action "Result><AssumedRoleUser><Arn>arn:aws:sts::123456789012:"   \
    "assumed-role/R/s</Arn></AssumedRoleUser><Credentials><AccessKeyId>ASIATEST</AccessKeyId>" \
    "<SecretAccessKey>secret/+=</SecretAccessKey><SessionToken>tok&amp;en==</SessionToken>"    \
    "<Expiration>2033-05-18T03:33:20Z</Expiration></Credentials></" action "Result></" action  \
    "Response>"
#define DOCUMENT                                                                    \
    "{\"Code\":\"Success\",\"AccessKeyId\":\"ASIATEST\",\"SecretAccessKey\":\"s\"," \
    "\"Token\":\"t\",\"Expiration\":\"2033-05-18T03:33:20Z\"}"
#define SSO                                                                  \
    "[default]\nsso_session = corp\nsso_account_id = 1\nsso_role_name = r\n" \
    "[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://x\n"
/* the SHA-1 of "corp", the SHA-256 of "arn:x" */
#define SSO_CACHE "/h/.aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json"
#define LOGIN_CACHE \
    "/h/.aws/login/cache/37a06272f0dfc7bb2f54fc52ee96e397a3e77c4a540d48d73ccc73def8b54b47.json"
#define SSO_OLD                                                                             \
    "{\"accessToken\":\"old\",\"expiresAt\":\"2000-01-01T00:00:00UTC\",\"clientId\":\"c\"," \
    "\"clientSecret\":\"cs\",\"refreshToken\":\"r\",\"registrationExpiresAt\":"             \
    "\"2040-01-01T00:00:00Z\"}"
#define LOGIN_OLD                                                                                 \
    "{\"accessToken\":{\"accessKeyId\":\"OLD\",\"secretAccessKey\":\"s\",\"sessionToken\":\"t\"," \
    "\"expiresAt\":\"2000-01-01T00:00:00Z\"},\"clientId\":\"c\",\"refreshToken\":\"r\","          \
    "\"dpopKey\":\"k\"}"

enum { NOW = 1900000000 /* 2030 */, MAX_ANSWERS = 3 };

static const struct scene {
    const char *name;
    struct world_pair variables[4], files[3];
    struct scripted_answer answers[MAX_ANSWERS];
} scenes[] = {
    {"role",
     {{"HOME", "/h"}},
     {{CONFIG, "[default]\nrole_arn = arn:r\nsource_profile = b\nexternal_id = e\n[profile b]\n"
               "aws_access_key_id = a\naws_secret_access_key = s\n"}},
     {{200, STS("AssumeRole")}}},
    {"mfa",
     {{"HOME", "/h"}},
     {{CONFIG, "[default]\nrole_arn = arn:r\nsource_profile = b\nmfa_serial = m\n[profile b]\n"
               "aws_access_key_id = a\naws_secret_access_key = s\n"}},
     {{0, "123456"}, {200, STS("AssumeRole")}}},
    {"web",
     {{"AWS_WEB_IDENTITY_TOKEN_FILE", "/t"}, {"AWS_ROLE_ARN", "arn:r"}},
     {{"/t", "token\n"}},
     {{200, STS("AssumeRoleWithWebIdentity")}}},
    {"process",
     {{"HOME", "/h"}},
     {{CONFIG, "[default]\ncredential_process = x\n"}},
     {{0, "{\"Version\":1,\"AccessKeyId\":\"ASIATEST\",\"SecretAccessKey\":\"s\"}"}}},
    {"container",
     {{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/c"},
      {"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "/t"}},
     {{"/t", "token"}},
     {{200, DOCUMENT}}},
    {"imds", {{"HOME", "/h"}}, {{NULL, NULL}}, {{200, "token"}, {200, "role\n"}, {200, DOCUMENT}}},
    {"sso",
     {{"HOME", "/h"}},
     {{CONFIG, SSO}, {SSO_CACHE, SSO_OLD}},
     {{200, "{\"accessToken\":\"new\",\"expiresIn\":3600}"},
      {200, "{\"roleCredentials\":{\"accessKeyId\":\"ASIATEST\",\"secretAccessKey\":\"s\","
            "\"sessionToken\":\"t\",\"expiration\":2000000000000}}"}}},
    {"login",
     {{"HOME", "/h"}},
     {{CONFIG, "[default]\nlogin_session = arn:x\n"}, {LOGIN_CACHE, LOGIN_OLD}},
     {{200, "{\"accessToken\":{\"accessKeyId\":\"ASIATEST\",\"secretAccessKey\":\"s\","
            "\"sessionToken\":\"t\"},\"expiresIn\":900,\"refreshToken\":\"r2\"}"}}},
};
enum { SCENES = sizeof scenes / sizeof *scenes };

static const mt_environment *open_scene(struct world *world, const struct scene *scene)
{
    memset(world, 0, sizeof *world);
    memcpy(world->variables, scene->variables, sizeof scene->variables);
    memcpy(world->files, scene->files, sizeof scene->files);
    return world_open(world);
}

static size_t count_answers(const struct scene *scene)
{
    size_t count = 0;
    while (count < MAX_ANSWERS && scene->answers[count].body)
        count++;
    return count;
}

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
    RUN(test_memory_runs_out);
    return TEST_SUMMARY();
}
