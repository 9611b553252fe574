-- From a deployment to a plan: read what is live in every cell, compare, say what is to be done. A
-- plan is plain data; preview and apply make the same one.
local cells_of = require "moontide.deploy.cells"
local core = require "moontide.core"
local desired_of = require "moontide.deploy.desired"
local gather = require "moontide.deploy.gather"
local groups_of = require "moontide.deploy.groups"
local guards = require "moontide.deploy.guards"
local identity = require "moontide.deploy.identity"
local ownership = require "moontide.deploy.ownership"
local tags = require "moontide.deploy.tags"
local task = require "moontide.task"

local M = {}

---@class moontide.deploy.Plan
---@field deployment string?
---@field cells { name: string, region: string?, profile: string?, calls: integer, error: any }[]
---@field groups moontide.deploy.Group[]   sorted, cell by cell
---@field stale moontide.deploy.Identity[]      ours, not in the script, not to be removed
---@field unmanaged moontide.deploy.Identity[]  nobody's
---@field foreign moontide.deploy.Identity[]    others'
---@field summary table
---@field guards string[]   what keeps it from being applied
---@field seconds number
---@field by_cell table<string, moontide.deploy.Cell>  to apply it with; not data

---@class moontide.deploy.PlanOptions
---@field regions string[]?
---@field profiles string[]?
---@field region string?
---@field targets string[]?    globs
---@field excluded string[]?
---@field prune boolean?
---@field take_over boolean?
---@field no_adopt boolean?
---@field is_exact boolean?
---@field with_capacity boolean?  default true
---@field max_changes integer?
---@field max_removes { count: integer?, percent: number? }?
---@field now number?

local function rules_of(deployment, options)
   local prune = options.prune
   if prune == nil then prune = deployment.prune end
   if prune and not deployment.name and not options.is_exact then
      error(core.error { status = "usage", exit_code = 64, where = deployment.where, message =
         "pruning needs to know what is owned: give the deployment a name,"
         .. " deployment { name = \"…\" }" }, 0)
   end
   return { name = deployment.name, prune = prune or false, is_exact = options.is_exact,
      take_over = options.take_over or false, adopt = not options.no_adopt,
      now = options.now or core.time() }
end

