/* Any bytes may be JSON. What is accepted must print, and what is printed must read back as the
** same in every layout; what is refused must say why. */
#include <moontide/value.h>

#include <stdint.h>
#include <stdlib.h>

/* NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

static char *print(const mt_value *value, unsigned flags)
{
    char *text = NULL;
    require(mt_json_print(value, flags, &text, NULL, NULL) == MT_OK);
    return text;
}

/* Prints in one layout, reads that, and compares the prints of both in another. */
static void check_layout(const mt_value *value, unsigned flags, unsigned compared)
{
    mt_value *again = NULL;
    char *text = print(value, flags), *expected = print(value, compared);
    require(mt_json_parse(mt_cstr(text), &again, NULL) == MT_OK);
    char *actual = print(again, compared);
    require(strcmp(actual, expected) == 0);
    require(mt_value_type(again) == mt_value_type(value));
    free(text);
    free(expected);
    free(actual);
    mt_value_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mt_value *value = NULL;
    mt_error err = {0};
    const mt_status st = mt_json_parse((mt_str){(const char *)data, size}, &value, &err);
    require(st == MT_OK || (st == MT_ESYNTAX && err.message[0] && !value));
    if (st)
        return 0;
    check_layout(value, MT_JSON_COMPACT, MT_JSON_COMPACT);
    check_layout(value, MT_JSON_PRETTY, MT_JSON_COMPACT);
    check_layout(value, MT_JSON_SORTED, MT_JSON_SORTED);
    check_layout(value, MT_JSON_PRETTY | MT_JSON_SORTED, MT_JSON_SORTED);
    mt_value *copy = mt_value_dup(value);
    char *text = print(value, 0), *copied = print(copy, 0);
    require(strcmp(text, copied) == 0);
    free(text);
    free(copied);
    mt_value_free(copy);
    mt_value_free(value);
    return 0;
}
