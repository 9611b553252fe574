-- What verbs that look at live targets have in common: which cells, namespaces and resources.
local planning = require "moontide.cli.planning"
local values = require "moontide.cli.values"

local M = {}

---@type moontide.cli.Option[]
M.options = {
   { name = "namespace", value = "A,B", read = values.list,
      help = "service namespaces (default sagemaker)" },
   { name = "all-namespaces", help = "all 15 of them, side by side" },
}
table.move(planning.where_options, 1, #planning.where_options, #M.options + 1, M.options)

local function namespaces_of(given)
   local known = require("moontide.deploy.namespaces").names
   if given["all-namespaces"] then return known end
   for _, name in ipairs(given.namespace or {}) do
      local is_known = false
      for _, candidate in ipairs(known) do is_known = is_known or candidate == name end
      if not is_known then
         local hint = require("moontide.suggest").hint(name, known)
         error(require("moontide.core").error { status = "usage", exit_code = 64,
            message = ("--namespace: there is no namespace '%s'%s"):format(name, hint) }, 0)
      end
   end
   return given.namespace or { "sagemaker" }
end

---@class moontide.cli.Scope
---@field cell moontide.deploy.Cell
---@field targets moontide.deploy.Target[]  sorted
---@field error any

---Reads the live targets that options and a glob mean, cell by cell. Runs inside a task.
---@param given table options of the command line
---@param options? { glob: string?, with_tags: boolean? }
---@return moontide.cli.Scope[]
function M.read(given, options)
   options = options or {}
   local cells = require("moontide.deploy.cells").of({ targets = {} },
      { regions = given.regions, profiles = given.profiles })
   local requests = {}
   for i, cell in ipairs(cells) do
      requests[i] = { cell = cell, wanted = {}, namespaces = namespaces_of(given),
         is_whole = true, lists_tags = options.with_tags, needs_tags = options.with_tags }
   end
   local states = require("moontide.deploy.gather").read(requests)
   local desired = require "moontide.deploy.desired"
   local filter = { targets = options.glob and { options.glob } or given.target,
      excluded = given.exclude }
   local list = {}
   for i, cell in ipairs(cells) do
      local entry = { cell = cell, targets = {}, error = states[cell].error }
      for _, target in pairs(states[cell].targets) do
         if desired.is_chosen(target, filter) then table.insert(entry.targets, target) end
      end
      require("moontide.deploy.identity").sort(entry.targets)
      list[i] = entry
   end
   return list
end

---Tells on stderr which cells could not be read; the exit code of the first, nil if all were.
---@param scope moontide.cli.Scope[]
---@return integer?
function M.tell_failures(scope)
   local code
   for _, entry in ipairs(scope) do
      if entry.error then
         io.stderr:write(("moontide: %s was not read: %s\n"):format(entry.cell.name,
            tostring(entry.error)))
         code = code or require("moontide.cli.report").exit_code(entry.error)
      end
   end
   return code
end

---All targets of all cells, each with its cell.
---@param scope moontide.cli.Scope[]
---@return { cell: moontide.deploy.Cell, target: moontide.deploy.Target }[]
function M.all(scope)
   local list = {}
   for _, entry in ipairs(scope) do
      for _, target in ipairs(entry.targets) do
         list[#list + 1] = { cell = entry.cell, target = target }
      end
   end
   return list
end

return M
