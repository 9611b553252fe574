-- Makes a plan true: one target's calls after each other, targets side by side, every call in the
-- journal before it is sent. What fails ends its own target only.
local context = require "moontide.context"
local core = require "moontide.core"
local steps = require "moontide.deploy.steps"
local task = require "moontide.task"

local M = {}

---@class moontide.deploy.Outcome
---@field group moontide.deploy.Group
---@field state "done"|"failed"|"cancelled"|"skipped"
---@field calls integer      that succeeded
---@field error any
---@field change moontide.deploy.Change?  the one that failed or was not begun
---@field reason string?     why it was skipped

---@class moontide.deploy.Result
---@field outcomes moontide.deploy.Outcome[]  in the plan's order
---@field done integer
---@field failed integer
---@field cancelled integer
---@field skipped integer
---@field calls integer
---@field seconds number
---@field journal string?  path
---@field halted any       what kept the journal from being written, and so the rest from being done

local EXIT_REFUSED <const> = 3 -- by hooks, all of it

-- Waits that are worth it: AWS sees its own writes late, and a new role later still.
local FRESH <const> = { tries = 8, first = 0.2, most = 5 }
local ROLE <const> = { tries = 7, first = 1, most = 15 }

local function code_of(err)
   return type(err) == "table" and err.code or nil
end

local function is_gone(err)
   return code_of(err) == "ObjectNotFoundException"
end

-- How patiently a refusal is met, nil if it is final.
local function patience_of(err, call, run)
   if is_gone(err) and run.has_registered and not call.is_removal then return FRESH end
   local text = type(err) == "table" and tostring(err.message) or ""
   if code_of(err) == "ValidationException" and text:find("Unable to assume IAM role", 1, true) then
      return ROLE
   end
end

local function pause(patience, try)
   task.sleep(math.min(patience.most, patience.first * 2 ^ (try - 1)))
end

local function send(run, call)
   local try = 0
   while true do
      try = try + 1
      local ok, output = pcall(run.cell.call, run.cell, call.service, call.operation, call.input)
      if ok then return output end
      if call.is_removal and is_gone(output) then return {} end
      local patience = patience_of(output, call, run)
      if not patience or try >= patience.tries or context.is_interrupted() then
         error(output, 0)
      end
      pause(patience, try)
   end
end

