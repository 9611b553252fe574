#include "auth/profile_chain.h"

#include "base/buf.h"

static struct profile_value get(const struct profile_set *set, const char *profile, const char *key)
{
    const struct profile_value value = profile_set_get(set, profile, key);
    return value.text && *value.text ? value : (struct profile_value){0};
}

static bool has(const struct profile_set *set, const char *profile, const char *key)
{
    return profile_set_get(set, profile, key).text != NULL;
}

static bool has_keys(const struct profile_set *set, const char *profile)
{
    return has(set, profile, "aws_access_key_id") || has(set, profile, "aws_secret_access_key");
}

/* AWS's order of what a profile may hold besides a role. */
static const struct {
    const char *key;
    enum chain_base base;
} bases[] = {
    {"web_identity_token_file", CHAIN_WEB_IDENTITY},
    {"sso_session", CHAIN_SSO},
    {"sso_start_url", CHAIN_SSO},
    {"sso_account_id", CHAIN_SSO},
    {"sso_role_name", CHAIN_SSO},
    {"login_session", CHAIN_LOGIN},
    {"credential_process", CHAIN_PROCESS},
    {"aws_access_key_id", CHAIN_KEYS},
    {"aws_secret_access_key", CHAIN_KEYS},
};

static mt_status check_base(const struct profile_set *set, const struct profile_chain *chain,
                            mt_error *err)
{
    const char *profile = chain->profile;
    struct sso_settings sso = {0};
    if (chain->base == CHAIN_SSO)
        return profile_sso_settings(set, profile, &sso, err);
    if (chain->base == CHAIN_WEB_IDENTITY && !get(set, profile, "role_arn").text)
        return mt_fail(err, MT_ECREDS,
                       "profile '%s' has a web_identity_token_file (%s) but no "
                       "role_arn",
                       profile, profile_set_get(set, profile, "web_identity_token_file").origin);
    if (chain->base != CHAIN_KEYS)
        return MT_OK;
    const struct profile_value id = get(set, profile, "aws_access_key_id");
    const struct profile_value secret = get(set, profile, "aws_secret_access_key");
    if (id.text && secret.text)
        return MT_OK;
    const char *missing = id.text ? "aws_secret_access_key" : "aws_access_key_id";
    const struct profile_value there =
        profile_set_get(set, profile, id.text ? "aws_access_key_id" : "aws_secret_access_key");
    return mt_fail(err, MT_ECREDS, "profile '%s' has no %s%s%s%s", profile, missing,
                   there.origin ? " (its other keys are at " : "", there.origin ? there.origin : "",
                   there.origin ? ")" : "");
}

static mt_status end_at(const struct profile_set *set, const char *profile, enum chain_base base,
                        struct profile_chain *chain, mt_error *err)
{
    chain->base = base;
    chain->profile = profile;
    return check_base(set, chain, err);
}

static mt_status end_with_own(const struct profile_set *set, const char *profile,
                              struct profile_chain *chain, mt_error *err)
{
    enum chain_base base = CHAIN_NOTHING;
    for (size_t i = 0; !base && i < sizeof bases / sizeof *bases; i++)
        if (has(set, profile, bases[i].key))
            base = bases[i].base;
    if (!base && chain->role_count)
        return mt_fail(err, MT_ECREDS,
                       "profile '%s', the source_profile of '%s', has nothing that leads to "
                       "credentials",
                       profile, chain->roles[0]);
    return end_at(set, profile, base, chain, err);
}

static mt_status end_with_source(const struct profile_set *set, const char *profile,
                                 struct profile_value source, struct profile_chain *chain,
                                 mt_error *err)
{
    static const struct {
        const char *name;
        enum chain_base base;
    } sources[] = {{"Environment", CHAIN_ENVIRONMENT},
                   {"EcsContainer", CHAIN_CONTAINER},
                   {"Ec2InstanceMetadata", CHAIN_IMDS}};
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
        if (strcmp(source.text, sources[i].name) == 0)
            return end_at(set, profile, sources[i].base, chain, err);
    return mt_fail(err, MT_ECREDS,
                   "credential_source '%s' (%s) is none of Environment, EcsContainer and "
                   "Ec2InstanceMetadata",
                   source.text, source.origin);
}

/* Puts a role before the others: it is assumed earlier. */
static mt_status add_role(struct profile_chain *chain, const char *profile, mt_error *err)
{
    if (chain->role_count == CHAIN_MAX_ROLES)
        return mt_fail(err, MT_ECREDS, "profile '%s': more than %d roles one after the other",
                       profile, CHAIN_MAX_ROLES);
    memmove(chain->roles + 1, chain->roles, chain->role_count * sizeof *chain->roles);
    chain->roles[0] = profile;
    chain->role_count++;
    return MT_OK;
}

static bool is_visited(const struct profile_chain *chain, const char *profile)
{
    for (size_t i = 0; i < chain->role_count; i++)
        if (strcmp(chain->roles[i], profile) == 0)
            return true;
    return false;
}

