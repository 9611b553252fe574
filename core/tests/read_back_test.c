/* What SageMaker's reads tell of its writes, by the rules of its model. */
#include "data/read_back.h"

#include <stdio.h>
#include <stdlib.h>

#include "test.h"

#define CONFIG                                                                     \
    "\"EndpointConfigName\":\"c\",\"ProductionVariants\":[{\"VariantName\":\"v\"," \
    "\"ModelName\":\"m\",\"InitialInstanceCount\":2,\"InitialVariantWeight\":1}]"
#define ENDPOINT "\"EndpointName\":\"e\",\"EndpointArn\":\"arn\""

static const struct {
    const char *operation, *input, *shown, *path; /* NULL: it was done */
    enum read_back_finding finding;
} cases[] = {
    {"CreateEndpointConfig", "{" CONFIG "}",
     "{" CONFIG ",\"EndpointConfigArn\":\"arn\",\"CreationTime\":1}", NULL, READ_BACK_DONE},
    {"CreateEndpointConfig", "{" CONFIG ",\"EnableNetworkIsolation\":false,\"Tags\":[]}",
     "{" CONFIG "}", NULL, READ_BACK_DONE},
    {"CreateEndpointConfig", "{" CONFIG ",\"KmsKeyId\":\"k\"}", "{" CONFIG "}", "KmsKeyId",
     READ_BACK_DIFFERENT},
    {"CreateEndpointConfig", "{" CONFIG ",\"EnableNetworkIsolation\":true}",
     "{" CONFIG ",\"EnableNetworkIsolation\":false}", "EnableNetworkIsolation",
     READ_BACK_DIFFERENT},
    {"CreateEndpointConfig", "{" CONFIG "}",
     "{\"EndpointConfigName\":\"c\",\"ProductionVariants\":[{\"VariantName\":\"v\","
     "\"ModelName\":\"m\",\"InitialInstanceCount\":2,\"InitialVariantWeight\":1.0,"
     "\"InstanceType\":\"ml.m5.large\"}]}",
     NULL, READ_BACK_DONE},
    {"CreateEndpointConfig", "{" CONFIG "}",
     "{\"EndpointConfigName\":\"c\",\"ProductionVariants\":[{\"VariantName\":\"v\","
     "\"ModelName\":\"m\",\"InitialInstanceCount\":3,\"InitialVariantWeight\":1}]}",
     "ProductionVariants", READ_BACK_DIFFERENT},
    {"CreateEndpointConfig", "{" CONFIG "}",
     "{\"EndpointConfigName\":\"c\",\"ProductionVariants\":[]}", "ProductionVariants",
     READ_BACK_DIFFERENT},
    {"CreateEndpointConfig", "{" CONFIG "}", "{\"EndpointConfigName\":[],\"ProductionVariants\":7}",
     "EndpointConfigName", READ_BACK_DIFFERENT},
    {"CreateEndpoint", "{\"EndpointName\":\"e\",\"EndpointConfigName\":\"c\"}",
     "{" ENDPOINT ",\"EndpointConfigName\":\"c\"}", NULL, READ_BACK_DONE},
    {"CreateEndpoint", "{\"EndpointName\":\"e\",\"EndpointConfigName\":\"c\"}",
     "{" ENDPOINT ",\"EndpointConfigName\":\"d\"}", "EndpointConfigName", READ_BACK_DIFFERENT},
    {"UpdateEndpoint", "{\"EndpointName\":\"e\",\"EndpointConfigName\":\"c\"}",
     "{" ENDPOINT ",\"EndpointConfigName\":\"d\","
     "\"PendingDeploymentSummary\":{\"EndpointConfigName\":\"c\"}}",
     NULL, READ_BACK_DONE},
    {"UpdateEndpoint", "{\"EndpointName\":\"e\",\"EndpointConfigName\":\"c\"}",
     "{" ENDPOINT ",\"EndpointConfigName\":\"c\","
     "\"PendingDeploymentSummary\":{\"EndpointConfigName\":\"d\"}}",
     "EndpointConfigName", READ_BACK_NOT_DONE},
    {"UpdateEndpoint", "{\"EndpointName\":\"e\",\"EndpointConfigName\":\"c\"}",
     "{" ENDPOINT ",\"EndpointConfigName\":\"d\"}", "EndpointConfigName", READ_BACK_NOT_DONE},
    {"UpdateEndpointWeightsAndCapacities",
     "{\"EndpointName\":\"e\",\"DesiredWeightsAndCapacities\":[{\"VariantName\":\"v\","
     "\"DesiredInstanceCount\":4}]}",
     "{" ENDPOINT ",\"ProductionVariants\":[{\"VariantName\":\"u\",\"DesiredInstanceCount\":1},"
     "{\"VariantName\":\"v\",\"DesiredInstanceCount\":4,\"DesiredWeight\":1}]}",
     NULL, READ_BACK_DONE},
    {"UpdateEndpointWeightsAndCapacities",
     "{\"EndpointName\":\"e\",\"DesiredWeightsAndCapacities\":[{\"VariantName\":\"v\","
     "\"DesiredInstanceCount\":4}]}",
     "{" ENDPOINT ",\"ProductionVariants\":[{\"VariantName\":\"v\",\"DesiredInstanceCount\":3}]}",
     "DesiredWeightsAndCapacities", READ_BACK_NOT_DONE},
    {"CreateInferenceComponent",
     "{\"InferenceComponentName\":\"i\",\"EndpointName\":\"e\",\"Specification\":{"
     "\"ModelName\":\"m\",\"Container\":{\"Image\":\"x\"}},\"RuntimeConfig\":{\"CopyCount\":2}}",
     "{\"InferenceComponentName\":\"i\",\"EndpointName\":\"e\",\"Specification\":{"
     "\"ModelName\":\"m\",\"Container\":{\"DeployedImage\":{}}},"
     "\"RuntimeConfig\":{\"DesiredCopyCount\":2,\"CurrentCopyCount\":0}}",
     NULL, READ_BACK_DONE},
    {"CreateInferenceComponent",
     "{\"InferenceComponentName\":\"i\",\"EndpointName\":\"e\",\"RuntimeConfig\":{"
     "\"CopyCount\":2}}",
     "{\"InferenceComponentName\":\"i\",\"EndpointName\":\"e\",\"RuntimeConfig\":{"
     "\"DesiredCopyCount\":1}}",
     "RuntimeConfig.CopyCount", READ_BACK_DIFFERENT},
    {"UpdateInferenceComponentRuntimeConfig",
     "{\"InferenceComponentName\":\"i\",\"DesiredRuntimeConfig\":{\"CopyCount\":2}}",
     "{\"InferenceComponentName\":\"i\",\"RuntimeConfig\":{\"DesiredCopyCount\":3}}",
     "DesiredRuntimeConfig.CopyCount", READ_BACK_NOT_DONE},
    {"DeleteEndpoint", "{\"EndpointName\":\"e\"}", "{" ENDPOINT ",\"EndpointStatus\":\"Deleting\"}",
     NULL, READ_BACK_DONE},
    {"DeleteEndpoint", "{\"EndpointName\":\"e\"}",
     "{" ENDPOINT ",\"EndpointStatus\":\"InService\"}", "EndpointStatus", READ_BACK_NOT_DONE},
};

