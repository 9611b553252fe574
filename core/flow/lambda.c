#include "flow/lambda.h"

#include "auth/profile.h"
#include "base/ascii.h"
#include "base/percent.h"

void lambda_add_trace_id(const mt_environment *env, struct buf *out)
{
    const char *id = environment_get(env, "AWS_LAMBDA_FUNCTION_NAME")
                         ? environment_get(env, "_X_AMZN_TRACE_ID")
                         : NULL;
    for (; id && *id; id++) {
        if (ascii_is_alnum(*id) || strchr("_.-~=;:+&[]{}\"',", *id))
            buf_add_char(out, *id);
        else
            percent_add(out, (unsigned char)*id);
    }
}
