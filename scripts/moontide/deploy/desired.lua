-- A deployment's declarations as records of one cell (an account and a Region): what is to be
-- there, with the tag that says whose it is.
local glob = require "moontide.glob"
local identity = require "moontide.deploy.identity"
local normalise = require "moontide.deploy.normalise"

local M = {}

---The tag that says which deployment a target belongs to.
M.owner_tag = "moontide:deployment"
---The tag that keeps what is to become of the capacity when the target goes.
M.removal_tag = "moontide:on-remove"

local function by_name(list)
   local records, order = {}, {}
   for index, record in ipairs(list or {}) do
      records[record.name] = record
      order[index] = record.name
   end
   return records, order
end

local function tags_of(target, deployment)
   local tags = normalise.copy(target.tags)
   if deployment.name then
      tags = tags or {}
      tags[M.owner_tag] = deployment.name
      if target.on_remove and target.on_remove.capacity then
         tags[M.removal_tag] = ("capacity=%d"):format(target.on_remove.capacity)
      end
   end
   return tags
end

---@param target table  as the deployment has it
---@param deployment table
---@return moontide.deploy.Target
function M.target(target, deployment)
   local policies, policy_order = by_name(target.policies)
   local schedules, schedule_order = by_name(target.schedules)
   return {
      namespace = target.namespace, resource_id = target.resource_id,
      dimension = target.dimension, min = target.min, max = target.max,
      suspended = target.suspended, role_arn = target.role_arn, where = target.where,
      tags = tags_of(target, deployment), owns_all_tags = target.tags ~= nil,
      policies = policies, policy_order = policy_order, schedules = schedules,
      schedule_order = schedule_order, facts = target.facts, alarms_before = target.alarms_before,
      alarms_attached = target.alarms_attached,
   }
end

local function contains(list, value)
   for _, candidate in ipairs(list) do
      if candidate == value then return true end
   end
   return false
end

-- Does a declaration that names Regions or profiles of its own mean this cell?
local function is_for(target, cell)
   local function fits(member, value)
      if target[member] then return contains(target[member], value) end
      return cell.is_base[member]
   end
   return fits("regions", cell.region) and fits("profiles", cell.profile)
end

---The ignore declaration that covers a target, nil if none does.
---@param deployment table
---@param target moontide.deploy.Identity
---@return table?
function M.ignore_of(deployment, target)
   for _, ignore in ipairs(deployment.ignores or {}) do
      local fits = not ignore.namespace or ignore.namespace == target.namespace
      if fits and glob.matches(target.resource_id, ignore.pattern) then return ignore end
   end
end

---Whether --target and --exclude let a target through.
---@param target moontide.deploy.Identity
---@param filter { targets: string[]?, excluded: string[]? }
---@return boolean
function M.is_chosen(target, filter)
   local function fits(globs)
      return glob.matches_any(target.resource_id, globs)
         or glob.matches_any(identity.name(target), globs)
   end
   if filter.targets and not fits(filter.targets) then return false end
   return not (filter.excluded and fits(filter.excluded))
end

---The globs that no target of any list fits.
---@param globs string[]
---@param lists moontide.deploy.Identity[][]
---@return string[]
function M.idle_globs(globs, lists)
   local idle = {}
   for _, pattern in ipairs(globs) do
      local is_used = false
      for _, list in ipairs(lists) do
         for _, target in ipairs(list) do
            is_used = is_used or M.is_chosen(target, { targets = { pattern } })
         end
      end
      if not is_used then idle[#idle + 1] = pattern end
   end
   return idle
end

---What is to go in a cell, whoever owns it: of undo.
---@param deployment table
---@param cell moontide.deploy.Cell
---@return moontide.deploy.Identity[]
function M.removed_of_cell(deployment, cell)
   local list = {}
   for _, target in ipairs(deployment.removed or {}) do
      if is_for(target, cell) then list[#list + 1] = target end
   end
   return list
end

---The records of a cell, in the script's order.
---@param deployment table
---@param cell moontide.deploy.Cell
---@param filter { targets: string[]?, excluded: string[]? }
---@return moontide.deploy.Target[]
function M.of_cell(deployment, cell, filter)
   local list = {}
   for _, target in ipairs(deployment.targets) do
      if is_for(target, cell) and M.is_chosen(target, filter) then
         list[#list + 1] = M.target(target, deployment)
      end
   end
   return list
end

return M
