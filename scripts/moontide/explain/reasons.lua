-- Why a target does not scale, or not now, from its facts, with what can be done. Pure: the time is
-- an argument. The rules are those of AWS's guide, "How target tracking works", "Cooldown
-- periods" and "Suspend and resume scaling".
local live = require "moontide.deploy.live"
local normalise = require "moontide.deploy.normalise"

local M = {}

---@class moontide.explain.Reason
---@field code string    a word that stays the same
---@field text string
---@field fix string?

local function add(reasons, code, text, fix)
   reasons[#reasons + 1] = { code = code, text = text, fix = fix }
end

local function sorted(records)
   local names, list = {}, {}
   for name in pairs(records) do names[#names + 1] = name end
   table.sort(names)
   for i, name in ipairs(names) do list[i] = records[name] end
   return list
end

-- The target itself ---------------------------------------------------------------------------

local function check_suspended(facts, reasons)
   local suspended = live.suspended_text(facts.target.suspended)
   if suspended then
      add(reasons, "suspended", "suspended: " .. suspended,
         ("moontide resume '%s'"):format(facts.target.resource_id))
   end
end

local function check_bounds(facts, reasons)
   local target, count = facts.target, facts.capacity
   if target.min == target.max then
      add(reasons, "fixed", ("min and max are both %d"):format(target.min),
         "a range, where it is to scale")
   elseif count and count >= target.max then
      add(reasons, "at-max", ("it is at its maximum of %d: nothing is added"):format(target.max),
         "a higher max, if the load asks for it")
   elseif count and count <= target.min then
      add(reasons, "at-min", ("it is at its minimum of %d: nothing is removed"):format(target.min))
   end
end

local function check_status(facts, reasons)
   if not facts.status or facts.status == "InService" then return end
   add(reasons, "not-in-service", ("SageMaker says that it is %s: its capacity is not changed"
      .. " meanwhile"):format(facts.status), "wait until it is InService")
end

-- Policies and their alarms -------------------------------------------------------------------

local function is_high(alarm)
   return (alarm.ComparisonOperator or ""):find("^Greater") ~= nil
end

local function dimensions_text(alarm)
   local parts = {}
   for i, row in ipairs(alarm.Dimensions or {}) do
      parts[i] = ("%s=%s"):format(row.Name, row.Value)
   end
   return table.concat(parts, ", ")
end

local function check_alarm(name, entry, policy, reasons)
   local alarm = entry.alarm
   if not alarm then
      return add(reasons, "alarm-missing", ("policy %s: its alarm %s is not in CloudWatch"):format(
         policy.name, name), "put the policy again: moontide apply")
   end
   if alarm.ActionsEnabled == false then
      add(reasons, "alarm-off", ("policy %s: the actions of its alarm %s are switched off"):format(
         policy.name, name), "aws cloudwatch enable-alarm-actions --alarm-names '" .. name .. "'")
   end
   if alarm.StateValue == "INSUFFICIENT_DATA" then
      add(reasons, "no-data", ("policy %s: %s has no data (%s)"):format(policy.name,
         alarm.MetricName or "the expression", alarm.MetricName and dimensions_text(alarm) or name),
         "nothing scales by a metric that is not published: is there traffic, are the dimensions"
            .. " right?")
   end
end

local function check_policy(facts, policy, reasons)
   if #policy.alarms == 0 and policy.type == "StepScaling" then
      add(reasons, "no-alarm", ("policy %s: no alarm calls it"):format(policy.name),
         "an alarm whose action is the policy: step { alarm = … }")
   end
   for _, name in ipairs(policy.alarms) do
      local entry = facts.alarms[name]
      if entry then check_alarm(name, entry, policy, reasons) end
   end
end

local function low_alarm_of(facts, policy)
   for _, name in ipairs(policy.alarms) do
      local alarm = facts.alarms[name] and facts.alarms[name].alarm
      if alarm and not is_high(alarm) then return alarm end
   end
end

-- Tracking removes only where all tracking policies agree.
local function check_agreement(facts, policies, reasons)
   local willing, others = {}, {}
   for _, policy in ipairs(policies) do
      local is_asked = policy.type == "TargetTrackingScaling" and not policy.config.DisableScaleIn
      local alarm = is_asked and low_alarm_of(facts, policy)
      if alarm then
         local list = alarm.StateValue == "ALARM" and willing or others
         list[#list + 1] = policy.name
      end
   end
   if #willing > 0 and #others > 0 then
      add(reasons, "no-agreement", ("%s would scale in, %s would not: all must agree"):format(
         table.concat(willing, ", "), table.concat(others, ", ")))
   end
end

local function check_policies(facts, reasons)
   local policies = sorted(facts.target.policies)
   if #policies == 0 then
      local has_actions = next(facts.target.schedules) ~= nil
      add(reasons, "no-policy", has_actions
         and "it has no policy: only its scheduled actions change it"
         or "it has no policy and no scheduled action: nothing changes it")
   end
   for _, policy in ipairs(policies) do
      check_policy(facts, policy, reasons)
      if policy.config.DisableScaleIn then
         add(reasons, "no-scale-in", ("policy %s never scales in (DisableScaleIn)"):format(
            policy.name))
      end
   end
   check_agreement(facts, policies, reasons)
end

-- What has happened ---------------------------------------------------------------------------

-- A cooldown begins when a policy's change has been fulfilled.
local function cooldown_after(facts, activity)
   local alarm_name, name = activity.Cause:match(
      "^monitor alarm (.+) in state ALARM triggered policy (.+)$")
   local policy = facts.target.policies[name]
   local alarm = facts.alarms[alarm_name] and facts.alarms[alarm_name].alarm
   if not policy or not alarm then return nil end
   local config = normalise.policy(policy, facts.target.namespace)
   local is_out = is_high(alarm)
   return config.Cooldown or is_out and config.ScaleOutCooldown or config.ScaleInCooldown, policy,
      is_out
end

local function check_cooldown(facts, now, reasons)
   for _, activity in ipairs(facts.activities) do
      if activity.StatusCode == "Successful" and activity.EndTime then
         local seconds, policy, is_out = cooldown_after(facts, activity)
         local left = seconds and activity.EndTime + seconds - now or 0
         if left > 0 then
            add(reasons, "cooldown", ("policy %s has scaled %s and cools down, %d s more"):format(
               policy.name, is_out and "out" or "in", math.ceil(left)))
         end
         return
      end
   end
end

local codes <const> = {
   AutoScalingAnticipatedFlapping = "removing one would bring the metric back over its target",
   TargetServicePutResourceAsUnscalable = "the service has declared the resource not scalable now",
   AlreadyAtMaxCapacity = "it was at its maximum already",
   AlreadyAtMinCapacity = "it was at its minimum already",
   AlreadyAtDesiredCapacity = "it had the wanted capacity already",
}

local function check_last(facts, reasons)
   local last = facts.activities[1]
   if not last then return end
   for _, reason in ipairs(last.NotScaledReasons or {}) do
      add(reasons, "not-scaled", ("the last attempt came to nothing: %s (%s)"):format(
         codes[reason.Code] or "AWS says", reason.Code))
   end
   if last.StatusCode == "Failed" and not (last.NotScaledReasons or {})[1] then
      add(reasons, "failed", "the last change failed: " .. (last.StatusMessage or last.Description))
   elseif last.StatusCode == "InProgress" or last.StatusCode == "Pending" then
      add(reasons, "in-progress", "a change is under way: " .. last.Description)
   end
end

---@param facts moontide.explain.Facts
---@param now number
---@return moontide.explain.Reason[]
function M.of(facts, now)
   local reasons = {}
   check_suspended(facts, reasons)
   check_bounds(facts, reasons)
   check_status(facts, reasons)
   check_policies(facts, reasons)
   check_cooldown(facts, now, reasons)
   check_last(facts, reasons)
   return reasons
end

return M
