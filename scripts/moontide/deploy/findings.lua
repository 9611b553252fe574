-- What is wrong with a deployment, collected: a list, so that a run tells all of it and not the
-- first only.
local counted = require "moontide.counted"

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

---What findings are sorted by: place, severity, rule, text, target.
local function key_of(finding)
   local file, line = M.place(finding.where)
   return ("%s\0%010d%d%s\0%s\0%s"):format(file or "", line or 0, order[finding.severity],
      finding.rule, finding.message, finding.target or "")
end

---Sorts by place, the same way in every run, and drops what is said twice.
---@param findings moontide.deploy.Finding[]
---@return moontide.deploy.Finding[]
function M.sorted(findings)
   local by_key, keys, result = {}, {}, {}
   for _, finding in ipairs(findings) do
      local key = key_of(finding)
      if not by_key[key] then keys[#keys + 1] = key end
      by_key[key] = by_key[key] or finding
   end
   table.sort(keys)
   for i, key in ipairs(keys) do result[i] = by_key[key] end
   return result
end

---"2 errors, 1 warning"
---@param findings moontide.deploy.Finding[]
---@return string
function M.summary(findings)
   local parts = {}
   for _, severity in ipairs { "error", "warning", "note" } do
      local count = M.count(findings, severity)
      if count > 0 then parts[#parts + 1] = counted(count, severity) end
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
