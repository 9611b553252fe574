/* Models are read into operations and shapes; broken ones are refused with a reason. */
#include <stdlib.h>

#include <moontide/model.h>

#include "data/model.h"
#include "test.h"

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

static void test_protocols(void)
{
    static const struct {
        const char *metadata;
        bool offers_json, offers_query;
    } rows[] = {
        {"{}", true, true},
        {"{\"protocol\":\"json\"}", true, false},
        {"{\"protocol\":\"query\",\"protocols\":[\"query\"]}", false, true},
        {"{\"protocol\":\"smithy-rpc-v2-cbor\",\"protocols\":[\"smithy-rpc-v2-cbor\",\"json\"]}",
         true, false},
        {"{\"protocols\":[\"rest-json\"]}", false, false},
        {"{\"protocol\":1}", false, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[256];
        (void)snprintf(text, sizeof text, "{\"metadata\":%s,\"operations\":{},\"shapes\":{}}",
                       rows[i].metadata);
        mt_model *model = NULL;
        CHECK_STATUS(mt_model_load(mt_cstr(text), &model, NULL), MT_OK);
        CHECK(mt_model_offers(model, "json") == rows[i].offers_json);
        CHECK(mt_model_offers(model, "query") == rows[i].offers_query);
        mt_model_free(model);
    }
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
         "shape A: the pattern ( is not usable: missing closing parenthesis"},
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
    RUN(test_autoscaling_operations);
    RUN(test_shapes);
    RUN(test_protocols);
    RUN(test_suggestions);
    RUN(test_broken_models);
    RUN(test_smallest_model);
    return TEST_SUMMARY();
}
