/* Where credentials come from, in made-up worlds. */
#include <moontide/creds.h>

#include <unistd.h>

#include "auth/creds.h"
#include "test.h"
#include "world.h"

#define CREDENTIALS_FILE "/h/.aws/credentials"
#define CONFIG_FILE "/h/.aws/config"

static bool contains(const char *text, const char *part)
{
    return strstr(text, part) != NULL;
}

/* One step of a provider that answers at once; the id that it found, or its message. */
struct outcome {
    mt_step step;
    char id[64], secret[64], token[64], source[128];
    mt_error err;
};

static void copy(char *out, size_t size, mt_str text)
{
    (void)snprintf(out, size, "%.*s", MT_STR_ARG(text));
}

static struct outcome ask(mt_provider *provider)
{
    struct outcome outcome = {0};
    mt_fetch want = {0};
    const mt_credentials *found = NULL;
    outcome.step = mt_provider_step(provider, 1000, NULL, &want, &found, &outcome.err);
    if (outcome.step == MT_STEP_READY) {
        copy(outcome.id, sizeof outcome.id, found->access_key_id);
        copy(outcome.secret, sizeof outcome.secret, found->secret_access_key);
        copy(outcome.token, sizeof outcome.token, found->session_token);
        copy(outcome.source, sizeof outcome.source, mt_cstr(found->source));
    }
    return outcome;
}

static struct outcome ask_default(struct world *world, const char *profile)
{
    mt_provider *provider = mt_provider_new_default(world_open(world), profile);
    const struct outcome outcome = ask(provider);
    mt_provider_free(provider);
    return outcome;
}

static void test_static(void)
{
    const mt_credentials given = {
        mt_cstr("id"), mt_cstr("secret"), mt_cstr("token"), 0, "script", {0}};
    mt_provider *provider = mt_provider_new_static(&given);
    const struct outcome outcome = ask(provider);
    CHECK(outcome.step == MT_STEP_READY);
    CHECK_STR(outcome.id, "id");
    CHECK_STR(outcome.secret, "secret");
    CHECK_STR(outcome.token, "token");
    CHECK_STR(outcome.source, "script");
    CHECK_STR(mt_provider_name(provider), "static");
    mt_provider_free(provider);
}

static void test_static_that_no_header_may_hold(void)
{
    static const mt_credentials bad[] = {
        {.access_key_id = {"a\r\nX: y", 7}, .secret_access_key = {"s", 1}},
        {.access_key_id = {"a", 1}, .secret_access_key = {"s", 1}, .session_token = {"t\n", 2}},
        {.access_key_id = {"", 0}, .secret_access_key = {"s", 1}},
        {.access_key_id = {"a", 1}},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        mt_provider *provider = mt_provider_new_static(&bad[i]);
        const struct outcome outcome = ask(provider);
        CHECK(outcome.step == MT_STEP_FAILED);
        CHECK_STATUS(outcome.err.status, MT_ECREDS);
        mt_provider_free(provider);
    }
}

static void test_environment(void)
{
    struct world world = {.variables = {{"AWS_ACCESS_KEY_ID", "env-id"},
                                        {"AWS_SECRET_ACCESS_KEY", "env-secret"},
                                        {"AWS_SESSION_TOKEN", "env-token"}}};
    const struct outcome outcome = ask_default(&world, NULL);
    CHECK(outcome.step == MT_STEP_READY);
    CHECK_STR(outcome.id, "env-id");
    CHECK_STR(outcome.secret, "env-secret");
    CHECK_STR(outcome.token, "env-token");
    CHECK_STR(outcome.source, "environment");
    CHECK(world.reads == 0);
}

static void test_half_an_environment(void)
{
    struct world world = {.variables = {{"AWS_ACCESS_KEY_ID", "env-id"}, {"HOME", "/h"}},
                          .files = {{CREDENTIALS_FILE, "[default]\naws_access_key_id=a\n"
                                                       "aws_secret_access_key=b\n"}}};
    const struct outcome outcome = ask_default(&world, NULL);
    CHECK(outcome.step == MT_STEP_FAILED);
    CHECK_STATUS(outcome.err.status, MT_ECREDS);
    CHECK(contains(outcome.err.message, "AWS_SECRET_ACCESS_KEY is not"));
}

