/* Credentials that a helper program prints: credential_process of a profile. The program is run by
** whoever drives the provider, through /bin/sh -c. */
#include "auth/creds_document.h"

#include <stdlib.h>

#include "auth/profile.h"
#include "base/buf.h"
#include "data/value_node.h"

enum { TIMEOUT_MS = 60000 };

struct process {
    struct creds_provider own;
    char *command, *origin, *account;
};

static void forget(struct process *self)
{
    secret_free(self->command);
    free(self->origin);
    free(self->account);
    self->command = self->origin = self->account = NULL;
}

static mt_step ask(struct process *self, mt_fetch *want, mt_error *err)
{
    struct profile_set *files = NULL;
    mt_status st = profile_set_load(self->own.env, &files, err);
    if (st)
        return MT_STEP_FAILED;
    const struct profile_value command =
        profile_set_get(files, self->own.profile, "credential_process");
    const struct profile_value account =
        profile_set_get(files, self->own.profile, "aws_account_id");
    forget(self);
    self->command = str_dup(mt_cstr(command.text));
    self->origin = str_dup(mt_cstr(command.origin));
    self->account = str_dup(mt_cstr(account.text));
    profile_set_free(files);
    if (!self->command || !self->origin || !self->account)
        st = fail_memory(err);
    else if (!*self->command)
        st = mt_fail(err, MT_ECREDS, "the credential_process of profile '%s' is empty (%s)",
                     self->own.profile, self->origin);
    if (st)
        return MT_STEP_FAILED;
    *want = (mt_fetch){.command = self->command, .timeout_ms = TIMEOUT_MS};
    return MT_STEP_WANT_PROCESS;
}

static mt_status read_output(struct process *self, const char *source, mt_str output, int64_t now,
                             mt_error *err)
{
    mt_value *json = NULL;
    mt_status st = creds_parse(output, source, &json, err);
    if (st)
        return st;
    const mt_value *version = mt_value_get(json, "Version");
    if (mt_value_type(version) != MT_INT || mt_value_int(version) != 1)
        st = mt_fail(err, MT_ECREDS, "%s does not have the Version 1", source);
    else
        st = creds_read(json, &creds_document_process, source, self->account, &self->own.held, err);
    if (!st && self->own.held.view.expires_at && self->own.held.view.expires_at <= now)
        st = mt_fail(err, MT_ECREDS, "%s has expired", source);
    value_free_secret(json);
    return st;
}

static mt_step answered(struct process *self, int64_t now, const mt_fetched *answer,
                        const mt_credentials **out, mt_error *err)
{
    struct buf source = {0};
    buf_addf(&source, "the output of profile %s's credential_process (%s)", self->own.profile,
             self->origin);
    mt_status st = buf_failed(&source) ? fail_memory(err) : MT_OK;
    if (!st && (answer->status || answer->http))
        st = mt_fail(err, MT_ECREDS, "the credential_process of profile '%s' (%s) %s",
                     self->own.profile, self->origin, answer->problem ? answer->problem : "failed");
    if (!st)
        st = read_output(self, buf_text(&source), answer->body, now, err);
    buf_clear(&source);
    if (st)
        return MT_STEP_FAILED;
    *out = &self->own.held.view;
    return MT_STEP_READY;
}

static mt_step process_step(mt_provider *provider, int64_t now, const mt_fetched *answer,
                            mt_fetch *want, const mt_credentials **out, mt_error *err)
{
    struct process *self = (struct process *)provider;
    return answer ? answered(self, now, answer, out, err) : ask(self, want, err);
}

static void process_free(mt_provider *provider)
{
    struct process *self = (struct process *)provider;
    forget(self);
    creds_provider_free(&self->own);
}

mt_provider *creds_new_process(const mt_environment *env, const char *profile)
{
    static const mt_provider like = {"process", process_step, process_free, "v,w", NULL};
    return creds_provider_new(sizeof(struct process), &like, env, profile);
}
