-- Findings as one JSON document; its keys stay, a new version only adds.
local clean = require "moontide.deploy.report.clean"
local findings_of = require "moontide.deploy.findings"
local json = require "moontide.json"

local M = {}

M.version = "1.0"

local members <const> = { "rule", "severity", "message", "reason", "fix", "source", "target",
   "where", "traceback" }

local function entry_of(finding)
   local entry = {}
   for _, name in ipairs(members) do entry[name] = finding[name] and clean(finding[name]) end
   entry.file, entry.line = findings_of.place(entry.where)
   return entry
end

---@param findings moontide.deploy.Finding[]
---@param options moontide.deploy.ReportOptions
---@return string
function M.format(findings, options)
   local list = json.array {}
   for i, finding in ipairs(findings) do list[i] = entry_of(finding) end
   return json.encode({
      type = "validation", version = M.version, script = options.script,
      valid = not findings_of.has_errors(findings), findings = list,
      targets = #options.deployment.targets,
      counts = { error = findings_of.count(findings, "error"),
         warning = findings_of.count(findings, "warning"),
         note = findings_of.count(findings, "note") },
   }, { pretty = true, sorted = true }) .. "\n"
end

return M