static void test_blank_variables_count_as_absent(void)
{
    struct world world = {.variables = {{"AWS_ACCESS_KEY_ID", " "},
                                        {"AWS_SECRET_ACCESS_KEY", ""},
                                        {"AWS_PROFILE", "some"},
                                        {"HOME", "/h"}},
                          .files = {{CONFIG_FILE, "[default]\naws_access_key_id = wrong\n"
                                                  "aws_secret_access_key = wrong\n"
                                                  "[profile some]\naws_access_key_id = right\n"
                                                  "aws_secret_access_key = right too\n"}}};
    struct outcome outcome = ask_default(&world, NULL);
    CHECK(outcome.step == MT_STEP_FAILED); /* the secret holds a space */
    world.files[0].text = "[profile some]\naws_access_key_id = right\n"
                          "aws_secret_access_key = secret\n";
    outcome = ask_default(&world, NULL);
    CHECK(outcome.step == MT_STEP_READY);
    CHECK_STR(outcome.id, "right");
    CHECK_STR(outcome.source, "profile some (" CONFIG_FILE ":2)");
}

static void test_naming_a_profile_beats_variables(void)
{
    struct world world = {.variables = {{"AWS_ACCESS_KEY_ID", "env-id"},
                                        {"AWS_SECRET_ACCESS_KEY", "env-secret"},
                                        {"HOME", "/h"}},
                          .files = {{CREDENTIALS_FILE, "[dev]\nAWS_ACCESS_KEY_ID = dev-id\n"
                                                       "aws_secret_access_key = dev-secret\n"
                                                       "aws_session_token = t\n"}}};
    const struct outcome outcome = ask_default(&world, "dev");
    CHECK(outcome.step == MT_STEP_READY);
    CHECK_STR(outcome.id, "dev-id");
    CHECK_STR(outcome.token, "t");
}

/* The static keys go together: an id of one file never meets a secret or token of the other. */
static void test_the_credentials_file_wins_as_a_group(void)
{
    struct world world = {
        .variables = {{"HOME", "/h"}},
        .files = {
            {CREDENTIALS_FILE, "[default]\naws_access_key_id = a\naws_secret_access_key = b\n"},
            {CONFIG_FILE, "[default]\naws_access_key_id = x\naws_secret_access_key = y\n"
                          "aws_session_token = z\n"}}};
    struct outcome outcome = ask_default(&world, NULL);
    CHECK(outcome.step == MT_STEP_READY);
    CHECK_STR(outcome.id, "a");
    CHECK_STR(outcome.secret, "b");
    CHECK_STR(outcome.token, "");

    world.files[0].text = "[default]\naws_access_key_id = a\n";
    outcome = ask_default(&world, NULL);
    CHECK(outcome.step == MT_STEP_FAILED);
    CHECK(contains(outcome.err.message, "aws_secret_access_key"));
    CHECK(contains(outcome.err.message, CREDENTIALS_FILE ":2"));
}

