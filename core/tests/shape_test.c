/* Inputs against shapes: each with all its findings, for the built-in operations and for a small
** model that has what those lack. */
#include <stdlib.h>

#include <moontide/model.h>

#include "base/buf.h"
#include "data/findings.h"
#include "test.h"

static mt_model *autoscaling, *small;

/* One line a finding: "rule path: message". */
static void check_findings(const mt_shape *shape, const char *json, unsigned flags,
                           const char *expected)
{
    mt_value *value = NULL;
    mt_error err = {0};
    struct buf seen = {0};
    CHECK_STATUS(mt_json_parse(mt_cstr(json), &value, NULL), MT_OK);
    mt_findings *findings = mt_findings_new();
    const mt_status st = mt_shape_check(shape, value, flags, findings, &err);
    for (size_t i = 0; i < mt_findings_count(findings); i++) {
        const mt_finding *finding = mt_findings_at(findings, i);
        buf_addf(&seen, "%s%s %s: %s", i ? "\n" : "", mt_rule_name(finding->rule), finding->path,
                 finding->message);
    }
    CHECK_STR(buf_text(&seen), expected);
    CHECK_STATUS(st, expected[0] ? MT_EINPUT : MT_OK);
    CHECK_STATUS(err.status, st);
    buf_clear(&seen);
    mt_findings_free(findings);
    mt_value_free(value);
}

static const mt_shape *input_of(const mt_model *model, const char *operation)
{
    return mt_operation_input(mt_model_operation(model, operation, NULL));
}

#define TARGET                                                                    \
    "\"ServiceNamespace\":\"sagemaker\",\"ResourceId\":\"endpoint/e/variant/v\"," \
    "\"ScalableDimension\":\"sagemaker:variant:DesiredInstanceCount\""
#define ARN \
    "\"ResourceARN\":\"arn:aws:application-autoscaling:eu-west-1:123456789012:scalable-target/1\""

