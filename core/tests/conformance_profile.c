/* "resolve-profile-chain": {"profiles", "sso_sessions", "selected_profile"} gives the way to
** credentials. "container-url", "imds-url": {"env", "fs", …} give a URL. */
#include <stdlib.h>

#include "auth/config_value.h"
#include "auth/container.h"
#include "auth/imds.h"
#include "auth/profile_chain.h"
#include "base/buf.h"
#include "conformance.h"
#include "json_world.h"

static void add_sections(struct buf *text, const char *word, const mt_value *sections)
{
    for (const mt_value *s = mt_value_first(sections); s; s = mt_value_next(s)) {
        buf_addf(text, "[%s %.*s]\n", word, MT_STR_ARG(mt_value_key(s)));
        for (const mt_value *p = mt_value_first(s); p; p = mt_value_next(p))
            buf_addf(text, "%.*s = %.*s\n", MT_STR_ARG(mt_value_key(p)),
                     MT_STR_ARG(mt_value_string(p)));
    }
}

/* The profiles as they would stand in a file. */
static mt_status load_profiles(const mt_value *in, struct profile_set **out, mt_error *err)
{
    struct buf text = {0};
    add_sections(&text, "profile", mt_value_get(in, "profiles"));
    add_sections(&text, "sso-session", mt_value_get(in, "sso_sessions"));
    mt_value *env = mt_value_new_object(), *files = mt_value_new_object();
    mt_status st = conformance_set(env, "AWS_CONFIG_FILE", "/config");
    if (!st)
        st = conformance_set(files, "/config", buf_text(&text));
    struct json_world world = {.env = env, .files = files};
    if (!st)
        st = profile_set_load(json_world_use(&world), out, err);
    json_world_close(&world);
    mt_value_free(env);
    mt_value_free(files);
    buf_clear(&text);
    return st;
}

struct member {
    const char *name, *key;
};

static mt_status add_item(mt_value *list, const char *kind, const struct profile_set *set,
                          const char *profile, const struct member *members)
{
    mt_value *inner = mt_value_new_object(), *outer = mt_value_new_object();
    mt_status st = inner && outer ? MT_OK : MT_EMEM;
    for (; !st && members->name; members++)
        st =
            conformance_set(inner, members->name, profile_set_get(set, profile, members->key).text);
    if (st) {
        mt_value_free(inner);
        mt_value_free(outer);
        return st;
    }
    st = mt_value_set(outer, mt_cstr(kind), inner);
    const mt_status second = mt_value_append(list, outer);
    return st ? st : second;
}

static mt_status add_text_item(mt_value *list, const char *kind, const char *text)
{
    mt_value *outer = mt_value_new_object();
    const mt_status st = conformance_set(outer, kind, text);
    const mt_status second = mt_value_append(list, outer);
    return st ? st : second;
}

static mt_status add_sso(mt_value *list, const struct profile_set *set, const char *profile)
{
    struct sso_settings sso = {0};
    mt_value *inner = mt_value_new_object(), *outer = mt_value_new_object();
    (void)profile_sso_settings(set, profile, &sso, NULL);
    const struct {
        const char *name, *text;
    } members[] = {{"sso_session", sso.session},
                   {"sso_start_url", sso.start_url},
                   {"sso_region", sso.region},
                   {"sso_account_id", sso.account},
                   {"sso_role_name", sso.role}};
    mt_status st = MT_OK;
    for (size_t i = 0; !st && i < sizeof members / sizeof *members; i++)
        st = conformance_set(inner, members[i].name, members[i].text);
    const mt_status second = mt_value_set(outer, mt_cstr("Sso"), inner);
    const mt_status third = mt_value_append(list, outer);
    return st ? st : second ? second : third;
}

