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
    ATTEMPTS = 4
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

static const char *from_profile(const struct profile_set *files, const char *profile,
                                const char *key)
{
    const struct profile_value value =
        files && profile ? profile_set_get(files, profile, key) : (struct profile_value){0};
    return value.text && *value.text ? value.text : NULL;
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

mt_status imds_url(const mt_environment *env, const struct profile_set *files, const char *profile,
                   struct imds_overrides overrides, struct buf *out, mt_error *err)
{
    const char *url = overrides.endpoint;
    if (url)
        return check_url(url, "the endpoint of the metadata service", out, err);
    url = environment_get(env, ENDPOINT_VARIABLE);
    if (url)
        return check_url(url, ENDPOINT_VARIABLE, out, err);
    url = from_profile(files, profile, "ec2_metadata_service_endpoint");
    if (url)
        return check_url(url, "ec2_metadata_service_endpoint", out, err);
    const char *mode = overrides.mode;
    if (!mode)
        mode = environment_get(env, MODE_VARIABLE);
    if (!mode)
        mode = from_profile(files, profile, "ec2_metadata_service_endpoint_mode");
    return mode_url(mode, out, err);
}

/* A whole number of the variable, fallback where it is none. */
static long number_of(const mt_environment *env, const char *variable, long fallback)
{
    const char *text = environment_get(env, variable);
    char *end = NULL;
    const long number = text ? strtol(text, &end, 10) : 0;
    return text && *end == '\0' && number > 0 && number <= 3600 ? number : fallback;
}

static bool is_disabled(const mt_environment *env, const struct profile_set *files,
                        const char *profile, const char **why)
{
    const char *text = environment_get(env, "AWS_EC2_METADATA_DISABLED");
    *why = "AWS_EC2_METADATA_DISABLED";
    if (text)
        return strcasecmp(text, "true") == 0;
    text = from_profile(files, profile, "disable_ec2_metadata");
    *why = "disable_ec2_metadata";
    return text && strcasecmp(text, "true") == 0;
}

mt_step imds_open(struct imds *imds, const mt_environment *env, const struct profile_set *files,
                  const char *profile, mt_error *err)
{
    const char *why = NULL;
    if (is_disabled(env, files, profile, &why)) {
        (void)mt_fail(err, MT_ECREDS, "switched off by %s", why);
        return MT_STEP_NOT_ME;
    }
    buf_reset(&imds->url);
    imds->timeout_ms = 1000 * number_of(env, "AWS_METADATA_SERVICE_TIMEOUT", TIMEOUT_MS / 1000);
    imds->attempts = (int)number_of(env, "AWS_METADATA_SERVICE_NUM_ATTEMPTS", 1);
    const struct imds_overrides none = {0};
    const mt_status st = imds_url(env, files, profile, none, &imds->url, err);
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
