/* Loading service models. The document stays: names are views into it. */
#include "data/model.h"

#include <stdlib.h>

#include "base/buf.h"
#include "data/suggest.h"
#include "embedded_file.h"

extern const struct embedded_file embedded_models[];

mt_status model_resolve(const mt_model *model, const mt_value *reference, const char *owner,
                        const mt_shape **out, mt_error *err)
{
    const mt_value *name = mt_value_get(reference, "shape");
    if (mt_value_type(name) != MT_STRING)
        return mt_fail(err, MT_EMODEL, "%s: a reference to a shape is missing", owner);
    const ptrdiff_t at = names_find(&model->shape_names, mt_value_string(name));
    if (at == NAMES_NONE)
        return mt_fail(err, MT_EMODEL, "%s: there is no shape \"%s\"", owner,
                       mt_value_string(name).data);
    *out = &model->shapes[at];
    return MT_OK;
}

/* An object of the document; a model without it is none. */
static mt_status section(const mt_model *model, const char *key, const mt_value **out,
                         mt_error *err)
{
    *out = mt_value_get(model->document, key);
    if (mt_value_type(*out) != MT_OBJECT)
        return mt_fail(err, MT_EMODEL, "it has no object \"%s\"", key);
    return MT_OK;
}

static mt_status load_shapes(mt_model *model, mt_error *err)
{
    const mt_value *list = NULL;
    mt_status st = section(model, "shapes", &list, err);
    if (!st)
        st = names_init(&model->shape_names, mt_value_count(list), err);
    if (st)
        return st;
    model->shapes = calloc(mt_value_count(list) + 1, sizeof *model->shapes);
    if (!model->shapes)
        return fail_memory(err);
    size_t count = 0;
    for (const mt_value *one = mt_value_first(list); one; one = mt_value_next(one)) {
        model->shapes[count] = (mt_shape){.name = mt_value_key(one).data, .source = one};
        names_add(&model->shape_names, mt_value_key(one), count++);
    }
    names_sort(&model->shape_names);
    for (size_t i = 0; i < count && !st; i++)
        st = shape_load(model, &model->shapes[i], err);
    return st;
}

/* The structure that an operation's "input" or "output" refers to; none is fine. */
static mt_status load_side(const mt_model *model, const mt_value *source, const char *side,
                           const mt_shape **out, mt_error *err)
{
    const mt_value *reference = mt_value_get(source, side);
    const char *name = mt_value_key(source).data;
    if (!reference)
        return MT_OK;
    const mt_status st = model_resolve(model, reference, name, out, err);
    if (!st && (*out)->type != MT_SHAPE_STRUCTURE)
        return mt_fail(err, MT_EMODEL, "%s: its %s is not a structure", name, side);
    return st;
}

/* Some paginators have lists of names. */
static const char *paging_name(const mt_value *paging, const char *key, size_t index)
{
    const mt_value *name = mt_value_get(paging, key);
    if (mt_value_type(name) == MT_ARRAY) {
        for (name = mt_value_first(name); name && index > 0; index--)
            name = mt_value_next(name);
    }
    return index == 0 && mt_value_type(name) == MT_STRING ? mt_value_string(name).data : NULL;
}

static const char *text_of(const mt_value *object, const char *key)
{
    const mt_value *text = mt_value_get(object, key);
    return mt_value_type(text) == MT_STRING ? mt_value_string(text).data : NULL;
}

/* Said in the old way or in the new one. */
static bool needs_no_signature(const mt_value *operation)
{
    const mt_value *auth = mt_value_first(mt_value_get(operation, "auth"));
    return mt_str_equal(mt_value_string(auth), mt_cstr("smithy.api#noAuth")) ||
           mt_str_equal(mt_value_string(mt_value_get(operation, "authtype")), mt_cstr("none"));
}

/* What has no class of its own reads or writes, as AWS names its operations. */
static const char *class_of(const mt_value *operation, const char *name)
{
    static const char *const reading[] = {"Describe", "List", "Get", "Search", "Batch"};
    const char *class = text_of(operation, "class");
    for (size_t i = 0; !class && i < sizeof reading / sizeof *reading; i++)
        if (strncmp(name, reading[i], strlen(reading[i])) == 0)
            class = "read";
    return class ? class : "write";
}

