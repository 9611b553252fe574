/* Any bytes may lie in a shared file. Properties come in order, with what the header promises. */
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int line = 0;
    mt_error err = {0};
    const mt_status st = ini_parse("f", (mt_str){(const char *)data, size}, visit, &line, &err);
    require(st == MT_OK ||
            (st == MT_ESYNTAX && err.message[0] && strncmp(err.where, "f:", 2) == 0));
    return 0;
}
