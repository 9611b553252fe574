#include "auth/profile.h"

#include <stdlib.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/crypto.h"
#include "data/ini.h"
#include "data/suggest.h"

/* In ascending order of precedence. "[profile default]" hides "[default]" of the same file. */
enum place { CONFIG_BARE, CONFIG_PREFIXED, CREDENTIALS };

struct entry {
    struct entry *next; /* later ones win within a place */
    enum place place;
    char *profile;
    char *key; /* "" marks a section without properties */
    char *value;
    char *origin;
};

struct profile_set {
    struct entry *first, **last;
    char *paths[2]; /* by is_credentials */
};

/* What the walk over one file needs. */
struct walk {
    struct profile_set *set;
    const char *path;
    bool is_credentials;
};

static void entry_free(struct entry *entry)
{
    free(entry->profile);
    free(entry->key);
    secret_free(entry->value);
    free(entry->origin);
    free(entry);
}

static bool is_name_char(char c)
{
    return ascii_is_alnum(c) || (c && strchr("_-/.%@:+", c));
}

/* A profile's name: quoted, or of the allowed characters only; empty if it is neither. */
static mt_str unquote(mt_str name)
{
    if (name.size >= 2 && (name.data[0] == '"' || name.data[0] == '\'') &&
        name.data[name.size - 1] == name.data[0])
        return (mt_str){name.data + 1, name.size - 2};
    for (size_t i = 0; i < name.size; i++)
        if (!is_name_char(name.data[i]))
            return (mt_str){0};
    return name;
}

/* The profile that a section describes, empty if it describes none (AWS's rules differ by file). */
static mt_str section_profile(mt_str section, bool is_credentials, enum place *place)
{
    static const mt_str prefix = {"profile", 7};
    const bool is_prefixed = section.size > prefix.size &&
                             memcmp(section.data, prefix.data, prefix.size) == 0 &&
                             ascii_is_space(section.data[prefix.size]);
    *place = is_credentials ? CREDENTIALS : is_prefixed ? CONFIG_PREFIXED : CONFIG_BARE;
    if (is_credentials)
        return unquote(section);
    if (!is_prefixed)
        return mt_str_equal(section, mt_cstr("default")) ? section : (mt_str){0};
    size_t start = prefix.size;
    while (start < section.size && ascii_is_space(section.data[start]))
        start++;
    return unquote((mt_str){section.data + start, section.size - start});
}

static char *origin_of(const char *path, int line)
{
    struct buf text = {0};
    buf_addf(&text, "%s:%d", path, line);
    return buf_take(&text, NULL);
}

static mt_status add_property(void *context, const struct ini_property *property, mt_error *err)
{
    const struct walk *walk = context;
    enum place place = CREDENTIALS;
    const mt_str profile = section_profile(property->section, walk->is_credentials, &place);
    if (profile.size == 0)
        return MT_OK;
    struct entry *entry = calloc(1, sizeof *entry);
    if (!entry)
        return fail_memory(err);
    entry->place = place;
    entry->profile = str_dup(profile);
    entry->key = str_dup(property->key);
    entry->value = str_dup(property->value);
    entry->origin = origin_of(walk->path, property->line);
    if (!entry->profile || !entry->key || !entry->value || !entry->origin) {
        entry_free(entry);
        return fail_memory(err);
    }
    *walk->set->last = entry;
    walk->set->last = &entry->next;
    return MT_OK;
}

const char *environment_get(const mt_environment *env, const char *name)
{
    const char *value = env->variable(env->context, name);
    for (const char *c = value; c && *c; c++)
        if (!ascii_is_space(*c))
            return value;
    return NULL;
}

/* "~" and "~/…" below HOME; "" if HOME would be needed and is not set; NULL: out of memory. */
static char *expand_home(const mt_environment *env, const char *path)
{
    const bool is_home = path[0] == '~' && (path[1] == '\0' || path[1] == '/');
    if (!is_home)
        return str_dup(mt_cstr(path));
    const char *home = environment_get(env, "HOME");
    struct buf text = {0};
    if (home) {
        size_t size = strlen(home);
        while (size > 0 && home[size - 1] == '/')
            size--;
        buf_add(&text, (mt_str){home, size});
        buf_add_cstr(&text, path + 1);
    }
    return buf_take(&text, NULL);
}

static char *locate(const mt_environment *env, const char *variable, const char *standard)
{
    const char *given = environment_get(env, variable);
    /* a copy: expanding looks at the environment again */
    char *path = str_dup(mt_cstr(given ? given : standard));
    char *expanded = path ? expand_home(env, path) : NULL;
    free(path);
    return expanded;
}

