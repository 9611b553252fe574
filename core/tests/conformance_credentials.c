/* "resolve-credentials": {"env", "fs", "http", "now", "profile"} gives credentials, from the default
** chain or, with a profile, from that; "resolve-token": the token of a profile's single sign-on. The
** requests and answers of "http" are taken in order, with "repeats" the last one for ever; processes
** are run. "saved" in the result holds what was written to files. */
#include <stdlib.h>

#include "auth/sso_token.h"
#include "base/clock.h"
#include "conformance.h"
#include "flow/provider_request.h"
#include "json_world.h"
#include "net/child.h"

struct scene {
    struct json_world world;
    const mt_environment *env;
    mt_settings *settings;
    mt_signer *signer;
    struct clocks clocks;
    const mt_value *exchange; /* the next one */
    bool repeats;             /* the last one for all further requests */
    int64_t now;
    struct provider_request request;
    struct child *child;
};

/* Fields of forms and queries come in any order. */
static bool has_field(mt_str form, mt_str field)
{
    while (form.size) {
        const char *end = memchr(form.data, '&', form.size);
        const size_t size = end ? (size_t)(end - form.data) : form.size;
        if (mt_str_equal((mt_str){form.data, size}, field))
            return true;
        const size_t step = size + (end ? 1 : 0);
        form = (mt_str){form.data + step, form.size - step};
    }
    return false;
}

static bool is_same_query(mt_str ours, mt_str theirs)
{
    if (ours.size != theirs.size)
        return false;
    while (theirs.size) {
        const char *end = memchr(theirs.data, '&', theirs.size);
        const size_t size = end ? (size_t)(end - theirs.data) : theirs.size;
        if (!has_field(ours, (mt_str){theirs.data, size}))
            return false;
        const size_t step = size + (end ? 1 : 0);
        theirs = (mt_str){theirs.data + step, theirs.size - step};
    }
    return true;
}

static mt_str query_of(mt_str url, mt_str *path)
{
    const char *mark = memchr(url.data, '?', url.size);
    const size_t size = mark ? (size_t)(mark - url.data) : url.size;
    *path = (mt_str){url.data, size};
    while (path->size && path->data[path->size - 1] == '/')
        path->size--;
    return mark ? (mt_str){mark + 1, url.size - size - 1} : (mt_str){0};
}

static mt_status expect_request(const struct scene *scene, const mt_fetch *want, mt_error *err)
{
    const mt_value *request = mt_value_get(scene->exchange, "request");
    mt_str our_path = {0}, their_path = {0};
    const mt_str ours = query_of(buf_str(&scene->request.url), &our_path);
    const mt_str theirs = query_of(mt_value_string(mt_value_get(request, "uri")), &their_path);
    if (!request)
        return mt_fail(err, MT_EUSAGE, "a request too many: %s %s", want->method,
                       buf_text(&scene->request.url));
    if (!mt_str_equal(mt_value_string(mt_value_get(request, "method")), mt_cstr(want->method)) ||
        !mt_str_equal(our_path, their_path) || !is_same_query(ours, theirs))
        return mt_fail(err, MT_EUSAGE, "another request was expected than %s %s", want->method,
                       buf_text(&scene->request.url));
    /* of a form the action and the role; recorded session names and tokens are of their day */
    const mt_str body = mt_value_string(mt_value_get(request, "body"));
    const char *end = body.size ? strchr(body.data, '&') : NULL;
    if (end && !has_field(want->body, (mt_str){body.data, (size_t)(end - body.data)}))
        return mt_fail(err, MT_EUSAGE, "another action was expected than %.*s",
                       MT_STR_ARG(want->body));
    return MT_OK;
}

static const char *text_of(const mt_value *object, const char *key)
{
    const mt_value *value = mt_value_get(object, key);
    return value ? mt_value_string(value).data : NULL;
}

