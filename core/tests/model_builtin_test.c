/* Every built-in model is whole, and says what each service is to be sent. */
#include <stdlib.h>

#include <moontide/model.h>

#include "data/model.h"
#include "test.h"

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
    static const char *const top[] = {"version", "metadata", "operations", "paginators",
                                      "shapes",  "failures", NULL};
    static const char *const operation[] = {
        "name",     "http",  "input", "output",  "errors",   "idempotent", "auth",
        "authtype", "class", "lane",  "charges", "readBack", NULL};
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

/* A rule that names no operation, or no class that there is, would never do what it says. */
static void check_failures(const mt_model *model)
{
    static const char *const keys[] = {"code",        "operations",      "text",      "class",
                                       "afterChange", "afterLostAnswer", "neighbour", NULL};
    const mt_value *rule = mt_value_first(mt_value_get(model->document, "failures"));
    for (; rule; rule = mt_value_next(rule)) {
        check_keys("failures", rule, keys);
        const mt_str code = mt_value_string(mt_value_get(rule, "code"));
        const mt_str class = mt_value_string(mt_value_get(rule, "class"));
        CHECK(code.size > 0);
        bool is_class = false;
        for (int i = 0; i < MT_STATUS_COUNT; i++)
            is_class = is_class || mt_str_equal(class, mt_cstr(mt_status_name((mt_status)i)));
        CHECK(is_class);
        const mt_value *start = mt_value_first(mt_value_get(rule, "operations"));
        for (; start; start = mt_value_next(start)) {
            bool is_start = false;
            for (size_t i = 0; i < mt_model_operation_count(model); i++)
                is_start = is_start ||
                           strncmp(mt_operation_name(mt_model_operation_at(model, i)),
                                   mt_value_string(start).data, mt_value_string(start).size) == 0;
            CHECK(is_start);
        }
    }
}

static bool has_member(const mt_shape *shape, const char *name)
{
    return shape && name && mt_shape_member(shape, mt_cstr(name)) != NULL;
}

static void check_paging(const mt_operation *operation, const mt_paginator *paging)
{
    CHECK(has_member(operation->input, paging->input_token));
    CHECK(has_member(operation->output, paging->output_token));
    CHECK(!paging->limit_key || has_member(operation->input, paging->limit_key));
    CHECK_STR(paging->result_key, mt_operation_result_key(operation, 0));
    size_t count = 0;
    for (const char *key = NULL; (key = mt_operation_result_key(operation, count)); count++) {
        const mt_member *list = mt_shape_member(operation->output, mt_cstr(key));
        CHECK(list && mt_shape_type_of(list->shape) == MT_SHAPE_LIST);
    }
    CHECK(count > 0);
}

static bool starts_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

static bool is_reading(const char *name)
{
    return starts_with(name, "Describe") || starts_with(name, "List") || starts_with(name, "Get");
}

/* What an operation needs so that a request can be made, an answer read and an error told. */
static void check_sharing(const mt_value *source, const mt_operation *operation)
{
    const mt_value *name = mt_value_first(operation->lane);
    for (; name; name = mt_value_next(name))
        CHECK(has_member(operation->input, mt_value_string(name).data));
    CHECK(!mt_value_get(source, "lane") || operation->lane);
    CHECK(!operation->lane || strcmp(operation->class, "read") != 0);
    static const char *const keys[] = {"service", "class", "tokens", "when", NULL};
    const mt_value *charge = mt_value_first(operation->charges);
    for (; charge; charge = mt_value_next(charge)) {
        check_keys(operation->name, charge, keys);
        CHECK(mt_value_string(mt_value_get(charge, "service")).size > 0);
        CHECK(mt_value_string(mt_value_get(charge, "class")).size > 0);
        CHECK(mt_value_float(mt_value_get(charge, "tokens")) > 0);
        const mt_value *want = mt_value_first(mt_value_get(charge, "when"));
        for (; want; want = mt_value_next(want))
            CHECK(has_member(operation->input, mt_value_key(want).data));
    }
}

