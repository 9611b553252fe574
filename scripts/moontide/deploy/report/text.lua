-- Findings for people: what, where, why and what to do. Of many targets with the same finding the
-- first is told and the others are counted.
local counted = require "moontide.counted"
local findings_of = require "moontide.deploy.findings"

local M = {}

local colours <const> = { error = "31", warning = "33", note = "36" }

local function paint(text, code, is_coloured)
   return is_coloured and ("\27[%sm%s\27[0m"):format(code, text) or text
end

---Findings of one line and rule that differ in their targets only.
local function groups_of(findings)
   local groups, by_key = {}, {}
   for _, finding in ipairs(findings) do
      local key = table.concat({ finding.rule, finding.severity, finding.where or "",
         finding.target and "" or finding.message, finding.fix or "" }, "\n")
      local group = finding.target and by_key[key]
      if group then
         group[#group + 1] = finding
      else
         group = { finding }
         groups[#groups + 1] = group
         by_key[key] = group
      end
   end
   return groups
end

local function target_text(group)
   local count = #group - 1
   if not group[1].target then return nil end
   if count == 0 then return group[1].target end
   return ("%s and %d other%s"):format(group[1].target, count, count == 1 and "" or "s")
end

local function add_group(lines, group, options)
   local finding = group[1]
   lines[#lines + 1] = ("%s: %s: %s %s"):format(paint(finding.where or "?", "1",
      options.is_coloured), paint(finding.severity, "1;" .. colours[finding.severity],
      options.is_coloured), finding.message, paint("[" .. finding.rule .. "]", "2",
      options.is_coloured))
   local target = target_text(group)
   if target then lines[#lines + 1] = "    target: " .. target end
   if finding.reason then lines[#lines + 1] = "    why: " .. finding.reason end
   if finding.fix then lines[#lines + 1] = "    fix: " .. finding.fix end
   if finding.traceback then
      lines[#lines + 1] = "    " .. finding.traceback:gsub("^\n", ""):gsub("\n", "\n    ")
   end
end

---@class moontide.deploy.ReportOptions
---@field script string
---@field deployment table
---@field is_coloured? boolean

---@param findings moontide.deploy.Finding[]  sorted
---@param options moontide.deploy.ReportOptions
---@return string
function M.format(findings, options)
   local lines = {}
   for _, group in ipairs(groups_of(findings)) do add_group(lines, group, options) end
   if #lines > 0 then lines[#lines + 1] = "" end
   lines[#lines + 1] = ("%s: %s, %s"):format(options.script,
      counted(#options.deployment.targets, "target"), findings_of.summary(findings))
   return table.concat(lines, "\n") .. "\n"
end

return M
