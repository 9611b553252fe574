/* Credentials of a container: ECS, EKS Pod Identity, and whatever speaks as they do. */
#include "auth/container.h"

#include <stdlib.h>
#include <strings.h>

#include "auth/creds_document.h"
#include "auth/fetch.h"
#include "auth/profile.h"
#include "auth/url.h"
#include "base/address.h"
#include "data/value_node.h"

#define RELATIVE_VARIABLE "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
#define FULL_VARIABLE "AWS_CONTAINER_CREDENTIALS_FULL_URI"
#define FILE_VARIABLE "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"
#define TOKEN_VARIABLE "AWS_CONTAINER_AUTHORIZATION_TOKEN"

enum { TIMEOUT_MS = 2000, ATTEMPTS = 3 };

static const char service_name[] = "the container's credentials service";

struct container {
    struct creds_provider own;
    struct fetch fetch;
};

/* Plain http stays on the machine: to other addresses no token is sent. Where a name leads shows
** when it is connected to. */
static mt_status full_url(const char *url, struct buf *out, mt_error *err)
{
    struct url_parts parts = {0};
    const mt_status st = url_split(url, FULL_VARIABLE, &parts, err);
    if (st)
        return st;
    const struct address address = address_read(parts.host);
    const bool is_far =
        address.size && !address_is_loopback(&address) && !address_serves_containers(&address);
    if (!parts.is_https && is_far)
        return mt_fail(err, MT_ECREDS,
                       FULL_VARIABLE
                       " names the host %.*s, to which no token is sent: only https, "
                       "this machine, 169.254.170.2, 169.254.170.23 and fd00:ec2::23 are allowed",
                       MT_STR_ARG(parts.host));
    buf_add_cstr(out, url);
    return MT_OK;
}

mt_status container_url(const mt_environment *env, bool *is_named, struct buf *out, mt_error *err)
{
    mt_status st = MT_OK;
    const char *relative = environment_get(env, RELATIVE_VARIABLE);
    if (relative) {
        *is_named = true;
        buf_add_cstr(out, "http://169.254.170.2");
        buf_add_cstr(out, relative);
        struct url_parts parts = {0};
        if (buf_failed(out))
            return fail_memory(err);
        if (*relative != '/' || url_split(buf_text(out), RELATIVE_VARIABLE, &parts, err))
            st = mt_fail(err, MT_ECREDS, RELATIVE_VARIABLE " is not a path such as /v2/…");
    } else {
        const char *full = environment_get(env, FULL_VARIABLE);
        *is_named = full != NULL;
        if (full)
            st = full_url(full, out, err);
    }
    return !st && buf_failed(out) ? fail_memory(err) : st;
}

static bool is_line(mt_str text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] < ' ' || text.data[i] == 0x7f)
            return false;
    return true;
}

static mt_status add_token(struct container *self, mt_str token, const char *from, mt_error *err)
{
    token = str_trim(token);
    if (!is_line(token))
        return mt_fail(err, MT_ECREDS, "%s holds a line break or another control character", from);
    if (token.size)
        fetch_add_header(&self->fetch, "Authorization", token);
    return MT_OK;
}

/* The file is read each time: its token is replaced while programs run. */
static mt_status authorize(struct container *self, mt_error *err)
{
    const mt_environment *env = self->own.env;
    bool failed = false, exists = false;
    char *path = creds_variable(env, FILE_VARIABLE, &failed);
    char *data = NULL;
    size_t size = 0;
    mt_status st = failed ? fail_memory(err) : MT_OK;
    if (path) {
        mt_error why = {0};
        st = env->read_file(env->context, path, &data, &size, &exists, &why);
        if (st && st != MT_EMEM)
            st = mt_fail(err, MT_ECREDS, FILE_VARIABLE ": %s", why.message);
        else if (st)
            st = fail_memory(err);
        else
            st = add_token(self, (mt_str){data, size}, FILE_VARIABLE, err);
        secret_free(data);
        free(path);
        return st;
    }
    const char *token = environment_get(env, TOKEN_VARIABLE);
    return token && !st ? add_token(self, mt_cstr(token), TOKEN_VARIABLE, err) : st;
}

static mt_step ask(struct container *self, mt_fetch *want, mt_error *err)
{
    struct fetch *fetch = &self->fetch;
    bool is_named = false;
    fetch_begin(fetch, "GET", TIMEOUT_MS);
    if (container_url(self->own.env, &is_named, &fetch->url, err))
        return MT_STEP_FAILED;
    if (!is_named) {
        (void)mt_fail(err, MT_ECREDS, "neither " RELATIVE_VARIABLE " nor " FULL_VARIABLE " is set");
        return MT_STEP_NOT_ME;
    }
    fetch_add_header(fetch, "Accept", mt_cstr("application/json"));
    if (authorize(self, err))
        return MT_STEP_FAILED;
    fetch->want.is_link_local = true;
    fetch->want.stays_near = strncasecmp(buf_text(&fetch->url), "https:", 6) != 0;
    return fetch_send(fetch, want, err);
}

static mt_status read_answer(struct container *self, const mt_fetched *answer, mt_error *err)
{
    if (answer->status || answer->http != 200) {
        fetch_describe(answer, service_name, err);
        return MT_ECREDS;
    }
    mt_value *json = NULL;
    mt_status st = creds_parse(answer->body, service_name, &json, err);
    if (!st)
        st = creds_read(json, &creds_document_metadata, service_name, NULL, &self->own.held, err);
    value_free_secret(json);
    return st;
}

static mt_step container_step(mt_provider *provider, int64_t now, const mt_fetched *answer,
                              mt_fetch *want, const mt_credentials **out, mt_error *err)
{
    (void)now;
    struct container *self = (struct container *)provider;
    if (!answer)
        return ask(self, want, err);
    if (fetch_may_repeat(&self->fetch, answer, ATTEMPTS))
        return fetch_send(&self->fetch, want, err);
    const mt_status st = read_answer(self, answer, err);
    fetch_clear(&self->fetch); /* the token was in it */
    if (st)
        return MT_STEP_FAILED;
    *out = &self->own.held.view;
    return MT_STEP_READY;
}

static void container_free(mt_provider *provider)
{
    struct container *self = (struct container *)provider;
    fetch_clear(&self->fetch);
    creds_provider_free(&self->own);
}

mt_provider *mt_provider_new_container(const mt_environment *env)
{
    static const mt_provider like = {"container", container_step, container_free, "z", NULL};
    return creds_provider_new(sizeof(struct container), &like, env, NULL);
}
