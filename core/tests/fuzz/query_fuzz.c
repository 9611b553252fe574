/* Any bytes may be a service's answer in XML or, to the emulator, a form: the first byte chooses.
** What is accepted must print, and print the same after it was read back. */
#include <moontide/protocol.h>

#include <stdint.h>
#include <stdlib.h>

/* NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

static mt_model *model_of_sts(void)
{
    static mt_model *model;
    if (!model)
        require(mt_model_load_builtin("sts", &model, NULL) == MT_OK);
    return model;
}

/* A form has no way to say that there is a structure with nothing in it. */
static bool has_empty_object(const mt_value *value)
{
    if (mt_value_type(value) == MT_OBJECT && !mt_value_first(value))
        return true;
    for (const mt_value *child = mt_value_first(value); child; child = mt_value_next(child))
        if (has_empty_object(child))
            return true;
    return false;
}

static void check_form(const mt_operation *operation, mt_str text)
{
    mt_value *value = NULL;
    mt_error err = {0};
    const mt_status st = mt_form_read(operation, text, &value, &err);
    require(st == MT_OK || (st == MT_ESYNTAX && err.message[0] && !value));
    if (st)
        return;
    if (mt_shape_check(mt_operation_input(operation), value, 0, NULL, NULL) == MT_OK) {
        char *form = NULL, *again = NULL;
        mt_value *copy = NULL;
        require(mt_form_print(operation, "1", value, &form, NULL, NULL) == MT_OK);
        require(mt_form_read(operation, mt_cstr(form), &copy, NULL) == MT_OK);
        require(mt_form_print(operation, "1", copy, &again, NULL, NULL) == MT_OK);
        require(has_empty_object(value) || strcmp(form, again) == 0);
        free(form);
        free(again);
        mt_value_free(copy);
    }
    mt_value_free(value);
}

static void check_xml(const mt_operation *operation, mt_str text)
{
    mt_value *value = NULL;
    mt_error err = {0};
    const mt_status st = mt_xml_read(operation, text, &value, &err);
    require(st == MT_OK || (st == MT_ESYNTAX && err.message[0] && !value));
    char *xml = NULL;
    if (!st && mt_xml_print(model_of_sts(), operation, value, "id", &xml, NULL) == MT_OK) {
        mt_value *again = NULL;
        require(mt_xml_read(operation, mt_cstr(xml), &again, NULL) == MT_OK);
        mt_value_free(again);
    }
    free(xml);
    mt_value_free(value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const mt_operation *operation = mt_model_operation(model_of_sts(), "AssumeRole", NULL);
    const mt_str text = {(const char *)data + 1, size - 1};
    if (data[0] & 1)
        check_form(operation, text);
    else
        check_xml(operation, text);
    return 0;
}
