-- What AWS describes as this library's records: one table for each target, with its policies and
-- scheduled actions by name. Configurations stay as AWS has them, so that undo can put them back.
local M = {}

---@class moontide.deploy.Policy
---@field name string
---@field type string
---@field config table          AWS's structure for this type
---@field alarm table?          PutMetricAlarm's input, of a step policy with a recipe
---@field where string?         file:line of its declaration
---@field alarms string[]?      names of the alarms that AWS lists with it
---@field arn string?           of a step policy

---@class moontide.deploy.Schedule
---@field name string
---@field schedule string
---@field timezone string?
---@field start_time number?
---@field end_time number?
---@field min integer?
---@field max integer?
---@field where string?

---@class moontide.deploy.Target : moontide.deploy.Identity
---@field min integer
---@field max integer
---@field suspended? { dynamic_in: boolean?, dynamic_out: boolean?, scheduled: boolean? }
---@field role_arn string?
---@field arn string?
---@field tags table<string, string>?  nil: not read, or nobody's business
---@field policies table<string, moontide.deploy.Policy>
---@field schedules table<string, moontide.deploy.Schedule>
---@field where string?

---The member of PutScalingPolicy that carries a type's configuration.
M.configuration_of = {
   TargetTrackingScaling = "TargetTrackingScalingPolicyConfiguration",
   StepScaling = "StepScalingPolicyConfiguration",
   PredictiveScaling = "PredictiveScalingPolicyConfiguration",
}

---The members of SuspendedState, in the order in which they are told.
M.suspensions = {
   { name = "dynamic_in", member = "DynamicScalingInSuspended", label = "scaling in" },
   { name = "dynamic_out", member = "DynamicScalingOutSuspended", label = "scaling out" },
   { name = "scheduled", member = "ScheduledScalingSuspended", label = "scheduled actions" },
}

local function suspended_of(state)
   local suspended = {}
   for _, row in ipairs(M.suspensions) do
      suspended[row.name] = state ~= nil and state[row.member] or false
   end
   return suspended
end

---@param row table  of DescribeScalableTargets
---@return moontide.deploy.Target
function M.target(row)
   return {
      namespace = row.ServiceNamespace, resource_id = row.ResourceId,
      dimension = row.ScalableDimension, min = row.MinCapacity, max = row.MaxCapacity,
      suspended = suspended_of(row.SuspendedState), role_arn = row.RoleARN,
      arn = row.ScalableTargetARN, created_at = row.CreationTime, policies = {}, schedules = {},
   }
end

---@param row table  of DescribeScalingPolicies
---@return moontide.deploy.Policy
function M.policy(row)
   local alarms = {}
   for i, alarm in ipairs(row.Alarms or {}) do alarms[i] = alarm.AlarmName end
   table.sort(alarms)
   return {
      name = row.PolicyName, type = row.PolicyType, alarms = alarms,
      arn = row.PolicyType == "StepScaling" and row.PolicyARN or nil, -- what alarms call
      config = row[M.configuration_of[row.PolicyType]] or {}, created_at = row.CreationTime,
   }
end

---@param row table  of DescribeScheduledActions
---@return moontide.deploy.Schedule
function M.schedule(row)
   local action = row.ScalableTargetAction or {}
   return {
      name = row.ScheduledActionName, schedule = row.Schedule, timezone = row.Timezone,
      start_time = row.StartTime, end_time = row.EndTime, min = action.MinCapacity,
      max = action.MaxCapacity, created_at = row.CreationTime,
   }
end

---Who a row of a listing is about.
---@return moontide.deploy.Identity
function M.identity(row)
   return { namespace = row.ServiceNamespace, resource_id = row.ResourceId,
      dimension = row.ScalableDimension }
end

---What is suspended, in words; nil if nothing is.
---@param suspended table?
---@return string?
function M.suspended_text(suspended)
   local labels = {}
   for _, row in ipairs(M.suspensions) do
      if suspended and suspended[row.name] then labels[#labels + 1] = row.label end
   end
   return labels[1] and table.concat(labels, ", ") or nil
end

return M
