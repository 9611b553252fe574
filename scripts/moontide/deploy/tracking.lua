-- The order in which a target's policies can be changed: AWS allows one tracking policy a metric,
-- and a policy's type never changes. Where a put would be refused, what stands in its way goes
-- first. Pure.
local fields = require "moontide.deploy.fields"
local normalise = require "moontide.deploy.normalise"

local M = {}

local function change_of(desired, live, namespace)
   local after = normalise.policy(desired, namespace)
   local before = live and live.type == desired.type and normalise.policy(live, namespace) or nil
   local different, unchanged = fields.compare(before, after)
   if live and before and #different == 0 then return nil end
   local made = { verb = live and "update" or "create", kind = "policy", name = desired.name,
      before = live, after = desired, where = desired.where, fields = different,
      unchanged = unchanged }
   if live and live.type ~= desired.type then
      made.verb = "replace"
      made.reason = ("the type of a policy cannot change (%s -> %s)"):format(live.type,
         desired.type)
      table.insert(different, 1, { path = "type", old = live.type, new = desired.type })
   end
   return made
end

local function wanted_changes(desired, live)
   local list = {}
   for _, name in ipairs(desired.policy_order) do
      local existing = live and live.policies[name]
      list[#list + 1] = change_of(desired.policies[name], existing, desired.namespace)
   end
   return list
end

-- Metric → name of the live tracking policy that has it.
local function holders_of(live)
   local holders = {}
   for name, policy in pairs(live and live.policies or {}) do
      local metric = normalise.metric_key(policy)
      if metric then holders[metric] = name end
   end
   return holders
end

local function release(holders, name)
   for metric, holder in pairs(holders) do
      if holder == name then holders[metric] = nil end
   end
end

-- The change that can be made next: one whose metric nobody else has; else the first.
local function pick(pending, holders)
   for index, change in ipairs(pending) do
      local holder = holders[normalise.metric_key(change.after) or false]
      if not holder or holder == change.name then return index end
   end
   return 1
end

local function find(list, name)
   for index, change in ipairs(list) do
      if change.name == name then return index end
   end
end

-- Takes the policy that has the metric out of the way: a policy that stays is made anew later.
local function make_room(result, pending, removals, live, holder, change)
   local index = find(pending, holder)
   if index then
      local other = pending[index]
      other.verb, other.phase = "replace", "put"
      other.reason = ("'%s' takes its metric"):format(change.name)
      result[#result + 1] = { verb = "replace", phase = "delete", kind = "policy", name = holder,
         before = other.before, after = other.after, fields = {}, unchanged = 0,
         reason = other.reason, is_part = true }
   else
      local removal = find(removals, holder)
      if removal then table.remove(removals, removal) end
      result[#result + 1] = { verb = "delete", kind = "policy", name = holder,
         before = live.policies[holder], fields = {}, unchanged = 0,
         reason = ("renamed to '%s': a metric has one tracking policy"):format(change.name) }
   end
end

---The changes of the policies, in order. Two desired policies with one metric are not for here to
---settle: AWS's refusal will name them.
---@param desired moontide.deploy.Target
---@param live moontide.deploy.Target?
---@param extra moontide.deploy.Change[]  removals that are wanted anyway, of policies and actions
---@return moontide.deploy.Change[]
function M.order(desired, live, extra)
   local result, removals = {}, table.move(extra, 1, #extra, 1, {})
   local pending, holders = wanted_changes(desired, live), holders_of(live)
   for _, removal in ipairs(removals) do
      if removal.kind == "policy" then release(holders, removal.name) end
   end
   local puts = {}
   while #pending > 0 do
      local change = table.remove(pending, pick(pending, holders))
      local metric = normalise.metric_key(change.after)
      local holder = metric and holders[metric]
      local is_stuck = holder and desired.policies[holder] and not find(pending, holder)
      if holder and holder ~= change.name and not is_stuck then
         make_room(puts, pending, removals, live, holder, change)
         release(holders, holder)
      end
      release(holders, change.name)
      if metric then holders[metric] = change.name end
      puts[#puts + 1] = change
   end
   table.move(removals, 1, #removals, #result + 1, result)
   return table.move(puts, 1, #puts, #result + 1, result)
end

return M
