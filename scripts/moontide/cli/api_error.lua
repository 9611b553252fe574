-- Failures in the AWS CLI's words, for scripts that read them.
local M = {}

local function retries(err)
   local more = (err.attempts or 1) - 1
   return err.retryable and more > 0 and (" (reached max retries: %d)"):format(more) or ""
end

-- A finding with the option that it belongs to in front.
local function blame(finding, result)
   local member, rest = finding.path:match("^([^.%[]+)%.?(.*)$")
   for _, option in ipairs(result.options) do
      if member and option.member == member then
         local place = rest ~= "" and rest .. ": " or ""
         return ("--%s: %s%s"):format(option.name, place, finding.message)
      end
   end
   return finding.path ~= "" and finding.path .. ": " .. finding.message or finding.message
end

local function refused(err, result)
   local lines = { "", "Parameter validation failed:" }
   for _, finding in ipairs(err.findings) do lines[#lines + 1] = blame(finding, result) end
   lines[#lines + 1] = ""
   return table.concat(lines, "\n")
end

---What an error is to the AWS CLI's users: what the service said, or why nothing was sent to it;
---nil for other failures.
---@param err moontide.Error
---@param result moontide.api.Arguments
---@return string?
function M.text(err, result)
   if err.findings and #err.findings > 0 and result.options then return refused(err, result) end
   if not err.http or err.http == 0 or (err.code or "") == "" then return nil end
   local doubt = err.may_have_acted and "It may have been done: an answer was lost.\n" or ""
   return ("\nAn error occurred (%s) when calling the %s operation%s: %s\n%s"):format(err.code,
      result.operation, retries(err), err.message, doubt)
end

return M
