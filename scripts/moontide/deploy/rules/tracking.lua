-- Target tracking: its value, its cooldowns, and what is tracked twice.
local core = require "moontide.core"
local of_tracking = require "moontide.deploy.rules.of_tracking"
local predefined_metrics = require "moontide.scaling.predefined_metrics"

local M = {}

local largest_target <const> = 2.0 ^ 360
local docs <const> = "PutScalingPolicy, TargetTrackingScalingPolicyConfiguration"

local add, predefined_type = of_tracking.adder(M, docs), of_tracking.predefined

add("target-value-missing", "error", "a policy without a target value tracks nothing",
   "value = …", function(policy, say)
      if policy.config.TargetValue == nil and not policy.broken then
         say(('policy "%s" has no value'):format(policy.name))
      end
   end)

add("target-value-range", "error", "AWS takes values above 0, up to 2^360",
   "a value that the metric has under good load", function(policy, say)
      local value = policy.config.TargetValue
      if type(value) == "number" and not (value > 0 and value <= largest_target) then
         say(('policy "%s": the value %s is not above 0'):format(policy.name, value))
      end
   end)

add("target-value-ratio", "error", "the metric is a share of 1, not of 100",
   "0.7 for 70 per cent", function(policy, say)
      local metric, value = predefined_type(policy.config), policy.config.TargetValue
      if metric and predefined_metrics.scale[metric] == "ratio" and type(value) == "number"
         and value > 1 then
         say { message = ('policy "%s": %s is a share of 1, so it never comes to %s'):format(
            policy.name, metric, value), fix = value <= 100 and ("value = %s"):format(value / 100)
            or "a value up to 1" }
      end
   end, "SageMaker guide, serverless autoscaling; Lambda guide, provisioned concurrency")

add("target-value-percent", "error", "the metric is a percentage and never exceeds 100",
   "a value up to 100", function(policy, say)
      local metric, value = predefined_type(policy.config), policy.config.TargetValue
      if metric and predefined_metrics.scale[metric] == "percent" and type(value) == "number"
         and value > 100 then
         say(('policy "%s": %s is a percentage, so it never comes to %s'):format(policy.name,
            metric, value))
      end
   end, "Application Auto Scaling guide, predefined metrics")

add("target-value-share", "warning", "a percentage below 1 is reached with next to no load",
   "70 for 70 per cent", function(policy, say)
      local metric, value = predefined_type(policy.config), policy.config.TargetValue
      if metric and predefined_metrics.scale[metric] == "percent" and type(value) == "number"
         and value > 0 and value < 1 then
         say { message = ('policy "%s": %s is a percentage, and %s is less than one per cent')
            :format(policy.name, metric, value), fix = ("value = %s"):format(value * 100) }
      end
   end, "Application Auto Scaling guide, predefined metrics")

add("target-value-dynamodb", "error", "AWS takes 20 to 90 per cent for tables and indexes",
   "a value from 20 to 90", function(policy, say)
      local metric, value = predefined_type(policy.config), policy.config.TargetValue
      if metric and metric:find("^DynamoDB") and type(value) == "number" and value > 0
         and value <= 100 and (value < 20 or value > 90) then
         say(('policy "%s": %s is not from 20 to 90'):format(policy.name, value))
      end
   end, "DynamoDB guide, auto scaling")

add("cooldown-negative", "error", "AWS refuses it: Cooldown cannot be less than 0",
   "seconds, 0 or more", function(policy, say)
      for _, name in ipairs { "ScaleOutCooldown", "ScaleInCooldown" } do
         local value = policy.config[name]
         if type(value) == "number" and value < 0 then
            say(('policy "%s": %s is %d'):format(policy.name, name, value))
         end
      end
   end)

add("cooldown-long", "warning", "for that long after each change load is not followed",
   "60 to 600 seconds are usual", function(policy, say)
      local value = policy.config.ScaleOutCooldown
      if type(value) == "number" and value > 3600 then
         say(('policy "%s" waits %d seconds after each scale-out'):format(policy.name, value))
      end
   end, "Application Auto Scaling guide, cooldown periods")

---What a policy follows, as text: two of a target must differ in it.
local function metric_of(policy)
   local config = policy.config
   local specification = config.PredefinedMetricSpecification
      or config.CustomizedMetricSpecification
   return specification and core.json_encode(specification, { sorted = true })
end

M[#M + 1] = { name = "metric-tracked-twice", severity = "error", applies = "target",
   reason = "AWS refuses it: Only one TargetTrackingScaling policy for a given metric "
      .. "specification is allowed",
   source = "terraform-provider-aws issue 41179", fix = "keep one policy of the metric",
   check = function(target, say)
      local seen = {}
      for _, policy in ipairs(target.policies) do
         local metric = policy.type == "TargetTrackingScaling" and metric_of(policy)
         local first = metric and seen[metric]
         if first then
            say { where = policy.where, message = ('policies "%s" and "%s" track the same metric')
               :format(first.name, policy.name) }
         elseif metric then
            seen[metric] = policy
         end
      end
   end }

local function removes(policy)
   if policy.type == "TargetTrackingScaling" then return not policy.config.DisableScaleIn end
   if policy.type ~= "StepScaling" then return true end
   for _, step in ipairs(policy.config.StepAdjustments or {}) do
      local adjustment = step.ScalingAdjustment
      if policy.config.AdjustmentType == "ExactCapacity" or type(adjustment) == "number"
         and adjustment < 0 then
         return true
      end
   end
   return false
end

M[#M + 1] = { name = "never-scales-in", severity = "warning", applies = "target",
   reason = "capacity that has been added stays, and is paid for",
   source = "Application Auto Scaling guide, target tracking",
   fix = "let one policy scale in, or set max by a scheduled action",
   check = function(target, say)
      if not target.policies[1] or target.schedules[1] then return end
      for _, policy in ipairs(target.policies) do
         if removes(policy) then return end
      end
      if target.namespace ~= "kafka" then
         say "the policies only add capacity; nothing ever removes it"
      end
   end }

return M