static mt_status read_file(const mt_environment *env, struct profile_set *set, bool is_credentials,
                           mt_error *err)
{
    const char *path = set->paths[is_credentials];
    if (!*path)
        return MT_OK;
    char *data = NULL;
    size_t size = 0;
    bool exists = true;
    mt_error why = {0}; /* not the caller's: that a file is missing is no failure */
    mt_status st = env->read_file(env->context, path, &data, &size, &exists, &why);
    if (st == MT_EIO && !exists)
        return MT_OK;
    if (st && err)
        *err = why;
    if (st)
        return st;
    struct walk walk = {set, path, is_credentials};
    st = ini_parse(path, (mt_str){data, size}, add_property, &walk, err);
    crypto_wipe(data, size);
    free(data);
    if (st == MT_ESYNTAX) {
        st = MT_ECONFIG;
        if (err)
            err->status = st;
    }
    return st;
}

void secret_free(char *text)
{
    if (text)
        crypto_wipe(text, strlen(text));
    free(text);
}

mt_status profile_set_load(const mt_environment *env, struct profile_set **out, mt_error *err)
{
    struct profile_set *set = calloc(1, sizeof *set);
    if (!set)
        return fail_memory(err);
    set->last = &set->first;
    set->paths[false] = locate(env, "AWS_CONFIG_FILE", "~/.aws/config");
    set->paths[true] = locate(env, "AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials");
    if (!set->paths[false] || !set->paths[true]) {
        profile_set_free(set);
        return fail_memory(err);
    }
    mt_status st = read_file(env, set, false, err);
    if (!st)
        st = read_file(env, set, true, err);
    if (st) {
        profile_set_free(set);
        return st;
    }
    *out = set;
    return MT_OK;
}

void profile_set_free(struct profile_set *set)
{
    if (!set)
        return;
    while (set->first) {
        struct entry *entry = set->first;
        set->first = entry->next;
        entry_free(entry);
    }
    free(set->paths[false]);
    free(set->paths[true]);
    free(set);
}

bool profile_set_has(const struct profile_set *set, const char *profile)
{
    for (const struct entry *e = set->first; e; e = e->next)
        if (strcmp(e->profile, profile) == 0)
            return true;
    return false;
}

const char *profile_set_suggest(const struct profile_set *set, const char *profile)
{
    struct suggest suggest = {.wanted = mt_cstr(profile)};
    for (const struct entry *e = set->first; e; e = e->next)
        suggest_offer(&suggest, e->profile);
    return suggest.best;
}

static bool has_place(const struct profile_set *set, const char *profile, enum place place)
{
    for (const struct entry *e = set->first; e; e = e->next)
        if (e->place == place && strcmp(e->profile, profile) == 0)
            return true;
    return false;
}

static const struct entry *find(const struct profile_set *set, const char *profile, const char *key,
                                enum place place)
{
    const struct entry *found = NULL;
    for (const struct entry *e = set->first; e; e = e->next)
        if (e->place == place && strcmp(e->key, key) == 0 && strcmp(e->profile, profile) == 0)
            found = e;
    return found;
}

static bool is_static_key(const char *key)
{
    return strcmp(key, "aws_access_key_id") == 0 || strcmp(key, "aws_secret_access_key") == 0 ||
           strcmp(key, "aws_session_token") == 0;
}

/* Does the credentials file speak for the whole group of static keys? */
static bool has_own_keys(const struct profile_set *set, const char *profile)
{
    return find(set, profile, "aws_access_key_id", CREDENTIALS) ||
           find(set, profile, "aws_secret_access_key", CREDENTIALS);
}

struct profile_value profile_set_get(const struct profile_set *set, const char *profile,
                                     const char *key)
{
    const struct entry *found = find(set, profile, key, CREDENTIALS);
    if (!found && !(is_static_key(key) && has_own_keys(set, profile))) {
        const bool is_hidden = has_place(set, profile, CONFIG_PREFIXED);
        found = find(set, profile, key, is_hidden ? CONFIG_PREFIXED : CONFIG_BARE);
    }
    return found ? (struct profile_value){found->value, found->origin} : (struct profile_value){0};
}

const char *profile_set_config_path(const struct profile_set *set)
{
    return set->paths[false];
}

const char *profile_set_credentials_path(const struct profile_set *set)
{
    return set->paths[true];
}
