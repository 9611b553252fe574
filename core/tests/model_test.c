/* Every built-in model is whole; broken ones are refused with a reason. */
#include <stdlib.h>

#include <moontide/model.h>

#include "data/model.h"
#include "embedded_file.h"
#include "test.h"

extern const struct embedded_file embedded_models[];

static bool is_one_of(mt_str word, const char *const *words)
{
    while (*words && !mt_str_equal(word, mt_cstr(*words)))
        words++;
    return *words != NULL;
}

static void check_keys(const char *owner, const mt_value *object, const char *const *known)
{
    for (const mt_value *v = mt_value_first(object); v; v = mt_value_next(v)) {
        CHECK(is_one_of(mt_value_key(v), known));
        if (!is_one_of(mt_value_key(v), known))
            fprintf(stderr, "  %s: the key \"%s\" is not known\n", owner, mt_value_key(v).data);
    }
}

static void check_known_keys(const mt_model *model)
{
    static const char *const top[] = {"version",    "metadata", "operations",
                                      "paginators", "shapes",   NULL};
    static const char *const operation[] = {"name",   "http",       "input", "output",
                                            "errors", "idempotent", NULL};
    static const char *const paginator[] = {"input_token",  "output_token", "limit_key",
                                            "more_results", "result_key",   NULL};
    static const char *const shape[] = {
        "type",    "members", "required", "member",    "key",   "value",     "enum",  "min", "max",
        "pattern", "box",     "union",    "sensitive", "error", "exception", "fault", NULL};
    static const char *const member[] = {"shape", "box", NULL};
    const mt_value *document = model->document;
    check_keys("model", document, top);
    const mt_value *v = mt_value_first(mt_value_get(document, "operations"));
    for (; v; v = mt_value_next(v))
        check_keys(mt_value_key(v).data, v, operation);
    v = mt_value_first(mt_value_get(document, "paginators"));
    for (; v; v = mt_value_next(v))
        check_keys(mt_value_key(v).data, v, paginator);
    v = mt_value_first(mt_value_get(document, "shapes"));
    for (; v; v = mt_value_next(v)) {
        check_keys(mt_value_key(v).data, v, shape);
        const mt_value *m = mt_value_first(mt_value_get(v, "members"));
        for (; m; m = mt_value_next(m))
            check_keys(mt_value_key(m).data, m, member);
    }
}

/* What an operation needs so that a request can be made, an answer read and an error told. */
static void check_operation(const mt_model *model, const mt_operation *operation)
{
    const mt_value *source =
        mt_value_get(mt_value_get(model->document, "operations"), operation->name);
    const mt_value *http = mt_value_get(source, "http");
    CHECK(mt_str_equal(mt_value_string(mt_value_get(source, "name")), mt_cstr(operation->name)));
    CHECK_STR(mt_value_string(mt_value_get(http, "method")).data, "POST");
    CHECK_STR(mt_value_string(mt_value_get(http, "requestUri")).data, "/");
    CHECK(operation->input && operation->output);
    CHECK(mt_value_count(mt_value_get(source, "errors")) > 0);
    const mt_paginator *paging = mt_operation_paginator(operation);
    if (!paging)
        return;
    CHECK(mt_shape_member(operation->input, mt_cstr(paging->input_token)) != NULL);
    CHECK(mt_shape_member(operation->input, mt_cstr(paging->limit_key)) != NULL);
    CHECK(mt_shape_member(operation->output, mt_cstr(paging->output_token)) != NULL);
    CHECK(mt_shape_member(operation->output, mt_cstr(paging->result_key)) != NULL);
}

/* Marks what a shape refers to; true if something was not marked yet. */
static bool reach_parts(const mt_model *model, const mt_shape *shape, bool *reached)
{
    bool is_new = false;
    const mt_shape *const parts[] = {shape->key, shape->item};
    for (size_t i = 0; i < 2; i++) {
        if (parts[i] && !reached[parts[i] - model->shapes])
            is_new = reached[parts[i] - model->shapes] = true;
    }
    const mt_member *member = NULL;
    for (size_t i = 0; (member = mt_shape_member_at(shape, i)) != NULL; i++) {
        if (!reached[member->shape - model->shapes])
            is_new = reached[member->shape - model->shapes] = true;
    }
    return is_new;
}