-- The actions of an alarm with the policy's ARN as it is now; what else it does, it goes on doing.
local function actions_with(actions, arn)
   local ending, list = arn:match(":resource/.*$"), {}
   for _, action in ipairs(actions or {}) do
      local is_policy = action:find(":scalingPolicy:", 1, true) and action:sub(-#ending) == ending
      if not is_policy then list[#list + 1] = action end
   end
   list[#list + 1] = arn
   return list
end

-- Alarms call a policy by its ARN, which may be as new as the policy.
local function complete(run, call)
   if not call.policy then return end
   local live = run.group.live and run.group.live.policies[call.policy]
   local arn = run.arns[call.policy] or live and live.arn
   if arn then call.input.AlarmActions = actions_with(call.input.AlarmActions, arn) end
end

local function remember(run, call, output)
   if call.operation == "RegisterScalableTarget" then
      run.has_registered = true
   elseif call.operation == "PutScalingPolicy" then
      run.arns[call.input.PolicyName] = output.PolicyARN
   end
end

local function cancelled()
   return core.error { status = "cancelled", message = "interrupted" }
end

local function is_cancelled(err)
   return type(err) == "table" and err.status == "cancelled"
end

-- What is not in the journal is not sent: one failure to write it ends the whole run, said once.
local function note(run, method, ...)
   if not run.journal then return nil end
   local ok, result = pcall(run.journal[method], run.journal, ...)
   if ok then return result end
   if not is_cancelled(result) then run.shared.halted = run.shared.halted or result end
   error(cancelled(), 0)
end

local function perform(run, call)
   complete(run, call)
   local id = note(run, "begin", run.group, call)
   local ok, output = pcall(send, run, call)
   if ok then
      remember(run, call, output)
      run.outcome.calls = run.outcome.calls + 1
   end
   note(run, "finish", id, not ok and output or nil)
   if not ok then error(output, 0) end
end

local function make(run, change)
   run.outcome.change = change
   for _, call in ipairs(steps.of(run.group, change)) do
      if context.is_interrupted() or run.shared.halted then error(cancelled(), 0) end
      perform(run, call)
   end
   run.outcome.change = nil
end

-- before_change may refuse a change; it then counts as skipped, and so does what follows it.
local function make_with_hooks(run, change)
   local hooks = run.hooks
   local payload = hooks and hooks.payload(run.group, change)
   local refusal = hooks and hooks.before_change(payload)
   if refusal then
      run.outcome.change = change
      run.outcome.state, run.outcome.reason = "skipped", refusal
      return false
   end
   make(run, change)
   if hooks then hooks.after_change(payload) end
   return true
end

local function apply_group(run)
   for _, change in ipairs(run.group.changes) do
      if not make_with_hooks(run, change) then return end
   end
   run.outcome.state = "done"
end

local function run_group(group, shared)
   local outcome = { group = group, state = "cancelled", calls = 0 }
   local run = { group = group, cell = shared.cells[group.cell], journal = shared.journal,
      hooks = shared.hooks, outcome = outcome, arns = {}, shared = shared }
   local ok, err = pcall(apply_group, run)
   if not ok then
      outcome.state, outcome.error = is_cancelled(err) and "cancelled" or "failed", err
      if shared.hooks and not is_cancelled(err) then shared.hooks.on_error(group, outcome) end
   end
   if shared.on_outcome then shared.on_outcome(outcome) end
   return outcome
end

-- Order ---------------------------------------------------------------------------------------

local function registers(group)
   local first = group.changes[1]
   return first ~= nil and first.kind == "target" and first.verb == "create"
end

-- Where a namespace has no target yet, the first registration makes the service-linked role: it
-- goes alone, the others after it.
local function split(groups, plan_groups)
   local has_role = {}
   for _, group in ipairs(plan_groups) do
      if group.live then has_role[group.cell .. "/" .. group.namespace] = true end
   end
   local first, rest = {}, {}
   for _, group in ipairs(groups) do
      local place = group.cell .. "/" .. group.namespace
      if registers(group) and not has_role[place] then
         has_role[place] = true
         first[#first + 1] = group
      else
         rest[#rest + 1] = group
      end
   end
   return first, rest
end

local function pending_groups(plan)
   local list = {}
   for _, group in ipairs(plan.groups) do
      if #group.changes > 0 and group.state ~= "refused" then list[#list + 1] = group end
   end
   return list
end

local function run_all(groups, shared, outcomes)
   local _, errors = task.map(groups, function(group)
      outcomes[group] = run_group(group, shared)
      shared.progress.done = shared.progress.done + 1
   end, { on_error = "collect", limit = shared.limit })
   for _, failed in ipairs(errors) do
      if failed.item then
         outcomes[failed.item] = outcomes[failed.item]
            or { group = failed.item, state = "cancelled", calls = 0, error = failed.error }
      end
   end
end

local function by_cell(groups)
   local lists, list_of = {}, {}
   for _, group in ipairs(groups) do
      if not list_of[group.cell] then
         list_of[group.cell] = {}
         lists[#lists + 1] = list_of[group.cell]
      end
      table.insert(list_of[group.cell], group)
   end
   return lists
end

-- Shows how many targets are done, rather than how many cells.
local function show(progress)
   local observer = task.observer()
   if observer then observer:begin(progress) end
   return setmetatable({}, { __close = function()
      if observer then observer:finish(progress) end
   end })
end

-- Side by side, each with a window of its own: a Region that is down holds up no other.
local function run_cells(plan, groups, shared, outcomes)
   if #groups == 0 then return end
   local cells = by_cell(groups)
   shared.progress = { done = 0, total = #groups }
   local _ <close> = show(shared.progress)
   local _, errors = task.map(cells, function(list)
      local first, rest = split(list, plan.groups)
      run_all(first, shared, outcomes)
      run_all(rest, shared, outcomes)
   end, { on_error = "collect", limit = #cells })
   for _, failed in ipairs(errors) do
      if not is_cancelled(failed.error) then error(failed.error, 0) end
   end
end

local function tally(groups, outcomes)
   local result = { outcomes = {}, done = 0, failed = 0, cancelled = 0, skipped = 0, calls = 0 }
   for i, group in ipairs(groups) do
      local outcome = outcomes[group] or { group = group, state = "cancelled", calls = 0 }
      result.outcomes[i] = outcome
      result[outcome.state] = result[outcome.state] + 1
      result.calls = result.calls + outcome.calls
   end
   return result
end

local function end_state(result)
   if result.cancelled > 0 then return "interrupted" end
   return result.failed > 0 and "failed" or "done"
end

---Applies a plan.
---@param plan moontide.deploy.Plan
---@param options? { journal: moontide.deploy.Journal?, hooks: table?, limit: integer?,
---   on_outcome: nil|fun(outcome: moontide.deploy.Outcome) }
---@return moontide.deploy.Result
function M.run(plan, options)
   options = options or {}
   local began = core.monotonic()
   local groups, outcomes = pending_groups(plan), {}
   local shared = { cells = plan.by_cell, journal = options.journal, hooks = options.hooks,
      limit = options.limit, on_outcome = options.on_outcome }
   run_cells(plan, groups, shared, outcomes)
   local result = tally(groups, outcomes)
   result.seconds = core.monotonic() - began
   result.halted = shared.halted
   if options.journal then
      options.journal:close(end_state(result))
      result.journal = options.journal.path
   end
   return result
end

---The exit code of an apply: partly done is a state of its own.
---@param plan moontide.deploy.Plan
---@param result moontide.deploy.Result
---@return integer
function M.exit_code(plan, result)
   local first = result.halted
   if result.cancelled > 0 and not first then return core.exit_code("cancelled") end
   for _, outcome in ipairs(result.outcomes) do
      if outcome.state == "failed" then first = first or outcome.error end
   end
   for _, cell in ipairs(plan.cells) do first = first or cell.error end
   if not first and result.skipped == 0 then return 0 end
   if result.calls > 0 then return 5 end
   if not first then return EXIT_REFUSED end
   return type(first) == "table" and math.type(first.exit_code) == "integer"
      and first.exit_code or 1
end

return M
