-- What is wrong with a deployment, collected: a list, so that a run tells all of it and not the
-- first only.
local M = {}

---@class moontide.deploy.Finding
---@field rule string
---@field severity "error"|"warning"|"note"
---@field message string   what is wrong
---@field where string?    file:line of the declaration
---@field reason string?   why it matters
---@field fix string?      what to do
---@field source string?   where the rule comes from
---@field target string?   the resource id
---@field traceback string?

local order <const> = { error = 1, warning = 2, note = 3 }

---@param findings moontide.deploy.Finding[]
---@param severity string
---@return integer
function M.count(findings, severity)
   local count = 0
   for _, finding in ipairs(findings) do
      if finding.severity == severity then count = count + 1 end
   end
   return count
end

---@param findings moontide.deploy.Finding[]
---@return boolean
function M.has_errors(findings)
   return M.count(findings, "error") > 0
end

---File and line number of "fleet.lua:12"; a place without a line has none.
---@param where string?
---@return string? file, integer? line
function M.place(where)
   if not where then return nil end
   local file, line = where:match("^(.*):(%d+)$")
   return file or where, math.tointeger(tonumber(line))
end

local function comes_before(a, b)
   local file_a, line_a = M.place(a.where)
   local file_b, line_b = M.place(b.where)
   if file_a ~= file_b then return (file_a or "") < (file_b or "") end
   if line_a ~= line_b then return (line_a or 0) < (line_b or 0) end
   if a.severity ~= b.severity then return order[a.severity] < order[b.severity] end
   if a.rule ~= b.rule then return a.rule < b.rule end
   return a.message < b.message
end

---Sorts by place, the same way in every run, and drops what is said twice.
---@param findings moontide.deploy.Finding[]
---@return moontide.deploy.Finding[]
function M.sorted(findings)
   local list, result = table.move(findings, 1, #findings, 1, {}), {}
   table.sort(list, comes_before)
   for _, finding in ipairs(list) do
      local last = result[#result]
      local is_same = last and last.rule == finding.rule and last.where == finding.where
         and last.message == finding.message and last.target == finding.target
      if not is_same then result[#result + 1] = finding end
   end
   return result
end

local function plural(count, word)
   return ("%d %s%s"):format(count, word, count == 1 and "" or "s")
end

---"2 errors, 1 warning"
---@param findings moontide.deploy.Finding[]
---@return string
function M.summary(findings)
   local parts = {}
   for _, severity in ipairs { "error", "warning", "note" } do
      local count = M.count(findings, severity)
      if count > 0 then parts[#parts + 1] = plural(count, severity) end
   end
   return #parts > 0 and table.concat(parts, ", ") or "nothing to object to"
end

---The error object that stands for findings, with the program's exit code for them.
---@param findings moontide.deploy.Finding[]
---@param subject string
function M.error(findings, subject)
   local core = require "moontide.core"
   return core.error { status = "input", code = "ValidationFailed", findings = findings,
      message = ("%s: %s"):format(subject, M.summary(findings)) }
end

return M