/* clang-format off */
static const struct {
    const char *operation, *input, *findings;
} rows[] = {
    /* all fourteen, as they should be */
    {"RegisterScalableTarget",
     "{" TARGET ",\"MinCapacity\":1,\"MaxCapacity\":8.0,\"RoleARN\":\"r\",\"Tags\":{\"team\":\"\"},"
     "\"SuspendedState\":{\"DynamicScalingInSuspended\":true}}", ""},
    {"DeregisterScalableTarget", "{" TARGET "}", ""},
    {"DescribeScalableTargets",
     "{\"ServiceNamespace\":\"ecs\",\"ResourceIds\":[\"a\",\"b\"],\"MaxResults\":50,\"NextToken\":\"\"}", ""},
    {"DescribeScalingActivities", "{" TARGET ",\"IncludeNotScaledActivities\":false}", ""},
    {"DescribeScalingPolicies", "{\"ServiceNamespace\":\"sagemaker\",\"PolicyNames\":[]}", ""},
    {"DescribeScheduledActions", "{\"ServiceNamespace\":\"sagemaker\",\"ScheduledActionNames\":[\"x\"]}", ""},
    {"PutScalingPolicy",
     "{" TARGET ",\"PolicyName\":\"p\",\"PolicyType\":\"TargetTrackingScaling\","
     "\"TargetTrackingScalingPolicyConfiguration\":{\"TargetValue\":70,\"PredefinedMetricSpecification\":"
     "{\"PredefinedMetricType\":\"SageMakerVariantInvocationsPerInstance\"},\"ScaleInCooldown\":300}}", ""},
    {"PutScalingPolicy",
     "{" TARGET ",\"PolicyName\":\"p\",\"PolicyType\":\"StepScaling\",\"StepScalingPolicyConfiguration\":"
     "{\"AdjustmentType\":\"ChangeInCapacity\",\"StepAdjustments\":[{\"MetricIntervalLowerBound\":0.5,"
     "\"ScalingAdjustment\":-1}]}}", ""},
    {"DeleteScalingPolicy", "{" TARGET ",\"PolicyName\":\"p\"}", ""},
    {"PutScheduledAction",
     "{" TARGET ",\"ScheduledActionName\":\"nightly off\",\"Schedule\":\"cron(0 1 * * ? *)\","
     "\"StartTime\":\"2025-11-05T12:00:00Z\",\"EndTime\":1762500000.5,"
     "\"ScalableTargetAction\":{\"MinCapacity\":0,\"MaxCapacity\":0}}", ""},
    {"DeleteScheduledAction", "{" TARGET ",\"ScheduledActionName\":\"x\"}", ""},
    {"GetPredictiveScalingForecast", "{" TARGET ",\"PolicyName\":\"p\",\"StartTime\":1,\"EndTime\":\"2025-11-05\"}", ""},
    {"TagResource", "{" ARN ",\"Tags\":{}}", ""},
    {"UntagResource", "{" ARN ",\"TagKeys\":[\"team\"]}", ""},
    {"ListTagsForResource", "{" ARN "}", ""},

    /* required */
    {"RegisterScalableTarget", "{}",
     "required ServiceNamespace: is required: a string\n"
     "required ResourceId: is required: a string\n"
     "required ScalableDimension: is required: a string"},
    {"PutScalingPolicy",
     "{" TARGET ",\"PolicyName\":\"p\",\"StepScalingPolicyConfiguration\":{\"StepAdjustments\":"
     "[{\"ScalingAdjustment\":1},{\"MetricIntervalLowerBound\":1}]}}",
     "required StepScalingPolicyConfiguration.StepAdjustments[1].ScalingAdjustment: is required: an integer"},
    {"TagResource", "{" ARN "}", "required Tags: is required: an object"},
    /* unknown */
    {"RegisterScalableTarget", "{" TARGET ",\"MinCapcity\":1,\"min_capacity\":1,\"zzz\":1}",
     "unknown MinCapcity: is not a member of RegisterScalableTargetRequest, did you mean \"MinCapacity\"?\n"
     "unknown min_capacity: is not a member of RegisterScalableTargetRequest, did you mean \"MinCapacity\"?\n"
     "unknown zzz: is not a member of RegisterScalableTargetRequest"},
    {"RegisterScalableTarget", "{" TARGET ",\"SuspendedState\":{\"DynamicScalingSuspended\":true}}",
     "unknown SuspendedState.DynamicScalingSuspended: is not a member of SuspendedState, "
     "did you mean \"DynamicScalingInSuspended\"?"},
    /* type */
    {"RegisterScalableTarget", "[]", "type : must be an object, not a list"},
    {"RegisterScalableTarget", "null", "type : must be an object, not null"},
    {"RegisterScalableTarget",
     "{" TARGET ",\"MinCapacity\":\"1\",\"MaxCapacity\":3.5,\"RoleARN\":7,\"Tags\":[],\"SuspendedState\":"
     "{\"DynamicScalingInSuspended\":1,\"DynamicScalingOutSuspended\":\"true\",\"ScheduledScalingSuspended\":null}}",
     "type MinCapacity: must be an integer, not the string \"1\"\n"
     "type MaxCapacity: must be an integer, not the number 3.5\n"
     "type RoleARN: must be a string, not the integer 7\n"
     "type Tags: must be an object, not a list\n"
     "type SuspendedState.DynamicScalingInSuspended: must be true or false, not the integer 1\n"
     "type SuspendedState.DynamicScalingOutSuspended: must be true or false, not the string \"true\"\n"
     "type SuspendedState.ScheduledScalingSuspended: must be true or false, not null"},
    {"RegisterScalableTarget", "{" TARGET ",\"MinCapacity\":true,\"Tags\":{\"team\":5},\"MaxCapacity\":1e23}",
     "type MinCapacity: must be an integer, not true\n"
     "type Tags.team: must be a string, not the integer 5\n"
     "type MaxCapacity: must be an integer, not the number 1e+23"},
    {"DescribeScalableTargets", "{\"ServiceNamespace\":\"ecs\",\"ResourceIds\":{}}",
     "type ResourceIds: must be a list, not an object"},
    {"PutScheduledAction",
     "{" TARGET ",\"ScheduledActionName\":\"x\",\"StartTime\":\"soon\",\"EndTime\":false}",
     "type StartTime: must be a time (epoch seconds or ISO 8601), not the string \"soon\"\n"
     "type EndTime: must be a time (epoch seconds or ISO 8601), not false"},
    {"PutScalingPolicy",
     "{" TARGET ",\"PolicyName\":\"p\",\"TargetTrackingScalingPolicyConfiguration\":{\"TargetValue\":\"70\"}}",
     "type TargetTrackingScalingPolicyConfiguration.TargetValue: must be a number, not the string \"70\""},
    {"RegisterScalableTarget",
     "{" TARGET ",\"MinCapacity\":\"\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9"
     "\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9"
     "\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9"
     "\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\"}",
     "type MinCapacity: must be an integer, not the string \"\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9"
     "\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9"
     "\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9"
     "\u00e9\u00e9\u00e9\u2026"},
    /* enum */
    {"DescribeScalableTargets", "{\"ServiceNamespace\":\"sagmaker\"}",
     "enum ServiceNamespace: \"sagmaker\" is not one of the 15 values of ServiceNamespace, did you mean \"sagemaker\"?"},
    {"DescribeScalableTargets", "{\"ServiceNamespace\":\"\"}",
     "enum ServiceNamespace: \"\" is not one of the 15 values of ServiceNamespace"},
    {"PutScalingPolicy", "{" TARGET ",\"PolicyName\":\"p\",\"PolicyType\":\"steps\\n\"}",
     "enum PolicyType: \"steps\\n\" is not one of PredictiveScaling, StepScaling, TargetTrackingScaling"},
    /* length */
    {"RegisterScalableTarget",
     "{\"ServiceNamespace\":\"ecs\",\"ResourceId\":\"\",\"ScalableDimension\":\"ecs:service:DesiredCount\","
     "\"Tags\":{\"\":\"x\"}}",
     "length_min ResourceId: must have at least 1 character, not 0\n"
     "length_min Tags.: its name must have at least 1 character, not 0"},
    /* pattern */
    {"DeleteScalingPolicy",
     "{\"ServiceNamespace\":\"ecs\",\"ResourceId\":\"a\\u0001\",\"ScalableDimension\":\"ecs:service:DesiredCount\","
     "\"PolicyName\":\"p\"}",
     "pattern ResourceId: \"a\\u0001\" does not match the pattern "
     "[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\r\\n\\t]*"},
    {"ListTagsForResource", "{\"ResourceARN\":\"arn:aws:s3:::bucket\"}",
     "pattern ResourceARN: \"arn:aws:s3:::bucket\" does not match the pattern "
     "^arn:.+:application-autoscaling:.+:[0-9]+:scalable-target\\/[a-zA-Z0-9-]+$"},
    /* range: what an integer can hold, and a model's own limits */
    {"RegisterScalableTarget", "{" TARGET ",\"MinCapacity\":-2147483649,\"MaxCapacity\":2147483648}",
     "range_min MinCapacity: must be at least -2147483648, not -2147483649\n"
     "range_max MaxCapacity: must be at most 2147483647, not 2147483648"},
    {"PutScalingPolicy",
     "{" TARGET ",\"PolicyName\":\"p\",\"PredictiveScalingPolicyConfiguration\":{\"MetricSpecifications\":[],"
     "\"MaxCapacityBuffer\":101,\"SchedulingBufferTime\":-1}}",
     "range_max PredictiveScalingPolicyConfiguration.MaxCapacityBuffer: must be at most 100, not 101\n"
     "range_min PredictiveScalingPolicyConfiguration.SchedulingBufferTime: must be at least 0, not -1"},
};

