-- Alarms invoke policies; once all alarms of a moment have spoken, each target concerned decides:
-- who wins, what bounds, suspension and cooldowns leave of it, and why nothing happened.
local activities = require "moontide.emulator.services.autoscaling.activities"
local attachments = require "moontide.emulator.services.autoscaling.attachments"
local capacity = require "moontide.emulator.capacity"
local combine = require "moontide.scaling.combine"
local cooldown = require "moontide.scaling.cooldown"
local moves = require "moontide.emulator.services.autoscaling.moves"
local registry = require "moontide.emulator.services.autoscaling.registry"
local verdicts = require "moontide.emulator.services.autoscaling.verdicts"

local M = {}

---The form of the ARNs of policies, as actions of alarms.
M.action_form = "^arn:[^:]+:autoscaling:[^:]*:%d+:scalingPolicy:"

local function cause_of(verdict)
   return ("monitor alarm %s in state ALARM triggered policy %s"):format(
      verdict.alarm.alarm.AlarmName, verdict.policy.item.PolicyName)
end

---Why nothing happened is written down once, until something else does.
local function not_scaled(context, row, verdict, reason)
   local cause = cause_of(verdict)
   local key = reason.Code .. "\n" .. cause
   if row.not_scaled ~= key then
      row.not_scaled = key
      activities.not_scaled(context, row.target, cause, reason)
   end
end

local function limit_reason(code, target, current)
   return {
      Code = code, CurrentCapacity = current,
      MaxCapacity = code == "AlreadyAtMaxCapacity" and target.MaxCapacity or nil,
      MinCapacity = code == "AlreadyAtMinCapacity" and target.MinCapacity or nil,
   }
end

---An addition that was computed from a capacity before the last ones, and adds nothing to them.
local function is_cooling(verdict, current)
   return verdict.direction == "out" and verdict.base < current and verdict.capacity <= current
end

local function follow(context, row, verdict, current)
   local target, is_out = row.target, verdict.direction == "out"
   local suspended = target.SuspendedState
   if is_out and suspended.DynamicScalingOutSuspended
      or not is_out and suspended.DynamicScalingInSuspended
      or not is_out and cooldown.blocks_removal(row.cooldown or {}, context.clock.now())
      or is_cooling(verdict, current) then
      return
   end
   local wanted, code = combine.clamp(verdict.capacity, current, target.MinCapacity,
      target.MaxCapacity)
   if verdict.is_flapping and current > target.MinCapacity then
      code = "AutoScalingAnticipatedFlapping"
   elseif code == "AlreadyAtDesiredCapacity" and current == target.MinCapacity and not is_out then
      code = "AlreadyAtMinCapacity"
   end
   if code or (wanted > current) ~= is_out then
      not_scaled(context, row, verdict,
         limit_reason(code or "AlreadyAtDesiredCapacity", target, current))
      return
   end
   moves.begin(context, row, {
      to = wanted, cause = cause_of(verdict), direction = verdict.direction, base = verdict.base,
      cooldown = verdict.cooldown,
   })
end

local function decide(context, row)
   local triggers, target = row.triggers, row.target
   row.triggers = nil
   local state = capacity.get(context, target)
   local list = {}
   local situation = { current = state and state.desired or 0, triggers = triggers }
   situation.base = cooldown.base(row.cooldown or {}, context.clock.now(), situation.current)
   for _, policy in ipairs(attachments.of_target(attachments.policies, context, target)) do
      list[#list + 1] = policy.item.PolicyType ~= "PredictiveScaling"
         and verdicts.of(context, policy, situation) or nil
   end
   local verdict = combine.decide(list)
   if not verdict or row.move then
      return
   elseif not (state and state.is_active and state.desired) then
      not_scaled(context, row, verdict, { Code = "TargetServicePutResourceAsUnscalable" })
      return
   end
   follow(context, row, verdict, situation.current)
end

local function find_policy(context, action)
   local namespace, rest = action:match(":resource/([%w-]+)/(.+)$")
   local resource_id = rest and rest:match("^(.-):policyName/")
   local rows = namespace and attachments.of_resource(attachments.policies, context, namespace,
      resource_id) or {}
   for _, row in ipairs(rows) do
      local arn = row.item.PolicyARN
      if action == arn or row.created_by and action == arn .. ":createdBy/" .. row.created_by then
         return row
      end
   end
   return nil
end

---An alarm invokes a policy.
---@param context table
---@param alarm table   row of the alarm
---@param action string  the policy's ARN
---@return string? problem
function M.invoke(context, alarm, action)
   local policy = find_policy(context, action)
   if not policy then
      return "No scaling policy found for the ARN"
   elseif alarm.alarm.StateValue ~= "ALARM" then
      return nil
   end
   local row = registry.find(context, policy.item)
   if not row.triggers then
      row.triggers = {}
      context.agenda:add(context.clock.now(), "scaling", function() decide(context, row) end)
   end
   row.triggers[policy] = alarm
   return nil
end

return M
