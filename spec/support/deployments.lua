-- Deployment scripts as texts, for specs.
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

---The deployment of a script in which nothing is wrong.
function M.load(text, options)
   local deployment, findings = M.read(text, options)
   assert(#findings == 0, findings[1] and tostring(findings[1].where) .. ": "
      .. findings[1].message)
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