static const char small_model[] =
    "{\"operations\":{\"Do\":{\"input\":{\"shape\":\"In\"}},\"Stop\":{}},\"shapes\":{"
    "\"In\":{\"type\":\"structure\",\"members\":{\"Long\":{\"shape\":\"Long\"},\"Float\":{\"shape\":\"Float\"},"
    "\"Blob\":{\"shape\":\"Blob\"},\"Choice\":{\"shape\":\"Choice\"},\"Pairs\":{\"shape\":\"Pairs\"},"
    "\"Secret\":{\"shape\":\"Secret\"},\"Short\":{\"shape\":\"Short\"},\"Slow\":{\"shape\":\"Slow\"},"
    "\"Few\":{\"shape\":\"Few\"},\"Again\":{\"shape\":\"In\"},\"At\":{\"shape\":\"At\"},\"Times\":{\"shape\":\"Times\"}}},"
    "\"Long\":{\"type\":\"long\"},\"Float\":{\"type\":\"float\",\"min\":0.5,\"max\":1},\"Blob\":{\"type\":\"blob\"},"
    "\"Choice\":{\"type\":\"structure\",\"union\":true,\"members\":{\"A\":{\"shape\":\"Long\"},\"B\":{\"shape\":\"Long\"}}},"
    "\"Pairs\":{\"type\":\"map\",\"key\":{\"shape\":\"Key\"},\"value\":{\"shape\":\"Long\"},\"min\":1,\"max\":2},"
    "\"Key\":{\"type\":\"string\",\"enum\":[\"left\",\"right\",\"up\"],\"pattern\":\"[a-z]+\"},"
    "\"Secret\":{\"type\":\"string\",\"sensitive\":true,\"pattern\":\"[a-z]+\"},"
    "\"Short\":{\"type\":\"string\",\"max\":1},\"Slow\":{\"type\":\"string\",\"pattern\":\"(a+)+\"},"
    "\"Few\":{\"type\":\"list\",\"member\":{\"shape\":\"Long\"},\"min\":2,\"max\":3},"
    "\"At\":{\"type\":\"timestamp\"},\"Times\":{\"type\":\"map\",\"key\":{\"shape\":\"Short\"},\"value\":{\"shape\":\"TimeList\"}},"
    "\"TimeList\":{\"type\":\"list\",\"member\":{\"shape\":\"At\"}}}}";

