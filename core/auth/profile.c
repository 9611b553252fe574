#include "auth/profile.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/crypto.h"
#include "data/ini.h"
#include "data/suggest.h"

/* In ascending order of precedence. "[profile default]" hides "[default]" of the same file. */
enum place { CONFIG_BARE, CONFIG_PREFIXED, CREDENTIALS };

/* What entries are sorted by. */
struct rank {
    enum config_section kind;
    const char *name;
    const char *key; /* "" marks a section without properties */
    enum place place;
    size_t number; /* in the order of reading: later ones win within a place */
};

enum text { NAME, KEY, VALUE, ORIGIN, TEXT_COUNT };

struct entry {
    struct rank rank;
    char *texts[TEXT_COUNT];
};

struct profile_set {
    struct entry *entries; /* sorted by compare() once all is read */
    size_t count, capacity;
    char *paths[PROFILE_FILES]; /* by is_credentials */
};

/* What the walk over one file needs. */
struct walk {
    struct profile_set *set;
    const char *path;
    bool is_credentials;
};

static void entry_clear(struct entry *entry)
{
    for (size_t i = 0; i < TEXT_COUNT; i++)
        secret_free(entry->texts[i]);
}

static int compare_ranks(const struct rank *a, const struct rank *b)
{
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    int order = strcmp(a->name, b->name);
    if (!order)
        order = strcmp(a->key, b->key);
    if (!order && a->place != b->place)
        order = a->place < b->place ? -1 : 1;
    return order ? order : (a->number > b->number) - (a->number < b->number);
}

