-- Deployment scripts as texts, for specs.
local core = require "moontide.core"
local loader = require "moontide.deploy.loader"

local M = {}

---@param text string
---@param options? table  of the loader
---@return table deployment, table[] findings
function M.read(text, options)
   local given = { path = "fleet.lua", text = text }
   for name, value in pairs(options or {}) do given[name] = value end
   return loader.read(given)
end

---The deployment of a script in which nothing is wrong; it may be empty.
function M.load(text, options)
   local deployment, findings = M.read(text, options)
   local first = findings[1]
   if first and first.rule ~= "no-targets" then
      error(tostring(first.where) .. ": " .. first.message)
   end
   return deployment
end

---Findings as "fleet.lua:1: rule: message" lines.
function M.lines(findings)
   local lines = {}
   for i, finding in ipairs(findings) do
      lines[i] = ("%s: %s: %s"):format(finding.where, finding.rule, finding.message)
   end
   return lines
end

---What is wrong with a script, as such lines.
function M.mistakes(text, options)
   local _, findings = M.read(text, options)
   return M.lines(findings)
end

---The only target of a script.
function M.target(text, options)
   local deployment = M.load(text, options)
   assert(#deployment.targets == 1, "there is not exactly one target")
   return deployment.targets[1]
end

---Calls fn with a temporary directory that has these files, named relative to it.
---@param files table<string, string>
---@param fn fun(directory: string)
function M.in_directory(files, fn)
   local directory = assert(core.mkdtemp())
   local function run()
      for name, text in pairs(files) do
         local parent = name:match("^(.*)/") or "."
         assert(os.execute(("mkdir -p '%s/%s'"):format(directory, parent)))
         local file <close> = assert(io.open(directory .. "/" .. name, "wb"))
         file:write(text)
      end
      fn(directory)
   end
   local ok, err = pcall(run)
   os.execute("rm -rf '" .. directory .. "'")
   if not ok then error(err, 0) end
end

M.variant = "endpoint/ranker/variant/main"

---The first policy of the variant that has the given declarations.
function M.policy(declaration)
   return M.target(('target "%s" { min = 1, max = 2, %s }'):format(M.variant, declaration))
      .policies[1]
end

---The first scheduled action, likewise.
function M.action(declaration)
   return M.target(('target "%s" { min = 1, max = 2, %s }'):format(M.variant, declaration))
      .schedules[1]
end

return M
