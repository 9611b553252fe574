/* Each way to credentials as a scene: variables, files, and what services answer. What must not be
** found anywhere afterwards is the same text in all of them. */
#ifndef MOONTIDE_PROVIDER_SCENES_H
#define MOONTIDE_PROVIDER_SCENES_H

#include "provider_script.h"
#include "world.h"

#define SCENE_SECRET "s3cr3t/of/the/scene/0123456789abcdef"
#define CONFIG "/h/.aws/config"
#define STS(action)                                                                            \
    "<" action "Response><" action "Result><AssumedRoleUser><Arn>arn:aws:sts::123456789012:"   \
    "assumed-role/R/s</Arn></AssumedRoleUser><Credentials><AccessKeyId>ASIATEST</AccessKeyId>" \
    "<SecretAccessKey>" SCENE_SECRET "</SecretAccessKey><SessionToken>" SCENE_SECRET           \
    "&amp;</SessionToken>"                                                                     \
    "<Expiration>2033-05-18T03:33:20Z</Expiration></Credentials></" action "Result></" action  \
    "Response>"
#define DOCUMENT                                                                                   \
    "{\"Code\":\"Success\",\"AccessKeyId\":\"ASIATEST\",\"SecretAccessKey\":\"" SCENE_SECRET "\"," \
    "\"Token\":\"" SCENE_SECRET "\",\"Expiration\":\"2033-05-18T03:33:20Z\"}"
#define SSO                                                                  \
    "[default]\nsso_session = corp\nsso_account_id = 1\nsso_role_name = r\n" \
    "[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://x\n"
/* the SHA-1 of "corp", the SHA-256 of "arn:x" */
#define SSO_CACHE "/h/.aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json"
#define LOGIN_CACHE \
    "/h/.aws/login/cache/37a06272f0dfc7bb2f54fc52ee96e397a3e77c4a540d48d73ccc73def8b54b47.json"
#define SSO_OLD                                                              \
    "{\"accessToken\":\"" SCENE_SECRET                                       \
    "\",\"expiresAt\":\"2000-01-01T00:00:00UTC\",\"clientId\":\"c\","        \
    "\"clientSecret\":\"" SCENE_SECRET "\",\"refreshToken\":\"" SCENE_SECRET \
    "\",\"registrationExpiresAt\":"                                          \
    "\"2040-01-01T00:00:00Z\"}"
#define LOGIN_OLD                                                                                 \
    "{\"accessToken\":{\"accessKeyId\":\"OLD\",\"secretAccessKey\":\"" SCENE_SECRET               \
    "\",\"sessionToken\":\"" SCENE_SECRET "\","                                                   \
    "\"expiresAt\":\"2000-01-01T00:00:00Z\"},\"clientId\":\"c\",\"refreshToken\":\"" SCENE_SECRET \
    "\","                                                                                         \
    "\"dpopKey\":\"k\"}"

enum { NOW = 1900000000 /* 2030 */, MAX_ANSWERS = 4 };

static const struct scene {
    const char *name;
    struct world_pair variables[4], files[3];
    struct scripted_answer answers[MAX_ANSWERS];
} scenes[] = {
    {"role",
     {{"HOME", "/h"}},
     {{CONFIG, "[default]\nrole_arn = arn:r\nsource_profile = b\nexternal_id = e\n[profile b]\n"
               "aws_access_key_id = a\naws_secret_access_key = " SCENE_SECRET "\n"}},
     {{200, STS("AssumeRole")}}},
    {"mfa",
     {{"HOME", "/h"}},
     {{CONFIG, "[default]\nrole_arn = arn:r\nsource_profile = b\nmfa_serial = m\n[profile b]\n"
               "aws_access_key_id = a\naws_secret_access_key = " SCENE_SECRET "\n"}},
     {{0, "123456"}, {200, STS("AssumeRole")}}},
    {"web",
     {{"AWS_WEB_IDENTITY_TOKEN_FILE", "/t"}, {"AWS_ROLE_ARN", "arn:r"}},
     {{"/t", SCENE_SECRET "\n"}},
     {{200, STS("AssumeRoleWithWebIdentity")}}},
    {"process",
     {{"HOME", "/h"}},
     {{CONFIG, "[default]\ncredential_process = x\n"}},
     {{0,
       "{\"Version\":1,\"AccessKeyId\":\"ASIATEST\",\"SecretAccessKey\":\"" SCENE_SECRET "\"}"}}},
    {"container",
     {{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/c"},
      {"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "/t"}},
     {{"/t", SCENE_SECRET}},
     {{200, DOCUMENT}}},
    {"imds",
     {{"HOME", "/h"}},
     {{NULL, NULL}},
     {{200, SCENE_SECRET}, {200, "role\n"}, {200, DOCUMENT}}},
    {"plain imds",
     {{"HOME", "/h"}},
     {{NULL, NULL}},
     {{200, SCENE_SECRET}, {404, ""}, {200, "role\n"}, {200, DOCUMENT}}},
    {"sso",
     {{"HOME", "/h"}},
     {{CONFIG, SSO}, {SSO_CACHE, SSO_OLD}},
     {{200, "{\"accessToken\":\"" SCENE_SECRET "\",\"expiresIn\":3600}"},
      {200, "{\"roleCredentials\":{\"accessKeyId\":\"ASIATEST\",\"secretAccessKey\":\"" SCENE_SECRET
            "\","
            "\"sessionToken\":\"" SCENE_SECRET "\",\"expiration\":2000000000000}}"}}},
    {"login",
     {{"HOME", "/h"}},
     {{CONFIG, "[default]\nlogin_session = arn:x\n"}, {LOGIN_CACHE, LOGIN_OLD}},
     {{200,
       "{\"accessToken\":{\"accessKeyId\":\"ASIATEST\",\"secretAccessKey\":\"" SCENE_SECRET "\","
       "\"sessionToken\":\"" SCENE_SECRET "\"},\"expiresIn\":900,\"refreshToken\":\"" SCENE_SECRET
       "\"}"}}},
    {"environment",
     {{"AWS_ACCESS_KEY_ID", "ASIATEST"},
      {"AWS_SECRET_ACCESS_KEY", SCENE_SECRET},
      {"AWS_SESSION_TOKEN", SCENE_SECRET}},
     {{NULL, NULL}},
     {{0, NULL}}},
    {"keys",
     {{"HOME", "/h"}},
     {{CONFIG, "[default]\naws_access_key_id = ASIATEST\naws_secret_access_key = " SCENE_SECRET
               "\naws_session_token = " SCENE_SECRET "\n"}},
     {{0, NULL}}},
};
enum { SCENES = sizeof scenes / sizeof *scenes };

static inline const mt_environment *open_scene(struct world *world, const struct scene *scene)
{
    memset(world, 0, sizeof *world);
    memcpy(world->variables, scene->variables, sizeof scene->variables);
    memcpy(world->files, scene->files, sizeof scene->files);
    return world_open(world);
}

static inline size_t count_answers(const struct scene *scene)
{
    size_t count = 0;
    while (count < MAX_ANSWERS && scene->answers[count].body)
        count++;
    return count;
}

#endif