static const struct {
    const char *input, *findings;
} small_rows[] = {
    {"{\"Long\":-9223372036854775808,\"Float\":0.75,\"Blob\":\"YQ==\",\"Choice\":{\"A\":1},\"Pairs\":{\"left\":1},"
     "\"Secret\":\"s\",\"Short\":\"\\uD83D\\uDE00\",\"Few\":[1,2,3],\"Again\":{\"Again\":{\"Long\":1}}}", ""},
    {"{\"Long\":9223372036854775808,\"Blob\":1,\"Float\":0.25}",
     "type Long: must be an integer, not the number 9.223372036854776e+18\n"
     "type Blob: must be a base64 string, not the integer 1\n"
     "range_min Float: must be at least 0.5, not 0.25"},
    {"{\"Float\":1.5,\"Few\":[1],\"Short\":\"ab\"}",
     "range_max Float: must be at most 1, not 1.5\n"
     "length_min Few: must have at least 2 items, not 1\n"
     "length_max Short: must have at most 1 character, not 2"},
    {"{\"Few\":[1,2,3,\"4\"]}",
     "length_max Few: must have at most 3 items, not 4\n"
     "type Few[3]: must be an integer, not the string \"4\""},
    {"{\"Choice\":{}}", "union Choice: must have exactly one member of A, B, not 0"},
    {"{\"Choice\":{\"A\":1,\"B\":2}}", "union Choice: must have exactly one member of A, B, not 2"},
    {"{\"Choice\":{\"A\":1,\"C\":2}}", "unknown Choice.C: is not a member of Choice"},
    {"{\"Pairs\":{}}", "length_min Pairs: must have at least 1 entry, not 0"},
    {"{\"Pairs\":{\"left\":1,\"right\":1,\"UP\":\"x\"}}",
     "length_max Pairs: must have at most 2 entries, not 3\n"
     "pattern Pairs.UP: its name does not match the pattern [a-z]+\n"
     "enum Pairs.UP: \"UP\" is not one of left, right, up, did you mean \"up\"?\n"
     "type Pairs.UP: must be an integer, not the string \"x\""},
    {"{\"Secret\":\"HUNTER2\"}", "pattern Secret: (sensitive) does not match the pattern [a-z]+"},
    {"{\"Secret\":5}", "type Secret: must be a string, not the integer (sensitive)"},
    {"{\"Again\":{\"Again\":{\"Again\":{\"Nope\":1}}}}", "unknown Again.Again.Again.Nope: is not a member of In"},
    {"{\"Slow\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\"}",
     "pattern Slow: \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\" "
     "is too intricate to be matched against the pattern (a+)+"},
};
/* clang-format on */

static void test_operations(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_findings(input_of(autoscaling, rows[i].operation), rows[i].input, MT_CHECK_STRICT,
                       rows[i].findings);
}

static void test_other_shapes(void)
{
    for (size_t i = 0; i < sizeof small_rows / sizeof *small_rows; i++)
        check_findings(input_of(small, "Do"), small_rows[i].input, MT_CHECK_STRICT,
                       small_rows[i].findings);
}