static mt_value *parse(const char *text)
{
    mt_value *value = NULL;
    CHECK_STATUS(mt_json_parse(mt_cstr(text), &value, NULL), MT_OK);
    return value;
}

static void test_each(void)
{
    mt_model *model = NULL;
    CHECK_STATUS(mt_model_load_builtin("sagemaker", &model, NULL), MT_OK);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const mt_operation *write = mt_model_operation(model, cases[i].operation, NULL);
        const mt_operation *read = read_back_operation(model, write);
        mt_value *input = parse(cases[i].input), *shown = parse(cases[i].shown);
        const char *path = NULL;
        CHECK(read_back_compare(write, read, input, shown, &path) == cases[i].finding);
        CHECK_STR(path ? path : "", cases[i].path ? cases[i].path : "");
        mt_value_free(input);
        mt_value_free(shown);
    }
    mt_model_free(model);
}

/* RegisterScalableTarget is refused the second time if it has tags. */
static void test_an_item_of_a_list(void)
{
    mt_model *model = NULL;
    CHECK_STATUS(mt_model_load_builtin("application-autoscaling", &model, NULL), MT_OK);
    const mt_operation *write = mt_model_operation(model, "RegisterScalableTarget", NULL);
    const mt_operation *read = read_back_operation(model, write);
    mt_value *input = parse("{\"ServiceNamespace\":\"sagemaker\",\"ResourceId\":\"r\","
                            "\"MinCapacity\":1,\"MaxCapacity\":8,\"RoleARN\":\"mine\","
                            "\"Tags\":{\"a\":\"b\"},\"SuspendedState\":{"
                            "\"DynamicScalingInSuspended\":false}}");
    static const struct {
        const char *shown;
        enum read_back_finding finding;
        size_t members; /* of the output */
    } shows[] = {
        {"{\"ScalableTargets\":[]}", READ_BACK_NOT_DONE, 0},
        {"{}", READ_BACK_NOT_DONE, 0},
        {"{\"ScalableTargets\":[{\"ServiceNamespace\":\"sagemaker\",\"ResourceId\":\"r\","
         "\"MinCapacity\":1,\"MaxCapacity\":8,\"RoleARN\":\"aws's\","
         "\"ScalableTargetARN\":\"arn\"}]}",
         READ_BACK_DONE, 1},
        {"{\"ScalableTargets\":[{\"ServiceNamespace\":\"sagemaker\",\"ResourceId\":\"r\","
         "\"MinCapacity\":2,\"MaxCapacity\":8}]}",
         READ_BACK_NOT_DONE, 0},
    };
    for (size_t i = 0; i < sizeof shows / sizeof *shows; i++) {
        mt_value *shown = parse(shows[i].shown), *output = NULL;
        const char *path = NULL;
        CHECK(read_back_compare(write, read, input, shown, &path) == shows[i].finding);
        CHECK_STATUS(read_back_output(write, shown, &output, NULL), MT_OK);
        CHECK(mt_value_count(output) == shows[i].members);
        mt_value_free(output);
        mt_value_free(shown);
    }
    mt_value *asked = NULL;
    CHECK_STATUS(read_back_input(write, input, &asked, NULL), MT_OK);
    CHECK(mt_value_count(asked) == 2);
    CHECK(mt_str_equal(mt_value_string(mt_value_first(mt_value_get(asked, "ResourceIds"))),
                       mt_cstr("r")));
    CHECK_STATUS(mt_shape_check(mt_operation_input(read), asked, 0, NULL, NULL), MT_OK);
    mt_value_free(asked);
    mt_value_free(input);
    mt_model_free(model);
}

