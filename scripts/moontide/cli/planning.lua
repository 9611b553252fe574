-- What verbs with a plan have in common: their options, the way from the command line to a plan,
-- and how it is shown.
local values = require "moontide.cli.values"

local M = {}

local EXIT_INVALID <const> = 3
local EXIT_CHANGES <const> = 2
local GC_PAUSE <const> = 160 -- of Lua's 200: a fifth less memory for a fifth more computing

---Where: cells and targets.
---@type moontide.cli.Option[]
M.where_options = {
   { name = "regions", value = "A,B", read = values.list,
      help = "these Regions, whatever the script says" },
   { name = "profiles", value = "A,B", read = values.list, complete = "profile",
      help = "these profiles, one account after the other" },
   { name = "target", value = "GLOB", many = true, help = "only resource ids that fit" },
   { name = "exclude", value = "GLOB", many = true, help = "no resource ids that fit" },
}

---What a plan may do.
---@type moontide.cli.Option[]
M.rule_options = {
   { name = "prune", help = "remove what this deployment owns and the script has no more" },
   { name = "take-over", help = "change targets of other deployments, too" },
   { name = "no-adopt", help = "leave targets alone that were there and nobody owns" },
   { name = "max-changes", value = "N", read = values.whole, help = "refuse to change more" },
   { name = "max-removes", value = "N|P%", read = values.share, help = "refuse to remove more" },
   { name = "no-capacity", help = "do not ask for present capacities" },
}

---How it is shown.
---@type moontide.cli.Option[]
M.view_options = {
   { name = "full", help = "show what does not change, too" },
   { name = "compact", help = "one line for each target" },
   { name = "only-changes", help = "nothing but what changes" },
   { name = "json", help = "one JSON document" },
}

local function share_of(value)
   if value == nil then return nil end
   return (values.share(tostring(value)))
end

---The options of a plan, the script's own where the command line says nothing.
---@param given table options of the command line
---@param deployment table
---@return moontide.deploy.PlanOptions
function M.options(given, deployment)
   local own = deployment.options or {}
   local adopts = own.adopt == nil or own.adopt
   return { regions = given.regions, profiles = given.profiles, targets = given.target,
      excluded = given.exclude, prune = given.prune, with_capacity = not given["no-capacity"],
      take_over = given["take-over"] or own.take_over, no_adopt = given["no-adopt"] or not adopts,
      max_changes = given["max-changes"] or own.max_changes,
      max_removes = given["max-removes"] or share_of(own.max_removes) }
end

---How the text looks.
---@return moontide.deploy.TextOptions
function M.text_options(given)
   local printer = require "moontide.cli.report"
   local view
   for _, name in ipairs { "full", "compact", "only-changes" } do
      if given[name] then view = name end
   end
   return { view = view,
      is_coloured = printer.is_coloured(given.color, require("moontide.core").is_tty(1)) }
end

-- Findings ------------------------------------------------------------------------------------

-- validate tells all; beside a plan, notes would be said again and again.
local function is_told(finding, given)
   if finding.severity == "note" then return (given.verbose or 0) > 0 end
   return finding.severity == "error" or not given.quiet
end

