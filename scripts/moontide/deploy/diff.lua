-- What has to be done to a live target so that it becomes the desired one: a list of changes, which
-- are plain data, in the order in which they can be made. Pure: knows no client and no clock.
local fields = require "moontide.deploy.fields"
local normalise = require "moontide.deploy.normalise"
local tracking = require "moontide.deploy.tracking"

local M = {}

---@class moontide.deploy.Change
---@field verb "create"|"update"|"replace"|"delete"
---@field kind "target"|"policy"|"alarm"|"schedule"|"tags"
---@field name string?     of the policy, alarm or scheduled action
---@field before table?    the live record
---@field after table?     the desired record
---@field fields moontide.deploy.Field[]
---@field unchanged integer  how many fields stay
---@field where string?    file:line of the declaration
---@field reason string?
---@field threshold_before number?  of the live alarm of a step policy
---@field phase string?    "delete" or "put", for a replacement made in two places

---@class moontide.deploy.Mode
---@field prune boolean?       remove policies and scheduled actions that are not desired
---@field is_exact boolean?    what is not said is to be as it was: of undo

local function change(verb, kind, before, after, extra)
   local made = { verb = verb, kind = kind, before = before, after = after, fields = {},
      unchanged = 0 }
   for key, value in pairs(extra or {}) do made[key] = value end
   return made
end

-- Only what the declaration says; the rest stays as it is.
local function said(desired, live)
   local function pick(record)
      return {
         min = desired.min ~= nil and record.min or nil,
         max = desired.max ~= nil and record.max or nil,
      }
   end
   local before, after = pick(live), pick(desired)
   if desired.suspended then
      before.suspended, after.suspended = {}, {}
      for name, value in pairs(desired.suspended) do
         before.suspended[name], after.suspended[name] = live.suspended[name], value
      end
   end
   return before, after
end

local function target_change(desired, live)
   if not live then
      local made = change("create", "target", nil, desired, { where = desired.where })
      made.fields = fields.compare(nil, { min = desired.min, max = desired.max,
         suspended = desired.suspended, role_arn = desired.role_arn })
      return made
   end
   local before, after = said(desired, live)
   local namespaces = require "moontide.deploy.namespaces"
   if desired.role_arn and namespaces.has_own_role(desired.namespace) then
      before.role_arn, after.role_arn = live.role_arn, desired.role_arn
   end
   local different, unchanged = fields.compare(before, after)
   return change("update", "target", live, desired, { where = desired.where, fields = different,
      unchanged = unchanged })
end

-- Scheduled actions -------------------------------------------------------------------------

-- Members left out of an update stay: an action loses its minimum or maximum only by being new.
local function loses_capacity(before, after)
   return before.min ~= nil and after.min == nil or before.max ~= nil and after.max == nil
end

local function schedule_change(desired, live)
   local after = normalise.schedule(desired)
   if not live then
      return change("create", "schedule", nil, desired, { name = desired.name,
         where = desired.where, fields = fields.compare(nil, after) })
   end
   local before = normalise.schedule(live)
   local different, unchanged = fields.compare(before, after)
   if #different == 0 then return nil end
   local is_new = loses_capacity(before, after)
   return change(is_new and "replace" or "update", "schedule", live, desired, {
      name = desired.name, where = desired.where, fields = different, unchanged = unchanged,
      reason = is_new and "a bound cannot be taken from an action that exists" or nil })
end

-- Alarms of step policies -------------------------------------------------------------------

