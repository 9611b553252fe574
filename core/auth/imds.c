#include "auth/imds.h"

#include <stdlib.h>
#include <strings.h>

#include "auth/url.h"

#define ENDPOINT_VARIABLE "AWS_EC2_METADATA_SERVICE_ENDPOINT"
#define MODE_VARIABLE "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"

enum {
    TOKEN_TTL_S = 21600,
    TOKEN_AHEAD_S = 120, /* a new one so long before the old one's end */
    TIMEOUT_MS = 1000,
    ATTEMPTS = 4,
    LARGEST_NUMBER = 3600
};

static const char name[] = "the instance metadata service";

static mt_status check_url(const char *url, const char *what, struct buf *out, mt_error *err)
{
    struct url_parts parts = {0};
    const mt_status st = url_split(url, what, &parts, err);
    if (st)
        return st;
    mt_str text = mt_cstr(url);
    while (text.size && text.data[text.size - 1] == '/')
        text.size--;
    buf_add(out, text);
    return buf_failed(out) ? fail_memory(err) : MT_OK;
}

/* Whose settings they are; without files only variables count. */
struct owner {
    const mt_environment *env;
    const struct profile_set *files;
    const char *profile;
};

/* The variable, else the profile's key; NULL: neither says anything. */
static const char *setting_of(const struct owner *owner, const char *variable, const char *key)
{
    const char *text = environment_get(owner->env, variable);
    if (text || !owner->files || !owner->profile)
        return text;
    text = profile_set_get(owner->files, owner->profile, key).text;
    return text && *text ? text : NULL;
}

static mt_status mode_url(const char *mode, struct buf *out, mt_error *err)
{
    if (mode && strcasecmp(mode, "ipv6") == 0)
        buf_add_cstr(out, "http://[fd00:ec2::254]");
    else if (!mode || strcasecmp(mode, "ipv4") == 0)
        buf_add_cstr(out, "http://169.254.169.254");
    else
        return mt_fail(err, MT_ECREDS,
                       "'%s' is no endpoint mode of the metadata service: IPv4 or IPv6", mode);
    return buf_failed(out) ? fail_memory(err) : MT_OK;
}

static bool is_true(const char *text)
{
    return text && strcasecmp(text, "true") == 0;
}

mt_status imds_url(const mt_environment *env, const struct profile_set *files, const char *profile,
                   struct imds_overrides overrides, struct buf *out, mt_error *err)
{
    static const char key[] = "ec2_metadata_service_endpoint";
    const struct owner owner = {env, files, profile};
    const char *url = overrides.endpoint;
    if (url)
        return check_url(url, "the endpoint of the metadata service", out, err);
    const char *what = environment_get(env, ENDPOINT_VARIABLE) ? ENDPOINT_VARIABLE : key;
    url = setting_of(&owner, ENDPOINT_VARIABLE, key);
    if (url)
        return check_url(url, what, out, err);
    const char *mode = overrides.mode;
    if (!mode)
        mode = setting_of(&owner, MODE_VARIABLE, "ec2_metadata_service_endpoint_mode");
    if (!mode && is_true(setting_of(&owner, "AWS_IMDS_USE_IPV6", "imds_use_ipv6")))
        mode = "ipv6"; /* the older way to say so */
    return mode_url(mode, out, err);
}

struct number {
    const char *variable, *key;
    long fallback;
};

/* Errors: MT_ECREDS, where it is no whole number. */
static mt_status read_number(const struct owner *owner, const struct number *number, long *out,
                             mt_error *err)
{
    const char *from =
        environment_get(owner->env, number->variable) ? number->variable : number->key;
    const char *text = setting_of(owner, number->variable, number->key);
    char *end = NULL;
    *out = text ? strtol(text, &end, 10) : number->fallback;
    if (text && (*end || *out < 1 || *out > LARGEST_NUMBER))
        return mt_fail(err, MT_ECREDS, "%s is '%.40s': it must be a whole number from 1 to %d",
                       from, text, LARGEST_NUMBER);
    return MT_OK;
}

static mt_status read_patience(struct imds *imds, const struct owner *owner, mt_error *err)
{
    static const struct number timeout = {"AWS_METADATA_SERVICE_TIMEOUT",
                                          "metadata_service_timeout", TIMEOUT_MS / 1000};
    static const struct number count = {"AWS_METADATA_SERVICE_NUM_ATTEMPTS",
                                        "metadata_service_num_attempts", 1};
    long seconds = 0, attempts = 0;
    mt_status st = read_number(owner, &timeout, &seconds, err);
    if (!st)
        st = read_number(owner, &count, &attempts, err);
    imds->timeout_ms = 1000 * seconds;
    imds->attempts = (int)attempts;
    return st;
}