static const mt_shape *member_of(const mt_shape *shape, const char *name)
{
    const mt_member *member = mt_shape_member(shape, mt_cstr(name));
    if (!member)
        CHECK_STR(name, "a member");
    return member ? member->shape : NULL;
}

/* All that the built-in models say of reads leads somewhere. */
static void check_operation(const mt_model *model, const mt_operation *write)
{
    const mt_operation *read = read_back_operation(model, write);
    CHECK(read && mt_operation_is_idempotent(read));
    const mt_value *name = mt_value_first(mt_value_get(write->read_back, "by"));
    CHECK(name != NULL);
    for (; read && name; name = mt_value_next(name)) {
        CHECK(member_of(write->input, mt_value_string(name).data) != NULL);
        CHECK(member_of(read->input, mt_value_string(name).data) != NULL);
    }
    const mt_value *shows = mt_value_first(mt_value_get(write->read_back, "shows"));
    for (; read && shows; shows = mt_value_next(shows))
        CHECK(member_of(read->output, mt_value_key(shows).data) != NULL);
    const struct model_failure gone = {"Describe", mt_cstr("ValidationException"),
                                       mt_cstr("Could not find endpoint \"x\"."), false, false};
    CHECK(read_back_is_absence(write, &gone));
    const struct model_failure wrong = {"Describe", mt_cstr("ValidationException"),
                                        mt_cstr("1 validation error"), false, false};
    CHECK(!read_back_is_absence(write, &wrong));
}

