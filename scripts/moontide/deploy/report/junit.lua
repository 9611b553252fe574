-- Findings as JUnit XML: a test case for each target, and one for each finding that has none.
local clean = require "moontide.deploy.report.clean"

local M = {}

local entities <const> = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;",
   ["\n"] = "&#10;", ["\t"] = "&#9;" }

local function escape(text)
   return (clean(text):gsub("[&<>\"\n\t]", entities))
end

local function detail(finding)
   local lines = { ("%s: %s"):format(finding.where or "?", finding.message) }
   for _, name in ipairs { "reason", "fix", "source", "traceback" } do
      if finding[name] then lines[#lines + 1] = ("%s: %s"):format(name, finding[name]) end
   end
   return table.concat(lines, "\n")
end

local function open_case(name, class)
   return ('    <testcase name="%s" classname="%s"'):format(escape(name), escape(class))
end

local function add_case(lines, name, class, findings)
   local body = {}
   local failures = 0
   for _, finding in ipairs(findings) do
      if finding.severity == "error" then
         failures = failures + 1
         body[#body + 1] = ('      <failure type="%s" message="%s">%s</failure>'):format(
            escape(finding.rule), escape(finding.message), escape(detail(finding)))
      end
   end
   local notes = {}
   for _, finding in ipairs(findings) do
      if finding.severity ~= "error" then
         notes[#notes + 1] = ("%s: %s"):format(finding.severity, detail(finding))
      end
   end
   if notes[1] then
      body[#body + 1] = ("      <system-out>%s</system-out>"):format(
         escape(table.concat(notes, "\n")))
   end
   local open = open_case(name, class)
   if not body[1] then
      lines[#lines + 1] = open .. "/>"
   else
      lines[#lines + 1] = open .. ">"
      table.move(body, 1, #body, #lines + 1, lines)
      lines[#lines + 1] = "    </testcase>"
   end
   return failures
end

---@return table cases  { name, findings } in order
local function cases_of(findings, deployment)
   local cases, by_target = {}, {}
   for _, target in ipairs(deployment.targets) do
      local id = target.resource_id
      if not by_target[id] then
         by_target[id] = { name = id, findings = {} }
         cases[#cases + 1] = by_target[id]
      end
   end
   for _, finding in ipairs(findings) do
      local case = finding.target and by_target[finding.target]
      if case then
         table.insert(case.findings, finding)
      else
         cases[#cases + 1] = { name = ("%s at %s"):format(finding.rule, finding.where or "?"),
            findings = { finding } }
      end
   end
   return cases
end

---@param findings moontide.deploy.Finding[]
---@param options moontide.deploy.ReportOptions
---@return string
function M.format(findings, options)
   local lines, failures, count = {}, 0, 0
   for _, case in ipairs(cases_of(findings, options.deployment)) do
      count = count + 1
      if add_case(lines, case.name, options.script, case.findings) > 0 then
         failures = failures + 1
      end
   end
   table.insert(lines, 1, ('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n  <testsuite '
      .. 'name="moontide validate %s" tests="%d" failures="%d">'):format(escape(options.script),
      count, failures))
   lines[#lines + 1] = "  </testsuite>\n</testsuites>"
   return table.concat(lines, "\n") .. "\n"
end

return M