static void test_flags(void)
{
    const mt_shape *shape = input_of(autoscaling, "DescribeScalableTargets");
    static const char input[] =
        "{\"ServiceNamespace\":\"newer\",\"Newest\":1,\"MaxResults\":\"1\"}";
    static const char type[] = "type MaxResults: must be an integer, not the string \"1\"";
    check_findings(shape, input, MT_CHECK_ALLOW_UNKNOWN_ENUM | MT_CHECK_ALLOW_UNKNOWN_MEMBER, type);
    check_findings(shape, "{\"ServiceNamespace\":\"newer\"}", MT_CHECK_ALLOW_UNKNOWN_ENUM, "");
    check_findings(shape, "{\"ServiceNamespace\":\"ecs\",\"Newest\":1}",
                   MT_CHECK_ALLOW_UNKNOWN_MEMBER, "");
}

static void test_operation_without_input(void)
{
    check_findings(NULL, "{}", 0, "");
    check_findings(NULL, "{\"a\":1}", 0, "unknown a: is not expected: there is no input");
    CHECK_STATUS(mt_shape_check(NULL, NULL, 0, NULL, NULL), MT_OK);
}

static void test_longest_lengths_count_characters(void)
{
    struct buf text = {0};
    buf_add_cstr(&text, "{" TARGET ",\"PolicyName\":\"p\",\"Tags\":{\"k\":\"");
    for (int i = 0; i < 256; i++)
        buf_add_cstr(&text, "\xF0\x9F\x98\x80");
    const size_t fits = text.size;
    buf_add_cstr(&text, "x\"}}");
    check_findings(input_of(autoscaling, "RegisterScalableTarget"), buf_text(&text),
                   MT_CHECK_ALLOW_UNKNOWN_MEMBER,
                   "length_max Tags.k: must have at most 256 characters, not 257");

    memcpy(text.data + fits, "\"}}", sizeof "\"}}");
    check_findings(input_of(autoscaling, "RegisterScalableTarget"), buf_text(&text),
                   MT_CHECK_ALLOW_UNKNOWN_MEMBER, "");
    buf_clear(&text);
}

static void test_error_is_the_summary(void)
{
    mt_value *value = NULL;
    mt_error err = {0};
    CHECK_STATUS(mt_json_parse(mt_cstr("{\"MinCapacity\":\"x\"}"), &value, NULL), MT_OK);
    CHECK_STATUS(
        mt_shape_check(input_of(autoscaling, "RegisterScalableTarget"), value, 0, NULL, &err),
        MT_EINPUT);
    CHECK_STR(err.message, "MinCapacity: must be an integer, not the string \"x\" (and 3 more)");
    CHECK_STR(err.where, "MinCapacity");
    mt_value_free(value);
}

static void test_findings(void)
{
    mt_value *value = NULL;
    mt_findings *findings = mt_findings_new();
    CHECK_STATUS(mt_findings_add(findings, MT_RULE_TYPE, "a.b", "is a function"), MT_OK);
    CHECK_STATUS(
        mt_json_parse(mt_cstr("{\"Secret\":\"S\",\"Long\":\"x\",\"Few\":1}"), &value, NULL), MT_OK);
    CHECK_STATUS(mt_shape_check(input_of(small, "Do"), value, 0, findings, NULL), MT_EINPUT);
    CHECK(mt_findings_count(findings) == 4 && mt_findings_at(findings, 4) == NULL);
    CHECK_STR(mt_findings_at(findings, 0)->path, "a.b");
    CHECK_STR(mt_findings_at(findings, 0)->message, "is a function");
    CHECK_STR(mt_findings_at(findings, 0)->value, "");
    CHECK_STR(mt_findings_at(findings, 1)->value, ""); /* sensitive */
    CHECK_STR(mt_findings_at(findings, 2)->value, "x");
    CHECK_STR(mt_shape_name(mt_findings_at(findings, 2)->shape), "Long");
    CHECK_STR(mt_findings_at(findings, 3)->value, "1");
    mt_value_free(value);
    mt_findings_free(findings);
    CHECK(mt_findings_count(NULL) == 0 && mt_findings_at(NULL, 0) == NULL);
    mt_findings_free(NULL);
}

