-- Predictive policies, which ECS services have.
local M = {}

local docs <const> = "PutScalingPolicy, PredictiveScalingPolicyConfiguration"

local function add(name, severity, reason, fix, check)
   M[#M + 1] = { name = name, severity = severity, applies = "policy", reason = reason, fix = fix,
      source = docs,
      check = function(policy, say)
         if policy.type == "PredictiveScaling" and not policy.broken then check(policy, say) end
      end }
end

local function has(specification, ...)
   for _, name in ipairs { ... } do
      if specification[name] then return 1 end
   end
   return 0
end

add("predictive-metric", "error", "AWS takes one specification: a metric pair, or one metric of "
   .. "load and one of scaling",
   'metric = "ECSServiceCPUUtilization", value = 40', function(policy, say)
      local list = policy.config.MetricSpecifications
      local one = type(list) == "table" and list[1]
      if type(one) ~= "table" or #list ~= 1 then
         return say(('policy "%s" has no single metric specification'):format(policy.name))
      end
      local pair = has(one, "PredefinedMetricPairSpecification")
      local load = has(one, "PredefinedLoadMetricSpecification",
         "CustomizedLoadMetricSpecification")
      local scaling = has(one, "PredefinedScalingMetricSpecification",
         "CustomizedScalingMetricSpecification")
      if load ~= 1 - pair or scaling ~= 1 - pair then
         say(('policy "%s" has neither a metric pair nor load and scaling metrics'):format(
            policy.name))
      elseif one.TargetValue == nil then
         say { message = ('policy "%s" has no value'):format(policy.name), fix = "value = …" }
      end
   end)

add("predictive-buffer", "error", "the forecast is acted on at most an hour ahead",
   "buffer from 0 to 3600 seconds", function(policy, say)
      local buffer = policy.config.SchedulingBufferTime
      if math.type(buffer) and (buffer < 0 or buffer > 3600) then
         say(('policy "%s": buffer is %d'):format(policy.name, buffer))
      end
   end)

add("predictive-breach", "error", "max_buffer says by how much IncreaseMaxCapacity may exceed "
   .. "max: the two go together, with 0 to 100 per cent",
   'breach = "IncreaseMaxCapacity", max_buffer = 10', function(policy, say)
      local config = policy.config
      local buffer = config.MaxCapacityBuffer
      if config.MaxCapacityBreachBehavior == "IncreaseMaxCapacity" and buffer == nil then
         say(('policy "%s" has no max_buffer'):format(policy.name))
      elseif buffer and config.MaxCapacityBreachBehavior ~= "IncreaseMaxCapacity" then
         say(('policy "%s" has a max_buffer that nothing uses'):format(policy.name))
      elseif math.type(buffer) and (buffer < 0 or buffer > 100) then
         say(('policy "%s": max_buffer is %d'):format(policy.name, buffer))
      end
   end)

add("predictive-forecast-only", "note", "without a mode the policy forecasts and does not scale",
   'mode = "ForecastAndScale" once the forecasts are good', function(policy, say)
      if (policy.config.Mode or "ForecastOnly") == "ForecastOnly" then
         say { target = false, message = ('policy "%s" only forecasts'):format(policy.name) }
      end
   end)

return M