/* A role wins over the profile's own keys, the other ways too; what they lack is said at once. */
static void test_broken_profiles_are_errors(void)
{
    static const struct {
        const char *lines, *message;
    } cases[] = {
        {"role_arn = arn:x\n", "profile 'p' has a role_arn (" CONFIG_FILE
                               ":2) but neither source_profile nor credential_source to assume it "
                               "with"},
        {"role_arn = arn:x\nsource_profile = q\n",
         "source_profile 'q' (" CONFIG_FILE ":3) does not exist"},
        {"role_arn = arn:x\ncredential_source = Ec2\n",
         "credential_source 'Ec2' (" CONFIG_FILE
         ":3) is none of Environment, EcsContainer and Ec2InstanceMetadata"},
        {"credential_process =\n",
         "the credential_process of profile 'p' is empty (" CONFIG_FILE ":2)"},
        {"sso_session = s\n",
         "there is no [sso-session s], which profile 'p' names (" CONFIG_FILE ":2)"},
        {"sso_start_url = https://x\n", "profile 'p' has no sso_region"},
        {"login_session = arn:x\n", "nobody has logged in (/h/.aws/login/cache/"
                                    "37a06272f0dfc7bb2f54fc52ee96e397a3e77c4a540d48d73ccc73def8b54b"
                                    "47.json does not exist): log in with \"aws login\""},
        {"web_identity_token_file = f\n",
         "profile 'p' has a web_identity_token_file (" CONFIG_FILE ":2) but no role_arn"},
        {"aws_access_key_id = a\n", "profile 'p' has no aws_secret_access_key (its other keys are "
                                    "at " CONFIG_FILE ":2)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[256];
        (void)snprintf(text, sizeof text, "[profile p]\n%s", cases[i].lines);
        struct world world = {.variables = {{"HOME", "/h"}, {"AWS_PROFILE", "p"}},
                              .files = {{CONFIG_FILE, text}}};
        const struct outcome outcome = ask_default(&world, NULL);
        CHECK(outcome.step == MT_STEP_FAILED);
        CHECK_STR(outcome.err.message, cases[i].message);
    }
}

#define NO_IMDS                             \
    {                                       \
        "AWS_EC2_METADATA_DISABLED", "true" \
    }

static void test_nothing_found_lists_everything(void)
{
    struct world world = {.variables = {NO_IMDS, {"HOME", "/h"}}};
    struct outcome outcome = ask_default(&world, NULL);
    CHECK(outcome.step == MT_STEP_NOT_ME);
    CHECK_STATUS(outcome.err.status, MT_ECREDS);
    CHECK_STR(outcome.err.message,
              "no credentials found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a "
              "profile that has some; looked at: environment (AWS_ACCESS_KEY_ID is not set), "
              "profile (profile "
              "'default' is in neither /h/.aws/credentials nor /h/.aws/config), web identity "
              "(AWS_WEB_IDENTITY_TOKEN_FILE is not set), container (neither "
              "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI nor AWS_CONTAINER_CREDENTIALS_FULL_URI is "
              "set), instance metadata (switched off by AWS_EC2_METADATA_DISABLED)");

    struct world empty = {.variables = {NO_IMDS}};
    outcome = ask_default(&empty, NULL);
    CHECK(contains(outcome.err.message, "HOME is not set"));

    world.files[0] = (struct world_pair){CONFIG_FILE, "[default]\nregion = r\n"};
    outcome = ask_default(&world, NULL);
    CHECK(contains(outcome.err.message, "profile 'default' has nothing that leads to credentials"));
}

/* What to do must not fall victim to long paths. */
static void test_the_advice_is_never_cut(void)
{
    char home[230];
    memset(home, 'x', sizeof home - 1);
    home[0] = '/';
    home[sizeof home - 1] = '\0';
    struct world world = {.variables = {NO_IMDS, {"HOME", home}}};
    const struct outcome outcome = ask_default(&world, NULL);
    CHECK(contains(outcome.err.message, "or name a profile that has some"));
}

static void test_a_wrong_name_is_no_reason_to_look_elsewhere(void)
{
    struct world world = {.variables = {NO_IMDS, {"HOME", "/h"}, {"AWS_PROFILE", "prdo"}},
                          .files = {{CONFIG_FILE, "[profile prod]\nregion = r\n"}}};
    const struct outcome outcome = ask_default(&world, NULL);
    CHECK(outcome.step == MT_STEP_FAILED);
    CHECK_STR(outcome.err.message, "profile 'prdo' is in neither " CREDENTIALS_FILE
                                   " nor " CONFIG_FILE "; did you mean 'prod'");
}

static void test_broken_files_are_errors(void)
{
    struct world world = {.variables = {{"HOME", "/h"}},
                          .files = {{CONFIG_FILE, "[default]\n= us-east-1\n"}}};
    struct outcome outcome = ask_default(&world, NULL);
    CHECK(outcome.step == MT_STEP_FAILED);
    CHECK_STATUS(outcome.err.status, MT_ECREDS);
    CHECK_STR(outcome.err.where, CONFIG_FILE ":2");

    world.files[0].text = NULL; /* unreadable */
    outcome = ask_default(&world, NULL);
    CHECK(outcome.step == MT_STEP_FAILED);
    CHECK_STATUS(outcome.err.status, MT_ECREDS);
}

/* A provider that asks for a fetch, to see that a chain hands the answer to the right member. */
struct fetcher {
    mt_provider base;
    int steps;
    bool *is_freed;
};

static mt_step fetcher_step(mt_provider *provider, int64_t now, const mt_fetched *answer,
                            mt_fetch *want, const mt_credentials **out, mt_error *err)
{
    static const mt_credentials found = {{"f", 1}, {"s", 1}, {"", 0}, 0, "fetched", {"", 0}};
    (void)now;
    ((struct fetcher *)provider)->steps++;
    if (!answer) {
        *want = (mt_fetch){.url = "http://x/"};
        return MT_STEP_WANT_HTTP;
    }
    if (answer->http != 200) {
        mt_fail(err, MT_ECREDS, "answered %d", answer->http);
        return MT_STEP_NOT_ME;
    }
    *out = &found;
    return MT_STEP_READY;
}

static void fetcher_free(mt_provider *provider)
{
    *((struct fetcher *)provider)->is_freed = true;
}

static void test_a_chain_passes_answers_on(void)
{
    bool is_freed = false;
    struct world world = {0};
    struct fetcher fetcher = {{"fetcher", fetcher_step, fetcher_free, NULL, NULL}, 0, &is_freed};
    mt_provider *members[] = {mt_provider_new_environment(world_open(&world)), &fetcher.base};
    mt_provider *chain = mt_provider_new_chain(members, 2);
    mt_fetch want = {0};
    const mt_credentials *found = NULL;
    mt_error err = {0};
    CHECK(mt_provider_step(chain, 0, NULL, &want, &found, &err) == MT_STEP_WANT_HTTP);
    CHECK_STR(want.url, "http://x/");
    const mt_fetched refused = {.http = 404}, granted = {.http = 200};
    CHECK(mt_provider_step(chain, 0, &refused, &want, &found, &err) == MT_STEP_NOT_ME);
    CHECK(contains(err.message,
                   "environment (AWS_ACCESS_KEY_ID is not set), fetcher (answered 404)"));
    CHECK(mt_provider_step(chain, 0, NULL, &want, &found, &err) == MT_STEP_WANT_HTTP);
    CHECK(mt_provider_step(chain, 0, &granted, &want, &found, &err) == MT_STEP_READY);
    CHECK(fetcher.steps == 4);
    mt_provider_free(chain);
    CHECK(is_freed);

    mt_provider *broken[] = {NULL, &fetcher.base};
    is_freed = false;
    CHECK(mt_provider_new_chain(broken, 2) == NULL);
    CHECK(is_freed);
}

static void test_the_process_environment(void)
{
    char path[] = "creds_test_XXXXXX";
    const int fd = mkstemp(path);
    static const char text[] = "[default]\nkey = value\n";
    char big[10000];
    memset(big, 'x', sizeof big);
    CHECK(write(fd, text, sizeof text - 1) == (ssize_t)sizeof text - 1);
    CHECK(write(fd, big, sizeof big) == (ssize_t)sizeof big);
    (void)close(fd);
    const mt_environment *env = mt_environment_process();
    char *data = NULL;
    size_t size = 0;
    bool exists = false;
    mt_error err = {0};
    CHECK_STATUS(env->read_file(env->context, path, &data, &size, &exists, &err), MT_OK);
    CHECK(exists && size == sizeof text - 1 + sizeof big && data && data[size] == '\0');
    CHECK(data && strncmp(data, text, sizeof text - 1) == 0);
    free(data);
    (void)unlink(path);
    CHECK_STATUS(env->read_file(env->context, path, &data, &size, &exists, &err), MT_EIO);
    CHECK(!exists);
    CHECK_STATUS(env->read_file(env->context, ".", &data, &size, &exists, &err), MT_EIO);
    CHECK(exists);
    CHECK(setenv("MOONTIDE_TEST_VARIABLE", "v", 1) == 0);
    CHECK_STR(env->variable(env->context, "MOONTIDE_TEST_VARIABLE"), "v");
    CHECK(env->variable(env->context, "MOONTIDE_TEST_NO_VARIABLE") == NULL);
}

int main(void)
{
    RUN(test_static);
    RUN(test_static_that_no_header_may_hold);
    RUN(test_environment);
    RUN(test_half_an_environment);
    RUN(test_blank_variables_count_as_absent);
    RUN(test_naming_a_profile_beats_variables);
    RUN(test_the_credentials_file_wins_as_a_group);
    RUN(test_broken_profiles_are_errors);
    RUN(test_nothing_found_lists_everything);
    RUN(test_the_advice_is_never_cut);
    RUN(test_a_wrong_name_is_no_reason_to_look_elsewhere);
    RUN(test_broken_files_are_errors);
    RUN(test_a_chain_passes_answers_on);
    RUN(test_the_process_environment);
    return TEST_SUMMARY();
}
