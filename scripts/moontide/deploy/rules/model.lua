-- Policies against AWS's own model of PutScalingPolicy: members it does not know, wrong types,
-- values that are none of an enumeration, lengths.
local core = require "moontide.core"

local M = {}

local member_of <const> = { StepScaling = "StepScalingPolicyConfiguration",
   TargetTrackingScaling = "TargetTrackingScalingPolicyConfiguration",
   PredictiveScaling = "PredictiveScalingPolicyConfiguration" }

local model

local function check(policy)
   model = model or assert(core.model("application-autoscaling"))
   local member = member_of[policy.type]
   local ok, err = model:check("PutScalingPolicy", { PolicyName = "name",
      ServiceNamespace = "sagemaker", ResourceId = "id", PolicyType = policy.type,
      ScalableDimension = "sagemaker:variant:DesiredInstanceCount", [member] = policy.config })
   return not ok and err.findings or {}, member
end

---Rules of their own say these better.
local said_elsewhere <const> = {
   ["PredefinedMetricSpecification.PredefinedMetricType enum"] = true,
   ["TargetValue required"] = true, ["SchedulingBufferTime range_max"] = true,
   ["SchedulingBufferTime range_min"] = true, ["MaxCapacityBuffer range_max"] = true,
   ["MaxCapacityBuffer range_min"] = true, ["MetricSpecifications required"] = true }

M[#M + 1] = { name = "model", severity = "error", applies = "policy",
   reason = "the configuration does not fit AWS's model of the operation, which AWS refuses",
   source = "PutScalingPolicy", fix = "correct the member",
   check = function(policy, say)
      local findings, member = check(policy)
      for _, finding in ipairs(findings) do
         local path = finding.path:gsub("^" .. member .. "%.?", "")
         local is_known = said_elsewhere[path .. " " .. finding.rule]
            or policy.broken and finding.rule == "required"
         if not is_known then
            say(('policy "%s": %s %s'):format(policy.name, path, finding.message))
         end
      end
   end }

return M