static void test_findings_are_limited(void)
{
    struct buf text = {0};
    buf_add_cstr(&text, "{\"Few\":[true");
    for (int i = 0; i < 3 * FINDINGS_MAX; i++)
        buf_add_cstr(&text, ",true");
    buf_add_cstr(&text, "]}");
    mt_value *value = NULL;
    CHECK_STATUS(mt_json_parse(buf_str(&text), &value, NULL), MT_OK);
    mt_findings *findings = mt_findings_new();
    CHECK_STATUS(mt_shape_check(input_of(small, "Do"), value, 0, findings, NULL), MT_EINPUT);
    CHECK(mt_findings_count(findings) == FINDINGS_MAX);
    CHECK_STATUS(mt_shape_check(input_of(small, "Do"), value, 0, findings, NULL), MT_EINPUT);
    CHECK(mt_findings_count(findings) == FINDINGS_MAX);
    mt_findings_free(findings);
    mt_value_free(value);
    buf_clear(&text);
}

/* As deep as a value can be, against a shape that contains itself. */
static void test_recursive_shape_ends(void)
{
    mt_value *value = mt_value_new_object();
    CHECK_STATUS(mt_value_set(value, mt_cstr("Nope"), mt_value_new_int(1)), MT_OK);
    for (int levels = 1; levels < 512; levels++) {
        mt_value *outer = mt_value_new_object();
        CHECK_STATUS(mt_value_set(outer, mt_cstr("Again"), value), MT_OK);
        value = outer;
    }
    mt_findings *findings = mt_findings_new();
    CHECK_STATUS(mt_shape_check(input_of(small, "Do"), value, 0, findings, NULL), MT_EINPUT);
    CHECK(mt_findings_count(findings) == 1);
    CHECK(strlen(mt_findings_at(findings, 0)->path) == 511 * strlen("Again.") + strlen("Nope"));
    CHECK_STATUS(mt_shape_to_wire(input_of(small, "Do"), value, NULL), MT_OK);
    mt_findings_free(findings);
    mt_value_free(value);
}

static void test_to_wire(void)
{
    static const struct {
        const char *input, *wire;
    } cases[] = {
        {"{}", "{}"},
        {"{\"At\":\"2025-11-05T12:34:38Z\"}", "{\"At\":1762346078}"},
        {"{\"At\":\"2025-11-05T12:34:38.125+00:00\"}", "{\"At\":1762346078.125}"},
        {"{\"At\":1762346078,\"Long\":3.0,\"Float\":1}",
         "{\"At\":1762346078,\"Long\":3,\"Float\":1}"},
        {"{\"At\":1762346078.5,\"Float\":1.0}", "{\"At\":1762346078.5,\"Float\":1.0}"},
        {"{\"Times\":{\"a\":[\"1970-01-02\",5,\"1970-01-03\"],\"b\":[]},\"Few\":[1.0,2]}",
         "{\"Times\":{\"a\":[86400,5,172800],\"b\":[]},\"Few\":[1,2]}"},
        {"{\"Again\":{\"Again\":{\"At\":\"1970-01-01\"}},\"Newer\":{\"At\":\"1970-01-01\"}}",
         "{\"Again\":{\"Again\":{\"At\":0}},\"Newer\":{\"At\":\"1970-01-01\"}}"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        mt_value *value = NULL;
        char *text = NULL;
        CHECK_STATUS(mt_json_parse(mt_cstr(cases[i].input), &value, NULL), MT_OK);
        CHECK_STATUS(mt_shape_to_wire(input_of(small, "Do"), value, NULL), MT_OK);
        CHECK_STATUS(mt_json_print(value, 0, &text, NULL, NULL), MT_OK);
        CHECK_STR(text, cases[i].wire);
        free(text);
        mt_value_free(value);
    }
    CHECK_STATUS(mt_shape_to_wire(NULL, NULL, NULL), MT_OK);
}

int main(void)
{
    mt_error err = {0};
    if (mt_model_load_builtin("application-autoscaling", &autoscaling, &err) ||
        mt_model_load(mt_cstr(small_model), &small, &err)) {
        fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    RUN(test_operations);
    RUN(test_other_shapes);
    RUN(test_flags);
    RUN(test_operation_without_input);
    RUN(test_longest_lengths_count_characters);
    RUN(test_error_is_the_summary);
    RUN(test_findings);
    RUN(test_findings_are_limited);
    RUN(test_recursive_shape_ends);
    RUN(test_to_wire);
    mt_model_free(autoscaling);
    mt_model_free(small);
    return TEST_SUMMARY();
}
