#include "flow/defaults_mode.h"

#include <strings.h>

#include "auth/profile.h"

static const struct mode {
    const char *name;
    int64_t connect_ms;
} modes[] = {
    {"standard", 3100}, {"in-region", 1100}, {"cross-region", 3100},
    {"mobile", 30000},  {"legacy", 60000},
};

/* In AWS's own places the variables say which Region this is. */
static const char *name_of_auto(const mt_environment *env, const char *region)
{
    if (!environment_get(env, "AWS_EXECUTION_ENV"))
        return "standard";
    const char *own = environment_get(env, "AWS_REGION");
    if (!own)
        own = environment_get(env, "AWS_DEFAULT_REGION");
    if (!own)
        return "standard";
    return strcmp(own, region) == 0 ? "in-region" : "cross-region";
}

mt_status defaults_mode_connect_ms(const mt_settings *settings, const mt_environment *env,
                                   const char *region, int64_t *out, mt_error *err)
{
    const char *name = mt_settings_get(settings, MT_SETTING_DEFAULTS_MODE);
    if (!name)
        name = "standard";
    if (strcasecmp(name, "auto") == 0)
        name = name_of_auto(env, region);
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        if (strcasecmp(modes[i].name, name) != 0)
            continue;
        *out = modes[i].connect_ms;
        return MT_OK;
    }
    return mt_fail(err, MT_ECONFIG,
                   "defaults_mode is '%s' (from %s): it can be standard, in-region, cross-region, "
                   "mobile, auto or legacy",
                   name, mt_settings_origin(settings, MT_SETTING_DEFAULTS_MODE));
}
