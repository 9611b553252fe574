#include "auth/token_cache.h"

#include <stdlib.h>
#include <time.h>

#include "auth/creds_document.h"
#include "auth/profile.h"
#include "base/buf.h"
#include "base/crypto.h"
#include "data/value_node.h"

char *token_cache_path(const mt_environment *env, const char *directory, const char *name)
{
    struct buf path = {0};
    char *base = config_expand_home(env, directory, CONFIG_POSIX);
    if (!base)
        return NULL;
    if (*base) {
        buf_add_cstr(&path, base);
        buf_addf(&path, "/%s.json", name);
    }
    free(base);
    return buf_take(&path, NULL);
}

mt_status token_cache_read(const mt_environment *env, const char *path, const char *advice,
                           mt_value **out, mt_error *err)
{
    char *data = NULL;
    size_t size = 0;
    bool exists = true;
    mt_error why = {0};
    mt_status st = *path ? env->read_file(env->context, path, &data, &size, &exists, &why)
                         : mt_fail(&why, MT_ECREDS, "HOME is not set");
    if (st == MT_EIO && !exists)
        return mt_fail(err, MT_ECREDS, "nobody has logged in (%s does not exist): %s", path,
                       advice);
    if (st) {
        if (err)
            *err = why;
        return st;
    }
    st = creds_parse((mt_str){data, size}, path, out, err);
    crypto_wipe(data, size);
    free(data);
    return st;
}

mt_status token_cache_write(const mt_environment *env, const char *path, mt_value *object,
                            mt_error *err)
{
    if (!env->write_file)
        return MT_OK;
    struct buf text = {0};
    mt_status st = value_print_secret(object, &text, err);
    if (!st)
        st = env->write_file(env->context, path, buf_str(&text), err);
    buf_wipe(&text);
    return st;
}

mt_status token_cache_add_request(const mt_value *object, const char *const members[], size_t count,
                                  struct buf *out, mt_error *err)
{
    mt_value *body = mt_value_new_object();
    mt_status st = body ? token_cache_set(body, "grantType", "refresh_token") : MT_EMEM;
    for (size_t i = 0; !st && i < count; i++)
        st = token_cache_set(body, members[i], creds_member(object, members[i]));
    if (!st)
        st = value_print_secret(body, out, err);
    value_free_secret(body);
    return st ? fail_memory(err) : MT_OK;
}

mt_status token_cache_set(mt_value *object, const char *key, const char *text)
{
    value_wipe_member(object, key); /* what is replaced may be good for a while yet */
    return mt_value_set(object, mt_cstr(key), mt_value_new_string(mt_cstr(text)));
}

mt_status token_cache_set_time(mt_value *object, const char *key, int64_t seconds)
{
    char text[32] = "";
    struct tm parts = {0};
    const time_t time = (time_t)seconds;
    if (!gmtime_r(&time, &parts) || !strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts))
        return MT_EMEM;
    return token_cache_set(object, key, text);
}
