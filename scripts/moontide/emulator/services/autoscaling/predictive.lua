-- The rules of predictive scaling, which only ECS services have.
local failure = require "moontide.emulator.failure"

local M = {}

local function invalid(text)
   failure.raise("ValidationException", text)
end

local function count_of(specification, ...)
   local count = 0
   for _, name in ipairs { ... } do
      count = count + (specification[name] and 1 or 0)
   end
   return count
end

local function check_metrics(specification)
   local loads = count_of(specification, "PredefinedLoadMetricSpecification",
      "CustomizedLoadMetricSpecification")
   local scalings = count_of(specification, "PredefinedScalingMetricSpecification",
      "CustomizedScalingMetricSpecification")
   local each = specification.PredefinedMetricPairSpecification and 0 or 1
   if loads ~= each or scalings ~= each then
      invalid("The metric specification is invalid. A policy must have either one scaling metric "
         .. "and one load metric or one metric pair.")
   end
end

---Raises the refusal of a configuration that breaks a rule.
---@param input table  of PutScalingPolicy
function M.check(input)
   local config = input.PredictiveScalingPolicyConfiguration
   if #config.MetricSpecifications ~= 1 then
      invalid("You must specify one metric specification.")
   end
   check_metrics(config.MetricSpecifications[1])
   local increases = config.MaxCapacityBreachBehavior == "IncreaseMaxCapacity"
   if increases and not config.MaxCapacityBuffer then
      invalid("You must specify MaxCapacityBuffer when using IncreaseMaxCapacity.")
   elseif config.MaxCapacityBuffer and not increases then
      invalid("You cannot specify MaxCapacityBuffer when using HonorMaxCapacity.")
   end
end

---The configuration as it is described: the target is a fractional number.
---@param config table
---@return table
function M.normalize(config)
   local specification = config.MetricSpecifications[1]
   specification.TargetValue = specification.TargetValue + 0.0
   return config
end

return M
