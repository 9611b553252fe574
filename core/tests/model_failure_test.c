/* What Application Auto Scaling's failures mean, by the rules of its model. */
#include <stdlib.h>

#include "data/model.h"
#include "test.h"

static const struct {
    const char *operation, *code, *message;
    bool is_after_change, is_after_lost_answer;
    bool is_neighbours;
    mt_status status; /* MT_STATUS_COUNT: no rule applies */
} cases[] = {
    {"PutScalingPolicy", "FailedResourceAccessException", "CloudWatch: Rate exceeded", false, false,
     true, MT_ETHROTTLE},
    {"PutScalingPolicy", "FailedResourceAccessException", "(Error Code: Throttling)", false, false,
     true, MT_ETHROTTLE},
    {"DescribeScalingPolicies", "FailedResourceAccessException", "no answer", false, false, false,
     MT_ESERVER},
    {"DescribeScalingPolicies", "FailedResourceAccessException", "RATE EXCEEDED", false, false,
     true, MT_ETHROTTLE},
    {"PutScalingPolicy", "FailedResourceAccessException",
     "role x is not authorized to perform: cloudwatch:PutMetricAlarm", false, false, false,
     MT_ELAGGING},
    {"PutScalingPolicy", "FailedResourceAccessException", "something else", false, false, false,
     MT_STATUS_COUNT},
    {"RegisterScalableTarget", "ValidationException", "Unable to assume IAM role: arn:x", false,
     false, false, MT_ELAGGING},
    {"RegisterScalableTarget", "ValidationException", "1 validation error", true, true, false,
     MT_STATUS_COUNT},
    {"PutScalingPolicy", "ObjectNotFoundException", "no target", true, false, false, MT_ELAGGING},
    {"PutScalingPolicy", "ObjectNotFoundException", "no target", false, false, false,
     MT_STATUS_COUNT},
    {"DeleteScalingPolicy", "ObjectNotFoundException", "no policy", false, true, false, MT_OK},
    {"DeregisterScalableTarget", "ObjectNotFoundException", "no target", false, true, false, MT_OK},
    {"DeregisterScalableTarget", "ObjectNotFoundException", "no target", false, false, false,
     MT_STATUS_COUNT},
    {"PutScalingPolicy", "ObjectNotFoundException", "no target", false, true, false,
     MT_STATUS_COUNT},
    {"RegisterScalableTarget", "LimitExceededException", "quota", true, true, false,
     MT_STATUS_COUNT},
    {"RegisterScalableTarget", "", "", true, true, false, MT_STATUS_COUNT},
};

static void test_each(void)
{
    mt_model *model = NULL;
    CHECK_STATUS(mt_model_load_builtin("application-autoscaling", &model, NULL), MT_OK);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct model_failure failure = {cases[i].operation, mt_cstr(cases[i].code),
                                              mt_cstr(cases[i].message), cases[i].is_after_change,
                                              cases[i].is_after_lost_answer};
        struct model_failure_rule rule = {MT_STATUS_COUNT, false};
        CHECK(model_failure(model, &failure, &rule) == (cases[i].status != MT_STATUS_COUNT));
        CHECK_STATUS(rule.status, cases[i].status);
        CHECK(rule.is_neighbours == cases[i].is_neighbours);
    }
    mt_model_free(model);
}

/* A model of somebody else's may say anything. */
static void test_rules_of_no_form(void)
{
    static const char *const rules[] = {
        "7",
        "{}",
        "[7,null,\"x\",[]]",
        "[{}]",
        "[{\"code\":[]}]",
        "[{\"code\":\"C\",\"class\":3,\"operations\":5,\"text\":{\"a\":1}}]"};
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        char text[256];
        (void)snprintf(text, sizeof text, "{\"operations\":{},\"shapes\":{},\"failures\":%s}",
                       rules[i]);
        mt_model *model = NULL;
        CHECK_STATUS(mt_model_load(mt_cstr(text), &model, NULL), MT_OK);
        const struct model_failure failure = {"Op", mt_cstr("D"), mt_cstr("m"), true, true};
        struct model_failure_rule rule;
        CHECK(!model_failure(model, &failure, &rule));
        mt_model_free(model);
    }
}

int main(void)
{
    RUN(test_each);
    RUN(test_rules_of_no_form);
    return TEST_SUMMARY();
}