static void reach_all(const mt_model *model, bool *reached)
{
    bool is_new = true;
    while (is_new) {
        is_new = false;
        for (size_t i = 0; i < model->shape_names.count; i++) {
            if (reached[i] && reach_parts(model, &model->shapes[i], reached))
                is_new = true;
        }
    }
}

static void reach_errors(const mt_model *model, const mt_operation *operation, bool *reached)
{
    const mt_value *source =
        mt_value_get(mt_value_get(model->document, "operations"), operation->name);
    const mt_value *v = mt_value_first(mt_value_get(source, "errors"));
    for (; v; v = mt_value_next(v)) {
        const mt_shape *shape = NULL;
        CHECK_STATUS(model_resolve(model, v, operation->name, &shape, NULL), MT_OK);
        if (shape)
            reached[shape - model->shapes] = true;
    }
}

static void check_model(const char *name)
{
    mt_model *model = NULL;
    mt_error err = {0};
    CHECK_STATUS(mt_model_load_builtin(name, &model, &err), MT_OK);
    if (!model) {
        fprintf(stderr, "  %s: %s\n", name, err.message);
        return;
    }
    static const char *const metadata[] = {"targetPrefix", "jsonVersion", "endpointPrefix",
                                           "signingName", "protocol"};
    for (size_t i = 0; i < sizeof metadata / sizeof *metadata; i++)
        CHECK(mt_model_metadata(model, metadata[i]) != NULL);
    check_known_keys(model);
    CHECK(mt_model_operation_count(model) > 0);
    bool *reached = calloc(model->shape_names.count + 1, sizeof *reached);
    for (size_t i = 0; i < mt_model_operation_count(model) && reached; i++) {
        const mt_operation *operation = mt_model_operation_at(model, i);
        check_operation(model, operation);
        reached[operation->input - model->shapes] = true;
        reached[operation->output - model->shapes] = true;
        reach_errors(model, operation, reached);
    }
    if (reached)
        reach_all(model, reached);
    for (size_t i = 0; i < model->shape_names.count && reached; i++) {
        CHECK(reached[i]);
        if (!reached[i])
            fprintf(stderr, "  %s: no operation reaches %s\n", name, model->shapes[i].name);
    }
    free(reached);
    mt_model_free(model);
}

static void test_builtin_models_are_whole(void)
{
    size_t count = 0;
    for (const char *name = NULL; (name = mt_model_builtin_name(count)) != NULL; count++) {
        CHECK(strcmp(name, "endpoints") != 0 && !strchr(name, '.'));
        check_model(name);
    }
    CHECK(count > 0);
}

static void test_autoscaling_operations(void)
{
    static const char *const names[] = {"DeleteScalingPolicy",
                                        "DeleteScheduledAction",
                                        "DeregisterScalableTarget",
                                        "DescribeScalableTargets",
                                        "DescribeScalingActivities",
                                        "DescribeScalingPolicies",
                                        "DescribeScheduledActions",
                                        "GetPredictiveScalingForecast",
                                        "ListTagsForResource",
                                        "PutScalingPolicy",
                                        "PutScheduledAction",
                                        "RegisterScalableTarget",
                                        "TagResource",
                                        "UntagResource"};
    mt_model *model = NULL;
    CHECK_STATUS(mt_model_load_builtin("application-autoscaling", &model, NULL), MT_OK);
    CHECK(mt_model_operation_count(model) == sizeof names / sizeof *names);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const mt_operation *operation = mt_model_operation_at(model, i);
        CHECK_STR(mt_operation_name(operation), names[i]);
        CHECK(mt_operation_is_idempotent(operation));
        CHECK(mt_model_operation(model, names[i], NULL) == operation);
    }
    CHECK(mt_model_operation_at(model, sizeof names / sizeof *names) == NULL);
    CHECK_STR(mt_model_metadata(model, "targetPrefix"), "AnyScaleFrontendService");
    CHECK(mt_model_metadata(model, "protocols") == NULL); /* not a string */
    CHECK(mt_model_metadata(model, "nothing") == NULL);

    const mt_paginator *paging =
        mt_operation_paginator(mt_model_operation(model, "DescribeScalingPolicies", NULL));
    CHECK_STR(paging->input_token, "NextToken");
    CHECK_STR(paging->output_token, "NextToken");
    CHECK_STR(paging->limit_key, "MaxResults");
    CHECK_STR(paging->result_key, "ScalingPolicies");
    CHECK(!mt_operation_paginator(mt_model_operation(model, "TagResource", NULL)));
    mt_model_free(model);
}

