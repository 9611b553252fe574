/* Any bytes may lie in a shared file. Properties come in order, with what the header promises; and
** what the files say together can be read. */
#include "auth/config_value.h"
#include "base/buf.h"
#include "data/ini.h"

#include <stdint.h>
#include <stdlib.h>

/* NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

static bool is_trimmed(mt_str text)
{
    return text.size == 0 || (!strchr(" \t\r\n\v\f", text.data[0]) &&
                              !strchr(" \t\r\n\v\f", text.data[text.size - 1]));
}

static mt_status visit(void *context, const struct ini_property *property, mt_error *err)
{
    int *line = context;
    (void)err;
    require(property->section.size > 0 && is_trimmed(property->section));
    require(is_trimmed(property->key) && is_trimmed(property->value));
    require(property->line >= 1 && property->line >= *line);
    for (size_t i = 0; i < property->key.size; i++)
        require(property->key.data[i] < 'A' || property->key.data[i] > 'Z');
    *line = property->key.size ? property->line : *line;
    return MT_OK;
}

static const char *variable(void *context, const char *name)
{
    (void)context;
    return strcmp(name, "HOME") == 0 ? "/h" : NULL;
}

/* The same bytes as both files. */
static mt_status read_file(void *context, const char *path, char **data, size_t *size, bool *exists,
                           mt_error *err)
{
    const mt_str *text = context;
    (void)path;
    *exists = true;
    *size = text->size;
    *data = str_dup(*text);
    return *data ? MT_OK : fail_memory(err);
}

static void read_both(mt_str text)
{
    const mt_environment env = {&text, variable, read_file, NULL};
    struct profile_set *set = NULL;
    mt_value *value = NULL;
    if (profile_set_load(&env, &set, NULL))
        return;
    struct config_property p = {0};
    while (profile_set_next(set, &p)) {
        require(profile_set_has_section(set, p.kind, p.name));
        const char *found = profile_set_section_get(set, p.kind, p.name, p.key).text;
        require(!*p.key || found == p.value);
    }
    (void)config_value(set, CONFIG_VALUES, &value, NULL);
    mt_value_free(value);
    profile_set_free(set);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int line = 0;
    read_both((mt_str){(const char *)data, size});
    mt_error err = {0};
    const mt_status st = ini_parse("f", (mt_str){(const char *)data, size}, visit, &line, &err);
    require(st == MT_OK ||
            (st == MT_ESYNTAX && err.message[0] && strncmp(err.where, "f:", 2) == 0));
    return 0;
}