local function alarm_names(wanted)
   local names = {}
   for _, target in ipairs(wanted) do
      for name in pairs(target.alarms_before or {}) do names[#names + 1] = name end
      for name in pairs(target.alarms_attached or {}) do names[#names + 1] = name end
      for _, name in ipairs(target.policy_order) do
         local alarm = target.policies[name].alarm
         if alarm then names[#names + 1] = alarm.AlarmName end
      end
   end
   return names
end

local function needs_tags(wanted)
   for _, target in ipairs(wanted) do
      if target.tags then return true end
   end
   return false
end

-- An unnamed deployment has no business with what it does not name.
local function request_of(cell, deployment, options)
   local wanted = desired_of.of_cell(deployment, cell, options)
   local removed = desired_of.removed_of_cell(deployment, cell)
   return { cell = cell, wanted = wanted, removed = removed, alarms = alarm_names(wanted),
      filter = options, lists_tags = not options.is_exact,
      needs_tags = options.is_exact or deployment.name ~= nil or needs_tags(wanted),
      is_whole = deployment.name ~= nil and not options.targets and not options.is_exact }
end

-- Owned targets can be in namespaces that the script does not name any more.
local function has_unseen(state, name)
   local seen = {}
   for _, target in pairs(state.targets) do
      if target.arn then seen[target.arn] = true end
   end
   for arn, found in pairs(state.tags_by_arn or {}) do
      if found[desired_of.owner_tag] == name and not seen[arn] then return true end
   end
   return false
end

local function read_rest(requests, states, rules)
   local namespaces = require("moontide.deploy.namespaces").names
   local again = {}
   for _, request in ipairs(requests) do
      local state = states[request.cell]
      local is_blind = rules.prune and not state.tags_by_arn
      if request.is_whole and not state.error and (is_blind or has_unseen(state, rules.name)) then
         request.namespaces = namespaces
         again[#again + 1] = request
      end
   end
   for cell, state in pairs(gather.read(again)) do states[cell] = state end
end

-- One cell ------------------------------------------------------------------------------------

local function wanted_groups(result, request, state, deployment, rules)
   for _, desired in ipairs(request.wanted) do
      local key = identity.key(desired)
      local live = state.targets[key]
      local ignore = desired_of.ignore_of(deployment, desired)
      result.is_wanted[key] = true
      result.groups[#result.groups + 1] = ignore
         and groups_of.ignored(request.cell, desired, live, ignore)
         or groups_of.wanted(request.cell, desired, live, rules, state.alarms)
   end
end

local function entry_of(cell, live)
   return { cell = cell.name, namespace = live.namespace, resource_id = live.resource_id,
      dimension = live.dimension, owner = ownership.owner(live), min = live.min, max = live.max }
end

-- What undo takes away again.
local function removed_groups(result, request, state)
   for _, target in ipairs(request.removed) do
      local live = state.targets[identity.key(target)]
      result.is_wanted[identity.key(target)] = true
      if live then
         result.groups[#result.groups + 1] = groups_of.removed(request.cell, live, target.reason)
      end
   end
end

local function other_groups(result, request, state, deployment, rules)
   for key, live in pairs(state.targets) do
      local is_ours = result.is_wanted[key] or not request.is_whole
         or desired_of.ignore_of(deployment, live) ~= nil
      if not is_ours and desired_of.is_chosen(live, request.filter) then
         local standing = ownership.of(live, rules.name)
         if standing == "own" and rules.prune then
            result.groups[#result.groups + 1] = groups_of.removed(request.cell, live,
               "not in the script")
         else
            local list = standing == "own" and result.stale
               or standing == "foreign" and result.foreign or result.unmanaged
            list[#list + 1] = entry_of(request.cell, live)
         end
      end
   end
end

local function plan_cell(request, state, deployment, rules)
   local result = { groups = {}, stale = {}, foreign = {}, unmanaged = {}, is_wanted = {} }
   if state.error then return result end
   wanted_groups(result, request, state, deployment, rules)
   removed_groups(result, request, state)
   if deployment.name then other_groups(result, request, state, deployment, rules) end
   return result
end

-- What would follow from a late answer about tags is asked again, exactly.
local function needs_exact_tags(group)
   local live = group.live
   if not live or live.has_exact_tags or not live.arn then return false end
   if not live.tags then return #group.changes > 0 end
   if group.state == "refused" or group.state == "remove" then return true end
   if group.is_adopted or group.taken_from then return true end
   for _, change in ipairs(group.changes) do
      if change.kind == "tags" then return true end
   end
   return false
end

local function confirm_tags(request, result)
   local doubtful = {}
   for _, group in ipairs(result.groups) do
      if needs_exact_tags(group) then doubtful[#doubtful + 1] = group.live end
   end
   if #doubtful == 0 then return false end
   tags.read(request.cell, doubtful)
   return true
end

local function plan_and_confirm(request, state, deployment, rules)
   local result = plan_cell(request, state, deployment, rules)
   if state.error or rules.is_exact then return result end
   local ok, changed = pcall(confirm_tags, request, result)
   if not ok and request.needs_tags then
      state.error = changed
   elseif not ok then
      result.note = ("%s: whether others own these targets is not known: %s"):format(
         request.cell.name, tostring(changed))
      return result
   end
   return changed and plan_cell(request, state, deployment, rules) or result
end

-- All of it -----------------------------------------------------------------------------------

local function append(list, more)
   table.move(more, 1, #more, #list + 1, list)
end

local function assemble(plan, requests, results, states)
   for _, request in ipairs(requests) do
      local result, cell = results[request.cell], request.cell
      plan.by_cell[cell.name] = cell
      identity.sort(result.groups)
      append(plan.groups, result.groups)
      plan.notes[#plan.notes + 1] = result.note
      for _, name in ipairs { "stale", "foreign", "unmanaged" } do
         append(plan[name], identity.sort(result[name]))
      end
      plan.cells[#plan.cells + 1] = { name = cell.name, region = cell.region,
         profile = cell.profile, calls = cell.calls, error = states[cell].error }
   end
end

-- A glob that fits nothing is a slip more often than a wish.
local function note_idle_globs(plan, deployment, options)
   local lists = { deployment.targets, deployment.removed or {}, plan.groups }
   for _, option in ipairs { { "--target", options.targets }, { "--exclude", options.excluded } } do
      for _, pattern in ipairs(desired_of.idle_globs(option[2] or {}, lists)) do
         plan.notes[#plan.notes + 1] = ("%s '%s' fits no target"):format(option[1], pattern)
      end
   end
end

-- An interruption is the whole plan's end, not a cell's.
local function check_interruption()
   if require("moontide.context").is_interrupted() then
      error(core.error { status = "cancelled", message = "interrupted" }, 0)
   end
end

---Makes the plan of a deployment.
---@param deployment table
---@param options moontide.deploy.PlanOptions?
---@return moontide.deploy.Plan
function M.make(deployment, options)
   options = options or {}
   local began = core.monotonic()
   local rules = rules_of(deployment, options)
   local requests, results = {}, {}
   for i, cell in ipairs(cells_of.of(deployment, options)) do
      requests[i] = request_of(cell, deployment, options)
   end
   local states = gather.read(requests)
   check_interruption()
   if deployment.name then read_rest(requests, states, rules) end
   task.map(requests, function(request)
      results[request.cell] = plan_and_confirm(request, states[request.cell], deployment, rules)
   end)
   local plan = { deployment = deployment.name, cells = {}, groups = {}, stale = {}, foreign = {},
      unmanaged = {}, notes = {}, prune = rules.prune, by_cell = {} }
   if options.with_capacity ~= false then
      require("moontide.deploy.effect").add(requests, results, plan.notes)
   end
   check_interruption()
   assemble(plan, requests, results, states)
   note_idle_globs(plan, deployment, options)
   plan.summary = guards.summary(plan)
   plan.guards = guards.check(plan, options)
   plan.seconds = core.monotonic() - began
   return plan
end

return M