static void test_shapes(void)
{
    mt_model *model = NULL;
    CHECK_STATUS(mt_model_load_builtin("application-autoscaling", &model, NULL), MT_OK);
    const mt_shape *input =
        mt_operation_input(mt_model_operation(model, "RegisterScalableTarget", NULL));
    CHECK_STR(mt_shape_name(input), "RegisterScalableTargetRequest");
    CHECK(mt_shape_type_of(input) == MT_SHAPE_STRUCTURE);
    CHECK_STR(mt_shape_member_at(input, 0)->name, "ServiceNamespace");
    CHECK(mt_shape_member_at(input, 0)->is_required);
    CHECK(!mt_shape_member(input, mt_cstr("MinCapacity"))->is_required);
    CHECK(mt_shape_member(input, mt_cstr("minCapacity")) == NULL);
    CHECK(mt_shape_member(input, (mt_str){"Tagsy", 4})->shape->type == MT_SHAPE_MAP);
    const mt_shape *namespaces = mt_shape_member_at(input, 0)->shape;
    CHECK_STR(mt_shape_enum(namespaces)[0], "ecs");
    CHECK(mt_shape_enum(input) == NULL && mt_shape_item(input) == NULL);
    const mt_constraints limits =
        mt_shape_constraints(mt_shape_member(input, mt_cstr("ResourceId"))->shape);
    CHECK(limits.has_min && limits.min == 1 && limits.has_max && limits.max == 1600);
    CHECK(limits.pattern != NULL);
    mt_model_free(model);
}

static void test_suggestions(void)
{
    mt_model *model = NULL;
    mt_error err = {0};
    CHECK_STATUS(mt_model_load_builtin("application-autoscalin", &model, &err), MT_EMODEL);
    CHECK(strstr(err.message, "did you mean \"application-autoscaling\"?") != NULL);
    CHECK_STATUS(mt_model_load_builtin("endpoints", &model, &err), MT_EMODEL);
    CHECK_STATUS(mt_model_load_builtin("x", &model, &err), MT_EMODEL);
    CHECK(strstr(err.message, "there is no model \"x\" (known: application-autoscaling") != NULL);
    CHECK_STATUS(mt_model_load_builtin("application-autoscaling", &model, &err), MT_OK);
    CHECK(mt_model_operation(model, "RegisterScaleableTarget", &err) == NULL);
    CHECK_STATUS(err.status, MT_EUSAGE);
    CHECK_STR(err.message, "there is no operation \"RegisterScaleableTarget\", did you mean "
                           "\"RegisterScalableTarget\"?");
    CHECK(mt_model_operation(model, "Xyz", &err) == NULL);
    CHECK_STR(err.message, "there is no operation \"Xyz\"");
    mt_model_free(model);
}

#define MODEL(shapes) "{\"operations\":{},\"shapes\":{" shapes "}}"
#define OPERATION(operation, shapes) \
    "{\"operations\":{\"Do\":" operation "},\"shapes\":{" shapes "}}"

