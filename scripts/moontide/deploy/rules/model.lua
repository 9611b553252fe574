-- Policies against AWS's own model of PutScalingPolicy: members it does not know, wrong types,
-- values that are none of an enumeration, lengths.
local policy_model = require "moontide.deploy.policy_model"

local M = {}

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
      for _, finding in ipairs(policy_model.findings(policy)) do
         local path = finding.path
         local is_known = said_elsewhere[path .. " " .. finding.rule]
            or policy.broken and finding.rule == "required"
         if not is_known then
            say(('policy "%s": %s %s'):format(policy.name, path, finding.message))
         end
      end
   end }

return M