static mt_status add_base(mt_value *list, const struct profile_set *set,
                          const struct profile_chain *chain)
{
    static const struct member keys[] = {{"access_key_id", "aws_access_key_id"},
                                         {"secret_access_key", "aws_secret_access_key"},
                                         {"session_token", "aws_session_token"},
                                         {"account_id", "aws_account_id"},
                                         {NULL, NULL}};
    static const struct member web_identity[] = {
        {"role_arn", "role_arn"},
        {"web_identity_token_file", "web_identity_token_file"},
        {"role_session_name", "role_session_name"},
        {NULL, NULL}};
    static const struct member process[] = {{"command", "credential_process"}, {NULL, NULL}};
    static const struct member login[] = {{"login_session", "login_session"}, {NULL, NULL}};
    switch (chain->base) {
    case CHAIN_NOTHING:
        break;
    case CHAIN_KEYS:
        return add_item(list, "AccessKey", set, chain->profile, keys);
    case CHAIN_ENVIRONMENT:
        return add_text_item(list, "NamedSource", "Environment");
    case CHAIN_CONTAINER:
        return add_text_item(list, "NamedSource", "EcsContainer");
    case CHAIN_IMDS:
        return add_text_item(list, "NamedSource", "Ec2InstanceMetadata");
    case CHAIN_WEB_IDENTITY:
        return add_item(list, "WebIdentityToken", set, chain->profile, web_identity);
    case CHAIN_SSO:
        return add_sso(list, set, chain->profile);
    case CHAIN_LOGIN:
        return add_item(list, "LoginSession", set, chain->profile, login);
    case CHAIN_PROCESS:
        return add_item(list, "CredentialProcess", set, chain->profile, process);
    }
    return MT_OK;
}

mt_status conformance_resolve_profile_chain(const mt_value *in, mt_value **out, mt_error *err)
{
    static const struct member role[] = {{"role_arn", "role_arn"},
                                         {"role_session_name", "role_session_name"},
                                         {"external_id", "external_id"},
                                         {NULL, NULL}};
    const char *name = mt_value_string(mt_value_get(in, "selected_profile")).data;
    struct profile_set *set = NULL;
    struct profile_chain chain = {0};
    mt_value *list = mt_value_new_array(), *made = mt_value_new_object();
    mt_status st = load_profiles(in, &set, err);
    if (!st)
        st = profile_chain_resolve(set, name, &chain, err);
    if (!st && chain.base == CHAIN_NOTHING)
        st = mt_fail(err, MT_ECREDS, "profile '%s' has nothing that leads to credentials", name);
    if (!st)
        st = add_base(list, set, &chain);
    for (size_t i = 0; !st && i < chain.role_count; i++)
        st = add_item(list, "AssumeRole", set, chain.roles[i], role);
    profile_set_free(set);
    if (st) {
        mt_value_free(list);
        mt_value_free(made);
        return st;
    }
    *out = made;
    return mt_value_set(made, mt_cstr("ProfileChain"), list);
}

static mt_status say_url(mt_status st, struct buf *url, mt_value **out)
{
    mt_value *made = st ? NULL : mt_value_new_object();
    if (!st)
        st = conformance_set(made, "url", buf_text(url));
    buf_clear(url);
    *out = made;
    return st;
}

mt_status conformance_container_url(const mt_value *in, mt_value **out, mt_error *err)
{
    struct json_world world = {0};
    struct buf url = {0};
    bool is_named = false;
    mt_status st = container_url(json_world_open(&world, in), &is_named, &url, err);
    if (!st && !is_named)
        st = mt_fail(err, MT_ECREDS, "no variable names a container's service");
    json_world_close(&world);
    return say_url(st, &url, out);
}

mt_status conformance_imds_url(const mt_value *in, mt_value **out, mt_error *err)
{
    const mt_value *endpoint = mt_value_get(in, "endpoint_override");
    const mt_value *mode = mt_value_get(in, "mode_override");
    const struct imds_overrides overrides = {endpoint ? mt_value_string(endpoint).data : NULL,
                                             mode ? mt_value_string(mode).data : NULL};
    struct json_world world = {0};
    struct profile_set *set = NULL;
    struct buf url = {0};
    const mt_environment *env = json_world_open(&world, in);
    mt_status st = profile_set_load(env, &set, err);
    if (!st)
        st = imds_url(env, set, "default", overrides, &url, err);
    buf_add_cstr(&url, "/latest/api/token");
    profile_set_free(set);
    json_world_close(&world);
    return say_url(st, &url, out);
}