---Tells findings on stderr; true if one of them forbids to go on.
---@param findings table[]
---@return boolean
function M.tell_findings(findings, command, deployment)
   local findings_of = require "moontide.deploy.findings"
   local printer = require "moontide.cli.report"
   local given, told = command.options, {}
   for _, finding in ipairs(findings) do
      if is_told(finding, given) then told[#told + 1] = finding end
   end
   if #told > 0 and not given.json and not given.jsonl then
      io.stderr:write(require("moontide.deploy.report.text").format(told, {
         script = command.operand, deployment = deployment, is_coloured = printer.is_coloured(
            given.color, require("moontide.core").is_tty(2)) }))
   end
   return findings_of.has_errors(findings)
end

local function ask(deployment, point, payload, findings)
   local hooks = require "moontide.deploy.hooks"
   if not hooks.has(deployment, point) then return end
   local said = hooks.run(deployment, point, type(payload) == "function" and payload() or payload)
   table.move(said, 1, #said, #findings + 1, findings)
end

---@class moontide.cli.Planned
---@field deployment table
---@field findings table[]
---@field plan moontide.deploy.Plan?  nil: the findings forbid it

---Loads, reviews and plans. Runs inside a task.
---@param command moontide.cli.Command
---@return moontide.cli.Planned
function M.make(command)
   local findings_of = require "moontide.deploy.findings"
   local deployment, findings = require("moontide.cli.deployment").read(command)
   ask(deployment, "before_plan", deployment, findings)
   local planned = { deployment = deployment, findings = findings }
   if findings_of.has_errors(findings) then return planned end
   local plan = require("moontide.deploy.plan").make(deployment,
      M.options(command.options, deployment))
   local document = require "moontide.deploy.render.document"
   for _, point in ipairs { "after_plan", "validate_plan" } do
      ask(deployment, point, function() return document.plan(plan) end, findings)
   end
   planned.plan = plan
   return planned
end

-- Showing -------------------------------------------------------------------------------------

---The finding list as data.
local function findings_document(findings)
   local list = require("moontide.json").array {}
   for i, finding in ipairs(findings) do
      list[i] = { rule = finding.rule, severity = finding.severity, message = finding.message,
         where = finding.where, fix = finding.fix, target = finding.target }
   end
   return list
end

local function json_text(document)
   local json = require "moontide.json"
   return json.encode(document, { pretty = true, sorted = true }) .. "\n"
end

---The plan as one JSON document, also when there is none.
---@param planned moontide.cli.Planned
---@return table
function M.document(planned)
   local document = require "moontide.deploy.render.document"
   local made = planned.plan and document.plan(planned.plan)
      or { type = "plan", version = document.version, error = { status = "input",
         message = "the deployment is not valid" } }
   made.findings = findings_document(planned.findings)
   made.stats = require("moontide.stats").stats()
   return made
end

M.json_text = json_text

local formats <const> = { text = "moontide.deploy.render.text",
   md = "moontide.deploy.render.markdown" }

---The plan as the options want it.
---@param planned moontide.cli.Planned
---@param given table
---@return string
function M.show(planned, given)
   if given.json then return json_text(M.document(planned)) end
   local renderer = require(formats[given.format or "text"])
   return renderer.plan(planned.plan, M.text_options(given))
end

---The exit code of a plan: that of the first cell that could not be planned, or 2 for changes where
---that is wanted.
---@param plan moontide.deploy.Plan
---@param has_detail boolean
---@return integer
function M.exit_code(plan, has_detail)
   for _, cell in ipairs(plan.cells) do
      if cell.error then return require("moontide.cli.report").exit_code(cell.error) end
   end
   return has_detail and plan.summary.changes > 0 and EXIT_CHANGES or 0
end

---Runs a verb that may print JSON: what goes wrong is still one valid document.
---@param command moontide.cli.Command
---@param kind string   the document's type
---@param body fun(): integer
---@return integer
function M.guarded(command, kind, body)
   collectgarbage("incremental", GC_PAUSE)
   local session = require "moontide.cli.session"
   local script = require "moontide.cli.script"
   local _ <close> = session.open(command.options)
   if command.operand then script.add_to_path(command.operand) end
   local code
   local ok, err = pcall(require("moontide.task").run, function() code = body() end)
   if ok then return code == 0 and session.exit_code() or code end
   if command.options.json or command.options.jsonl then
      local document = require "moontide.deploy.render.document"
      local text = { type = kind, version = document.version, error = document.error(err),
         stats = require("moontide.stats").stats() }
      io.stdout:write(command.options.json and json_text(text)
         or require("moontide.json").encode(text, { sorted = true }) .. "\n")
   end
   error(err, 0)
end

---Plans and shows it, as plan and drift do.
---@param command moontide.cli.Command
---@param has_detail boolean   does the exit code tell changes?
---@return integer exit_code
function M.run(command, has_detail)
   local given = command.options
   return M.guarded(command, "plan", function()
      local planned = M.make(command)
      local is_invalid = M.tell_findings(planned.findings, command, planned.deployment)
      if planned.plan or given.json then io.stdout:write(M.show(planned, given)) end
      if is_invalid or not planned.plan then return EXIT_INVALID end
      if given.out then require("moontide.deploy.plan_file").write(planned.plan, given.out) end
      return M.exit_code(planned.plan, has_detail)
   end)
end

M.EXIT_INVALID = EXIT_INVALID

return M