/* A secret header of ours that a recorded one does not match is an error. */
static mt_status expect_headers(const struct scene *scene, mt_error *err)
{
    static const char *const names[] = {"x-amz-sso_bearer_token", "x-aws-ec2-metadata-token",
                                        "x-aws-ec2-metadata-token-ttl-seconds"};
    const mt_value *headers = mt_value_get(mt_value_get(scene->exchange, "request"), "headers");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const mt_value *value = mt_value_first(mt_value_get(headers, names[i]));
        bool is_there = !value;
        struct buf line = {0};
        buf_addf(&line, "%s: %.*s", names[i], MT_STR_ARG(mt_value_string(value)));
        for (const char *const *h = scene->request.headers; !is_there && *h; h++)
            is_there = strcmp(*h, buf_text(&line)) == 0;
        buf_clear(&line);
        if (!is_there)
            return mt_fail(err, MT_EUSAGE, "the header %s is not as expected", names[i]);
    }
    return MT_OK;
}

/* The cases' instances are of before there were extended documents. */
static bool is_unknown_to_cases(const struct scene *scene)
{
    return strstr(buf_text(&scene->request.url), "/security-credentials-extended/") != NULL;
}

static mt_status fetch(struct scene *scene, const mt_fetch *want, mt_fetched *answer, mt_error *err)
{
    const struct provider_scope scope = {
        scene->settings, scene->env,     mt_settings_get(scene->settings, MT_SETTING_REGION),
        scene->signer,   &scene->clocks, "conformance",
        scene->now};
    mt_status st = provider_request_build(&scene->request, want, &scope, err);
    if (!st && is_unknown_to_cases(scene)) {
        *answer = (mt_fetched){.http = 404};
        return MT_OK;
    }
    if (!st)
        st = expect_request(scene, want, err);
    if (!st)
        st = expect_headers(scene, err);
    if (st)
        return st;
    const mt_value *response = mt_value_get(scene->exchange, "response");
    *answer = (mt_fetched){.http = (int)mt_value_int(mt_value_get(response, "status")),
                           .body = mt_value_string(mt_value_get(response, "body"))};
    if (!scene->repeats || mt_value_next(scene->exchange))
        scene->exchange = mt_value_next(scene->exchange);
    return MT_OK;
}

static mt_status run(struct scene *scene, const mt_fetch *want, mt_fetched *answer, mt_error *err)
{
    child_free(scene->child);
    scene->child = NULL;
    const mt_status st =
        child_start(want->command, clock_monotonic_ms(), want->timeout_ms, &scene->child, err);
    if (st)
        return st;
    while (!child_turn(scene->child, clock_monotonic_ms()))
        continue;
    *answer = (mt_fetched){.body = child_output(scene->child)};
    answer->status = child_outcome(scene->child, &answer->http, &answer->problem);
    return MT_OK;
}

/* Does what a provider wants; MT_OK when *answer is there. */
static mt_status serve(struct scene *scene, mt_step step, const mt_fetch *want, mt_fetched *answer,
                       mt_error *err)
{
    if (step == MT_STEP_WANT_HTTP)
        return fetch(scene, want, answer, err);
    if (step == MT_STEP_WANT_PROCESS)
        return run(scene, want, answer, err);
    return mt_fail(err, MT_EUSAGE, "nobody answers such a question here");
}

static bool is_want(mt_step step)
{
    return step == MT_STEP_WANT_HTTP || step == MT_STEP_WANT_PROCESS || step == MT_STEP_WANT_CODE ||
           step == MT_STEP_WANT_CREDENTIALS;
}

static mt_status open_scene(struct scene *scene, const mt_value *in, mt_error *err)
{
    scene->env = json_world_open(&scene->world, in);
    scene->exchange = mt_value_first(mt_value_get(in, "http"));
    scene->repeats = mt_value_bool(mt_value_get(in, "repeats"));
    scene->now = mt_value_int(mt_value_get(in, "now"));
    scene->signer = mt_signer_new();
    if (!scene->signer)
        return fail_memory(err);
    return mt_settings_load(scene->env, text_of(in, "profile"), &scene->settings, err);
}

