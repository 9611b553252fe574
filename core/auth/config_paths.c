/* Where the shared files lie, for each kind of system. */
#include <stdlib.h>

#include "auth/profile.h"
#include "base/buf.h"

/* The home directory into *path; false if it is not known. */
static bool add_home(const mt_environment *env, enum config_platform platform, struct buf *path)
{
    /* each look ends the loan of the one before, so each is copied at once */
    static const char *const places[][2] = {
        {"HOME", NULL}, {"USERPROFILE", NULL}, {"HOMEDRIVE", "HOMEPATH"}};
    const size_t count = platform == CONFIG_WINDOWS ? sizeof places / sizeof *places : 1;
    for (size_t i = 0; i < count; i++) {
        const char *first = environment_get(env, places[i][0]);
        if (!first)
            continue;
        buf_add_cstr(path, first);
        const char *second = places[i][1] ? environment_get(env, places[i][1]) : NULL;
        if (second)
            buf_add_cstr(path, second);
        if (second || !places[i][1])
            return true;
        buf_reset(path);
    }
    return false;
}

char *config_expand_home(const mt_environment *env, const char *path, enum config_platform platform)
{
    const bool is_home = path[0] == '~' && (path[1] == '\0' || path[1] == '/');
    if (!is_home)
        return str_dup(mt_cstr(path));
    const char separator = platform == CONFIG_WINDOWS ? '\\' : '/';
    struct buf text = {0};
    if (add_home(env, platform, &text)) {
        while (text.size > 0 && text.data[text.size - 1] == separator)
            text.size--;
        for (const char *c = path + 1; *c; c++)
            buf_add_char(&text, (char)(*c == '/' ? separator : *c));
    }
    return buf_take(&text, NULL);
}

static char *locate(const mt_environment *env, enum config_platform platform, const char *variable,
                    const char *standard)
{
    const char *given = environment_get(env, variable);
    /* a copy: expanding looks at the environment again */
    char *path = str_dup(mt_cstr(given ? given : standard));
    char *expanded = path ? config_expand_home(env, path, platform) : NULL;
    free(path);
    return expanded;
}

char *config_file_path(const mt_environment *env, enum config_platform platform)
{
    return locate(env, platform, "AWS_CONFIG_FILE", "~/.aws/config");
}

char *credentials_file_path(const mt_environment *env, enum config_platform platform)
{
    return locate(env, platform, "AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials");
}
