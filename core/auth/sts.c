#include "auth/sts.h"

#include <inttypes.h>
#include <stdio.h>

#include "auth/creds_document.h"
#include "base/ascii.h"
#include "base/percent.h"
#include "data/xml.h"

enum { TIMEOUT_MS = 10000, LONGEST_NAME = 64 };

void sts_begin(struct fetch *fetch, const char *action, const struct sts_field *fields,
               size_t count, const mt_credentials *signer)
{
    fetch_begin(fetch, "POST", TIMEOUT_MS);
    fetch->want.service = "sts";
    fetch->want.signer = signer;
    buf_add_cstr(&fetch->url, "/");
    fetch_add_header(fetch, "Content-Type",
                     mt_cstr("application/x-www-form-urlencoded; charset=utf-8"));
    buf_addf(&fetch->body, "Action=%s&Version=2011-06-15", action);
    for (size_t i = 0; i < count; i++) {
        if (!fields[i].value.size)
            continue;
        buf_addf(&fetch->body, "&%s=", fields[i].name);
        percent_encode(fields[i].value, &fetch->body);
    }
}

/* The code of an error document into the buffer; "" if it is none. */
static void read_error(mt_str body, char *code, size_t code_size, char *message,
                       size_t message_size)
{
    struct xml_node *root = NULL;
    *code = *message = '\0';
    if (xml_parse(body, &root, NULL))
        return;
    const struct xml_node *error = xml_child(root, "Error");
    (void)snprintf(code, code_size, "%.*s", MT_STR_ARG(xml_child_text(error, "Code")));
    (void)snprintf(message, message_size, "%.*s", MT_STR_ARG(xml_child_text(error, "Message")));
    xml_free(root);
}

void sts_error_code(mt_str body, char *code, size_t size)
{
    char message[8];
    read_error(body, code, size, message, sizeof message);
}

bool sts_may_repeat(struct fetch *fetch, const mt_fetched *answer)
{
    static const char *const passing[] = {"Throttling", "ThrottlingException",
                                          "RequestLimitExceeded", "IDPCommunicationError"};
    char code[64];
    if (fetch_may_repeat(fetch, answer, STS_ATTEMPTS))
        return true;
    if (answer->status || answer->http < 400 || answer->http >= 500)
        return false;
    sts_error_code(answer->body, code, sizeof code);
    for (size_t i = 0; i < sizeof passing / sizeof *passing; i++) {
        const mt_fetched busy = {.http = 503};
        if (strcmp(code, passing[i]) == 0)
            return fetch_may_repeat(fetch, &busy, STS_ATTEMPTS);
    }
    return false;
}

static mt_status refused(const mt_fetched *answer, const char *action, const char *what,
                         mt_error *err)
{
    char code[64] = "", message[256] = "";
    if (!answer->status)
        read_error(answer->body, code, sizeof code, message, sizeof message);
    if (!*code) {
        fetch_describe(answer, what, err);
        return MT_ECREDS;
    }
    (void)mt_fail(err, MT_ECREDS, "%s: STS refuses %s: %s: %s", what, action, code, message);
    if (err) {
        err->http = answer->http;
        (void)snprintf(err->code, sizeof err->code, "%s", code);
    }
    return MT_ECREDS;
}

/* The fifth part of an ARN. */
static mt_str account_of(mt_str arn)
{
    for (int colons = 0; colons < 4; colons++) {
        const char *colon = arn.size ? memchr(arn.data, ':', arn.size) : NULL;
        if (!colon)
            return (mt_str){0};
        const size_t used = (size_t)(colon - arn.data) + 1;
        arn = (mt_str){colon + 1, arn.size - used};
    }
    const char *end = arn.size ? memchr(arn.data, ':', arn.size) : NULL;
    return end ? (mt_str){arn.data, (size_t)(end - arn.data)} : (mt_str){0};
}

static mt_status take(const struct xml_node *result, const char *what, struct creds_held *held,
                      mt_error *err)
{
    const struct xml_node *credentials = xml_child(result, "Credentials");
    const mt_str expiration = xml_child_text(credentials, "Expiration");
    mt_credentials found = {
        .access_key_id = xml_child_text(credentials, "AccessKeyId"),
        .secret_access_key = xml_child_text(credentials, "SecretAccessKey"),
        .session_token = xml_child_text(credentials, "SessionToken"),
        .account_id = account_of(xml_child_text(xml_child(result, "AssumedRoleUser"), "Arn")),
        .source = what,
    };
    if (!credentials || !creds_time(expiration, &found.expires_at))
        return mt_fail(err, MT_ECREDS, "%s: the answer of STS has no %s", what,
                       credentials ? "Expiration" : "Credentials");
    return creds_hold(held, &found, err);
}

mt_status sts_read(const mt_fetched *answer, const char *action, const char *what,
                   struct creds_held *held, mt_error *err)
{
    if (answer->status || answer->http != 200)
        return refused(answer, action, what, err);
    struct xml_node *root = NULL;
    mt_error why = {0};
    mt_status st = xml_parse(answer->body, &root, &why);
    if (st == MT_EMEM)
        return fail_memory(err);
    if (st)
        return mt_fail(err, MT_ECREDS, "%s: the answer of STS is not XML: %s", what, why.message);
    char name[64];
    (void)snprintf(name, sizeof name, "%sResult", action);
    st = take(xml_child(root, name), what, held, err);
    xml_free(root);
    return st;
}

static bool is_session_name(const char *name)
{
    const size_t size = strlen(name);
    for (const char *c = name; *c; c++)
        if (!ascii_is_alnum(*c) && !strchr("_=,.@-+", *c))
            return false;
    return size >= 2 && size <= LONGEST_NAME;
}

mt_status sts_session_name(const char *given, int64_t now, char **out, mt_error *err)
{
    struct buf name = {0};
    if (given && *given && !is_session_name(given))
        return mt_fail(err, MT_ECREDS,
                       "role session name '%.80s' is not of 2 to 64 of the characters A-Z a-z 0-9 "
                       "and _=,.@-+",
                       given);
    if (given && *given)
        buf_add_cstr(&name, given);
    else
        buf_addf(&name, "moontide-%" PRId64, now);
    *out = buf_take(&name, NULL);
    return *out ? MT_OK : fail_memory(err);
}
