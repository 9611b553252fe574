-- Golden steps: scripts applied after each other to an emulator, with what other software does in
-- between. spec/plans/NNN-name.lua lists the steps, NNN-name.txt has the plans as they must read.
local apply = require "moontide.deploy.apply"
local control = require "support.control"
local deployments = require "support.deployments"
local files = require "moontide.files"
local fleet = require "support.fleet"
local json = require "moontide.json"
local plan = require "moontide.deploy.plan"
local task = require "moontide.task"
local text = require "moontide.deploy.render.text"

local M = {}

---@class moontide.spec.Step
---@field title string
---@field script string?        nil: that of the step before
---@field foreign? fun(aas: moontide.Client, id: fun(endpoint: string, members: table?): table)
---@field options table?        of the plan
---@field view string?          of the text
---@field apply boolean?        false: only planned
---@field refused boolean?      the guards must forbid it
---@field again boolean?        whether a second plan may have changes: only where the text says so
---@field advance integer?      seconds of the emulator's time that go by before it
---@field now number?           the planner's time

local dimension <const> = "sagemaker:variant:DesiredInstanceCount"

---What names a variant, and further members.
function M.id(endpoint, members)
   local input = { ServiceNamespace = "sagemaker", ScalableDimension = dimension,
      ResourceId = ("endpoint/%s/variant/main"):format(endpoint) }
   for key, value in pairs(members or {}) do input[key] = value end
   return input
end

-- Calls and time are told apart from what a plan says.
local function masked(plan_text)
   return (plan_text:gsub("%(%d+ calls?, %d+%.%d s%)", "(…)")
      :gsub("request %x[%x-]+", "request …"))
end

local function make(deployment, step)
   local options = { now = step.now }
   for key, value in pairs(step.options or {}) do options[key] = value end
   return plan.make(deployment, options)
end

local function apply_step(made, deployment, step, out)
   local result = apply.run(made)
   out[#out + 1] = ("applied: %d done, %d failed, %d calls\n"):format(result.done, result.failed,
      result.calls)
   for _, outcome in ipairs(result.outcomes) do
      if outcome.error then
         out[#out + 1] = ("  %s: %s\n"):format(outcome.group.resource_id,
            masked(tostring(outcome.error)))
      end
   end
   local second = make(deployment, step)
   local rest = masked(text.plan(second))
   if step.again then
      out[#out + 1] = "then:\n" .. rest
   else
      assert(second.summary.changes == 0, "a second plan is not empty:\n" .. rest)
   end
end

-- The emulator's clock goes on; plans are made at its time.
local function advance(step, state)
   if not step.advance then return end
   state.now = json.decode(control.ask(state.port, "POST",
      ("advance?seconds=%d"):format(step.advance))).now
end

local function run_step(step, state, out)
   local moontide = require "moontide"
   advance(step, state)
   step.now = step.now or state.now
   if step.foreign then step.foreign(moontide.client("application-autoscaling"), M.id) end
   state.script = step.script or state.script
   local deployment = deployments.load(state.script, step.load)
   local made = make(deployment, step)
   out[#out + 1] = ("== %s\n%s"):format(step.title, masked(text.plan(made, { view = step.view })))
   assert(#made.guards > 0 == (step.refused or false),
      "guards: " .. table.concat(made.guards, "; "))
   if step.apply ~= false and not step.refused then apply_step(made, deployment, step, out) end
   out[#out + 1] = "\n"
end

---Runs the steps of a file; gives what their plans read like.
---@param steps moontide.spec.Step[]
---@return string
function M.run(steps)
   local emulator <close> = fleet.emulator(steps.emulator)
   local out, state = {}, { port = emulator.port }
   task.run(function()
      for _, step in ipairs(steps) do
         local ok, err = pcall(run_step, step, state, out)
         if not ok then error(("%s: %s"):format(step.title, tostring(err)), 0) end
      end
   end)
   return table.concat(out)
end

local function write(path, content)
   local file <close> = assert(io.open(path, "wb"))
   file:write(content)
end

---Compares with the golden text; what was seen is left beside it as .actual. With
---MOONTIDE_UPDATE_PLANS set, what is seen becomes golden.
---@param path string of the steps, without its ending
function M.check(path)
   local steps = assert(loadfile(path .. ".lua", "t"))()
   local seen = M.run(steps)
   if os.getenv("MOONTIDE_UPDATE_PLANS") then write(path .. ".txt", seen) end
   local golden = files.read(path .. ".txt") or ""
   if seen ~= golden then write(path .. ".actual", seen) end
   assert(seen == golden, ("%s.actual is not %s.txt"):format(path, path))
end

return M
