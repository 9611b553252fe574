-- What other software does between two runs is seen, and put right.
local script <const> = [[
deployment { name = "rankers", prune = true }
target "endpoint/ranker/variant/main" {
   min = 1, max = 4,
   track "inv" { metric = "SageMakerVariantInvocationsPerInstance", value = 70 },
   step "burst" { steps = { { lower = 0, change = 1 } } },
   schedule "night" { cron = "0 22 * * ? *", min = 1, max = 4 },
}
]]

local predefined <const> = {
   PredefinedMetricType = "SageMakerVariantInvocationsPerInstance" }

return {
   { title = "all of it", script = script },
   { title = "changed bounds", foreign = function(aas, id)
      aas:register_scalable_target(id("ranker", { MinCapacity = 3, MaxCapacity = 9 }))
   end },
   { title = "a deleted policy", foreign = function(aas, id)
      aas:delete_scaling_policy(id("ranker", { PolicyName = "inv" }))
   end },
   { title = "a deleted action", foreign = function(aas, id)
      aas:delete_scheduled_action(id("ranker", { ScheduledActionName = "night" }))
   end },
   { title = "another value", foreign = function(aas, id)
      aas:put_scaling_policy(id("ranker", { PolicyName = "inv",
         PolicyType = "TargetTrackingScaling", TargetTrackingScalingPolicyConfiguration = {
            TargetValue = 71.5, PredefinedMetricSpecification = predefined,
            ScaleInCooldown = 0 } }))
   end },
   { title = "a policy put in place of ours, under another name", foreign = function(aas, id)
      aas:delete_scaling_policy(id("ranker", { PolicyName = "inv" }))
      aas:put_scaling_policy(id("ranker", { PolicyName = "console",
         PolicyType = "TargetTrackingScaling", TargetTrackingScalingPolicyConfiguration = {
            TargetValue = 50, PredefinedMetricSpecification = predefined } }))
   end },
   { title = "a policy of another type under our name", foreign = function(aas, id)
      aas:delete_scaling_policy(id("ranker", { PolicyName = "burst" }))
      aas:put_scaling_policy(id("ranker", { PolicyName = "burst",
         PolicyType = "TargetTrackingScaling", TargetTrackingScalingPolicyConfiguration = {
            TargetValue = 50, CustomizedMetricSpecification = { MetricName = "Busy",
               Namespace = "mine", Statistic = "Average" } } }))
   end },
   { title = "an action more, which is pruned", foreign = function(aas, id)
      aas:put_scheduled_action(id("ranker", { ScheduledActionName = "theirs",
         Schedule = "at(2199-01-01T00:00:00)", ScalableTargetAction = { MinCapacity = 2 } }))
   end },
   { title = "suspended: said, not changed", foreign = function(aas, id)
      aas:register_scalable_target(id("ranker", { SuspendedState = {
         DynamicScalingInSuspended = true, DynamicScalingOutSuspended = true } }))
   end },
   { title = "unless the script says it", script = script:gsub("max = 4,", [[max = 4,
   suspended = { dynamic_in = false, dynamic_out = false, scheduled = true },]], 1) },
   { title = "the target deregistered, with all it had", foreign = function(aas, id)
      aas:deregister_scalable_target(id "ranker")
   end, script = script },
   { title = "registered again by somebody, bare", foreign = function(aas, id)
      aas:deregister_scalable_target(id "ranker")
      aas:register_scalable_target(id("ranker", { MinCapacity = 1, MaxCapacity = 4 }))
   end },
}
