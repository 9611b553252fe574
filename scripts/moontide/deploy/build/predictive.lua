-- predictive "name" { … } → PredictiveScalingPolicyConfiguration.
local M = { type = "PredictiveScaling" }

M.short = { mode = "Mode", buffer = "SchedulingBufferTime", breach = "MaxCapacityBreachBehavior",
   max_buffer = "MaxCapacityBuffer" }

M.inherits = {}

---@param body table
---@param config table
function M.fill(body, config)
   if body.metric == nil and body.value == nil then return end
   config.MetricSpecifications = { { TargetValue = body.value,
      PredefinedMetricPairSpecification = body.metric and {
         PredefinedMetricType = body.metric, ResourceLabel = body.label } or nil } }
end

return M
