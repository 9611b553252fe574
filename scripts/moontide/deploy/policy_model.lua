-- A policy's configuration against AWS's own model of PutScalingPolicy.
local core = require "moontide.core"

local M = {}

local member_of <const> = { StepScaling = "StepScalingPolicyConfiguration",
   TargetTrackingScaling = "TargetTrackingScalingPolicyConfiguration",
   PredictiveScaling = "PredictiveScalingPolicyConfiguration" }

local model

---What does not fit, with paths inside the configuration.
---@param policy { type: string, config: table }
---@return { path: string, rule: string, message: string }[]
function M.findings(policy)
   model = model or assert(core.model("application-autoscaling"))
   local member = member_of[policy.type]
   local ok, err = model:check("PutScalingPolicy", { PolicyName = "name",
      ServiceNamespace = "sagemaker", ResourceId = "id", PolicyType = policy.type,
      ScalableDimension = "sagemaker:variant:DesiredInstanceCount", [member] = policy.config })
   local list = {}
   for i, finding in ipairs(not ok and err.findings or {}) do
      list[i] = { path = finding.path:gsub("^" .. member .. "%.?", ""), rule = finding.rule,
         message = finding.message }
   end
   return list
end

---Takes out the members that are of another type than AWS's, so that rules can rely on the others.
---@param policy { type: string, config: table }
---@return { path: string, rule: string, message: string }[]
function M.take_mistyped(policy)
   local taken = {}
   for _, finding in ipairs(M.findings(policy)) do
      if finding.rule == "type" then
         taken[#taken + 1] = finding
         local member = finding.path:match("^%w+")
         if member then policy.config[member] = nil else policy.config = {} end
      end
   end
   return taken
end

return M
