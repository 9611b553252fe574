-- What each policy of a target says about its capacity, from the state of its alarms.
local cooldown = require "moontide.scaling.cooldown"
local policy_alarms = require "moontide.emulator.services.autoscaling.policy_alarms"
local step = require "moontide.scaling.step"
local target_tracking = require "moontide.scaling.target_tracking"

local M = {}

---@class moontide.emulator.Verdict : moontide.scaling.Verdict
---@field alarm table     row of the alarm behind it
---@field base integer    what an addition was computed from
---@field cooldown integer
---@field is_flapping? boolean

---@class moontide.emulator.Situation
---@field current integer
---@field base integer  the capacity from before additions that still cool down
---@field triggers table<table, table>  policy row → row of the alarm that invoked it now

---Of what is known of metrics, only the backlog of an endpoint stands for all of it at capacity 0.
local function leaves_zero(config)
   local custom = config.CustomizedMetricSpecification
   return custom ~= nil and custom.MetricName == "ApproximateBacklogSizePerInstance"
end

local function tracking_cooldown(config, namespace, is_out)
   local given = is_out and config.ScaleOutCooldown or not is_out and config.ScaleInCooldown
   return given or cooldown.default(namespace)
end

local function scale_out(row, alarm, figure, situation)
   local config = row.item.TargetTrackingScalingPolicyConfiguration
   local value = alarm.values and alarm.values[1]
   if not value then
      return { direction = "unknown" }
   end
   return {
      direction = "out", base = situation.base, alarm = alarm,
      capacity = target_tracking.scale_out(situation.base, value, figure, leaves_zero(config)),
      cooldown = tracking_cooldown(config, row.item.ServiceNamespace, true),
   }
end

---The highest of the values that the low alarm looked at decides, so that less is removed.
local function scale_in(row, alarm, figure, situation)
   local values = alarm.values
   if not values or not values[1] then
      return { direction = "unknown" }
   end
   local wanted, is_flapping = target_tracking.scale_in(situation.current,
      math.max(table.unpack(values)), figure)
   return {
      direction = "in", capacity = wanted, is_flapping = is_flapping, alarm = alarm,
      cooldown = tracking_cooldown(row.item.TargetTrackingScalingPolicyConfiguration,
         row.item.ServiceNamespace, false),
   }
end

local function of_tracking(context, row, situation)
   local high = policy_alarms.find(context, row, "AlarmHigh")
   local low = policy_alarms.find(context, row, "AlarmLow")
   local trigger, verdict = situation.triggers[row], { direction = "none" }
   if not high then
      verdict.direction = "unknown"
   elseif trigger == high then
      verdict = scale_out(row, high, high.alarm.Threshold, situation)
   elseif low and low.alarm.StateValue == "ALARM" then
      verdict = scale_in(row, low, high.alarm.Threshold, situation)
   elseif high.alarm.StateValue == "INSUFFICIENT_DATA" then
      verdict.direction = "unknown"
   end
   verdict.is_tracking, verdict.can_remove = true, low ~= nil
   return verdict
end

local function of_step(row, situation)
   local trigger, config = situation.triggers[row], row.item.StepScalingPolicyConfiguration
   if not trigger then
      return { direction = "none", is_tracking = false }
   end
   local alarm = trigger.alarm
   local question = {
      values = trigger.values and trigger.values[1] and trigger.values or { alarm.Threshold },
      threshold = alarm.Threshold, is_above = step.is_above(alarm.ComparisonOperator),
   }
   local wanted = step.proposed(config, question, situation.current)
   local verdict = { direction = "none", is_tracking = false, alarm = trigger,
                     cooldown = config.Cooldown or 300, base = situation.base }
   if wanted and wanted > situation.current then
      verdict.direction = "out"
      verdict.capacity = step.proposed(config, question, situation.base)
   elseif wanted and wanted < situation.current then
      verdict.direction, verdict.capacity = "in", wanted
   end
   return verdict
end

---@param context table
---@param row table  of a policy
---@param situation moontide.emulator.Situation
---@return moontide.emulator.Verdict
function M.of(context, row, situation)
   local verdict
   if row.item.PolicyType == "TargetTrackingScaling" then
      verdict = of_tracking(context, row, situation)
   else
      verdict = of_step(row, situation)
   end
   verdict.policy = row
   return verdict
end

return M