static mt_status check_source(const struct profile_set *set, const struct profile_chain *chain,
                              struct profile_value source, mt_error *err)
{
    if (!profile_set_has(set, source.text)) {
        const char *near = profile_set_suggest(set, CONFIG_PROFILE, source.text);
        return mt_fail(err, MT_ECREDS, "source_profile '%s' (%s) does not exist%s%s%s", source.text,
                       source.origin, near ? "; did you mean '" : "", near ? near : "",
                       near ? "'" : "");
    }
    if (is_visited(chain, source.text))
        return mt_fail(err, MT_ECREDS,
                       "source_profile '%s' (%s) leads back to a profile that it comes from",
                       source.text, source.origin);
    return MT_OK;
}

/* What a profile with a role is assumed with: ends the chain, or names the next profile. */
static mt_status follow(const struct profile_set *set, const char *profile,
                        struct profile_chain *chain, const char **next, mt_error *err)
{
    const struct profile_value arn = get(set, profile, "role_arn");
    const struct profile_value source = get(set, profile, "source_profile");
    const struct profile_value named = get(set, profile, "credential_source");
    if (source.text && named.text)
        return mt_fail(err, MT_ECREDS,
                       "profile '%s' has both a source_profile (%s) and a credential_source (%s)",
                       profile, source.origin, named.origin);
    if (!source.text && !named.text)
        return mt_fail(err, MT_ECREDS,
                       "profile '%s' has a role_arn (%s) but neither source_profile nor "
                       "credential_source to assume it with",
                       profile, arn.origin);
    mt_status st = add_role(chain, profile, err);
    if (st)
        return st;
    if (named.text)
        return end_with_source(set, profile, named, chain, err);
    if (strcmp(source.text, profile) == 0)
        return end_at(set, profile, CHAIN_KEYS, chain, err);
    st = check_source(set, chain, source, err);
    *next = st ? NULL : source.text;
    return st;
}

mt_status profile_chain_resolve(const struct profile_set *set, const char *profile,
                                struct profile_chain *out, mt_error *err)
{
    struct profile_chain chain = {0};
    mt_status st = MT_OK;
    for (const char *at = profile, *next = NULL; !st && at; at = next, next = NULL) {
        const bool has_role =
            get(set, at, "role_arn").text && !has(set, at, "web_identity_token_file");
        if (chain.role_count && has_keys(set, at))
            st = end_at(set, at, CHAIN_KEYS, &chain,
                        err); /* later profiles' keys beat their roles */
        else if (has_role)
            st = follow(set, at, &chain, &next, err);
        else
            st = end_with_own(set, at, &chain, err);
    }
    if (!st)
        *out = chain;
    return st;
}

static mt_status check_sso(const char *profile, const struct sso_settings *sso, mt_error *err)
{
    const char *where = sso->session ? sso->session : profile;
    const char *kind = sso->session ? "sso-session" : "profile";
    if (!sso->region || !sso->start_url)
        return mt_fail(err, MT_ECREDS, "%s '%s' has no %s", kind, where,
                       sso->region ? "sso_start_url" : "sso_region");
    if (!sso->account != !sso->role || (!sso->session && !sso->account))
        return mt_fail(err, MT_ECREDS,
                       "profile '%s' has no %s, so single sign-on cannot give it "
                       "credentials",
                       profile, sso->account ? "sso_role_name" : "sso_account_id");
    return MT_OK;
}

/* A session's settings may stand in the profile too, if they are the same. */
static mt_status check_same(const struct profile_set *set, const char *profile, const char *key,
                            const char *of_session, mt_error *err)
{
    const struct profile_value own = get(set, profile, key);
    if (!own.text || (of_session && strcmp(own.text, of_session) == 0))
        return MT_OK;
    return mt_fail(err, MT_ECREDS, "%s (%s) belongs into the [sso-session] that profile '%s' names",
                   key, own.origin, profile);
}

mt_status profile_sso_settings(const struct profile_set *set, const char *profile,
                               struct sso_settings *out, mt_error *err)
{
    const struct profile_value session = get(set, profile, "sso_session");
    struct sso_settings sso = {.session = session.text,
                               .start_url = get(set, profile, "sso_start_url").text,
                               .region = get(set, profile, "sso_region").text,
                               .account = get(set, profile, "sso_account_id").text,
                               .role = get(set, profile, "sso_role_name").text};
    mt_status st = MT_OK;
    if (session.text) {
        const enum config_section kind = CONFIG_SSO_SESSION;
        if (!profile_set_has_section(set, kind, session.text)) {
            const char *near = profile_set_suggest(set, kind, session.text);
            return mt_fail(err, MT_ECREDS,
                           "there is no [sso-session %s], which profile '%s' names "
                           "(%s)%s%s%s",
                           session.text, profile, session.origin, near ? "; did you mean '" : "",
                           near ? near : "", near ? "'" : "");
        }
        sso.region = profile_set_section_get(set, kind, session.text, "sso_region").text;
        sso.start_url = profile_set_section_get(set, kind, session.text, "sso_start_url").text;
        st = check_same(set, profile, "sso_region", sso.region, err);
        if (!st)
            st = check_same(set, profile, "sso_start_url", sso.start_url, err);
    }
    if (!st)
        st = check_sso(profile, &sso, err);
    if (!st)
        *out = sso;
    return st;
}
