-- Findings as workflow commands, which GitHub shows beside the lines of a pull request.
local findings_of = require "moontide.deploy.findings"

local M = {}

local commands <const> = { error = "error", warning = "warning", note = "notice" }

local function escape(text)
   return (text:gsub("%%", "%%25"):gsub("\r", "%%0D"):gsub("\n", "%%0A"))
end

local function escape_property(text)
   return (escape(text):gsub(":", "%%3A"):gsub(",", "%%2C"))
end

local function properties(finding)
   local file, line = findings_of.place(finding.where)
   local list = {}
   if file then list[#list + 1] = "file=" .. escape_property(file) end
   if line then list[#list + 1] = "line=" .. line end
   list[#list + 1] = "title=" .. escape_property("moontide " .. finding.rule)
   return table.concat(list, ",")
end

local function text_of(finding)
   local lines = { finding.message }
   if finding.target then lines[#lines + 1] = "target: " .. finding.target end
   if finding.reason then lines[#lines + 1] = "why: " .. finding.reason end
   if finding.fix then lines[#lines + 1] = "fix: " .. finding.fix end
   return table.concat(lines, "\n")
end

---@param findings moontide.deploy.Finding[]
---@return string
function M.format(findings)
   local lines = {}
   for i, finding in ipairs(findings) do
      lines[i] = ("::%s %s::%s\n"):format(commands[finding.severity], properties(finding),
         escape(text_of(finding)))
   end
   return table.concat(lines)
end

return M
