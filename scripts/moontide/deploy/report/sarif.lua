-- Findings as SARIF 2.1.0, which code scanning reads.
local clean = require "moontide.deploy.report.clean"
local core = require "moontide.core"
local findings_of = require "moontide.deploy.findings"
local json = require "moontide.json"
local rules = require "moontide.deploy.rules"

local M = {}

local function rule_entry(name)
   local rule = rules.by_name[name]
   if not rule then return { id = name } end
   return { id = name, shortDescription = { text = rule.reason },
      help = { text = ("%s. Source: %s"):format(rule.fix, rule.source) },
      defaultConfiguration = { level = rule.severity } }
end

local function location(finding)
   local file, line = findings_of.place(finding.where)
   if not file then return nil end
   return { physicalLocation = { artifactLocation = { uri = clean(file) },
      region = line and { startLine = math.max(1, line) } or nil } }
end

local function result(finding, index)
   local text = finding.message
   if finding.target then text = ("%s (%s)"):format(text, finding.target) end
   if finding.fix then text = ("%s. Fix: %s"):format(text, finding.fix) end
   local places = json.array {}
   places[1] = location(finding)
   return { ruleId = finding.rule, ruleIndex = index, level = finding.severity,
      message = { text = clean(text) }, locations = places }
end

---@param findings moontide.deploy.Finding[]
---@return string
function M.format(findings)
   local entries, indexes, results = json.array {}, {}, json.array {}
   for i, finding in ipairs(findings) do
      if not indexes[finding.rule] then
         entries[#entries + 1] = rule_entry(finding.rule)
         indexes[finding.rule] = #entries - 1
      end
      results[i] = result(finding, indexes[finding.rule])
   end
   return json.encode({ version = "2.1.0",
      ["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json",
      runs = { { tool = { driver = { name = "moontide", version = core.version,
         rules = entries } }, results = results } } }, { pretty = true, sorted = true }) .. "\n"
end

return M
