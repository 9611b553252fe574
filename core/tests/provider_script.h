/* Drives a provider through a script of answers, without a network: for tests. */
#ifndef MOONTIDE_PROVIDER_SCRIPT_H
#define MOONTIDE_PROVIDER_SCRIPT_H

#include <moontide/creds.h>

struct scripted_answer {
    int http;
    const char *body;
};

static inline bool provider_wants(mt_step step)
{
    return step == MT_STEP_WANT_HTTP || step == MT_STEP_WANT_PROCESS || step == MT_STEP_WANT_CODE ||
           step == MT_STEP_WANT_CREDENTIALS;
}

/* Answers in turn, when they have run out with a broken connection. */
static inline mt_step provider_run(mt_provider *provider, int64_t now,
                                   const struct scripted_answer *answers, size_t count,
                                   const mt_credentials **out, mt_error *err)
{
    mt_fetch want = {0};
    mt_step step = mt_provider_step(provider, now, NULL, &want, out, err);
    for (size_t i = 0; provider_wants(step); i++) {
        mt_fetched answer = {.status = MT_ENETWORK, .problem = "connection refused"};
        if (i < count)
            answer = (mt_fetched){.http = answers[i].http, .body = mt_cstr(answers[i].body)};
        step = mt_provider_step(provider, now, &answer, &want, out, err);
    }
    return step;
}

#endif