static void check_operation(const mt_model *model, const mt_operation *operation)
{
    const mt_value *source =
        mt_value_get(mt_value_get(model->document, "operations"), operation->name);
    const mt_value *http = mt_value_get(source, "http");
    CHECK(mt_str_equal(mt_value_string(mt_value_get(source, "name")), mt_cstr(operation->name)));
    CHECK_STR(mt_value_string(mt_value_get(http, "method")).data, "POST");
    CHECK_STR(mt_value_string(mt_value_get(http, "requestUri")).data, "/");
    CHECK(operation->input != NULL);
    const mt_paginator *paging = mt_operation_paginator(operation);
    check_sharing(source, operation);
    if (paging)
        check_paging(operation, paging);
    /* no listing may be forgotten, and no reading refused a second attempt */
    const bool is_listing = mt_shape_member(operation->input, mt_cstr("NextToken")) ||
                            mt_shape_member(operation->input, mt_cstr("PaginationToken"));
    CHECK(is_listing == (paging != NULL));
    if (is_reading(operation->name))
        CHECK(operation->output && mt_operation_is_idempotent(operation));
    if (starts_with(operation->name, "Create"))
        CHECK(!mt_operation_is_idempotent(operation));
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
    static const char *const metadata[] = {"endpointPrefix", "signingName", "protocol",
                                           "apiVersion"};
    for (size_t i = 0; i < sizeof metadata / sizeof *metadata; i++)
        CHECK(mt_model_metadata(model, metadata[i]) != NULL);
    const bool has_json = mt_model_offers(model, "json");
    CHECK(has_json || mt_model_offers(model, "query"));
    CHECK((mt_model_metadata(model, "targetPrefix") != NULL) == has_json);
    CHECK((mt_model_metadata(model, "jsonVersion") != NULL) == has_json);
    check_known_keys(model);
    check_failures(model);
    CHECK(mt_model_operation_count(model) > 0);
    bool *reached = calloc(model->shape_names.count + 1, sizeof *reached);
    for (size_t i = 0; i < mt_model_operation_count(model) && reached; i++) {
        const mt_operation *operation = mt_model_operation_at(model, i);
        check_operation(model, operation);
        reached[operation->input - model->shapes] = true;
        if (operation->output)
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

/* What each service must say of itself, and of one operation, on the wire. */
static void test_neighbours(void)
{
    static const struct {
        const char *model, *version, *prefix, *target, *signing_name, *operation;
        size_t operations;
        bool is_query_compatible;
    } rows[] = {
        {"sagemaker", "1.1", "api.sagemaker", "SageMaker", "sagemaker", "DescribeEndpoint", 18,
         false},
        {"cloudwatch", "1.0", "monitoring", "GraniteServiceVersion20100801", "monitoring",
         "PutMetricAlarm", 8, true},
        {"resourcegroupstaggingapi", "1.1", "tagging", "ResourceGroupsTaggingAPI_20170126",
         "tagging", "GetResources", 1, false},
        {"service-quotas", "1.1", "servicequotas", "ServiceQuotasV20190624", "servicequotas",
         "GetServiceQuota", 3, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mt_model *model = NULL;
        CHECK_STATUS(mt_model_load_builtin(rows[i].model, &model, NULL), MT_OK);
        CHECK_STR(mt_model_metadata(model, "jsonVersion"), rows[i].version);
        CHECK_STR(mt_model_metadata(model, "endpointPrefix"), rows[i].prefix);
        CHECK_STR(mt_model_metadata(model, "targetPrefix"), rows[i].target);
        CHECK_STR(mt_model_metadata(model, "signingName"), rows[i].signing_name);
        CHECK(mt_model_operation_count(model) == rows[i].operations);
        CHECK(mt_model_operation(model, rows[i].operation, NULL) != NULL);
        CHECK(mt_model_is_query_compatible(model) == rows[i].is_query_compatible);
        CHECK(mt_model_offers(model, "json"));
        CHECK(mt_model_offers(model, "query") == rows[i].is_query_compatible);
        mt_model_free(model);
    }
}

/* What a model says of operations and exceptions in the query protocol. */
static void test_query(void)
{
    mt_model *model = NULL;
    mt_model_error error = {0};
    CHECK_STATUS(mt_model_load_builtin("sts", &model, NULL), MT_OK);
    CHECK(mt_model_offers(model, "query") && !mt_model_offers(model, "json"));
    CHECK(!mt_operation_is_unsigned(mt_model_operation(model, "AssumeRole", NULL)));
    CHECK(mt_operation_is_unsigned(mt_model_operation(model, "AssumeRoleWithWebIdentity", NULL)));
    CHECK(mt_model_find_error(model, "IDPRejectedClaimException", &error));
    CHECK_STR(error.code, "IDPRejectedClaim");
    CHECK(error.http == 403 && error.is_sender_fault);
    CHECK(!mt_model_find_error(model, "Credentials", &error));
    CHECK(!mt_model_find_error(model, "NoSuchThing", &error));
    mt_model_free(model);
    CHECK_STATUS(mt_model_load_builtin("application-autoscaling", &model, NULL), MT_OK);
    CHECK(mt_model_find_error(model, "ConcurrentUpdateException", &error));
    CHECK_STR(error.code, "ConcurrentUpdateException");
    mt_model_free(model);
}

static void test_safe_to_repeat(void)
{
    static const struct {
        const char *model, *operation;
        bool is_safe;
    } rows[] = {
        {"sagemaker", "AddTags", true},
        {"sagemaker", "CreateEndpoint", false},
        {"sagemaker", "DeleteEndpoint", true},
        {"sagemaker", "UpdateEndpoint", false},
        {"sagemaker", "UpdateEndpointWeightsAndCapacities", true},
        {"sagemaker", "UpdateInferenceComponentRuntimeConfig", false},
        {"cloudwatch", "DeleteAlarms", true},
        {"cloudwatch", "PutMetricAlarm", true},
        {"cloudwatch", "PutMetricData", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mt_model *model = NULL;
        CHECK_STATUS(mt_model_load_builtin(rows[i].model, &model, NULL), MT_OK);
        const mt_operation *operation = mt_model_operation(model, rows[i].operation, NULL);
        CHECK(operation && mt_operation_is_idempotent(operation) == rows[i].is_safe);
        mt_model_free(model);
    }
}

static void test_lists_of_result_keys(void)
{
    mt_model *model = NULL;
    CHECK_STATUS(mt_model_load_builtin("cloudwatch", &model, NULL), MT_OK);
    const mt_operation *alarms = mt_model_operation(model, "DescribeAlarms", NULL);
    CHECK_STR(mt_operation_paginator(alarms)->limit_key, "MaxRecords");
    CHECK_STR(mt_operation_result_key(alarms, 0), "MetricAlarms");
    CHECK_STR(mt_operation_result_key(alarms, 1), "CompositeAlarms");
    CHECK(mt_operation_result_key(alarms, 2) == NULL);
    const mt_operation *metrics = mt_model_operation(model, "ListMetrics", NULL);
    CHECK(mt_operation_paginator(metrics)->limit_key == NULL);
    const mt_operation *put = mt_model_operation(model, "PutMetricAlarm", NULL);
    CHECK(!mt_operation_paginator(put) && !mt_operation_result_key(put, 0));
    CHECK(mt_operation_output(put) == NULL);
    mt_model_free(model);
}

int main(void)
{
    RUN(test_builtin_models_are_whole);
    RUN(test_neighbours);
    RUN(test_query);
    RUN(test_safe_to_repeat);
    RUN(test_lists_of_result_keys);
    return TEST_SUMMARY();
}
