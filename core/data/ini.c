#include "data/ini.h"

#include <stdio.h>

#include "base/ascii.h"
#include "base/buf.h"

struct ini {
    const char *file;
    mt_status (*visit)(void *context, const struct ini_property *property, mt_error *err);
    void *context;
    mt_error *err;
    int line;
    mt_str section;
    bool has_section, has_properties; /* the section, so far */
    /* The property that further lines may continue. */
    bool is_open, is_parent, has_children;
    size_t indent;
    int opened_at;
    mt_str value;     /* of its first line */
    struct buf lines; /* the value, if it has further lines */
    struct buf key, child_key;
};

static mt_status fail_here(struct ini *ini, const char *problem)
{
    (void)mt_fail(ini->err, MT_ESYNTAX, "%s", problem);
    if (ini->err)
        (void)snprintf(ini->err->where, sizeof ini->err->where, "%s:%d", ini->file, ini->line);
    return MT_ESYNTAX;
}

static bool is_comment(char c)
{
    return c == '#' || c == ';';
}

/* The part before a comment character that follows white space. */
static mt_str without_comment(mt_str text)
{
    for (size_t i = 1; i < text.size; i++) {
        if (is_comment(text.data[i]) && ascii_is_space(text.data[i - 1]))
            text.size = i;
    }
    return str_trim(text);
}

static void add_lower(struct buf *buf, mt_str text)
{
    for (size_t i = 0; i < text.size; i++)
        buf_add_char(buf, ascii_lower(text.data[i]));
}

static mt_status deliver(struct ini *ini, mt_str key, mt_str value, int line)
{
    if (buf_failed(&ini->key) || buf_failed(&ini->lines) || buf_failed(&ini->child_key))
        return fail_memory(ini->err);
    const struct ini_property property = {ini->section, key, value, line};
    ini->has_properties = true;
    return ini->visit(ini->context, &property, ini->err);
}

static mt_status close_property(struct ini *ini)
{
    if (!ini->is_open)
        return MT_OK;
    ini->is_open = false;
    if (ini->has_children)
        return MT_OK;
    const mt_str value = ini->lines.size ? buf_str(&ini->lines) : ini->value;
    return deliver(ini, buf_str(&ini->key), value, ini->opened_at);
}

static mt_status close_section(struct ini *ini)
{
    const mt_status st = close_property(ini);
    if (st || !ini->has_section || ini->has_properties)
        return st;
    return deliver(ini, mt_cstr(""), mt_cstr(""), ini->line);
}

/* The bracket that ends a section's name; quotes protect brackets if they come in pairs. */
static const char *find_bracket(mt_str line)
{
    const char *end = line.data + line.size;
    for (const char *c = line.data + 1; c < end; c++) {
        const char *quote = *c == '"' ? memchr(c + 1, '"', (size_t)(end - c - 1)) : NULL;
        if (quote)
            c = quote;
        else if (*c == ']')
            return c;
    }
    return NULL;
}

static mt_status open_section(struct ini *ini, mt_str line)
{
    const mt_status st = close_section(ini);
    if (st)
        return st;
    const char *bracket = find_bracket(line);
    if (!bracket)
        return fail_here(ini, "a section's name does not end with ']'");
    const size_t size = (size_t)(bracket - line.data) + 1;
    const mt_str after = str_trim((mt_str){bracket + 1, line.size - size});
    if (after.size && !is_comment(after.data[0]))
        return fail_here(ini, "a section's ']' is followed by more text");
    ini->section = str_trim((mt_str){line.data + 1, size - 2});
    ini->has_section = true;
    ini->has_properties = false;
    return ini->section.size ? MT_OK : fail_here(ini, "a section has no name");
}

/* Splits at the first '='. */
static mt_status split(struct ini *ini, mt_str line, mt_str *key, mt_str *value)
{
    const char *equals = memchr(line.data, '=', line.size);
    if (!equals)
        return fail_here(ini, "expected \"name = value\", but there is no '='");
    const size_t size = (size_t)(equals - line.data);
    *key = str_trim((mt_str){line.data, size});
    *value = (mt_str){equals + 1, line.size - size - 1};
    return key->size ? MT_OK : fail_here(ini, "there is no name before '='");
}

static mt_status open_property(struct ini *ini, mt_str line, size_t indent)
{
    mt_str key = {0}, value = {0};
    mt_status st = close_property(ini);
    if (!st && !ini->has_section)
        st = fail_here(ini, "expected a section such as [default] before the first property");
    if (!st)
        st = split(ini, line, &key, &value);
    if (st)
        return st;
    buf_reset(&ini->key);
    add_lower(&ini->key, key);
    buf_reset(&ini->lines);
    ini->value = without_comment(value);
    ini->is_open = true;
    ini->is_parent = ini->value.size == 0;
    ini->has_children = false;
    ini->indent = indent;
    ini->opened_at = ini->line;
    return MT_OK;
}

static mt_status continue_property(struct ini *ini, mt_str line)
{
    if (!ini->is_parent) {
        if (ini->lines.size == 0)
            buf_add(&ini->lines, ini->value);
        buf_add_char(&ini->lines, '\n');
        buf_add(&ini->lines, line);
        return MT_OK;
    }
    mt_str key = {0}, value = {0};
    const mt_status st = split(ini, line, &key, &value);
    if (st)
        return st;
    ini->has_children = true;
    buf_reset(&ini->child_key);
    buf_add(&ini->child_key, buf_str(&ini->key));
    buf_add_char(&ini->child_key, '.');
    add_lower(&ini->child_key, key);
    return deliver(ini, buf_str(&ini->child_key), str_trim(value), ini->line);
}

static mt_status read_line(struct ini *ini, mt_str line)
{
    const mt_str content = str_trim(line);
    if (content.size == 0 || is_comment(content.data[0]))
        return MT_OK;
    const size_t indent = (size_t)(content.data - line.data);
    if (ini->is_open && indent > ini->indent)
        return continue_property(ini, content);
    return content.data[0] == '[' ? open_section(ini, content)
                                  : open_property(ini, content, indent);
}

static mt_status read_lines(struct ini *ini, mt_str text)
{
    mt_status st = MT_OK;
    while (text.size && !st) {
        const char *end = memchr(text.data, '\n', text.size);
        const size_t size = end ? (size_t)(end - text.data) : text.size;
        const size_t step = size + (end ? 1 : 0);
        ini->line++;
        if (memchr(text.data, '\0', size))
            st = fail_here(ini, "the file holds a NUL character");
        else
            st = read_line(ini, (mt_str){text.data, size});
        text = (mt_str){text.data + step, text.size - step};
    }
    return st;
}

mt_status ini_parse(const char *file, mt_str text,
                    mt_status (*visit)(void *context, const struct ini_property *property,
                                       mt_error *err),
                    void *context, mt_error *err)
{
    static const char mark[] = "\xEF\xBB\xBF";
    if (text.size >= 3 && memcmp(text.data, mark, 3) == 0)
        text = (mt_str){text.data + 3, text.size - 3};
    struct ini ini = {.file = file, .visit = visit, .context = context, .err = err};
    mt_status st = read_lines(&ini, text);
    if (!st)
        st = close_section(&ini);
    buf_clear(&ini.key);
    buf_wipe(&ini.lines); /* the credentials file comes this way */
    buf_clear(&ini.child_key);
    return st;
}
