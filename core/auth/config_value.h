/* The shared files as one value. */
#ifndef MOONTIDE_CONFIG_VALUE_H
#define MOONTIDE_CONFIG_VALUE_H

#include <moontide/value.h>

#include "auth/profile.h"

/* Which of a property's texts the value holds. */
enum config_view {
    CONFIG_VALUES,       /* with secrets; for whoever compares, never for output */
    CONFIG_VALUES_SHOWN, /* without secrets: "****", of a command its program only */
    CONFIG_ORIGINS       /* "file:line" */
};

/* {"profiles": {name: {key: text}}, "sso_sessions": …, "services": …}; a property with
** sub-properties is an object. *out is the caller's. Errors: MT_ECONFIG (not UTF-8, with
** err->where), MT_EMEM. */
mt_status config_value(const struct profile_set *set, enum config_view what, mt_value **out,
                       mt_error *err);

#endif