static int compare(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    return compare_ranks(&a->rank, &b->rank);
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

static mt_str after_word(mt_str section, const char *word)
{
    const size_t size = strlen(word);
    if (section.size <= size || memcmp(section.data, word, size) != 0 ||
        !ascii_is_space(section.data[size]))
        return (mt_str){0};
    return str_trim((mt_str){section.data + size, section.size - size});
}

/* What a section describes; its name is empty if it describes nothing (AWS's rules differ by
** file). */
static mt_str read_section(mt_str section, bool is_credentials, enum config_section *kind,
                           enum place *place)
{
    static const char *const words[CONFIG_SECTION_COUNT] = {
        [CONFIG_PROFILE] = "profile",
        [CONFIG_SSO_SESSION] = "sso-session",
        [CONFIG_SERVICES] = "services",
    };
    *kind = CONFIG_PROFILE;
    *place = is_credentials ? CREDENTIALS : CONFIG_BARE;
    if (is_credentials)
        return unquote(section);
    if (mt_str_equal(section, mt_cstr("default")))
        return section;
    *place = CONFIG_PREFIXED;
    for (*kind = CONFIG_PROFILE; *kind < CONFIG_SECTION_COUNT; (*kind)++) {
        const mt_str name = after_word(section, words[*kind]);
        if (name.size)
            return unquote(name);
    }
    return (mt_str){0};
}

/* Names outside the grammar are ignored; below an empty property any name will do. */
static bool is_key(mt_str key)
{
    for (size_t i = 0; i < key.size && key.data[i] != '.'; i++)
        if (!is_name_char(key.data[i]))
            return false;
    return true;
}

static char *origin_of(const char *path, int line)
{
    struct buf text = {0};
    buf_addf(&text, "%s:%d", path, line);
    return buf_take(&text, NULL);
}

static struct entry *new_entry(struct profile_set *set)
{
    if (set->count == set->capacity) {
        const size_t capacity = set->capacity ? set->capacity * 2 : 64;
        struct entry *larger = realloc(set->entries, capacity * sizeof *larger);
        if (!larger)
            return NULL;
        set->entries = larger;
        set->capacity = capacity;
    }
    struct entry *entry = &set->entries[set->count];
    *entry = (struct entry){.rank = {.number = set->count++}};
    return entry;
}

static mt_status add_property(void *context, const struct ini_property *property, mt_error *err)
{
    const struct walk *walk = context;
    enum config_section kind = CONFIG_PROFILE;
    enum place place = CREDENTIALS;
    const mt_str name = read_section(property->section, walk->is_credentials, &kind, &place);
    if (name.size == 0)
        return MT_OK;
    struct entry *entry = new_entry(walk->set);
    if (!entry)
        return fail_memory(err);
    entry->texts[NAME] = str_dup(name);
    entry->texts[KEY] = str_dup(is_key(property->key) ? property->key : mt_cstr(""));
    entry->texts[VALUE] = str_dup(property->value);
    entry->texts[ORIGIN] = origin_of(walk->path, property->line);
    entry->rank.kind = kind;
    entry->rank.place = place;
    entry->rank.name = entry->texts[NAME];
    entry->rank.key = entry->texts[KEY];
    const bool is_complete =
        entry->texts[NAME] && entry->texts[KEY] && entry->texts[VALUE] && entry->texts[ORIGIN];
    return is_complete ? MT_OK : fail_memory(err);
}

const char *environment_get(const mt_environment *env, const char *name)
{
    const char *value = env->variable(env->context, name);
    for (const char *c = value; c && *c; c++)
        if (!ascii_is_space(*c))
            return value;
    return NULL;
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
    struct walk walk = {set, path, is_credentials};
    if (!st)
        st = ini_parse(path, (mt_str){data, size}, add_property, &walk, &why);
    if (data)
        crypto_wipe(data, size);
    free(data);
    if (st == MT_ESYNTAX || st == MT_EIO)
        why.status = st = MT_ECREDS; /* nobody can say as whom calls would be made */
    if (st && err)
        *err = why;
    return st;
}

void secret_free(char *text)
{
    if (text)
        crypto_wipe(text, strlen(text));
    free(text);
}

static struct profile_set *new_set(const mt_environment *env)
{
    struct profile_set *set = calloc(1, sizeof *set);
    if (!set)
        return NULL;
    set->paths[false] = config_file_path(env, CONFIG_POSIX);
    set->paths[true] = credentials_file_path(env, CONFIG_POSIX);
    if (set->paths[false] && set->paths[true])
        return set;
    profile_set_free(set);
    return NULL;
}

mt_status profile_set_examine(const mt_environment *env, struct profile_set **out,
                              mt_error problems[PROFILE_FILES], mt_error *err)
{
    struct profile_set *set = new_set(env);
    if (!set)
        return fail_memory(err);
    for (size_t i = 0; i < PROFILE_FILES; i++) {
        problems[i] = (mt_error){0};
        if (read_file(env, set, i == true, &problems[i]) != MT_EMEM)
            continue;
        profile_set_free(set);
        return fail_memory(err);
    }
    if (set->count)
        qsort(set->entries, set->count, sizeof *set->entries, compare);
    *out = set;
    return MT_OK;
}

mt_status profile_set_load(const mt_environment *env, struct profile_set **out, mt_error *err)
{
    struct profile_set *set = NULL;
    mt_error problems[PROFILE_FILES];
    const mt_status st = profile_set_examine(env, &set, problems, err);
    if (st)
        return st;
    const mt_error *problem = problems[0].status ? &problems[0] : &problems[1];
    if (!problem->status) {
        *out = set;
        return MT_OK;
    }
    profile_set_free(set);
    if (err)
        *err = *problem;
    return problem->status;
}

void profile_set_free(struct profile_set *set)
{
    if (!set)
        return;
    for (size_t i = 0; i < set->count; i++)
        entry_clear(&set->entries[i]);
    free(set->entries);
    free(set->paths[false]);
    free(set->paths[true]);
    free(set);
}

/* The first entry that does not come before what is wanted. */
static size_t position(const struct profile_set *set, const struct rank *wanted)
{
    size_t low = 0, high = set->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (compare_ranks(&set->entries[middle].rank, wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_of(const struct rank *rank, enum config_section kind, const char *name)
{
    return rank->kind == kind && strcmp(rank->name, name) == 0;
}

static bool has_prefixed(const struct profile_set *set, enum config_section kind, const char *name)
{
    const struct rank start = {.kind = kind, .name = name, .key = ""};
    for (size_t i = position(set, &start); i < set->count; i++) {
        const struct rank *rank = &set->entries[i].rank;
        if (!is_of(rank, kind, name))
            break;
        if (rank->place == CONFIG_PREFIXED)
            return true;
    }
    return false;
}

bool profile_set_has_section(const struct profile_set *set, enum config_section kind,
                             const char *name)
{
    const struct rank start = {.kind = kind, .name = name, .key = ""};
    const size_t at = position(set, &start);
    return at < set->count && is_of(&set->entries[at].rank, kind, name);
}

bool profile_set_has(const struct profile_set *set, const char *profile)
{
    return profile_set_has_section(set, CONFIG_PROFILE, profile);
}

const char *profile_set_suggest(const struct profile_set *set, enum config_section kind,
                                const char *name)
{
    struct suggest suggest = {.wanted = mt_cstr(name)};
    for (size_t i = 0; i < set->count; i++)
        if (set->entries[i].rank.kind == kind)
            suggest_offer(&suggest, set->entries[i].rank.name);
    return suggest.best;
}

/* The last one of a place. */
static const struct entry *find(const struct profile_set *set, enum config_section kind,
                                const char *name, const char *key, enum place place)
{
    const struct rank end = {kind, name, key, place, SIZE_MAX};
    const size_t at = position(set, &end);
    const struct entry *e = at > 0 ? &set->entries[at - 1] : NULL;
    const bool is_it =
        e && e->rank.place == place && strcmp(e->rank.key, key) == 0 && is_of(&e->rank, kind, name);
    return is_it ? e : NULL;
}

static bool is_static_key(const char *key)
{
    return strcmp(key, "aws_access_key_id") == 0 || strcmp(key, "aws_secret_access_key") == 0 ||
           strcmp(key, "aws_session_token") == 0;
}

/* Does the credentials file speak for the whole group of static keys? */
static bool has_own_keys(const struct profile_set *set, const char *profile)
{
    return find(set, CONFIG_PROFILE, profile, "aws_access_key_id", CREDENTIALS) ||
           find(set, CONFIG_PROFILE, profile, "aws_secret_access_key", CREDENTIALS);
}

static const struct entry *effective(const struct profile_set *set, enum config_section kind,
                                     const char *name, const char *key)
{
    const struct entry *found = find(set, kind, name, key, CREDENTIALS);
    if (found || (is_static_key(key) && has_own_keys(set, name)))
        return found;
    const bool is_hidden = has_prefixed(set, kind, name);
    return find(set, kind, name, key, is_hidden ? CONFIG_PREFIXED : CONFIG_BARE);
}

struct profile_value profile_set_section_get(const struct profile_set *set,
                                             enum config_section kind, const char *name,
                                             const char *key)
{
    const struct entry *found = effective(set, kind, name, key);
    return found ? (struct profile_value){found->texts[VALUE], found->texts[ORIGIN]}
                 : (struct profile_value){0};
}

struct profile_value profile_set_get(const struct profile_set *set, const char *profile,
                                     const char *key)
{
    return profile_set_section_get(set, CONFIG_PROFILE, profile, key);
}

bool profile_set_next(const struct profile_set *set, struct config_property *property)
{
    for (size_t i = property->next; i < set->count; i++) {
        const struct entry *e = &set->entries[i];
        const struct rank *rank = &e->rank;
        if (*rank->key && effective(set, rank->kind, rank->name, rank->key) != e)
            continue;
        *property = (struct config_property){i + 1,     rank->kind,      rank->name,
                                             rank->key, e->texts[VALUE], e->texts[ORIGIN]};
        return true;
    }
    return false;
}

const char *profile_set_config_path(const struct profile_set *set)
{
    return set->paths[false];
}

const char *profile_set_credentials_path(const struct profile_set *set)
{
    return set->paths[true];
}
