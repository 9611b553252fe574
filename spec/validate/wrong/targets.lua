-- Targets that are not there, or with limits and tags that AWS refuses.
local long = ("x"):rep(64)

return {
   { 'target "endpoint/e/varaint/v" { min = 1, max = 2 }', "resource-id:1" },
   { 'target "endpoints/e/variant/v" { min = 1, max = 2 }', "resource-id:1" },
   { 'target "endpoint/e" { min = 1, max = 2 }', "resource-id:1" },
   { 'target "e" { min = 1, max = 2 }', "resource-id:1" },
   { 'target "endpoint/e/variant/v " { min = 1, max = 2 }', "resource-id:1" },
   { 'target "endpoint/e e/variant/v" { min = 1, max = 2 }', "resource-id:1" },
   { 'target "function:f:$LATEST" { min = 1, max = 2 }', "resource-id:1" },
   { 'target "function:f" { min = 1, max = 2 }', "resource-id:1" },
   { 'target "service/only" { min = 1, max = 2 }', "resource-id:1" },
   { 'target "spot-fleet-request/x" { min = 1, max = 2 }', "resource-id:1" },
   { 'target "arn:aws:sagemaker:eu-west-1:111122223333:endpoint/e" { min = 1, max = 2 }',
      "resource-id:1" },
   { 'target "table/t" { min = 1, max = 2 }', "ambiguous-dimension:1" },
   { 'target "cluster:c" { min = 1, max = 2 }', "ambiguous-dimension:1" },
   { 'target(V) { namespace = "sagemakr", min = 1, max = 2 }', "unknown-namespace:1" },
   { 'target(V) { namespace = "ecs", min = 1, max = 2 }', "resource-dimension:1" },
   { 'target(V) { dimension = "sagemaker:variant:DesiredInstanceCuont", min = 1, max = 2 }',
      "unknown-dimension:1" },
   { 'target(V) { dimension = "ecs:service:DesiredCount", min = 1, max = 2 }',
      "resource-dimension:1" },
   { 'target(V) { dimension = "DesiredCopyCount", min = 1, max = 2 }', "resource-dimension:1" },
   { 'target "endpoint/e-/variant/v" { min = 1, max = 2 }', "endpoint-name:1" },
   { 'target "endpoint/e/variant/-v" { min = 1, max = 2 }', "endpoint-name:1" },
   { ('target "endpoint/%s/variant/v" { min = 1, max = 2 }'):format(long), "endpoint-name:1" },
   { ('target "inference-component/%s" { min = 1, max = 2 }'):format(long), "endpoint-name:1" },
   { 'target(V) { min = 1, max = 2, role_arn = "admin" }', "role-arn:1", "role-ignored:1" },
   { 'target "instancegroup/j-1/ig-1" { min = 1, max = 2 }', "role-missing:1" },
   { 'target(V) { min = 5, max = 2 }', "capacity-order:1" },
   { 'target(V) { min = -5, max = 2 }', "capacity-negative:1" },
   { 'target(V) { min = -5, max = -6 }', "capacity-negative:1", "capacity-negative:1",
      "capacity-order:1" },
   { 'target(V) { min = 1, max = 3000000000 }', "capacity-size:1" },
   { 'target(V) {}', "capacity-missing:1" },
   { 'target(V)', "capacity-missing:1" },
   { 'target "table/t" { dimension = "ReadCapacityUnits", min = 0, max = 2 }',
      "capacity-floor:1" },
   { 'target "cache-cluster/c" { min = 0, max = 2 }', "capacity-floor:1" },
   { 'target(V) { min = 1, max = 2, on_remove = { capacity = -1 } }', "on-remove-capacity:1" },
   { 'target(V) { min = 1, max = 2, tags = { ["aws:x"] = "1" } }', "tag-reserved:1" },
   { 'target(V) { min = 1, max = 2, tags = { ["moontide:deployment"] = "1" } }', "tag-reserved:1" },
   { 'target(V) { min = 1, max = 2,\n tags = { [("k"):rep(129)] = "1" } }', "tag-key:1" },
   { 'defaults { tags = { k = ("v"):rep(257) } }\ntarget(V) { min = 1, max = 2 }', "tag-value:1" },
   { 'target(V) { min = 1, max = 2, tags = { k = "a;b" } }', "tag-characters:1" },
   { 'local t = {} for i = 1, 51 do t["k" .. i] = "v" end target(V) { min = 1, max = 2, tags = t }',
      "tag-count:1" },
   { 'target(V) { min = 1, max = 2 }\ntarget(V) { min = 1, max = 3 }', "duplicate-target:2" },
   { 'for i = 1, 2 do target(V) { min = 1, max = 2 } end', "duplicate-target:1" },
   { 'deployment { regions = { "a", "b" } }\ntarget(V) { min = 1, max = 2 }\n'
      .. 'target(V) { min = 1, max = 2, regions = { "b" } }', "duplicate-target:3" },
   { 'deployment { name = ("x"):rep(257) }', "deployment-name:1", "no-targets:1" },
   { 'deployment { name = "" }', "deployment-name:1", "no-targets:1" },
   { 'deployment { name = "a;b" }', "deployment-name:1", "no-targets:1" },
   { 'deployment { quotas = { ["ml.g5.xlarge"] = 3 } }\n'
      .. 'target(V) { min = 1, max = 4, facts = { instance_type = "ml.g5.xlarge" } }',
      "instances-of-account:1" },
   { 'deployment { quotas = { ["ml.g5.xlarge"] = 3 }, regions = { "a", "b" } }\n'
      .. 'defaults { min = 1, max = 2 }\nfor i = 1, 2 do target { resource_id = "endpoint/e" .. i '
      .. '.. "/variant/v", instance_type = "ml.g5.xlarge" } {} end', "instances-of-account:1",
      "instances-of-account:1" },
   { 'target(V) { min = 1, max = 2, facts = { instance_type = "ml.t2.medium" } }',
      "burstable-instance:1" },
   { 'target { resource_id = V, instance_type = "ml.t3.large" } { min = 1, max = 2 }',
      "burstable-instance:1" },
   { 'target(V) { min = 0, max = 2, facts = { kind = "real-time" } }', "zero-of-real-time:1" },
   { 'target(V) { min = 1, max = 2, facts = { kind = "real-time" },\n'
      .. 'schedule "night" { cron = "0 22 * * ? *", min = 0, max = 1 },\n'
      .. 'schedule "day" { cron = "0 6 * * ? *", min = 1, max = 2 } }', "zero-of-real-time:2" },
   { 'target(V) { dimension = "DesiredInstanceCount", min = 1, max = 2, '
      .. 'facts = { kind = "serverless" } }', "dimension-of-kind:1" },
   { 'target(V) { dimension = "DesiredProvisionedConcurrency", min = 1, max = 2, '
      .. 'facts = { kind = "async" } }', "dimension-of-kind:1" },
   { 'target { resource_id = V, kind = "serverless" } { min = 0, max = 2 }',
      "zero-of-serverless:1" },
   { 'target { resource_id = V, kind = "serverless", serverless = { max_concurrency = 9 } } '
      .. '{ min = 1, max = 9 }', "serverless-unprovisioned:1" },
   { 'target { resource_id = "inference-component/c", base = "b" } { min = 1, max = 2 }',
      "component-of-base:1" },
   { 'target { resource_id = V, kind = "serverless" } { min = 1, max = 201 }',
      "concurrency-limit:1" },
   { 'target { resource_id = V, kind = "serverless", max_concurrency = 10 } { min = 1, max = 11 }',
      "concurrency-limit:1" },
   { 'target(IC) { min = 0, max = 2, track "t" { metric = '
      .. '"SageMakerInferenceComponentInvocationsPerCopy", value = 1 } }', "never-wakes:1" },
   { 'target(IC) { min = 0, max = 2, step "s" { steps = { { lower = 0, percent = 100 } }, '
      .. 'alarm = { metric = "NoCapacityInvocationFailures", threshold = 1 } } }', "never-wakes:1",
      "step-percent-stuck:1", "never-scales-in:1" },
   { 'target(V) { min = 1, max = 2, facts = { kind = "async" },\n'
      .. 'track "t" { metric = INV, value = 70 } }', "async-metric:2" },
   { 'target(V) { min = 1, max = 2, facts = { kind = "real-time" },\n'
      .. 'track "t" { metric = "ApproximateBacklogSizePerInstance", value = 5 } }',
      "backlog-of-real-time:2" },
   { 'local p = {} for i = 1, 51 do p[i] = step("s" .. i) { steps = { { lower = 0, change = 1 },'
      .. '{ upper = 0, change = -1 } } } end target(V) { min = 1, max = 2, p }',
      "policies-of-target:1" },
   { 'local p = {} for i = 1, 201 do p[i] = schedule("s" .. i) { rate = i + 1 .. " days", min = 1, '
      .. 'max = 2 } end target(V) { min = 1, max = 2, p }', "actions-of-target:1" },
}
