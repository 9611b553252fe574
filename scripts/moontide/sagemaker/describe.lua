-- Many descriptions side by side. What was deleted between its listing and its description is left
-- out, or, if the caller named it, is an error that names all that are missing.
local core = require "moontide.core"
local failure = require "moontide.failure"
local map = require "moontide.map"

local M = {}

---SageMaker says so of what is not there, with a ValidationException.
local MISSING <const> = "^Could not find "

---@param err any
---@return boolean
function M.is_missing(err)
   return failure.is_error(err) and err.code == "ValidationException"
      and err.message:find(MISSING) ~= nil
end

-- The output, or nil if there is no such thing.
local function describe(client, operation, input)
   local ok, output = pcall(client.call, client, operation, input)
   if ok then return output end
   if M.is_missing(output) then return nil end
   error(output, 0)
end

---@param client moontide.Client
---@param operation string
---@param member string   of the input, that takes a name
---@param names string[]
---@param limit integer
---@return table<string, table> outputs by name
function M.all(client, operation, member, names, limit)
   local outputs = map(names, function(name)
      return describe(client, operation, { [member] = name }) or false
   end, { limit = limit })
   local found = {}
   for i, name in ipairs(names) do found[name] = outputs[i] or nil end
   return found
end

---Raises an error that names what is missing.
---@param what string     "endpoint"
---@param names string[]
---@param found table<string, table>
---@param region string
function M.require_all(what, names, found, region)
   local missing = {}
   for _, name in ipairs(names) do
      if not found[name] then missing[#missing + 1] = name end
   end
   if #missing == 0 then return end
   failure.raise_from_script(core.error { status = "input", code = "NotFound", exit_code = 3,
      message = ("in %s there is no %s %s"):format(region, what, table.concat(missing, ", ")) })
end

return M