static mt_status load_operation(const mt_model *model, const mt_value *source,
                                mt_operation *operation, mt_error *err)
{
    const char *name = mt_value_key(source).data;
    const mt_value *paging = mt_value_get(mt_value_get(model->document, "paginators"), name);
    *operation = (mt_operation){
        .name = name,
        .class = class_of(source, name),
        .charges = mt_value_get(source, "charges"),
        .lane = mt_value_get(source, "lane"),
        .read_back = mt_value_get(source, "readBack"),
        .paging = paging,
        .errors = mt_value_get(source, "errors"),
        .is_idempotent = mt_value_bool(mt_value_get(source, "idempotent")),
        .is_unsigned = needs_no_signature(source),
        .result_wrapper = text_of(mt_value_get(source, "output"), "resultWrapper"),
        .paginator = {.input_token = paging_name(paging, "input_token", 0),
                      .output_token = paging_name(paging, "output_token", 0),
                      .limit_key = paging_name(paging, "limit_key", 0),
                      .result_key = paging_name(paging, "result_key", 0)},
    };
    mt_status st = load_side(model, source, "input", &operation->input, err);
    if (!st)
        st = load_side(model, source, "output", &operation->output, err);
    return st;
}

static int by_name(const void *a, const void *b)
{
    const mt_operation *left = a, *right = b;
    return strcmp(left->name, right->name);
}

static mt_status load_operations(mt_model *model, mt_error *err)
{
    const mt_value *list = NULL;
    mt_status st = section(model, "operations", &list, err);
    if (!st)
        st = names_init(&model->operation_names, mt_value_count(list), err);
    if (st)
        return st;
    model->operations = calloc(mt_value_count(list) + 1, sizeof *model->operations);
    if (!model->operations)
        return fail_memory(err);
    size_t count = 0;
    for (const mt_value *one = mt_value_first(list); one && !st; one = mt_value_next(one))
        st = load_operation(model, one, &model->operations[count++], err);
    qsort(model->operations, count, sizeof *model->operations, by_name);
    for (size_t i = 0; i < count; i++)
        names_add(&model->operation_names, mt_cstr(model->operations[i].name), i);
    return st;
}

mt_status mt_model_load(mt_str json, mt_model **out, mt_error *err)
{
    mt_model *model = calloc(1, sizeof *model);
    if (!model)
        return fail_memory(err);
    mt_status st = mt_json_parse(json, &model->document, err);
    if (!st)
        st = load_shapes(model, err);
    if (!st)
        st = load_operations(model, err);
    if (st)
        mt_model_free(model);
    else
        *out = model;
    return st;
}

void mt_model_free(mt_model *model)
{
    if (!model)
        return;
    for (size_t i = 0; i < model->shape_names.count && model->shapes; i++)
        shape_clear(&model->shapes[i]);
    free(model->shapes);
    names_clear(&model->shape_names);
    free(model->operations);
    names_clear(&model->operation_names);
    mt_value_free(model->document);
    free(model);
}

/* The table of endpoints lies with the models. */
static bool is_model(const struct embedded_file *file)
{
    return strcmp(file->stem, "endpoints") != 0;
}

static const struct embedded_file *builtin_at(size_t index)
{
    for (const struct embedded_file *file = embedded_models; file->name; file++) {
        if (is_model(file) && index-- == 0)
            return file;
    }
    return NULL;
}

const char *mt_model_builtin_name(size_t index)
{
    const struct embedded_file *file = builtin_at(index);
    return file ? file->stem : NULL;
}

static mt_status fail_no_builtin(const char *name, mt_error *err)
{
    struct suggest suggest = {.wanted = mt_cstr(name)};
    struct buf names = {0};
    const char *known = NULL;
    for (size_t i = 0; (known = mt_model_builtin_name(i)) != NULL; i++) {
        suggest_offer(&suggest, known);
        buf_addf(&names, "%s%s", i ? ", " : "", known);
    }
    if (suggest.best)
        (void)mt_fail(err, MT_EMODEL, "there is no model \"%s\", did you mean \"%s\"? (known: %s)",
                      name, suggest.best, buf_text(&names));
    else
        (void)mt_fail(err, MT_EMODEL, "there is no model \"%s\" (known: %s)", name,
                      buf_text(&names));
    buf_clear(&names);
    return MT_EMODEL;
}

