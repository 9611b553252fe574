#include "auth/creds_document.h"

#include "base/buf.h"
#include "data/timestamp.h"
#include "data/value_node.h"

const struct creds_document creds_document_metadata = {"AccessKeyId", "SecretAccessKey", "Token",
                                                       "Expiration",  "AccountId",       false};
const struct creds_document creds_document_process = {
    "AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration", "AccountId", false};
const struct creds_document creds_document_sts = {
    "AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration", NULL, false};
const struct creds_document creds_document_sso = {
    "accessKeyId", "secretAccessKey", "sessionToken", "expiration", NULL, true};
const struct creds_document creds_document_login = {
    "accessKeyId", "secretAccessKey", "sessionToken", "expiresAt", "accountId", false};

mt_status creds_parse(mt_str text, const char *source, mt_value **out, mt_error *err)
{
    mt_value *value = NULL;
    mt_error why = {0};
    const mt_status st = mt_json_parse(text, &value, &why);
    if (st == MT_EMEM)
        return fail_memory(err);
    if (st)
        return mt_fail(err, MT_ECREDS, "%s is not JSON: %s", source, why.message);
    if (mt_value_type(value) != MT_OBJECT) {
        value_free_secret(value);
        return mt_fail(err, MT_ECREDS, "%s is not a JSON object", source);
    }
    *out = value;
    return MT_OK;
}

const char *creds_member(const mt_value *object, const char *key)
{
    const mt_value *value = key ? mt_value_get(object, key) : NULL;
    return mt_value_string(value).size ? mt_value_string(value).data : NULL;
}

bool creds_time(mt_str text, int64_t *out)
{
    struct timestamp time = {0};
    if (text.size > 3 && memcmp(text.data + text.size - 3, "UTC", 3) == 0)
        text.size -= 3;
    if (!text.size || !timestamp_parse(text, &time))
        return false;
    *out = time.seconds;
    return true;
}

static mt_status read_expiration(const mt_value *value, const struct creds_document *names,
                                 const char *source, int64_t *out, mt_error *err)
{
    int64_t seconds = 0;
    if (mt_value_type(value) == MT_INT || mt_value_type(value) == MT_FLOAT)
        seconds = (int64_t)mt_value_float(value) / (names->is_expiration_ms ? 1000 : 1);
    else if (value && mt_value_type(value) != MT_NULL &&
             !creds_time(mt_value_string(value), &seconds))
        return mt_fail(err, MT_ECREDS, "the %s of %s is no ISO 8601 time", names->expiration,
                       source);
    *out = seconds;
    return MT_OK;
}

mt_status creds_read(const mt_value *object, const struct creds_document *names, const char *source,
                     const char *account, struct creds_held *held, mt_error *err)
{
    const char *const required[] = {names->id, names->secret};
    for (size_t i = 0; i < 2; i++)
        if (!creds_member(object, required[i]))
            return mt_fail(err, MT_ECREDS, "%s has no %s", source, required[i]);
    const char *own = creds_member(object, names->account);
    mt_credentials found = {
        .access_key_id = mt_cstr(creds_member(object, names->id)),
        .secret_access_key = mt_cstr(creds_member(object, names->secret)),
        .session_token = mt_cstr(creds_member(object, names->token)),
        .source = source,
        .account_id = mt_cstr(own ? own : account),
    };
    const mt_status st = read_expiration(mt_value_get(object, names->expiration), names, source,
                                         &found.expires_at, err);
    return st ? st : creds_hold(held, &found, err);
}