static bool is_disabled(const struct owner *owner, const char **why)
{
    static const char variable[] = "AWS_EC2_METADATA_DISABLED", key[] = "disable_ec2_metadata";
    *why = environment_get(owner->env, variable) ? variable : key;
    return is_true(setting_of(owner, variable, key));
}

mt_step imds_open(struct imds *imds, const mt_environment *env, const struct profile_set *files,
                  const char *profile, mt_error *err)
{
    const struct owner owner = {env, files, profile};
    const char *why = NULL;
    if (is_disabled(&owner, &why)) {
        (void)mt_fail(err, MT_ECREDS, "switched off by %s", why);
        return MT_STEP_NOT_ME;
    }
    buf_reset(&imds->url);
    const struct imds_overrides none = {0};
    mt_status st = read_patience(imds, &owner, err);
    if (!st)
        st = imds_url(env, files, profile, none, &imds->url, err);
    return st ? MT_STEP_FAILED : MT_STEP_READY;
}

static void begin(struct imds *imds, const char *method, const char *path)
{
    fetch_begin(&imds->fetch, method, imds->timeout_ms);
    imds->fetch.want.is_link_local = true;
    buf_add(&imds->fetch.url, buf_str(&imds->url));
    buf_add_cstr(&imds->fetch.url, "/latest/");
    buf_add_cstr(&imds->fetch.url, path);
}

static mt_step ask_token(struct imds *imds, mt_fetch *want, mt_error *err)
{
    imds->asks_token = true;
    begin(imds, "PUT", "api/token");
    fetch_add_header(&imds->fetch, "x-aws-ec2-metadata-token-ttl-seconds", mt_cstr("21600"));
    return fetch_send(&imds->fetch, want, err);
}

static mt_step ask_path(struct imds *imds, mt_fetch *want, mt_error *err)
{
    imds->asks_token = false;
    begin(imds, "GET", buf_text(&imds->path));
    fetch_add_header(&imds->fetch, "x-aws-ec2-metadata-token", buf_str(&imds->token));
    return fetch_send(&imds->fetch, want, err);
}

mt_step imds_get(struct imds *imds, const char *path, int64_t now, mt_fetch *want, mt_error *err)
{
    buf_reset(&imds->path);
    buf_add_cstr(&imds->path, path);
    if (buf_failed(&imds->path)) {
        (void)fail_memory(err);
        return MT_STEP_FAILED;
    }
    imds->had_new_token = imds->token.size == 0 || now >= imds->token_until;
    return imds->had_new_token ? ask_token(imds, want, err) : ask_path(imds, want, err);
}

static bool is_token(mt_str text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] <= ' ' || (unsigned char)text.data[i] >= 0x7f)
            return false;
    return text.size > 0;
}

static mt_step take_token(struct imds *imds, const mt_fetched *answer, int64_t now, mt_fetch *want,
                          mt_error *err)
{
    const mt_str token = str_trim(answer->body);
    if (answer->http != 200 || !is_token(token)) {
        if (answer->http == 403)
            (void)mt_fail(err, MT_ECREDS, "%s is switched off on this instance (403)", name);
        else
            fetch_describe(answer, name, err);
        return MT_STEP_NOT_ME;
    }
    buf_wipe(&imds->token);
    buf_add(&imds->token, token);
    imds->token_until = now + TOKEN_TTL_S - TOKEN_AHEAD_S;
    if (buf_failed(&imds->token)) {
        (void)fail_memory(err);
        return MT_STEP_FAILED;
    }
    return ask_path(imds, want, err);
}

mt_step imds_answered(struct imds *imds, const mt_fetched *answer, int64_t now, mt_fetch *want,
                      mt_error *err)
{
    imds->has_answered = imds->has_answered || answer->status == MT_OK;
    if (fetch_may_repeat(&imds->fetch, answer, imds->has_answered ? ATTEMPTS : imds->attempts))
        return fetch_send(&imds->fetch, want, err);
    if (answer->status == MT_EMEM) {
        (void)fail_memory(err);
        return MT_STEP_FAILED;
    }
    if (answer->status) {
        (void)mt_fail(err, MT_ECREDS, "nothing answers at %s", buf_text(&imds->url));
        return MT_STEP_NOT_ME;
    }
    if (imds->asks_token)
        return take_token(imds, answer, now, want, err);
    if (answer->http == 401 && !imds->had_new_token) {
        imds->had_new_token = true; /* the one kept has been revoked */
        return ask_token(imds, want, err);
    }
    if (answer->http != 200) {
        fetch_describe(answer, name, err);
        return answer->http == 404 ? MT_STEP_NOT_ME : MT_STEP_FAILED;
    }
    return MT_STEP_READY;
}

void imds_clear(struct imds *imds)
{
    fetch_clear(&imds->fetch);
    buf_clear(&imds->url);
    buf_clear(&imds->path);
    buf_wipe(&imds->token);
    *imds = (struct imds){0};
}
