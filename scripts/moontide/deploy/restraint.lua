-- What a deployment script may not do while it is loaded: write, or, where nothing may be asked of
-- AWS, call at all.
local core = require "moontide.core"
local failure = require "moontide.failure"

local M = {}

local reads <const> = { "^Describe", "^List", "^Get", "^Search", "^BatchGet", "^AssumeRole" }

---Does an operation, by its name, leave everything as it is?
---@param operation string
---@return boolean
function M.is_read(operation)
   for _, pattern in ipairs(reads) do
      if operation:find(pattern) then return true end
   end
   return false
end

local function refuse(operation, rule, message, fix)
   failure.raise_from_script(core.error { status = "input", code = "Restrained", rule = rule,
      operation = operation, message = message, fix = fix })
end

---Raises for an operation that changes something.
---@param operation string
function M.no_writes(operation)
   if M.is_read(operation) then return end
   refuse(operation, "write-while-loading", "a deployment script sends no write while it is loaded",
      "declare it with target … { … }, or run the script with 'moontide run'")
end

---Raises for every operation.
---@param operation string
function M.no_calls(operation)
   refuse(operation, "needs-network", "the script asks AWS, and nothing may be asked now",
      "moontide validate --live lets the script ask; --emulator lets it ask an emulator")
end

return M