mt_status mt_model_load_builtin(const char *name, mt_model **out, mt_error *err)
{
    const struct embedded_file *file = NULL;
    for (size_t i = 0; (file = builtin_at(i)) != NULL; i++) {
        if (strcmp(file->stem, name) == 0)
            return mt_model_load((mt_str){(const char *)file->text, file->size}, out, err);
    }
    return fail_no_builtin(name, err);
}

const char *mt_model_metadata(const mt_model *model, const char *key)
{
    return text_of(mt_value_get(model->document, "metadata"), key);
}

bool mt_model_offers(const mt_model *model, const char *protocol)
{
    const mt_value *metadata = mt_value_get(model->document, "metadata");
    const mt_value *first = mt_value_get(metadata, "protocol");
    const mt_value *all = mt_value_get(metadata, "protocols");
    for (const mt_value *one = mt_value_first(all); one; one = mt_value_next(one)) {
        if (mt_str_equal(mt_value_string(one), mt_cstr(protocol)))
            return true;
    }
    return (!first && !all) || mt_str_equal(mt_value_string(first), mt_cstr(protocol));
}

bool mt_model_is_query_compatible(const mt_model *model)
{
    return mt_value_get(mt_value_get(model->document, "metadata"), "awsQueryCompatible") != NULL;
}

bool mt_model_find_error(const mt_model *model, const char *name, mt_model_error *out)
{
    const ptrdiff_t at = names_find(&model->shape_names, mt_cstr(name));
    const mt_value *source = at == NAMES_NONE ? NULL : model->shapes[at].source;
    if (!mt_value_bool(mt_value_get(source, "exception")))
        return false;
    const mt_value *error = mt_value_get(source, "error");
    const char *code = text_of(error, "code");
    const mt_value *http = mt_value_get(error, "httpStatusCode");
    *out = (mt_model_error){
        .code = code ? code : model->shapes[at].name,
        .http = (int)mt_value_int(http),
        .is_sender_fault = mt_value_bool(mt_value_get(error, "senderFault")),
    };
    return true;
}

size_t mt_model_operation_count(const mt_model *model)
{
    return model->operation_names.count;
}

const mt_operation *mt_model_operation_at(const mt_model *model, size_t index)
{
    return index < model->operation_names.count ? &model->operations[index] : NULL;
}

const mt_operation *mt_model_operation(const mt_model *model, const char *name, mt_error *err)
{
    const ptrdiff_t at = names_find(&model->operation_names, mt_cstr(name));
    if (at != NAMES_NONE)
        return &model->operations[at];
    struct suggest suggest = {.wanted = mt_cstr(name)};
    for (size_t i = 0; i < model->operation_names.count; i++)
        suggest_offer(&suggest, model->operations[i].name);
    if (suggest.best)
        (void)mt_fail(err, MT_EUSAGE, "there is no operation \"%s\", did you mean \"%s\"?", name,
                      suggest.best);
    else
        (void)mt_fail(err, MT_EUSAGE, "there is no operation \"%s\"", name);
    return NULL;
}

const char *mt_operation_name(const mt_operation *operation)
{
    return operation->name;
}

const mt_shape *mt_operation_input(const mt_operation *operation)
{
    return operation->input;
}

const mt_shape *mt_operation_output(const mt_operation *operation)
{
    return operation->output;
}

const mt_paginator *mt_operation_paginator(const mt_operation *operation)
{
    return operation->paging ? &operation->paginator : NULL;
}

const char *mt_operation_error(const mt_operation *operation, size_t index)
{
    const mt_value *error = mt_value_first(operation->errors);
    for (size_t i = 0; error && i < index; i++)
        error = mt_value_next(error);
    return text_of(error, "shape");
}

const char *mt_operation_result_key(const mt_operation *operation, size_t index)
{
    return paging_name(operation->paging, "result_key", index);
}

bool mt_operation_is_idempotent(const mt_operation *operation)
{
    return operation->is_idempotent;
}

bool mt_operation_is_unsigned(const mt_operation *operation)
{
    return operation->is_unsigned;
}
