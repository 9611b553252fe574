-- A plan kept in a file, to be applied later as it was reviewed: only if what it is about is still
-- as it was.
local cells_of = require "moontide.deploy.cells"
local core = require "moontide.core"
local document = require "moontide.deploy.render.document"
local fields = require "moontide.deploy.fields"
local files = require "moontide.files"
local gather = require "moontide.deploy.gather"
local guards = require "moontide.deploy.guards"
local identity = require "moontide.deploy.identity"
local json = require "moontide.json"
local normalise = require "moontide.deploy.normalise"
local steps = require "moontide.deploy.steps"
local text = require "moontide.deploy.render.text"

local M = {}

local function fail(status, path, message)
   error(core.error { status = status, where = path, message = message }, 0)
end

---Writes a plan; whoever looks finds it whole or not at all.
---@param plan moontide.deploy.Plan
---@param path string
function M.write(plan, path)
   local ok, problem = files.write(path, json.encode(document.plan(plan), { sorted = true })
      .. "\n")
   if not ok then fail("io", path, "the plan cannot be written: " .. problem) end
end

local function cell_from(row)
   local cell = cells_of.new(row.profile, row.region, false)
   cell.name = row.name
   return cell
end

local function group_from(row)
   row.is_adopted, row.adopted = row.adopted, nil
   row.is_live = row.state ~= "create"
   row.unmanaged, row.notes = row.unmanaged or {}, row.notes or {}
   return row
end

local function plan_from(read)
   local plan = { deployment = read.deployment, cells = {}, groups = {}, by_cell = {},
      stale = read.stale, foreign = read.foreign, unmanaged = read.unmanaged, notes = read.notes,
      guards = read.guards, seconds = 0.0 }
   for i, row in ipairs(read.cells) do
      plan.by_cell[row.name] = cell_from(row)
      plan.cells[i] = { name = row.name, region = row.region, profile = row.profile,
         calls = 0, error = row.error }
   end
   for i, row in ipairs(read.targets) do
      plan.groups[i] = group_from(row)
      identity.key(row)
      for _, change in ipairs(row.changes) do steps.of(row, change) end
      if #row.changes > 0 then assert(plan.by_cell[row.cell], "a target is in no cell") end
   end
   plan.summary = guards.summary(plan)
   text.plan(plan)
   return plan
end

---Reads a plan; raises if the file is none. A file that was changed by hand may lack anything: what
---cannot be shown or made calls of is refused here, not halfway.
---@param path string
---@return moontide.deploy.Plan
function M.read(path)
   local content, reason = files.read(path)
   if not content then fail("io", path, "cannot read the plan: " .. tostring(reason)) end
   local read, err = core.json_decode(content)
   if type(read) ~= "table" or read.type ~= "plan" or type(read.version) ~= "string" then
      fail("config", path, "this is no plan" .. (err and ": " .. err.message or ""))
   elseif not read.version:find("^1%.") then
      fail("config", path, ("plans of version %s are not known here"):format(read.version))
   elseif read.error then
      fail("config", path, "this plan was not made: " .. tostring(read.error.message))
   end
   local ok, plan = pcall(plan_from, read)
   if not ok then
      fail("config", path, "the plan is damaged: " .. tostring(plan):gsub("^.-:%d+: ", ""))
   end
   return plan
end

-- Whether it has moved -------------------------------------------------------------------------

local function parts_state(records, convert)
   local state = {}
   for name, record in pairs(records) do state[name] = convert(record) end
   return state
end

-- What of a live target counts; alarms' names and times of creation do not.
local function state_of(target, with_tags)
   if not target then return {} end
   return { target = { min = target.min, max = target.max, suspended = target.suspended },
      policy = parts_state(target.policies, function(policy)
         return { type = policy.type, config = normalise.policy(policy, target.namespace) }
      end),
      action = parts_state(target.schedules, normalise.schedule),
      tag = with_tags and target.tags or nil }
end

local function groups_by_cell(plan)
   local by_cell = {}
   for _, group in ipairs(plan.groups) do
      if #group.changes > 0 then
         by_cell[group.cell] = by_cell[group.cell] or {}
         table.insert(by_cell[group.cell], group)
      end
   end
   return by_cell
end

local function requests_of(plan)
   local requests = {}
   for name, groups in pairs(groups_by_cell(plan)) do
      requests[#requests + 1] = { cell = plan.by_cell[name], wanted = groups, needs_tags = true }
   end
   return requests
end

local MAX_TOLD <const> = 4

local function what_moved(before, now, different)
   if not before then return "is registered now" end
   if not now then return "is not registered any more" end
   local names = {}
   for i, field in ipairs(different) do
      if i <= MAX_TOLD then names[i] = field.path end
   end
   local more = #different - #names
   return table.concat(names, ", ") .. (more > 0 and (" and %d more"):format(more) or "")
end

---Reads the plan's targets again; gives those that are not as they were, with what differs.
---@param plan moontide.deploy.Plan
---@return { group: moontide.deploy.Group, what: string }[]
function M.moved(plan)
   local moved = {}
   local requests = requests_of(plan)
   local states = gather.read(requests)
   for _, request in ipairs(requests) do
      local state = states[request.cell]
      if state.error then error(state.error, 0) end
      for _, group in ipairs(request.wanted) do
         local now, before = state.targets[identity.key(group)], group.live
         local with_tags = now ~= nil and before ~= nil and before.tags ~= nil
         local different = fields.compare(state_of(before, with_tags), state_of(now, with_tags))
         if #different > 0 then
            moved[#moved + 1] = { group = group, what = what_moved(before, now, different) }
         end
      end
   end
   return moved
end

return M
