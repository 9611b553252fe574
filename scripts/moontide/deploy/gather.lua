-- What is live, read by listing: every kind and namespace of every cell at once, pages after each
-- other. A listing that is not complete is an error of its cell and never means that nothing is
-- there.
local alarms = require "moontide.deploy.alarms"
local identity = require "moontide.deploy.identity"
local live = require "moontide.deploy.live"
local task = require "moontide.task"

local M = {}

local SERVICE <const> = "application-autoscaling"
local IDS_PER_CALL <const> = 50
local FEW_TARGETS <const> = 4 -- so many are asked for one by one

---@class moontide.deploy.Live
---@field targets table<string, moontide.deploy.Target>  by identity.key
---@field alarms table<string, table>   by name
---@field is_whole boolean              whether whole namespaces were listed
---@field error any                     why it is not complete

---@class moontide.deploy.Request
---@field cell moontide.deploy.Cell
---@field wanted moontide.deploy.Identity[]
---@field removed moontide.deploy.Identity[]?
---@field namespaces string[]?  further ones to list
---@field is_whole boolean?     list whole namespaces
---@field lists_tags boolean?   ask for all tags by listing
---@field needs_tags boolean?   ask for them one by one where the listing does not answer
---@field alarms string[]?      names

-- Jobs: one listing each --------------------------------------------------------------------

local function job(state, operation, member, input, take)
   return function()
      for page in state.cell:pages(SERVICE, operation, input) do
         for _, row in ipairs(page[member] or {}) do take(row) end
      end
   end
end

local function take_target(state)
   return function(row)
      local target = live.target(row)
      state.targets[identity.key(target)] = target
   end
end

-- Policies and actions wait until all targets are known.
local function take_part(state, member, convert)
   return function(row)
      table.insert(state.parts, { key = identity.key(live.identity(row)), member = member,
         record = convert(row) })
   end
end

local function resource_ids(wanted)
   local ids, seen = {}, {}
   for _, target in ipairs(wanted) do
      if not seen[target.resource_id] then
         seen[target.resource_id] = true
         ids[#ids + 1] = target.resource_id
      end
   end
   return ids
end

local function add_targets(jobs, state, namespace, ids, is_whole)
   local take = take_target(state)
   if is_whole then
      jobs[#jobs + 1] = job(state, "DescribeScalableTargets", "ScalableTargets",
         { ServiceNamespace = namespace }, take)
      return
   end
   for first = 1, #ids, IDS_PER_CALL do
      local some = table.move(ids, first, math.min(first + IDS_PER_CALL - 1, #ids), 1, {})
      jobs[#jobs + 1] = job(state, "DescribeScalableTargets", "ScalableTargets",
         { ServiceNamespace = namespace, ResourceIds = some }, take)
   end
end

local function add_parts(jobs, state, namespace, ids, is_whole)
   local inputs = {}
   if is_whole or #ids > FEW_TARGETS then
      inputs[1] = { ServiceNamespace = namespace }
   else
      for index, id in ipairs(ids) do
         inputs[index] = { ServiceNamespace = namespace, ResourceId = id }
      end
   end
   for _, input in ipairs(inputs) do
      jobs[#jobs + 1] = job(state, "DescribeScalingPolicies", "ScalingPolicies", input,
         take_part(state, "policies", live.policy))
      jobs[#jobs + 1] = job(state, "DescribeScheduledActions", "ScheduledActions", input,
         take_part(state, "schedules", live.schedule))
   end
end

local function add_alarms(jobs, state, names)
   if #names == 0 then return end
   jobs[#jobs + 1] = function()
      alarms.read(state.cell, names, function(alarm) state.alarms[alarm.AlarmName] = alarm end)
   end
end

local function by_namespace(request)
   local groups, order = {}, {}
   local function add(namespace)
      if not groups[namespace] then
         groups[namespace] = {}
         order[#order + 1] = namespace
      end
      return groups[namespace]
   end
   for _, namespace in ipairs(request.namespaces or {}) do add(namespace) end
   for _, list in ipairs { request.wanted, request.removed or {} } do
      for _, target in ipairs(list) do table.insert(add(target.namespace), target) end
   end
   return groups, order
end

local function jobs_of(request, state)
   local jobs = {}
   local groups, order = by_namespace(request)
   for _, namespace in ipairs(order) do
      local ids = resource_ids(groups[namespace])
      add_targets(jobs, state, namespace, ids, request.is_whole)
      add_parts(jobs, state, namespace, ids, request.is_whole)
   end
   if request.lists_tags then
      jobs[#jobs + 1] = function() require("moontide.deploy.tags").list(state) end
   end
   add_alarms(jobs, state, request.alarms or {})
   return jobs
end

-- Cells -----------------------------------------------------------------------------------------

local function attach_parts(state)
   for _, part in ipairs(state.parts) do
      local target = state.targets[part.key]
      if target then target[part.member][part.record.name] = part.record end
   end
   state.parts = nil
end

local function new_state(request)
   return { cell = request.cell, targets = {}, alarms = {}, parts = {},
      is_whole = request.is_whole or false }
end

local function prepare(requests)
   local states, jobs = {}, {}
   for _, request in ipairs(requests) do
      local state = new_state(request)
      states[request.cell] = state
      local ok, err = pcall(function()
         for _, work in ipairs(jobs_of(request, state)) do
            jobs[#jobs + 1] = { state = state, work = work }
         end
      end)
      if not ok then state.error = err end
   end
   return states, jobs
end

---Reads all cells side by side.
---@param requests moontide.deploy.Request[]
---@return table<moontide.deploy.Cell, moontide.deploy.Live>
function M.read(requests)
   local states, jobs = prepare(requests)
   local _, errors = task.map(jobs, function(item)
      if not item.state.error then item.work() end
   end, { on_error = "collect" })
   for _, failed in ipairs(errors) do
      local state = failed.item.state
      state.error = state.error or failed.error
   end
   for _, request in ipairs(requests) do
      local state = states[request.cell]
      if not state.error then
         attach_parts(state)
         local ok, err = pcall(require("moontide.deploy.tags").attach, state, request)
         if not ok then state.error = err end
      end
   end
   return states
end

return M
