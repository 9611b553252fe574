-- Target tracking policies. Each case is what stands in the table of a target with 1 to 9.
local list = {
   { 'track "t" { metric = INV }', "target-value-missing:1" },
   { 'track "t" { value = 70 }', "metric-missing:1" },
   { 'track "t" {}', "metric-missing:1", "target-value-missing:1" },
   { 'track "t" { metric = INV, value = -5 }', "target-value-range:1" },
   { 'track "t" { metric = INV, value = 0 }', "target-value-range:1" },
   { 'track "t" { metric = INV, value = 1e300 }', "target-value-range:1" },
   { 'track "t" { metric = INV, value = "70" }', "wrong-type:1" },
   { 'track "t" { metric = INV, value = 0/0 }', "wrong-type:1" },
   { 'track "t" { metric = INV, valeu = 70, value = 1 }', "unknown-key:1" },
   { 'track "t" { metric = INV, value = 70, scale_in_cooldown = -1 }', "cooldown-negative:1" },
   { 'track "t" { metric = INV, value = 70, scale_out_cooldown = "60" }', "wrong-type:1" },
   { 'track "t" { metric = INV, value = 70, scale_out_cooldown = 1.5 }', "wrong-type:1" },
   { 'track "t" { metric = INV, value = 70, disable_scale_in = 1 }', "wrong-type:1" },
   { 'track "t" { metric = "SageMakerVariantInvocationPerInstance", value = 70 }',
      "predefined-metric:1" },
   { 'track "t" { metric = "SageMakerVariantLatency", value = 70 }', "predefined-metric:1" },
   { 'track "t" { metric = "InvocationPerInstance", value = 70 }', "unknown-metric:1" },
   { 'track "t" { metric = "Latency", value = 70 }', "unknown-metric:1" },
   { 'track "t" { metric = "", value = 70 }', "unknown-metric:1" },
   { 'track "t" { metric = 5, value = 70 }', "wrong-type:1" },
   { 'track "t" { metric = "ECSServiceAverageCPUUtilization", value = 70 }', "metric-dimension:1" },
   { 'track "t" { metric = "LambdaProvisionedConcurrencyUtilization", value = 0.7 }',
      "metric-dimension:1" },
   { 'track "t" { metric = "SageMakerInferenceComponentInvocationsPerCopy", value = 7 }',
      "metric-dimension:1" },
   { 'track "t" { metric = "DynamoDBReadCapacityUtilization", value = 5 }', "metric-dimension:1",
      "target-value-dynamodb:1" },
   { 'track "t" { metric = INV, value = 70, label = "app/a/b/targetgroup/c/d" }',
      "resource-label:1" },
   { 'track "t" { TargetValue = 70, PredefinedMetricSpecification = { PredefinedMetricType = INV },'
      .. ' CustomizedMetricSpecification = { MetricName = "a", Namespace = "b", '
      .. 'Statistic = "Sum" } }', "metric-both:1" },
   { 'track "t" { TargetValue = 70, PredefinedMetricSpecification = {} }', "model:1" },
   { 'track "t" { TargetValue = 70, PredefinedMetricSpecification = "x" }', "model:1" },
   { 'track "t" { TargetValue = 70, PredefinedMetricSpecification = { PredefinedMetricType = INV, '
      .. 'ResourceLable = "x" } }', "model:1" },
   { 'track "t" { metric = { name = "M", namespace = "N" }, value = 70 }', "metric-incomplete:1" },
   { 'track "t" { metric = { namespace = "N", statistic = "Sum" }, value = 70 }',
      "metric-incomplete:1" },
   { 'track "t" { metric = {}, value = 70 }', "metric-incomplete:1", "metric-incomplete:1",
      "metric-incomplete:1" },
   { 'track "t" { metric = { name = "M", namespace = "N", statistic = "Mean" }, value = 70 }',
      "model:1" },
   { 'track "t" { metric = { nmae = "M", namespace = "N", statistic = "Sum" }, value = 70 }',
      "unknown-key:1", "metric-incomplete:1" },
   { 'track "t" { metric = { name = "M", namespace = "N", statistic = "Sum", dimensions = "x" }, '
      .. 'value = 70 }', "wrong-type:1" },
   { 'track "t" { metric = { expression = "a / b", metrics = { a = { name = "M", namespace = "N", '
      .. 'statistic = "Sum" } } }, value = 70 }', "metric-math:1" },
   { 'track "t" { metric = { expression = "A", metrics = { A = { name = "M", namespace = "N", '
      .. 'statistic = "Sum" } } }, value = 70 }', "metric-math:1" },
   { 'track "t" { metric = { expression = "a", metrics = { a = { name = "M" } } }, value = 70 }',
      "metric-incomplete:1", "metric-incomplete:1" },
   { 'track "t" { TargetValue = 7, CustomizedMetricSpecification = { Metrics = { { Id = "a", '
      .. 'Expression = "1" }, { Id = "a", Expression = "2", ReturnData = false } } } }',
      "metric-math:1" },
   { 'track "t" { TargetValue = 7, CustomizedMetricSpecification = { Metrics = { { Id = "a", '
      .. 'Expression = "1" }, { Id = "b", Expression = "2" } } } }', "metric-math:1" },
   { 'track "t" { TargetValue = 7, CustomizedMetricSpecification = { Metrics = { { '
      .. 'Id = "a" } } } }',
      "metric-math:1" },
   { 'track "t" { TargetValue = 7, CustomizedMetricSpecification = { MetricName = "M", '
      .. 'Namespace = "N", Statistic = "Sum", Metrics = { { Id = "a", Expression = "1" } } } }',
      "metric-customized:1" },
   { 'track "a" { metric = INV, value = 70 },\ntrack "b" { metric = INV, value = 60 }',
      "metric-tracked-twice:2" },
   { 'track "a" { metric = INV, value = 70 },\n'
      .. 'track "a" { metric = "CPUUtilization", value = 160 }',
      "duplicate-policy:2" },
   { 'track "" { metric = INV, value = 70 }', "policy-name:1" },
   { 'track "a\\nb" { metric = INV, value = 70 }', "policy-name:1" },
   { 'track(("a"):rep(257)) { metric = INV, value = 70 }', "policy-name:1" },
   { 'predictive "p" { metric = "ECSServiceCPUUtilization", value = 40 }', "unsupported-way:1" },
}
for i, case in ipairs(list) do
   local text = ("target(V) { min = 1, max = 9, %s }"):format(case[1])
   list[i] = table.move(case, 2, #case, 2, { text })
end

local function of(id, policy, ...)
   list[#list + 1] = { ("target %s, %s }"):format(id, policy), ... }
end

local ecs = '"service/c/s" { min = 1, max = 9'
of(ecs, 'track "t" { metric = "ECSServiceAverageCPUUtilization", value = 170 }',
   "target-value-percent:1")
of(ecs, 'track "t" { metric = "ECSServiceAverageCpuUtilization", value = 70 }',
   "predefined-metric:1")
of(ecs, 'track "t" { metric = "ALBRequestCountPerTarget", value = 70 }', "resource-label:1")
of(ecs, 'track "t" { metric = "ALBRequestCountPerTarget", value = 70, label = "app/x" }',
   "resource-label:1")
of(ecs, 'predictive "p" { value = 40 }', "predictive-metric:1")
of(ecs, 'predictive "p" { metric = "ECSServiceCPUUtilization" }', "predictive-metric:1", "model:1")
of(ecs, 'predictive "p" { metric = "ECSServiceCPUUtilization", value = 40, buffer = 4000 }',
   "predictive-buffer:1")
of(ecs, 'predictive "p" { metric = "ECSServiceCPUUtilization", value = 40, max_buffer = 10 }',
   "predictive-breach:1")
of(ecs, 'predictive "p" { metric = "ECSServiceCPUUtilization", value = 40, '
   .. 'breach = "IncreaseMaxCapacity" }', "predictive-breach:1")
of(ecs, 'predictive "p" { metric = "ECSServiceCPUUtilization", value = 40, mode = "Scale" }',
   "model:1")
of('"table/t" { dimension = "ReadCapacityUnits", min = 1, max = 9',
   'track "t" { metric = "DynamoDBReadCapacityUtilization", value = 95 }',
   "target-value-dynamodb:1")
of('"table/t" { dimension = "ReadCapacityUnits", min = 1, max = 9',
   'track "t" { metric = { name = "M", namespace = "N", statistic = "Sum" }, value = 70 }',
   "metric-customized:1")
of('"table/t" { dimension = "WriteCapacityUnits", min = 1, max = 9',
   'step "s" { steps = { { lower = 0, change = 1 } } }', "unsupported-way:1", "never-scales-in:1")
of('"function:f:live" { min = 1, max = 9',
   'track "t" { metric = "LambdaProvisionedConcurrencyUtilization", value = 70 }',
   "target-value-ratio:1")
of('{ resource_id = V, kind = "serverless" } { min = 1, max = 9',
   'track "t" { metric = "SageMakerVariantProvisionedConcurrencyUtilization", value = 50 }',
   "target-value-ratio:1")
of('"instancegroup/j-1/ig-1" { min = 1, max = 9, role_arn = "arn:aws:iam::111122223333:role/r"',
   'track "t" { metric = { name = "M", namespace = "N", statistic = "Sum" }, value = 70 }',
   "unsupported-way:1")
of('"arn:aws:kafka:eu-west-1:111122223333:cluster/c/1" { min = 1, max = 9',
   'schedule "s" { rate = "1 day", min = 1 }', "unsupported-way:1")

return list
