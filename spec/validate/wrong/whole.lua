-- Whole scripts with several mistakes each: all of them are told in one run.
return {
   { [[
deployment { name = "rankers", regions = { "eu-west-1" }, prune = "no" }
defaults { min = 1, max = 8, timezone = "Europe/Belin" }
for i = 1, 3 do
   target("endpoint/ranker-" .. i .. "/variant/main") {
      max = 0,
      track "invocations" { metric = "SageMakerVariantInvocationsPerInstnace", value = -5 },
      schedule "night" { cron = "0 25 * * ? *", min = 4, max = 2 },
   }
end]], "wrong-type:1", "capacity-order:4", "capacity-order:4", "capacity-order:4",
      "predefined-metric:6", "predefined-metric:6", "predefined-metric:6", "target-value-range:6",
      "target-value-range:6", "target-value-range:6", "schedule-expression:7",
      "schedule-expression:7", "schedule-expression:7", "schedule-limits-order:7",
      "schedule-limits-order:7", "schedule-limits-order:7", "schedule-timezone:7",
      "schedule-timezone:7", "schedule-timezone:7", "schedule-not-restored:7",
      "schedule-not-restored:7", "schedule-not-restored:7" },
   { [[
-- what Terraform accepted: namespace, id, dimension, bounds, value, cooldown, steps, cron, zone
target "endpoint/my-endpoint/varaint/v" { namespace = "sagemaker", min = 1, max = 2 }
target "endpoint/my-endpoint/variant/v" { namespace = "sagemkaer", min = 1, max = 2 }
target "endpoint/my-endpoint/variant/w" { dimension = "sagemaker:variant:DesiredInstances",
   min = 1, max = 2 }
target "endpoint/my-endpoint/variant/x" { min = 8, max = 2,
   track "t" { metric = "SageMakerVariantInvocationsPerInstance", value = -5,
      scale_in_cooldown = -1 },
   step "s" { steps = { { lower = 20, upper = 10, change = 1 }, { lower = 30, change = 2 } } },
   schedule "a" { cron = "61 25 * * *", min = 8, max = 2 },
   schedule "b" { cron = "0 22 * * ? *", timezone = "Mars/Olympus", min = 8, max = 9 } }]],
      "resource-id:2", "unknown-namespace:3", "unknown-dimension:4", "capacity-order:6",
      "target-value-range:7", "cooldown-negative:7", "step-inverted:9", "step-dead-zone:9",
      "schedule-expression:10", "schedule-fields:10", "schedule-limits-order:10",
      "schedule-timezone:11" },
   { [[
defaults { min = 1, max = 4, tags = { ["aws:owner"] = "me" },
   track "cpu" { metric = "ECSServiceAverageCPUUtilization", value = 70 } }
target "service/c/a" {}
target "endpoint/e/variant/v" { step "cpu" { steps = { { lower = 0, change = 1 } }, alarm = {
   metric = "CPUUtilization", threshold = 80, period = 90 } } }
target "endpoint/f/variant/v" {}
unknown_word "x"]], "tag-reserved:1", "tag-reserved:1", "tag-reserved:1", "metric-dimension:2",
      "alarm-period:4", "never-scales-in:4", "script-error:7" },
}
