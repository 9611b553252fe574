-- Bringing back what was before an apply: its journal's targets as a deployment that says all of
-- each, so that undoing is planned, shown, applied and journalled like everything else.
local journal_of = require "moontide.deploy.journal"
local live_of = require "moontide.deploy.live"

local M = {}

local function list_of(records)
   local names, list = {}, {}
   for name in pairs(records or {}) do names[#names + 1] = name end
   table.sort(names)
   for i, name in ipairs(names) do list[i] = records[name] end
   return list
end

local function cell_of(entry)
   return entry.region and { entry.region } or nil, entry.profile and { entry.profile } or nil
end

local function complete_suspension(suspended)
   local state = {}
   for _, row in ipairs(live_of.suspensions) do
      state[row.name] = suspended and suspended[row.name] or false
   end
   return state
end

-- Which alarm called which step policy, but for those that were changed themselves.
local function attached_alarms(entry)
   local attached = {}
   for name, policy in pairs(entry.before.policies) do
      for _, alarm in ipairs(policy.type == "StepScaling" and policy.alarms or {}) do
         if not (entry.alarms and entry.alarms[alarm]) then attached[alarm] = name end
      end
   end
   return next(attached) and attached or nil
end

local function target_of(entry, where)
   local before = entry.before
   local regions, profiles = cell_of(entry)
   return { namespace = entry.namespace, resource_id = entry.resource_id,
      dimension = entry.dimension, min = before.min, max = before.max,
      suspended = complete_suspension(before.suspended), role_arn = before.role_arn,
      tags = before.tags, policies = list_of(before.policies),
      schedules = list_of(before.schedules), alarms_before = entry.alarms,
      alarms_attached = attached_alarms(entry), where = where,
      regions = regions, profiles = profiles }
end

local function removal_of(entry)
   local regions, profiles = cell_of(entry)
   return { namespace = entry.namespace, resource_id = entry.resource_id,
      dimension = entry.dimension, reason = "it was not there", regions = regions,
      profiles = profiles }
end

---The deployment that a journal's targets were before; plan it with is_exact.
---@param path string
---@return table deployment, moontide.deploy.JournalRead journal
function M.deployment(path)
   local journal = journal_of.read(path)
   local deployment = { targets = {}, removed = {}, ignores = {}, hooks = {}, where = path }
   for _, entry in ipairs(journal.targets) do
      if entry.before then
         table.insert(deployment.targets, target_of(entry, path:match("[^/]*$")))
      else
         table.insert(deployment.removed, removal_of(entry))
      end
   end
   return deployment, journal
end

return M
