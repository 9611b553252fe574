-- From a plan to its apply, for all verbs that change something: guards, the question, the journal,
-- the report, the exit code.
local core = require "moontide.core"
local planning = require "moontide.cli.planning"
local question = require "moontide.cli.question"
local text = require "moontide.deploy.render.text"

local M = {}

local EXIT_REFUSED <const> = 6
local MANY_REMOVALS <const> = 10 -- from here on a plain "yes" is too easy

---@type moontide.cli.Option[]
M.options = {
   { name = "yes", aliases = { "auto-approve" }, help = "do not ask" },
   { name = "rollback-on-failure", help = "undo all of it if something fails" },
   { name = "jsonl", help = "JSON lines, one for each event" },
   { name = "journal-dir", value = "DIR", complete = "directory",
      help = "keep the journal here (default $XDG_STATE_HOME/moontide/journal)" },
}

local function say(...)
   io.stderr:write(string.format(...), "\n")
end

-- The question --------------------------------------------------------------------------------

local function question_of(plan)
   local removals = plan.summary.remove
   if removals < MANY_REMOVALS then
      return "Apply these changes? [y/N] ", { y = true, yes = true }
   end
   return ("This deregisters %d targets. Type their number to go on: "):format(removals),
      { [tostring(removals)] = true }
end

-- nil: yes; else the exit code.
local function ask(plan, given)
   return question.ask(given, question_of(plan))
end

local function check_guards(plan)
   if #plan.guards == 0 then return nil end
   for _, guard in ipairs(plan.guards) do say("moontide: not applied: %s", guard) end
   return EXIT_REFUSED
end

-- Hooks ---------------------------------------------------------------------------------------

local function change_payload(group, change)
   return { verb = change.verb, kind = change.kind, name = change.name, reason = change.reason,
      before = change.before, after = change.after, fields = change.fields,
      where = change.where or group.where, cell = group.cell, region = group.region,
      profile = group.profile, namespace = group.namespace, resource_id = group.resource_id,
      dimension = group.dimension }
end

-- The hooks of a deployment as apply wants them; nil if there are none to run.
local function hooks_of(deployment, findings)
   local hooks = require "moontide.deploy.hooks"
   local document = require "moontide.deploy.render.document"
   local function run(point, payload)
      local said = hooks.run(deployment, point, payload)
      table.move(said, 1, #said, #findings + 1, findings)
      return said
   end
   if not deployment.hooks or #deployment.hooks == 0 then return nil end
   return {
      payload = change_payload,
      before_change = function(payload)
         for _, finding in ipairs(run("before_change", payload)) do
            if finding.severity == "error" then return finding.message end
         end
      end,
      after_change = function(payload) run("after_change", payload) end,
      on_error = function(_, outcome) run("on_error", document.outcome(outcome)) end,
      after_apply = function(report) run("after_apply", report) end,
   }
end

-- Events --------------------------------------------------------------------------------------

local function event(given, entry)
   if not given.jsonl then return end
   io.stdout:write(require("moontide.json").encode(entry, { sorted = true }), "\n")
   io.stdout:flush()
end

local function begin_events(given, plan)
   local document = require "moontide.deploy.render.document"
   event(given, { type = "version", moontide = core.version, ui = document.version })
   event(given, { type = "planned", summary = plan.summary, deployment = plan.deployment })
end

-- Applying ------------------------------------------------------------------------------------

local function new_journal(plan, given, action, undoes)
   return require("moontide.deploy.journal").create { deployment = plan.deployment,
      action = action, directory = given["journal-dir"], undoes = undoes }
end

local function roll_back(result, given)
   local undo = require "moontide.deploy.undo"
   say("moontide: rolling back")
   local deployment = undo.deployment(result.journal)
   local plan = require("moontide.deploy.plan").make(deployment,
      { is_exact = true, with_capacity = false })
   local undone = require("moontide.deploy.apply").run(plan,
      { journal = new_journal(plan, given, "rollback", result.journal) })
   return { done = undone.done, failed = undone.failed, journal = undone.journal,
      is_complete = undone.failed == 0 and undone.cancelled == 0 }
end

local function show_result(plan, result, given, rolled)
   local document = require "moontide.deploy.render.document"
   local shown = document.result(plan, result)
   shown.rollback, shown.stats = rolled, require("moontide.stats").stats()
   if given.json then
      io.stdout:write(planning.json_text(shown))
   elseif given.jsonl then
      shown.targets = nil
      event(given, shown)
   else
      local report = require "moontide.deploy.render.report"
      io.stdout:write(report.result(result, planning.text_options(given)))
      if rolled then
         io.stdout:write(rolled.is_complete and "Rolled back: everything is as it was before.\n"
            or ("Rolled back in part: %d done, %d failed.\n"):format(rolled.done, rolled.failed))
      end
   end
end

---Applies a plan that was shown, after the question.
---@param plan moontide.deploy.Plan
---@param command moontide.cli.Command
---@param options { action: string, undoes: string?, deployment: table?,
---   never_asks: boolean? }
---@return integer exit_code
function M.apply(plan, command, options)
   local given = command.options
   if plan.summary.changes == 0 then
      if given.json or given.jsonl then
         show_result(plan, { outcomes = {}, done = 0, failed = 0, cancelled = 0, skipped = 0,
            calls = 0, seconds = 0.0 }, given)
      end
      return #plan.guards > 0 and check_guards(plan) or planning.exit_code(plan, false)
   end
   local refused = check_guards(plan) or not options.never_asks and ask(plan, given)
   if refused then return refused end
   local apply, findings = require "moontide.deploy.apply", {}
   local hooks = hooks_of(options.deployment or {}, findings)
   local document = require "moontide.deploy.render.document"
   begin_events(given, plan)
   local journal = new_journal(plan, given, options.action, options.undoes)
   local result = apply.run(plan, { journal = journal, hooks = hooks, on_outcome = function(outcome)
         local entry = document.outcome(outcome)
         entry.type = "target"
         event(given, entry)
      end })
   if hooks then hooks.after_apply(document.result(plan, result)) end
   local rolled = result.failed > 0 and result.cancelled == 0 and given["rollback-on-failure"]
      and roll_back(result, given) or nil
   show_result(plan, result, given, rolled)
   planning.tell_findings(findings, command, options.deployment or { targets = {} })
   return apply.exit_code(plan, result)
end

---Shows a plan where there is somebody to see it.
---@param plan moontide.deploy.Plan
---@param given table
function M.show_plan(plan, given)
   if given.json or given.jsonl then return end
   io.stdout:write(text.plan(plan, planning.text_options(given)))
   io.stdout:flush()
end

return M