static void close_scene(struct scene *scene)
{
    child_free(scene->child);
    provider_request_clear(&scene->request);
    mt_signer_free(scene->signer);
    clocks_clear(&scene->clocks);
    mt_settings_free(scene->settings);
    json_world_close(&scene->world);
}

static mt_status describe(struct scene *scene, const mt_credentials *found, mt_value **out)
{
    mt_value *made = mt_value_new_object();
    mt_status st = conformance_set(made, "access_key_id", found->access_key_id.data);
    if (!st)
        st = conformance_set(made, "secret_access_key", found->secret_access_key.data);
    if (!st && found->session_token.size)
        st = conformance_set(made, "session_token", found->session_token.data);
    if (!st && found->account_id.size)
        st = conformance_set(made, "account_id", found->account_id.data);
    if (!st && found->expires_at)
        st = mt_value_set(made, mt_cstr("expiry"), mt_value_new_int(found->expires_at));
    if (!st)
        st = mt_value_set(made, mt_cstr("saved"), mt_value_dup(scene->world.saved));
    *out = made;
    return st;
}

/* The whole chain, or with "provider": "profile" that one. */
static mt_provider *new_provider(const struct scene *scene, const mt_value *in)
{
    const char *profile = text_of(in, "profile");
    return mt_str_equal(mt_value_string(mt_value_get(in, "provider")), mt_cstr("profile"))
               ? mt_provider_new_profile(scene->env, profile)
               : mt_provider_new_default(scene->env, profile);
}

mt_status conformance_resolve_credentials(const mt_value *in, mt_value **out, mt_error *err)
{
    struct scene scene = {0};
    mt_fetch want = {0};
    const mt_credentials *found = NULL;
    mt_fetched answer = {0};
    mt_status st = open_scene(&scene, in, err);
    mt_provider *provider = st ? NULL : new_provider(&scene, in);
    mt_step step = MT_STEP_FAILED;
    if (!st)
        step = mt_provider_step(provider, scene.now, NULL, &want, &found, err);
    while (!st && is_want(step)) {
        st = serve(&scene, step, &want, &answer, err);
        if (!st)
            step = mt_provider_step(provider, scene.now, &answer, &want, &found, err);
    }
    if (!st && step == MT_STEP_READY)
        st = describe(&scene, found, out);
    else if (!st)
        st = err->status ? err->status : MT_ECREDS;
    mt_provider_free(provider);
    close_scene(&scene);
    return st;
}

mt_status conformance_resolve_token(const mt_value *in, mt_value **out, mt_error *err)
{
    struct scene scene = {0};
    struct profile_set *set = NULL;
    struct sso_settings settings = {0};
    mt_fetch want = {0};
    mt_fetched answer = {0};
    mt_step step = MT_STEP_FAILED;
    mt_status st = open_scene(&scene, in, err);
    struct sso_token token = {.env = scene.env};
    if (!st)
        st = profile_set_load(scene.env, &set, err);
    if (!st)
        st = profile_sso_settings(set, mt_settings_get(scene.settings, MT_SETTING_PROFILE),
                                  &settings, err);
    if (!st)
        step = sso_token_start(&token, &settings, scene.now, &want, err);
    while (!st && is_want(step)) {
        st = serve(&scene, step, &want, &answer, err);
        if (!st)
            step = sso_token_answered(&token, &answer, scene.now, &want, err);
    }
    mt_value *made = !st && step == MT_STEP_READY ? mt_value_new_object() : NULL;
    if (made) {
        st = conformance_set(made, "token", sso_token_text(&token));
        if (!st)
            st = mt_value_set(made, mt_cstr("expiry"), mt_value_new_int(token.expires_at));
        *out = made;
    } else if (!st) {
        st = err->status ? err->status : MT_ECREDS;
    }
    sso_token_clear(&token);
    profile_set_free(set);
    close_scene(&scene);
    return st;
}
