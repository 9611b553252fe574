/* The shared files as one value, for scripts and for comparing. */
#include "auth/config_value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "auth/settings_table.h"
#include "base/buf.h"
#include "data/utf8.h"

struct view {
    const struct profile_set *set;
    enum config_view what;
    mt_error *err;
};

/* What the view has of a property; *made is the caller's to free. */
static const char *text_of(const struct view *view, const char *key,
                           const struct config_property *p, char **made)
{
    enum setting_show show = view->what == CONFIG_VALUES_SHOWN ? setting_show_of(key) : SHOW_ALL;
    if (view->what == CONFIG_ORIGINS)
        return p->origin;
    if (show == SHOW_ALL || show == SHOW_KEY_ID) /* an id is no secret */
        return p->value;
    *made = setting_shown_as(show, p->value);
    return *made;
}

static mt_status add_text(const struct view *view, mt_value *section, const char *key,
                          const struct config_property *p)
{
    char *made = NULL;
    const char *text = text_of(view, key, p, &made);
    mt_status st = text ? MT_OK : MT_EMEM;
    if (text && utf8_is_text(mt_cstr(text)) && utf8_is_text(mt_cstr(key))) {
        st = mt_value_set(section, mt_cstr(key), mt_value_new_string(mt_cstr(text)));
    } else if (text) {
        st = mt_fail(view->err, MT_ECONFIG, "a property is not UTF-8 text");
        if (view->err)
            (void)snprintf(view->err->where, sizeof view->err->where, "%s", p->origin);
    }
    free(made);
    return st;
}

/* Properties come sorted, so what belongs together is met in one go: `at` is the current one. */
struct cursor {
    struct config_property at;
    bool is_there;
};

static void go_on(const struct view *view, struct cursor *cursor)
{
    cursor->is_there = profile_set_next(view->set, &cursor->at);
}

static mt_status attach(mt_value *parent, mt_str key, mt_value *child, mt_status st)
{
    if (!st)
        return mt_value_set(parent, key, child);
    mt_value_free(child);
    return st;
}

/* The sub-properties of one property; the cursor stands on the first. */
static mt_status add_children(const struct view *view, mt_value *section, struct cursor *cursor)
{
    const struct config_property first = cursor->at;
    const size_t size = (size_t)(strchr(first.key, '.') - first.key) + 1;
    mt_value *children = mt_value_new_object();
    mt_status st = children ? MT_OK : MT_EMEM;
    while (!st && cursor->is_there && cursor->at.kind == first.kind &&
           strcmp(cursor->at.name, first.name) == 0 &&
           strncmp(cursor->at.key, first.key, size) == 0) {
        st = add_text(view, children, cursor->at.key + size, &cursor->at);
        go_on(view, cursor);
    }
    return attach(section, (mt_str){first.key, size - 1}, children, st);
}

static mt_status add_section(const struct view *view, mt_value *sections, struct cursor *cursor)
{
    const struct config_property first = cursor->at;
    if (!utf8_is_text(mt_cstr(first.name)))
        return mt_fail(view->err, MT_ECONFIG, "a section's name is not UTF-8 text (%s)",
                       first.origin);
    mt_value *section = mt_value_new_object();
    mt_status st = section ? MT_OK : MT_EMEM;
    while (!st && cursor->is_there && cursor->at.kind == first.kind &&
           strcmp(cursor->at.name, first.name) == 0) {
        if (strchr(cursor->at.key, '.')) {
            st = add_children(view, section, cursor);
            continue;
        }
        if (*cursor->at.key)
            st = add_text(view, section, cursor->at.key, &cursor->at);
        go_on(view, cursor);
    }
    return attach(sections, mt_cstr(first.name), section, st);
}

static mt_status add_sections(const struct view *view, mt_value *all, enum config_section kind,
                              const char *name, struct cursor *cursor)
{
    mt_value *sections = mt_value_new_object();
    mt_status st = sections ? MT_OK : MT_EMEM;
    while (!st && cursor->is_there && cursor->at.kind == kind)
        st = add_section(view, sections, cursor);
    return attach(all, mt_cstr(name), sections, st);
}

mt_status config_value(const struct profile_set *set, enum config_view what, mt_value **out,
                       mt_error *err)
{
    static const char *const names[CONFIG_SECTION_COUNT] = {
        [CONFIG_PROFILE] = "profiles",
        [CONFIG_SSO_SESSION] = "sso_sessions",
        [CONFIG_SERVICES] = "services",
    };
    const struct view view = {set, what, err};
    mt_value *all = mt_value_new_object();
    mt_status st = all ? MT_OK : MT_EMEM;
    struct cursor cursor = {0};
    go_on(&view, &cursor);
    for (enum config_section kind = 0; !st && kind < CONFIG_SECTION_COUNT; kind++)
        st = add_sections(&view, all, kind, names[kind], &cursor);
    if (st) {
        mt_value_free(all);
        return st == MT_EMEM ? fail_memory(err) : st;
    }
    *out = all;
    return MT_OK;
}

mt_status mt_config_load(const mt_environment *env, bool origins, mt_value **out, mt_error *err)
{
    struct profile_set *set = NULL;
    mt_status st = profile_set_load(env, &set, err);
    if (!st)
        st = config_value(set, origins ? CONFIG_ORIGINS : CONFIG_VALUES_SHOWN, out, err);
    profile_set_free(set);
    return st;
}