static void test_all_of_sagemaker(void)
{
    mt_model *model = NULL;
    int count = 0;
    CHECK_STATUS(mt_model_load_builtin("sagemaker", &model, NULL), MT_OK);
    for (size_t i = 0; i < mt_model_operation_count(model); i++) {
        const mt_operation *write = mt_model_operation_at(model, i);
        const char *name = mt_operation_name(write);
        if (write->read_back) {
            check_operation(model, write);
            count++;
        }
        CHECK(write->read_back || strncmp(name, "Create", 6) != 0);
    }
    CHECK(count == 8);
    mt_model_free(model);
}

static void test_what_the_write_would_have_answered(void)
{
    mt_model *model = NULL;
    CHECK_STATUS(mt_model_load_builtin("sagemaker", &model, NULL), MT_OK);
    const mt_operation *write = mt_model_operation(model, "CreateEndpoint", NULL);
    mt_value *shown = parse("{" ENDPOINT ",\"EndpointStatus\":\"Creating\"}"), *output = NULL;
    CHECK_STATUS(read_back_output(write, shown, &output, NULL), MT_OK);
    CHECK(mt_value_count(output) == 1);
    CHECK(mt_str_equal(mt_value_string(mt_value_get(output, "EndpointArn")), mt_cstr("arn")));
    mt_value_free(output);
    mt_value *input = NULL;
    CHECK_STATUS(read_back_input(write, shown, &input, NULL), MT_OK);
    CHECK(mt_value_count(input) == 1);
    mt_value_free(input);
    mt_value_free(shown);
    mt_model_free(model);
}

/* A model of somebody else's may say anything. */
static void test_nonsense(void)
{
    static const char all[] = "{\"operation\":\"W\",\"by\":[7,\"X\"],\"as\":{\"A.B\":[7],"
                              "\"A\":{\"x\":\"A.A.A\"},\"..\":\"..\",\"\":\"\"},"
                              "\"shows\":{\"A\":{\"x\":1},\"L\":[1]},\"absent\":[7,{}]}";
    static const char *const rules[] = {"7", "{}", "{\"operation\":\"No\"}",
                                        "{\"operation\":\"W\",\"by\":{\"a\":7}}", all};
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        char text[700];
        (void)snprintf(
            text, sizeof text,
            "{\"operations\":{\"W\":{\"name\":\"W\",\"input\":{\"shape\":\"I\"},"
            "\"output\":{\"shape\":\"I\"},\"readBack\":%s}},\"shapes\":{\"I\":{\"type\":"
            "\"structure\",\"members\":{\"A\":{\"shape\":\"S\"},\"L\":{\"shape\":\"I\"}}},"
            "\"S\":{\"type\":\"string\"}}}",
            rules[i]);
        mt_model *model = NULL;
        CHECK_STATUS(mt_model_load(mt_cstr(text), &model, NULL), MT_OK);
        const mt_operation *write = mt_model_operation(model, "W", NULL);
        const mt_operation *read = read_back_operation(model, write);
        mt_value *input = parse("{\"A\":{\"B\":[1]},\"L\":[{\"A\":1}]}"), *made = NULL;
        const char *path = NULL;
        if (read)
            (void)read_back_compare(write, read, input, input, &path);
        CHECK_STATUS(read_back_input(write, input, &made, NULL), MT_OK);
        mt_value_free(made);
        CHECK(read_back_absent(write) == READ_BACK_NOT_DONE);
        mt_value_free(input);
        mt_model_free(model);
    }
}

int main(void)
{
    RUN(test_each);
    RUN(test_an_item_of_a_list);
    RUN(test_all_of_sagemaker);
    RUN(test_what_the_write_would_have_answered);
    RUN(test_nonsense);
    return TEST_SUMMARY();
}
