-- What the frontend refuses before a service sees the input: bodies that are not JSON, values of
-- the wrong type (SerializationException), and what breaks the model, in AWS's own words.
local core = require "moontide.core"
local failure = require "moontide.emulator.failure"

local M = {}

---Services grow: what a newer client knows and this model does not is ignored, as AWS does.
local lenient <const> = { allow_unknown_members = true }

local function lower_first(name)
   return (name:gsub("^%u", string.lower))
end

---The validator's own name of a member: "Tags.team" becomes "tags.team", "ResourceIds[1]" becomes
---"resourceIds.2.member". Keys of a map stay as they are.
---@param path string
---@param maps table<string, boolean>  names of the members that are maps
---@return string
local function member_path(path, maps)
   local head, key = path:match("^(%w+)%.(.*)$")
   if maps[head] then
      return lower_first(head) .. (key ~= "" and "." .. key or "")
   end
   local parts = {}
   for segment in path:gmatch("[^.]+") do
      local name, index = segment:match("^(.-)%[(%d+)%]$")
      parts[#parts + 1] = lower_first(name or segment)
      if index then
         parts[#parts + 1] = ("%d.member"):format(index + 1)
      end
   end
   return table.concat(parts, ".")
end

local constraints = {
   required = function() return "Member must not be null" end,
   enum = function(finding)
      return ("Member must satisfy enum value set: [%s]"):format(
         table.concat(finding.limit or {}, ", "))
   end,
   length_min = "Member must have length greater than or equal to %.0f",
   length_max = "Member must have length less than or equal to %.0f",
   range_min = "Member must have value greater than or equal to %.0f",
   range_max = "Member must have value less than or equal to %.0f",
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
   local value = finding.rule == "required" and "null" or ("'%s'"):format(finding.value or "")
   return ("Value %s at '%s' failed to satisfy constraint: %s"):format(value,
      member_path(finding.path, maps), constraint_text(finding))
end

---Values of another type, and numbers that do not fit their type, are not even read.
local function is_unreadable(finding)
   return finding.rule == "type" or (finding.rule:find("^range_") and not finding.limit)
end

---The one exception that tells all findings.
---@param findings table[]
---@param maps table<string, boolean>
---@return moontide.emulator.Failure
function M.failure(findings, maps)
   local texts = {}
   for i, finding in ipairs(findings) do
      if is_unreadable(finding) then
         return failure.frontend("SerializationException",
            (finding.path == "" and "The body" or finding.path) .. " " .. finding.message)
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

---A member that is null counts as absent; the model's check knows no null.
local function drop_nulls(value)
   if type(value) ~= "table" then
      return value
   end
   for name, member in pairs(value) do
      if member == core.null then
         value[name] = nil
      else
         drop_nulls(member)
      end
   end
   return value
end

local function decode_again(entry, operation, body)
   local value, err = core.json_decode(body)
   if value == nil then
      return nil, err
   end
   local text, problem = core.json_encode(drop_nulls(value)) -- nested too deeply to be of any model
   if not text then
      return nil, problem
   end
   return entry.model:decode_input(operation, text, lenient)
end

local function refuse(entry, err)
   if err.findings and #err.findings > 0 then
      error(M.failure(err.findings, entry.service.maps or {}), 0)
   end
   error(failure.frontend("SerializationException", err.message), 0)
end

---The same for a form of the query protocol.
---@param entry { service: table, model: table }
---@param operation string
---@param form string
---@return table
function M.decode_form(entry, operation, form)
   local input, err = entry.model:decode_form(operation, form, lenient)
   return input or refuse(entry, err)
end

---The input of an operation, checked against the model; raises the refusal.
---@param entry { service: table, model: table }
---@param operation string
---@param body string
---@return table
function M.decode(entry, operation, body)
   local text = body == "" and "{}" or body
   local input, err = entry.model:decode_input(operation, text, lenient)
   if not input and text:find("null", 1, true) then
      input, err = decode_again(entry, operation, text)
   end
   return input or refuse(entry, err)
end

return M
