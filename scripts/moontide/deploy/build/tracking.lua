-- track "name" { … } → TargetTrackingScalingPolicyConfiguration.
local metric = require "moontide.deploy.build.metric"

local M = { type = "TargetTrackingScaling" }

---Short keys and the members they stand for.
M.short = { value = "TargetValue", scale_out_cooldown = "ScaleOutCooldown",
   scale_in_cooldown = "ScaleInCooldown", disable_scale_in = "DisableScaleIn" }

---Defaults that such a policy takes from its target.
M.inherits = { "scale_out_cooldown", "scale_in_cooldown" }

---@param body table  checked keys, AWS's own members among them
---@param config table  receives what is left to build
---@param context moontide.deploy.MetricContext
function M.fill(body, config, context)
   if body.metric == nil then return end
   local predefined, customized = metric.specification(body.metric, body.label, context)
   config.PredefinedMetricSpecification = predefined or config.PredefinedMetricSpecification
   config.CustomizedMetricSpecification = customized or config.CustomizedMetricSpecification
end

return M
