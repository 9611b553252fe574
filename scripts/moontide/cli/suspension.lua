-- moontide suspend and resume: the same plan and apply as everything else, of one member only.
local applying = require "moontide.cli.applying"
local planning = require "moontide.cli.planning"
local scope = require "moontide.cli.scope"
local shared = require "moontide.cli.shared_options"
local values = require "moontide.cli.values"

local M = {}

local members <const> = { ["in"] = "dynamic_in", out = "dynamic_out", scheduled = "scheduled" }

local kinds = { name = "only", value = "WHAT", many = true, choices = { "in", "out", "scheduled" },
   help = "in, out or scheduled; all three without it" }

-- The state of a target: one value for all that is meant; nil: as it was before.
local function wanted_state(given, target, value)
   local state = {}
   for _, name in ipairs(given.only or { "in", "out", "scheduled" }) do
      local member = members[name]
      if value ~= nil then
         state[member] = value
      else
         state[member] = target.suspended[member]
      end
   end
   return state
end

-- A deployment that says nothing of the targets but this.
local function deployment_of(read, given, value)
   local deployment = { targets = {}, ignores = {}, hooks = {} }
   for _, entry in ipairs(scope.all(read)) do
      table.insert(deployment.targets, { namespace = entry.target.namespace,
         resource_id = entry.target.resource_id, dimension = entry.target.dimension,
         suspended = wanted_state(given, entry.target, value), policies = {}, schedules = {},
         regions = { entry.cell.region },
         profiles = entry.cell.profile and { entry.cell.profile } or nil })
   end
   return deployment
end

local function plan_of(deployment)
   return require("moontide.deploy.plan").make(deployment,
      { with_capacity = false, take_over = true })
end

local function change(command, read, value)
   local plan = plan_of(deployment_of(read, command.options, value))
   for _, group in ipairs(plan.groups) do group.taken_from, group.unmanaged = nil, {} end
   applying.show_plan(plan, command.options)
   return applying.apply(plan, command, { action = command.verb }), plan
end

-- The targets that this run has suspended, as they were before.
local function changed_targets(read, plan)
   local identity = require "moontide.deploy.identity"
   local is_changed = {}
   for _, group in ipairs(plan.groups) do
      if #group.changes > 0 then is_changed[group.cell .. identity.key(group)] = true end
   end
   local kept = {}
   for i, entry in ipairs(read) do
      kept[i] = { cell = entry.cell, targets = {} }
      for _, target in ipairs(entry.targets) do
         if is_changed[entry.cell.name .. identity.key(target)] then
            table.insert(kept[i].targets, target)
         end
      end
   end
   return kept
end

local function wait(seconds)
   local core = require "moontide.core"
   local task = require "moontide.task"
   local ends = core.time() + seconds
   io.stderr:write(("moontide: suspended until %s UTC; keep this running until then\n"):format(
      os.date("!%H:%M:%S", math.floor(ends))))
   local ok, err = pcall(task.sleep, seconds)
   if ok then return end
   io.stderr:write("moontide: interrupted: still suspended\n",
      "  try: moontide resume with the same targets, or moontide undo\n")
   error(err, 0)
end

local function resume_later(command, read, plan)
   wait(command.options["for"])
   local again = { verb = "resume", options = setmetatable({ yes = true },
      { __index = command.options }) }
   return (change(again, changed_targets(read, plan), nil))
end

local function work(command, value)
   local read = scope.read(command.options, { glob = command.operand })
   local failed = scope.tell_failures(read)
   if #scope.all(read) == 0 then
      io.stderr:write(("moontide: there is no target like '%s'\n"):format(command.operand))
      return failed or 1
   end
   for i = #read, 1, -1 do
      if read[i].error then table.remove(read, i) end
   end
   local code, plan = change(command, read, value)
   if code == 0 and command.options["for"] and plan.summary.changes > 0 then
      code = resume_later(command, read, plan)
   end
   return code == 0 and failed or code
end

---@param verb { name: string, summary: string, examples: string, value: boolean,
---   options: moontide.cli.Option[]? }
---@return moontide.cli.Verb
function M.verb(verb)
   return {
      name = verb.name, operand = "GLOB", summary = verb.summary, examples = verb.examples,
      options = shared.join({ kinds }, verb.options or {}, applying.options, {
         { name = "json", help = "one JSON document" },
         { name = "compact", help = "one line for each target" },
      }, scope.options, shared.connection),
      run = function(command)
         return planning.guarded({ options = command.options }, verb.name,
            function() return work(command, verb.value) end)
      end,
   }
end

---For how long: only suspending ends by itself.
---@type moontide.cli.Option
M.duration = { name = "for", value = "TIME", read = values.duration,
   help = "resume after 90s, 30m, 2h; runs until then" }

return M