local function alarm_change(policy, live_alarms)
   local wanted = policy.alarm
   local live = live_alarms[wanted.AlarmName]
   local after = normalise.alarm(wanted)
   if not live then
      return change("create", "alarm", nil, wanted, { name = wanted.AlarmName,
         policy = policy.name, where = policy.where, fields = fields.compare(nil, after) })
   end
   local different, unchanged = fields.compare(normalise.alarm(live), after)
   if live.is_detached then
      different[#different + 1] = { path = "AlarmActions", new = "the policy" }
   end
   if #different == 0 then return nil end
   return change("update", "alarm", live, wanted, { name = wanted.AlarmName,
      policy = policy.name, where = policy.where, fields = different, unchanged = unchanged })
end

-- Does the alarm invoke this policy? AWS lists the alarms that do with the policy.
local function live_alarm(policy, live_policy, alarms)
   local name = policy.alarm.AlarmName
   local live = alarms and alarms[name]
   if not live then return {} end
   local is_listed = false
   for _, listed in ipairs(live_policy and live_policy.alarms or {}) do
      is_listed = is_listed or listed == name
   end
   local copied = normalise.copy(live)
   copied.is_detached = not is_listed
   return { [name] = copied }
end

-- The alarms as they were before: of undo.
local function restored_alarm(name, before, live)
   if before == nil or before == require("moontide.json").null then
      return live and change("delete", "alarm", live, nil, { name = name,
         reason = "it was not there" })
   end
   local different, unchanged = fields.compare(live and normalise.alarm(live),
      normalise.alarm(before))
   if live and #different == 0 then return nil end
   local action = (before.AlarmActions or {})[1] or ""
   return change(live and "update" or "create", "alarm", live, normalise.alarm_input(before),
      { name = name, policy = action:match(":policyName/(.*)$"), fields = different,
         unchanged = unchanged })
end

-- Deleting a step policy takes it out of its alarms; when it comes back, they call it again.
local function reattached_alarm(name, policy, live, live_policy)
   for _, listed in ipairs(live_policy and live_policy.alarms or {}) do
      if listed == name then return nil end
   end
   return live and change("update", "alarm", live, normalise.alarm_input(live), { name = name,
      policy = policy, fields = { { path = "AlarmActions", new = "the policy" } } })
end

local function restore_alarms(desired, live, alarms, changes)
   local names = {}
   for name in pairs(desired.alarms_before or {}) do names[#names + 1] = name end
   table.sort(names)
   for _, name in ipairs(names) do
      changes[#changes + 1] = restored_alarm(name, desired.alarms_before[name], alarms[name])
   end
   for name, policy in pairs(desired.alarms_attached or {}) do
      changes[#changes + 1] = reattached_alarm(name, policy, alarms[name],
         live and live.policies[policy])
   end
end

-- Tags ----------------------------------------------------------------------------------------

local function tags_change(desired, live)
   if not desired.tags or not live or not live.arn then return nil end
   local before, after = normalise.tags(live.tags or {}), normalise.copy(desired.tags)
   if not desired.owns_all_tags then
      for key, value in pairs(before) do
         if after[key] == nil then after[key] = value end
      end
   end
   local different, unchanged = {}, 0
   for key, value in pairs(before) do
      if after[key] == value then
         unchanged = unchanged + 1
      else
         different[#different + 1] = { path = key, old = value, new = after[key] }
      end
   end
   for key, value in pairs(after) do
      if before[key] == nil then different[#different + 1] = { path = key, new = value } end
   end
   if #different == 0 then return nil end
   table.sort(different, function(a, b) return a.path < b.path end)
   return change("update", "tags", before, after, { where = desired.where, fields = different,
      unchanged = unchanged, arn = live.arn })
end

-- A target ------------------------------------------------------------------------------------

local function sorted_names(records)
   local names = {}
   for name in pairs(records) do names[#names + 1] = name end
   table.sort(names)
   return names
end

local function unwanted(desired, live, kind, member, list)
   for _, name in ipairs(sorted_names(live and live[member] or {})) do
      if not desired[member][name] then
         list[#list + 1] = change("delete", kind, live[member][name], nil, { name = name,
            reason = "not in the script" })
      end
   end
end

local function add_schedules(desired, live, changes)
   local existing = live and live.schedules or {}
   for _, name in ipairs(desired.schedule_order or sorted_names(desired.schedules)) do
      changes[#changes + 1] = schedule_change(desired.schedules[name], existing[name])
   end
end

local function add_alarms(desired, live, alarms, changes)
   for _, name in ipairs(desired.policy_order or sorted_names(desired.policies)) do
      local policy = desired.policies[name]
      if policy.alarm then
         local before = live and live.policies[name]
         changes[#changes + 1] = alarm_change(policy, live_alarm(policy, before, alarms))
      end
   end
end

-- What the steps' ranges were relative to.
local function note_thresholds(changes, alarms)
   for _, made in ipairs(changes) do
      local alarm = made.kind == "policy" and made.after and made.after.alarm
      local live = alarm and alarms and alarms[alarm.AlarmName]
      if live then made.threshold_before = live.Threshold end
   end
end

local function count_fields(records)
   local count = 0
   for _ in pairs(records) do count = count + 1 end
   return count
end

---The changes of one target, and what is live, not desired, and stays.
---@param desired moontide.deploy.Target
---@param live moontide.deploy.Target?  nil: it is not registered
---@param mode moontide.deploy.Mode
---@param alarms table<string, table>?  live alarms by name
---@return moontide.deploy.Change[] changes, moontide.deploy.Change[] unmanaged
function M.target(desired, live, mode, alarms)
   local changes, extra = {}, {}
   local first = target_change(desired, live)
   if first.verb == "create" or #first.fields > 0 then changes[1] = first end
   unwanted(desired, live, "policy", "policies", extra)
   unwanted(desired, live, "schedule", "schedules", extra)
   local rest = tracking.order(desired, live, mode.prune and extra or {})
   table.move(rest, 1, #rest, #changes + 1, changes)
   note_thresholds(changes, alarms)
   add_alarms(desired, live, alarms, changes)
   restore_alarms(desired, live, alarms, changes)
   add_schedules(desired, live, changes)
   changes[#changes + 1] = tags_change(desired, live)
   local is_made = {}
   for _, made in ipairs(changes) do is_made[made.kind .. "/" .. (made.name or "")] = true end
   local unmanaged = {}
   for _, candidate in ipairs(extra) do
      if not is_made[candidate.kind .. "/" .. candidate.name] then
         unmanaged[#unmanaged + 1] = candidate
      end
   end
   return changes, unmanaged
end

---The removal of a target, with all that goes with it.
---@param live moontide.deploy.Target
---@param reason string
---@return moontide.deploy.Change
function M.removal(live, reason)
   return change("delete", "target", live, nil, { reason = reason,
      policies = count_fields(live.policies), schedules = count_fields(live.schedules) })
end

return M