static void test_broken_models(void)
{
    static const struct {
        const char *text;
        mt_status status;
        const char *message;
    } rows[] = {
        {"{", MT_ESYNTAX, "JSON, line 1, byte 1: expected a member's name in quotes"},
        {"[]", MT_EMODEL, "it has no object \"shapes\""},
        {"{\"shapes\":{}}", MT_EMODEL, "it has no object \"operations\""},
        {"{\"shapes\":[],\"operations\":{}}", MT_EMODEL, "it has no object \"shapes\""},
        {MODEL("\"A\":{}"), MT_EMODEL, "shape A: \"\" is not a type"},
        {MODEL("\"A\":{\"type\":\"strnig\"}"), MT_EMODEL, "shape A: \"strnig\" is not a type"},
        {MODEL("\"A\":{\"type\":\"list\"}"), MT_EMODEL, "A: a reference to a shape is missing"},
        {MODEL("\"A\":{\"type\":\"list\",\"member\":{\"shape\":\"B\"}}"), MT_EMODEL,
         "A: there is no shape \"B\""},
        {MODEL("\"A\":{\"type\":\"map\",\"key\":{\"shape\":\"A\"}}"), MT_EMODEL,
         "A: a reference to a shape is missing"},
        {MODEL("\"A\":{\"type\":\"structure\",\"members\":{\"m\":{\"shape\":\"B\"}}}"), MT_EMODEL,
         "A: there is no shape \"B\""},
        {MODEL("\"A\":{\"type\":\"structure\",\"members\":{\"m\":{}}}"), MT_EMODEL,
         "A: a reference to a shape is missing"},
        {MODEL("\"A\":{\"type\":\"structure\",\"members\":[]}"), MT_EMODEL,
         "shape A: \"members\" is not an object"},
        {MODEL("\"A\":{\"type\":\"structure\",\"required\":[\"m\"]}"), MT_EMODEL,
         "shape A requires \"m\", which is not a member"},
        {MODEL("\"A\":{\"type\":\"string\",\"min\":\"1\"}"), MT_EMODEL,
         "shape A: \"min\" is not a number"},
        {MODEL("\"A\":{\"type\":\"string\",\"enum\":[1]}"), MT_EMODEL,
         "shape A: \"enum\" is not a list of strings"},
        {MODEL("\"A\":{\"type\":\"string\",\"enum\":[]}"), MT_EMODEL,
         "shape A: \"enum\" is not a list of strings"},
        {MODEL("\"A\":{\"type\":\"integer\",\"pattern\":\".\"}"), MT_EMODEL,
         "shape A: only a string has a pattern"},
        {MODEL("\"A\":{\"type\":\"string\",\"pattern\":\"(\"}"), MT_EMODEL,
         "the pattern ( is not usable: missing closing parenthesis"},
        {OPERATION("{\"input\":{\"shape\":\"A\"}}", ""), MT_EMODEL, "Do: there is no shape \"A\""},
        {OPERATION("{\"output\":{\"shape\":\"A\"}}", "\"A\":{\"type\":\"string\"}"), MT_EMODEL,
         "Do: its output is not a structure"},
        {OPERATION("{\"input\":{}}", ""), MT_EMODEL, "Do: a reference to a shape is missing"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mt_model *model = NULL;
        mt_error err = {0};
        CHECK_STATUS(mt_model_load(mt_cstr(rows[i].text), &model, &err), rows[i].status);
        CHECK_STR(err.message, rows[i].message);
        CHECK(model == NULL);
        mt_model_free(model);
    }
}

static void test_smallest_model(void)
{
    static const char text[] = OPERATION("{}", "");
    mt_model *model = NULL;
    CHECK_STATUS(mt_model_load(mt_cstr(text), &model, NULL), MT_OK);
    const mt_operation *operation = mt_model_operation(model, "Do", NULL);
    CHECK(mt_operation_input(operation) == NULL && mt_operation_output(operation) == NULL);
    CHECK(!mt_operation_is_idempotent(operation) && !mt_operation_paginator(operation));
    mt_model_free(model);
    mt_model_free(NULL);
}

int main(void)
{
    RUN(test_builtin_models_are_whole);
    RUN(test_autoscaling_operations);
    RUN(test_shapes);
    RUN(test_suggestions);
    RUN(test_broken_models);
    RUN(test_smallest_model);
    return TEST_SUMMARY();
}
