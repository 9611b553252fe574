#include "flow/agent.h"

#include <string.h>
#include <sys/utsname.h>

#include <moontide/moontide.h>

#include "auth/profile.h"
#include "base/ascii.h"

/* What may stand in a token; more where tokens are meant to be several. */
static void add_text(struct buf *line, const char *text, const char *more)
{
    for (; text && *text; text++) {
        const bool is_allowed =
            ascii_is_alnum(*text) || strchr("!$%&'*+-.^_`|~,", *text) || strchr(more, *text);
        buf_add(line, is_allowed ? (mt_str){text, 1} : mt_cstr("-"));
    }
}

static const char *system_name(const struct utsname *system)
{
    if (strcmp(system->sysname, "Linux") == 0)
        return "linux";
    return strcmp(system->sysname, "Darwin") == 0 ? "macos" : "other";
}

void agent_add_system(struct buf *line, const mt_environment *env)
{
    struct utsname system = {0};
    (void)uname(&system);
    buf_addf(line, "moontide/" MT_VERSION " ua/2.1 os/%s#", system_name(&system));
    add_text(line, system.release, "");
    buf_add_cstr(line, " md/arch#");
    add_text(line, system.machine, "");
    buf_add_cstr(line, " lang/c#11");
    const char *exec_env = environment_get(env, "AWS_EXECUTION_ENV");
    if (exec_env) {
        buf_add_cstr(line, " exec-env/");
        add_text(line, exec_env, "");
    }
}

void agent_add_client(struct buf *line, const struct agent_client *client)
{
    static const char letters[MT_RETRY_MODE_COUNT] = {[MT_RETRY_MODE_LEGACY] = 'D',
                                                      [MT_RETRY_MODE_STANDARD] = 'E',
                                                      [MT_RETRY_MODE_ADAPTIVE] = 'F'};
    const char retries[] = {letters[client->retry_mode], '\0'};
    const char *const features[] = {retries, client->has_endpoint_url ? "N" : "",
                                    client->credentials ? client->credentials : ""};
    const char *separator = " m/";
    for (size_t i = 0; i < sizeof features / sizeof *features; i++) {
        if (!*features[i])
            continue;
        buf_addf(line, "%s%s", separator, features[i]);
        separator = ",";
    }
    buf_addf(line, " cfg/retry-mode#%s", mt_retry_mode_name(client->retry_mode));
    if (client->app_id) {
        buf_add_cstr(line, " app/");
        add_text(line, client->app_id, "");
    }
    if (client->suffix && *client->suffix) {
        buf_add_char(line, ' ');
        add_text(line, client->suffix, "/# ");
    }
}
