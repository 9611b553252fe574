-- What verbs with a deployment script have in common: the options that say what it is given and by
-- which rules it is reviewed, and the way from the command line to a reviewed deployment.
local M = {}

---@type moontide.cli.Option[]
M.options = {
   { name = "var", value = "NAME=VALUE", many = true, help = "what var(\"NAME\") gives the script",
      read = function(text)
         if text:find("^[%a_][%w_.-]*=") then return text end
         return nil, "NAME=VALUE"
      end },
   { name = "var-file", value = "FILE", many = true, complete = "file",
      help = "variables as a JSON object" },
   { name = "hooks", value = "PATH", many = true, complete = "file",
      help = "a file of hooks, or a directory of such files" },
   { name = "no-project-hooks", help = "leave out the hooks in .moontide/hooks/" },
   { name = "sandbox-hooks", help = "run hook files apart: no files, no network, limits" },
   { name = "ignore-rule", value = "NAME", many = true, help = "switch off a built-in rule" },
}

local function read_var_file(vars, path)
   local given = require("moontide.json").read(path)
   if type(given) ~= "table" or #given > 0 then
      error(require("moontide.core").error { status = "syntax", where = path,
         message = "a JSON object of variables is expected" }, 0)
   end
   for name, value in pairs(given) do vars[name] = value end
end

---Variables by name: those of files first, then those of the command line.
---@param given table options of the command line
---@return table<string, any>
function M.variables(given)
   local vars = {}
   for _, path in ipairs(given["var-file"] or {}) do read_var_file(vars, path) end
   for _, text in ipairs(given.var or {}) do
      local name, value = text:match("^([^=]+)=(.*)$")
      vars[name] = value
   end
   return vars
end

local function hook_sources(path, given)
   local hook_files = require "moontide.deploy.hook_files"
   local sources = {}
   if not given["no-project-hooks"] then sources = hook_files.of_project(path) end
   for _, hook_path in ipairs(given.hooks or {}) do
      local more = hook_files.of_path(hook_path)
      table.move(more, 1, #more, #sources + 1, sources)
   end
   return sources
end

-- A plan that was kept is data; it has been reviewed, and only apply has a use for it.
local function refuse_plan_file(path)
   if not path:find("%.json$") then return end
   error(require("moontide.core").error { status = "usage", exit_code = 64, message =
      ("%s is no script; a plan that was kept is applied by: moontide apply %s"):format(path,
         path) }, 0)
end

local function append(list, more)
   table.move(more, 1, #more, #list + 1, list)
end

---Loads the script and all hooks, and reviews the deployment: everything that is wrong is in the
---findings. Runs inside a task, so that the script's calls do not block.
---@param command moontide.cli.Command  the operand is the script
---@param options? { now?: number, live?: table, is_offline?: boolean }
---@return table deployment, moontide.deploy.Finding[] findings
function M.read(command, options)
   local core = require "moontide.core"
   local findings_of = require "moontide.deploy.findings"
   local given, path = command.options, command.operand
   options = options or {}
   refuse_plan_file(path)
   if options.is_offline then require("moontide.context").assume_region "us-east-1" end
   local vars = M.variables(given)
   local deployment, findings = require("moontide.deploy.loader").read { path = path, vars = vars,
      arguments = command.arguments, is_offline = options.is_offline }
   local hooks, mistakes = require("moontide.deploy.hook_files").load(hook_sources(path, given),
      { vars = vars, sandbox = given["sandbox-hooks"] and {} or nil })
   append(deployment.hooks, hooks)
   append(findings, mistakes)
   append(findings, require("moontide.deploy.review").run(deployment, {
      now = options.now or core.time(), live = options.live,
      ignore_rules = given["ignore-rule"] }))
   return deployment, findings_of.sorted(require("moontide.deploy.rules").explain(findings))
end

return M
