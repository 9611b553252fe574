-- What SageMaker's endpoints want of their scaling, by kind of endpoint: real-time, async,
-- serverless, or with inference components.
local instances = require "moontide.sagemaker.instances"

local M = {}

local variant_count <const> = "sagemaker:variant:DesiredInstanceCount"
local concurrency <const> = "sagemaker:variant:DesiredProvisionedConcurrency"
local copies <const> = "sagemaker:inference-component:DesiredCopyCount"
local invocations <const> = "SageMakerVariantInvocationsPerInstance"

local function add(name, severity, reason, fix, source, check)
   M[#M + 1] = { name = name, severity = severity, applies = "target", reason = reason, fix = fix,
      source = source,
      check = function(target, say, scope)
         if target.namespace == "sagemaker" then check(target, say, scope.facts) end
      end }
end

add("burstable-instance", "error", "AWS refuses it: the burstable performance of these instances "
   .. "can lead to unpredictable behavior with Auto Scaling",
   "an instance type that is not of family T", "RegisterScalableTarget",
   function(target, say, facts)
      if target.dimension == variant_count and instances.is_burstable(facts.instance_type) then
         say(("%s is burstable"):format(facts.instance_type))
      end
   end)

add("dimension-of-kind", "error", "a variant has instances or provisioned concurrency, not both",
   "leave dimension out", "SageMaker guide, serverless autoscaling", function(target, say, facts)
      if facts.kind == "serverless" and target.dimension == variant_count then
         say { message = "the endpoint is serverless: it has no instances to count",
            fix = "dimension = \"DesiredProvisionedConcurrency\"" }
      elseif facts.kind and facts.kind ~= "serverless" and target.dimension == concurrency then
         say { message = "the endpoint is not serverless: it has no provisioned concurrency",
            fix = "dimension = \"DesiredInstanceCount\"" }
      end
   end)

add("components-scale-instances", "warning", "with inference components, instances follow the "
   .. "copies through ManagedInstanceScaling; two scalers work against each other",
   "target \"inference-component/<name>\" { … }",
   "SageMaker guide, endpoint-auto-scaling-zero-instances", function(target, say, facts)
      if facts.kind == "component-host" and target.dimension == variant_count then
         say "the variant hosts inference components"
      end
   end)

---The lowest min that the target or one of its actions sets, and where.
local function lowest(target)
   local value, where = target.min, target.where
   for _, action in ipairs(target.schedules) do
      if action.min and (not value or action.min < value) then
         value, where = action.min, action.where
      end
   end
   return value, where
end

add("zero-of-real-time", "error", "real-time variants keep at least one instance: SageMaker "
   .. "refuses to go to 0", "min = 1", "SageMaker guide, endpoint-auto-scaling-prerequisites",
   function(target, say, facts)
      local value, where = lowest(target)
      if target.dimension ~= variant_count or value ~= 0 then return end
      if facts.kind == "real-time" then
         say { where = where, message = "min is 0, and the endpoint is a real-time one" }
      elseif facts.kind == nil then
         say { where = where, severity = "warning", message = "min is 0, which works with "
            .. "asynchronous endpoints only",
            fix = "min = 1, or facts = { kind = \"async\" } if it is one" }
      end
   end)

add("zero-of-serverless", "error", "provisioned concurrency under scaling is at least 1",
   "min = 1", "SageMaker guide, serverless autoscaling", function(target, say)
      local value, where = lowest(target)
      if target.dimension == concurrency and value == 0 then
         say { where = where, message = "min of provisioned concurrency is 0" }
      end
   end)

---Has a step policy that adds capacity, triggered by this metric or by an alarm made elsewhere?
local function wakes(target, metric)
   for _, policy in ipairs(target.policies) do
      local is_step = policy.type == "StepScaling"
      local is_right = is_step and (not policy.alarm or policy.alarm.MetricName == metric)
      for _, step in ipairs(is_right and policy.config.StepAdjustments or {}) do
         if math.type(step.ScalingAdjustment) and step.ScalingAdjustment > 0
            and policy.config.AdjustmentType ~= "PercentChangeInCapacity" then
            return true
         end
      end
   end
   return false
end

