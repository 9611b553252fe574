#include "data/shape_spot.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "data/model.h"
#include "data/utf8.h"
#include "data/value_node.h"

static void add_path(const struct spot *spot, struct buf *buf)
{
    const struct spot *chain[VALUE_MAX_LEVELS + 2];
    size_t count = 0;
    for (; spot->up && count < VALUE_MAX_LEVELS + 2; spot = spot->up)
        chain[count++] = spot;
    while (count--) {
        if (chain[count]->is_item)
            buf_addf(buf, "[%zu]", chain[count]->index);
        else
            buf_addf(buf, "%s%.*s", buf->size ? "." : "", MT_STR_ARG(chain[count]->key));
    }
}

static char *json_of(const struct spot *spot)
{
    char *text = NULL;
    mt_value *name = spot->is_name ? mt_value_new_string(spot->key) : NULL;
    if (name || !spot->is_name)
        (void)mt_json_print(name ? name : spot->value, MT_JSON_COMPACT, &text, NULL, NULL);
    mt_value_free(name);
    return text;
}

static bool is_secret(const struct spot *spot)
{
    return spot->shape && spot->shape->is_sensitive;
}

/* The scalar as it is: strings without quotes. NULL: out of memory. */
static char *scalar_of(const struct spot *spot)
{
    const mt_type type = mt_value_type(spot->value);
    if (is_secret(spot) || !spot->shape)
        return str_dup(mt_cstr(""));
    if (spot->is_name)
        return str_dup(spot->key);
    if (!spot->value || type == MT_ARRAY || type == MT_OBJECT)
        return str_dup(mt_cstr(""));
    return type == MT_STRING ? str_dup(mt_value_string(spot->value)) : json_of(spot);
}

struct spot_text spot_show(const struct spot *spot, mt_findings *findings)
{
    struct spot_text shown = {"(sensitive)"};
    if (is_secret(spot))
        return shown;
    static const char ellipsis[] = "\xE2\x80\xA6";
    char *json = json_of(spot);
    findings->is_short = findings->is_short || !json;
    const mt_str whole = mt_cstr(json);
    const bool fits = whole.size < sizeof shown.text;
    const mt_str start = utf8_start(whole, sizeof shown.text - sizeof ellipsis);
    (void)snprintf(shown.text, sizeof shown.text, "%.*s%s", MT_STR_ARG(fits ? whole : start),
                   fits ? "" : ellipsis);
    free(json);
    return shown;
}

mt_status spot_report(const struct spot *spot, mt_findings *findings, mt_rule rule,
                      const char *format, ...)
{
    char whole[768], message[512];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(whole, sizeof whole, format, args);
    va_end(args);
    const mt_str start = utf8_start(mt_cstr(whole), sizeof message - 1);
    (void)snprintf(message, sizeof message, "%.*s", MT_STR_ARG(start));
    struct buf path = {0};
    add_path(spot, &path);
    char *value = scalar_of(spot);
    mt_status st = MT_EMEM;
    if (value && !buf_failed(&path)) {
        const mt_finding finding = {.rule = rule,
                                    .path = buf_text(&path),
                                    .message = message,
                                    .value = value,
                                    .shape = rule == MT_RULE_UNKNOWN ? NULL : spot->shape};
        st = findings_add(findings, &finding);
    }
    buf_clear(&path);
    free(value);
    return st;
}
