/* AWS's own language-neutral cases for the credential chain, where they are at hand (exit code 77,
** skipped, where they are not). */
#include <moontide/moontide.h>

#include <stdlib.h>

#include "test.h"
#include "world.h"

static mt_value *load(const char *path)
{
    const mt_environment *env = mt_environment_process();
    char *text = NULL;
    size_t size = 0;
    bool exists = false;
    mt_value *value = NULL;
    if (env->read_file(env->context, path, &text, &size, &exists, NULL))
        return NULL;
    CHECK_STATUS(mt_json_parse((mt_str){text, size}, &value, NULL), MT_OK);
    free(text);
    return value;
}

static const char *text_of(const mt_value *object, const char *key)
{
    const mt_value *value = mt_value_get(object, key);
    return value ? mt_value_string(value).data : NULL;
}

static void fill(struct world_pair *pairs, const mt_value *object)
{
    size_t count = 0;
    const mt_value *member = mt_value_first(object);
    for (; member && count < WORLD_SIZE - 1; member = mt_value_next(member), count++)
        pairs[count] = (struct world_pair){mt_value_key(member).data, mt_value_string(member).data};
}

/* The outcome must be AWS's own; only ways that are not built in may fail instead, and say so. */
static void check_scenario(const mt_value *scenario)
{
    struct world world = {0};
    fill(world.variables, mt_value_get(scenario, "env"));
    fill(world.files, mt_value_get(scenario, "fs"));
    const mt_value *expected = mt_value_get(mt_value_get(scenario, "result"), "Ok");
    mt_provider *provider = mt_provider_new_default(world_open(&world), NULL);
    mt_fetch want = {0};
    const mt_credentials *found = NULL;
    mt_error err = {0};
    const mt_step step = mt_provider_step(provider, 0, NULL, &want, &found, &err);
    if (step == MT_STEP_READY) {
        CHECK_STR(found->access_key_id.data, text_of(expected, "access_key_id"));
        CHECK_STR(found->secret_access_key.data, text_of(expected, "secret_access_key"));
    } else if (expected) {
        CHECK(step != MT_STEP_NOT_ME);
    }
    mt_provider_free(provider);
}

static void test_credential_chain(void)
{
    mt_value *file = load(SHARED_DIR "/cases/credential-chain-scenarios.json");
    const mt_value *item = mt_value_first(mt_value_get(file, "scenarios"));
    size_t count = 0;
    for (; item; item = mt_value_next(item)) {
        const bool is_token = strcmp(text_of(item, "group"), "default-token-provider-chain") == 0;
        if (is_token || mt_value_count(mt_value_get(item, "http")) > 0)
            continue;
        check_scenario(item);
        count++;
    }
    CHECK(count >= 10);
    mt_value_free(file);
}

int main(void)
{
    mt_value *probe = load(SHARED_DIR "/cases/credential-chain-scenarios.json");
    if (!probe) {
        printf("skipped: no shared cases\n");
        return 77;
    }
    mt_value_free(probe);
    RUN(test_credential_chain);
    return TEST_SUMMARY();
}
