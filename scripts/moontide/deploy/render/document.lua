-- A plan and its result as one JSON document. Keys stay; a new minor version only adds.
local json = require "moontide.json"

local M = {}

M.version = "1.0"

local function pick(record, names)
   local result = {}
   for _, name in ipairs(names) do result[name] = record[name] end
   return result
end

---An error as data: what it is, and how it is found again.
---@param err any
---@return table
function M.error(err)
   if type(err) ~= "table" then return { message = tostring(err) } end
   local result = pick(err, { "status", "code", "message", "operation", "http", "request_id",
      "attempts", "may_have_acted", "retryable", "where", "exit_code",
      "providers" })
   result.message = result.message or tostring(err)
   return result
end

local change_members <const> = { "verb", "kind", "name", "reason", "where", "unchanged", "phase",
   "policy", "arn", "is_part", "before", "after", "policies", "schedules" }

local function change_of(change)
   local result = pick(change, change_members)
   result.fields = json.array {}
   for i, field in ipairs(change.fields) do
      result.fields[i] = { path = field.path, old = field.old, new = field.new }
   end
   return result
end

local group_members <const> = { "cell", "region", "profile", "namespace", "resource_id",
   "dimension", "where", "state", "owner", "reason", "suspended", "held", "capacity", "effect",
   "capacity_after", "taken_from", "live" }

local function parts_of(changes)
   local list = json.array {}
   for i, change in ipairs(changes) do list[i] = pick(change, { "kind", "name" }) end
   return list
end

-- What does not change is told by name only.
local function group_of(group)
   local result = pick(group, group_members)
   result.changes, result.notes = json.array {}, json.array(group.notes)
   for i, change in ipairs(group.changes) do result.changes[i] = change_of(change) end
   if group.is_adopted then result.adopted = true end
   if #group.unmanaged > 0 then result.unmanaged = parts_of(group.unmanaged) end
   if #group.changes == 0 then result.live = nil end
   return result
end

local function cell_of(cell)
   local result = pick(cell, { "name", "region", "profile", "calls" })
   result.error = cell.error and M.error(cell.error)
   return result
end

local function map(list, convert)
   local result = json.array {}
   for i, item in ipairs(list) do result[i] = convert(item) end
   return result
end

---@param plan moontide.deploy.Plan
---@return table
function M.plan(plan)
   return { type = "plan", version = M.version, deployment = plan.deployment,
      cells = map(plan.cells, cell_of), targets = map(plan.groups, group_of),
      stale = json.array(plan.stale), foreign = json.array(plan.foreign),
      unmanaged = json.array(plan.unmanaged), notes = json.array(plan.notes),
      guards = json.array(plan.guards), summary = plan.summary, seconds = plan.seconds }
end

---What became of one target.
---@param outcome moontide.deploy.Outcome
---@return table
function M.outcome(outcome)
   local result = pick(outcome.group, { "cell", "region", "profile", "namespace", "resource_id",
      "dimension", "where" })
   result.state, result.calls, result.reason = outcome.state, outcome.calls, outcome.reason
   result.changes = map(outcome.group.changes, function(change)
      return pick(change, { "verb", "kind", "name" })
   end)
   if outcome.error then result.error = M.error(outcome.error) end
   if outcome.change and outcome.state ~= "done" then
      result.stopped_at = pick(outcome.change, { "verb", "kind", "name", "where" })
   end
   return result
end

---@param plan moontide.deploy.Plan
---@param result moontide.deploy.Result
---@return table
function M.result(plan, result)
   local document = pick(result, { "done", "failed", "cancelled", "skipped", "calls", "seconds",
      "journal" })
   document.type, document.version = "apply", M.version
   document.deployment, document.plan = plan.deployment, plan.summary
   document.cells = map(plan.cells, cell_of)
   document.targets = map(result.outcomes, M.outcome)
   document.halted = result.halted and M.error(result.halted)
   return document
end

return M
