/* Any bytes may come from a service that gives out credentials, a helper program or a cache. The
** first byte chooses who asks, the second the HTTP status; NULs part the answers. */
#include <stdint.h>
#include <stdlib.h>

#include "../provider_script.h"
#include "base/buf.h"

/* NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define KEYS "aws_access_key_id = a\naws_secret_access_key = s\n"

static const char *const configs[] = {
    ("[default]\nrole_arn = arn:r\nsource_profile = b\n[profile b]\n" KEYS),
    "[default]\ncredential_process = x\n",
    "[default]\nsso_start_url = u\nsso_region = r\nsso_account_id = 1\nsso_role_name = r\n",
    "[default]\nlogin_session = x\n",
    "[default]\nrole_arn = arn:r\ncredential_source = EcsContainer\n",
    "[default]\nregion = r\n",
    "[default]\nrole_arn = arn:r\nweb_identity_token_file = /t\n",
};

/* Every other file, caches and tokens, holds the first answer. */
struct fuzz_world {
    const char *config, *text;
};

static const char *variable(void *context, const char *name)
{
    (void)context;
    if (strcmp(name, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") == 0)
        return "/c";
    return strcmp(name, "HOME") == 0 ? "/h" : NULL;
}

static mt_status read_file(void *context, const char *path, char **data, size_t *size, bool *exists,
                           mt_error *err)
{
    const struct fuzz_world *world = context;
    const bool is_credentials = strcmp(path, "/h/.aws/credentials") == 0;
    const bool is_config = strcmp(path, "/h/.aws/config") == 0;
    *exists = true;
    *data = str_dup(mt_cstr(is_credentials ? "" : is_config ? world->config : world->text));
    *size = *data ? strlen(*data) : 0;
    return *data ? MT_OK : mt_fail(err, MT_EMEM, "out of memory");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const int statuses[] = {200, 200, 200, 0, 400, 401, 403, 404};
    enum { ANSWERS = 4 };
    struct scripted_answer answers[ANSWERS] = {{0, NULL}};
    if (size < 2)
        return 0;
    char *text = str_dup((mt_str){(const char *)data + 2, size - 2});
    if (!text)
        return 0;
    const char *at = text, *end = text + size - 2;
    for (size_t i = 0; i < ANSWERS; i++) {
        answers[i] = (struct scripted_answer){statuses[data[1] >> i & 7], at};
        at = at + strlen(at) < end ? at + strlen(at) + 1 : end;
    }
    struct fuzz_world world = {configs[data[0] % (sizeof configs / sizeof *configs)], text};
    const mt_environment env = {&world, variable, read_file, NULL};
    mt_provider *provider = mt_provider_new_default(&env, NULL);
    const mt_credentials *found = NULL;
    mt_error err = {0};
    const mt_step step = provider
                             ? provider_run(provider, 1900000000, answers, ANSWERS, &found, &err)
                             : MT_STEP_FAILED;
    if (step == MT_STEP_READY ? !found->access_key_id.size : provider && !err.message[0])
        abort();
    mt_provider_free(provider);
    free(text);
    return 0;
}
