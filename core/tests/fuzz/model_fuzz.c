/* Any model and any input: up to the first NUL the bytes are a model, after it an input for each of
** its operations (without one, the model's own text is the input). What passes the check must go on
** the wire, and a finding must have its texts. */
#include <moontide/model.h>

#include <stdint.h>
#include <stdlib.h>

#include "data/read_back.h"

/* Whatever a model says of reads, and whatever they show. */
static void check_read_back(const mt_model *model, const mt_operation *write, const mt_value *value)
{
    const mt_operation *read = read_back_operation(model, write);
    const struct model_failure failure = {"Describe", mt_cstr("x"), mt_cstr("x"), false, false};
    const char *path = NULL;
    mt_value *made = NULL;
    if (!read)
        return;
    (void)read_back_compare(write, read, value, value, &path);
    (void)read_back_is_absence(write, &failure);
    (void)read_back_absent(write);
    if (read_back_input(write, value, &made, NULL) == MT_OK)
        mt_value_free(made);
    made = NULL;
    if (read_back_output(write, value, &made, NULL) == MT_OK)
        mt_value_free(made);
}

/* NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

static void check_findings(const mt_findings *findings)
{
    for (size_t i = 0; i < mt_findings_count(findings); i++) {
        const mt_finding *finding = mt_findings_at(findings, i);
        require(finding->message[0] && finding->path && finding->value);
        mt_value *message = mt_value_new_string(mt_cstr(finding->message));
        require(message != NULL); /* UTF-8, however it was cut */
        mt_value_free(message);
    }
}

static void check_input(const mt_operation *operation, const mt_value *input)
{
    const mt_shape *shape = mt_operation_input(operation);
    mt_findings *findings = mt_findings_new();
    mt_error err = {0};
    const mt_status st = mt_shape_check(shape, input, 0, findings, &err);
    require(st == MT_OK || st == MT_EINPUT);
    require((mt_findings_count(findings) > 0) == (st == MT_EINPUT));
    check_findings(findings);
    if (!st) {
        mt_value *copy = mt_value_dup(input);
        require(mt_shape_to_wire(shape, copy, NULL) == MT_OK);
        require(mt_shape_check(shape, copy, 0, NULL, NULL) == MT_OK);
        mt_value_free(copy);
    }
    mt_findings_free(findings);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    const char *end = size ? memchr(text, '\0', size) : NULL;
    const mt_str json = {text, end ? (size_t)(end - text) : size};
    const mt_str rest = end ? (mt_str){end + 1, size - json.size - 1} : json;
    mt_model *model = NULL;
    mt_value *input = NULL;
    mt_error err = {0};
    const mt_status st = mt_model_load(json, &model, &err);
    require(st == MT_OK || ((st == MT_ESYNTAX || st == MT_EMODEL) && err.message[0]));
    if (!st && mt_json_parse(rest, &input, NULL) == MT_OK) {
        for (size_t i = 0; i < mt_model_operation_count(model); i++)
            check_input(mt_model_operation_at(model, i), input);
        for (size_t i = 0; i < mt_model_operation_count(model); i++)
            check_read_back(model, mt_model_operation_at(model, i), input);
    }
    mt_value_free(input);
    mt_model_free(model);
    return 0;
}