add("never-wakes", "error", "from 0 copies nothing brings it back: target tracking multiplies, and "
   .. "0 times anything is 0; requests fail for ever",
   'step "wake" { cooldown = 60, aggregation = "Maximum", steps = { { lower = 0, change = 1 } }, '
   .. 'alarm = { metric = "NoCapacityInvocationFailures", threshold = 1 } }',
   "SageMaker guide, endpoint-auto-scaling-zero-instances", function(target, say)
      local value, where = lowest(target)
      if target.dimension == copies and value == 0
         and not wakes(target, "NoCapacityInvocationFailures") then
         say { where = where, message = "min is 0, and no step policy follows "
            .. "NoCapacityInvocationFailures" }
      end
   end)

add("wakes-late", "warning", "from 0 instances target tracking comes back only when the backlog "
   .. "exceeds its value; a few requests wait for ever",
   'step "wake" { steps = { { lower = 0, change = 1 } }, alarm = { evaluation_periods = 2, '
   .. 'metric = "HasBacklogWithoutCapacity", threshold = 1 } }',
   "SageMaker guide, async-inference-autoscale", function(target, say, facts)
      local value, where = lowest(target)
      if target.dimension == variant_count and facts.kind == "async" and value == 0
         and not wakes(target, "HasBacklogWithoutCapacity") then
         say { where = where, message = "min is 0, and no step policy follows "
            .. "HasBacklogWithoutCapacity" }
      end
   end)

add("async-metric", "error", "asynchronous endpoints do not publish the metric, so the policy "
   .. "never acts", "metric = \"ApproximateBacklogSizePerInstance\"",
   "SageMaker guide, async-inference-monitor", function(target, say, facts)
      if facts.kind ~= "async" then return end
      for _, policy in ipairs(target.policies) do
         local config = policy.config
         local given = config.PredefinedMetricSpecification
         local own = config.CustomizedMetricSpecification
         local name = type(given) == "table" and given.PredefinedMetricType
            or type(own) == "table" and own.MetricName
         if name == invocations or name == "InvocationsPerInstance" or name == "Invocations" then
            say { where = policy.where, message = ('policy "%s" follows %s'):format(policy.name,
               name) }
         end
      end
   end)

add("backlog-of-real-time", "error", "only asynchronous endpoints have a backlog",
   "metric = \"" .. invocations .. "\"", "SageMaker guide, async-inference-monitor",
   function(target, say, facts)
      if not facts.kind or facts.kind == "async" then return end
      for _, policy in ipairs(target.policies) do
         local own = policy.config.CustomizedMetricSpecification
         local name = type(own) == "table" and own.MetricName
         if type(name) == "string" and name:find("Backlog") then
            say { where = policy.where, message = ('policy "%s" follows %s, and the endpoint is %s')
               :format(policy.name, name, facts.kind) }
         end
      end
   end)

add("concurrency-limit", "error", "provisioned concurrency is at most the endpoint's "
   .. "MaxConcurrency, and at most 200", "max up to MaxConcurrency",
   "CreateEndpointConfig, ServerlessConfig", function(target, say, facts)
      local serverless = type(facts.serverless) == "table" and facts.serverless or {}
      local limit = math.min(200, math.tointeger(facts.max_concurrency
         or serverless.max_concurrency) or 200)
      if target.dimension == concurrency and target.max and target.max > limit then
         say(("max %d is above %d"):format(target.max, limit))
      end
   end)

add("serverless-unprovisioned", "error", "the endpoint's configuration has no "
   .. "ProvisionedConcurrency, so there is nothing to scale",
   "update the endpoint with a configuration that has ProvisionedConcurrency",
   "SageMaker guide, serverless autoscaling", function(target, say, facts)
      local serverless = facts.serverless
      local is_known = type(serverless) == "table"
      if target.dimension == concurrency and is_known and not serverless.provisioned_concurrency
      then
         say "the variant has no provisioned concurrency"
      end
   end)

add("endpoint-status", "warning", "AWS registers and scales endpoints that are InService; it "
   .. "refuses or skips others", "wait until the endpoint is InService",
   "SageMaker guide, endpoint-auto-scaling", function(_, say, facts)
      if type(facts.status) == "string" and facts.status ~= "InService" then
         say(("the status is %s"):format(facts.status))
      end
   end)

add("component-of-base", "error", "a component that runs on another's copies has none of its own",
   "scale the base component", "CreateInferenceComponent, BaseInferenceComponentName",
   function(target, say, facts)
      if target.dimension == copies and facts.base then
         say(("it runs on the copies of %s"):format(facts.base))
      end
   end)

return M
