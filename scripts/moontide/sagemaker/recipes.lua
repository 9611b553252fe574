-- Scaling to zero and back, which takes more than one policy: target tracking cannot leave zero,
-- because it multiplies. A recipe is data: a target as deployments have them, with its policies and
-- the alarm that wakes it.
local records = require "moontide.sagemaker.records"

local M = {}

---@class moontide.sagemaker.Recipe
---@field namespace string
---@field resource_id string
---@field dimension string
---@field min integer
---@field max integer
---@field policies table[]  name, type, config; one has an alarm (PutMetricAlarm's input)
---@field needs string[]    what has to be so before it works

---@class moontide.sagemaker.ZeroOptions
---@field component string|moontide.sagemaker.InferenceComponent
---@field max integer
---@field value? number               invocations a minute and copy, default 1
---@field scale_in_cooldown? integer  default 300
---@field scale_out_cooldown? integer default 300

---@class moontide.sagemaker.WakeOptions
---@field variant? moontide.sagemaker.Variant  what discovery found; or
---@field endpoint? string            its name, and
---@field name? string                that of the variant, default AllTraffic
---@field max integer
---@field value? number               requests that wait for each instance, default 5
---@field scale_in_cooldown? integer  default 600
---@field scale_out_cooldown? integer default 300

local function tracking(name, metric, value, given)
   metric.TargetValue = value
   metric.ScaleOutCooldown = given.scale_out_cooldown or 300
   metric.ScaleInCooldown = given.scale_in_cooldown or 300
   return { name = name, type = "TargetTrackingScaling", config = metric }
end

local function wake_step(aggregation, cooldown)
   return {
      AdjustmentType = "ChangeInCapacity", MetricAggregationType = aggregation,
      Cooldown = cooldown,
      StepAdjustments = { { MetricIntervalLowerBound = 0, ScalingAdjustment = 1 } },
   }
end

local function check(given, name)
   if type(given) ~= "table" then error(name .. ": a table expected", 3) end
   local max = given.max
   if math.type(max) ~= "integer" or max < 1 then
      error(("%s: max must be a whole number above 0, not %s"):format(name, tostring(max)), 3)
   end
end

local function name_of(given, member)
   return type(given) == "table" and given[member] or given
end

---An inference component that rests at no copies while nobody calls it, and wakes with the first
---call that finds no capacity (which fails, and those after it until a copy is up).
---@param given moontide.sagemaker.ZeroOptions
---@return moontide.sagemaker.Recipe
function M.scale_to_zero(given)
   check(given, "scale_to_zero")
   local component = name_of(given.component, "name")
   local resource_id = "inference-component/" .. component
   return {
      namespace = "sagemaker", resource_id = resource_id, dimension = records.COPY_COUNT,
      min = 0, max = given.max,
      policies = {
         tracking("invocations", { PredefinedMetricSpecification = {
            PredefinedMetricType = "SageMakerInferenceComponentInvocationsPerCopy" } },
            given.value or 1, given),
         -- From one failed call on: AWS's guide has GreaterThan 1, which sleeps through the first.
         { name = "wake", type = "StepScaling", config = wake_step("Maximum", 60), alarm = {
            AlarmName = ("moontide/%s/wake"):format(resource_id), Namespace = "AWS/SageMaker",
            MetricName = "NoCapacityInvocationFailures", Statistic = "Sum", Period = 60,
            Dimensions = { { Name = "InferenceComponentName", Value = component } },
            EvaluationPeriods = 1, DatapointsToAlarm = 1, Threshold = 1,
            ComparisonOperator = "GreaterThanOrEqualToThreshold", TreatMissingData = "missing" } },
      },
      needs = { "the endpoint's variant has ManagedInstanceScaling ENABLED with MinInstanceCount 0",
         "the variant's DesiredInstanceCount is not registered: instances follow the copies",
         "the Region has scale to zero" },
   }
end

---An asynchronous variant that rests at no instance while its queue is empty, and wakes for a
---single request.
---@param given moontide.sagemaker.WakeOptions
---@return moontide.sagemaker.Recipe
function M.async_wake_up(given)
   check(given, "async_wake_up")
   local endpoint = given.variant and given.variant.endpoint or given.endpoint
   local variant = given.variant and given.variant.variant or given.name or "AllTraffic"
   local resource_id = require("moontide.sagemaker.names").variant_resource_id(endpoint, variant)
   local dimensions = { { Name = "EndpointName", Value = endpoint } }
   return {
      namespace = "sagemaker", resource_id = resource_id, dimension = records.INSTANCE_COUNT,
      min = 0, max = given.max,
      policies = {
         tracking("backlog", { CustomizedMetricSpecification = { Namespace = "AWS/SageMaker",
            MetricName = "ApproximateBacklogSizePerInstance", Statistic = "Average",
            Dimensions = dimensions } }, given.value or 5,
            { scale_in_cooldown = given.scale_in_cooldown or 600,
              scale_out_cooldown = given.scale_out_cooldown }),
         { name = "wake", type = "StepScaling", config = wake_step("Average", 300), alarm = {
            AlarmName = ("moontide/%s/wake"):format(resource_id), Namespace = "AWS/SageMaker",
            MetricName = "HasBacklogWithoutCapacity", Statistic = "Average", Period = 60,
            Dimensions = dimensions, EvaluationPeriods = 2, DatapointsToAlarm = 2, Threshold = 1,
            ComparisonOperator = "GreaterThanOrEqualToThreshold", TreatMissingData = "missing" } },
      },
      needs = { "the endpoint configuration has an AsyncInferenceConfig" },
   }
end

---The calls that put a recipe in place, in order; each is { service, operation, input }, and alarms
---name the policy whose ARN they act on.
---@param recipe moontide.sagemaker.Recipe
---@return { service: string, operation: string, input: table, acts_on?: string }[]
function M.calls(recipe)
   local function of_target(input)
      input.ServiceNamespace, input.ResourceId = recipe.namespace, recipe.resource_id
      input.ScalableDimension = recipe.dimension
      return input
   end
   local calls = { { service = "application-autoscaling", operation = "RegisterScalableTarget",
      input = of_target { MinCapacity = recipe.min, MaxCapacity = recipe.max } } }
   for _, policy in ipairs(recipe.policies) do
      calls[#calls + 1] = { service = "application-autoscaling", operation = "PutScalingPolicy",
         input = of_target { PolicyName = policy.name, PolicyType = policy.type,
            [policy.type .. "PolicyConfiguration"] = policy.config } }
      if policy.alarm then
         calls[#calls + 1] = { service = "cloudwatch", operation = "PutMetricAlarm",
            input = policy.alarm, acts_on = policy.name }
      end
   end
   return calls
end

---Puts a recipe in place, or makes what is there like it.
---@param recipe moontide.sagemaker.Recipe
---@param options? table  of the clients: region, profile, …
function M.put(recipe, options)
   local service = require "moontide.service"
   local clients, arns = {}, {}
   for _, call in ipairs(M.calls(recipe)) do
      clients[call.service] = clients[call.service] or service.client(call.service, options)
      local input = call.input
      if call.acts_on then
         input = { AlarmActions = { arns[call.acts_on] } }
         for name, value in pairs(call.input) do input[name] = value end
      end
      local output = clients[call.service]:call(call.operation, input)
      if type(output) == "table" and output.PolicyARN then
         arns[call.input.PolicyName] = output.PolicyARN
      end
   end
end

return M
