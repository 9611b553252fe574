-- What a handler raises to refuse a request: a value that a protocol turns into an error answer.
-- Modelled exceptions spell their text "Message", the frontend's own refusals spell it "message".
local M = {}

local failure_mt = {
   __name = "moontide.emulator.failure",
   __tostring = function(self) return self.code .. ": " .. self.message end,
}

---@class moontide.emulator.Failure
---@field code string     AWS's name of the error
---@field message string
---@field status integer  HTTP status
---@field member string   the JSON member that carries the text
---@field members? table  further members of a modelled exception
---@field is_reset? boolean  the connection is reset instead
---@field is_modelled boolean

---An exception that the service's model names.
---@param code string
---@param message string
---@param members? table
---@return moontide.emulator.Failure
function M.modelled(code, message, members)
   return setmetatable({
      code = code, message = message, status = 400, member = "Message", members = members,
      is_modelled = true,
   }, failure_mt)
end

---A refusal by the frontend, before the service saw the request.
---@param code string
---@param message string
---@param status? integer
---@return moontide.emulator.Failure
function M.frontend(code, message, status)
   return setmetatable({
      code = code, message = message, status = status or 400, member = "message",
      is_modelled = false,
   }, failure_mt)
end

---Not an answer but the end of the connection.
---@return moontide.emulator.Failure
function M.reset()
   return setmetatable({
      code = "ConnectionReset", message = "", status = 400, member = "message", is_reset = true,
   }, failure_mt)
end

---Raises a modelled exception.
---@param code string
---@param message string
---@param members? table
function M.raise(code, message, members)
   error(M.modelled(code, message, members), 0)
end

---A member that is a number or left out; refuses anything else.
---@param input table
---@param name string
---@return number?
function M.number(input, name)
   local value = input[name]
   if value ~= nil and type(value) ~= "number" then
      error(M.frontend("SerializationException", name .. " must be a number"), 0)
   end
   return value
end

---@param value any
---@return boolean
function M.is(value)
   return getmetatable(value) == failure_mt
end

---Is it what the program raises, wherever it is, when a signal asks it to end?
---@param raised any
---@return boolean
function M.is_interruption(raised)
   return type(raised) == "table" and raised.status == "cancelled"
end

return M
