-- What the frontend refuses before a service sees the input: bodies that are not JSON, values of
-- the wrong type (SerializationException), and what breaks the model, in AWS's own words.
local failure = require "moontide.emulator.failure"

local M = {}

---The validator's own name of a member: "Tags.team" becomes "tags.team", "ResourceIds[1]" becomes
---"resourceIds.1.member". Keys of a map stay as they are.
---@param path string
---@param maps table<string, boolean>  names of the members that are maps
---@return string
local function member_path(path, maps)
   local parts, is_key = {}, false
   for segment in path:gmatch("[^.]+") do
      local name, index = segment:match("^(.-)%[(%d+)%]$")
      name = name or segment
      parts[#parts + 1] = is_key and name or name:gsub("^%u", string.lower)
      if index then
         parts[#parts + 1] = index .. ".member"
      end
      is_key = maps[name] or false
   end
   return table.concat(parts, ".")
end

local constraints = {
   required = function() return "Member must not be null" end,
   enum = function(finding)
      return ("Member must satisfy enum value set: [%s]"):format(
         table.concat(finding.limit, ", "))
   end,
   length_min = "Member must have length greater than or equal to %s",
   length_max = "Member must have length less than or equal to %s",
   range_min = "Member must have value greater than or equal to %s",
   range_max = "Member must have value less than or equal to %s",
   pattern = "Member must satisfy regular expression pattern: %s",
}

local function constraint_text(finding)
   local constraint = constraints[finding.rule]
   if type(constraint) == "function" then
      return constraint(finding)
   elseif constraint and finding.limit then
      return constraint:format(finding.limit)
   end
   return finding.message
end

local function finding_text(finding, maps)
   local value = finding.rule == "required" and "null" or ("'%s'"):format(finding.value)
   return ("Value %s at '%s' failed to satisfy constraint: %s"):format(value,
      member_path(finding.path, maps), constraint_text(finding))
end

---The one exception that tells all findings.
---@param findings table[]
---@param maps table<string, boolean>
---@return moontide.emulator.Failure
function M.failure(findings, maps)
   local texts = {}
   for i, finding in ipairs(findings) do
      if finding.rule == "type" then
         return failure.frontend("SerializationException",
            ("%s: %s"):format(finding.path, finding.message))
      end
      texts[i] = finding_text(finding, maps)
   end
   return failure.frontend("ValidationException", ("%d validation error%s detected: %s"):format(
      #texts, #texts == 1 and "" or "s", table.concat(texts, "; ")))
end

---A refusal in the validator's words for limits that the model does not state.
---@param value string
---@param path string
---@param constraint string
function M.raise(value, path, constraint)
   error(failure.frontend("ValidationException",
      ("1 validation error detected: Value '%s' at '%s' failed to satisfy constraint: %s"):format(
         value, path, constraint)), 0)
end

---The input of an operation, checked against the model; raises the refusal.
---@param entry { service: table, model: table }
---@param operation string
---@param body string
---@return table
function M.decode(entry, operation, body)
   local input, err = entry.model:decode_input(operation, body == "" and "{}" or body,
      { allow_unknown_members = true })
   if input then
      return input
   elseif err.findings and #err.findings > 0 then
      error(M.failure(err.findings, entry.service.maps), 0)
   end
   error(failure.frontend("SerializationException", err.message), 0)
end

return M
