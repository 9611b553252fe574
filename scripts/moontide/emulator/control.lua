-- The control path below /_moontide/: unsigned, and served only on a loopback address.
local wire = require "moontide.emulator.wire"

local M = {}

local prefix = "/_moontide/"

local actions = {
   ["GET counters"] = function(emulator)
      return wire.control(200, emulator.counters:snapshot())
   end,
   ["POST reset"] = function(emulator, query)
      if query ~= "counters" then
         emulator.store:clear()
      end
      emulator.counters:reset()
      return wire.control(200, { reset = query == "counters" and "counters" or "all" })
   end,
}

---@param target string
---@return boolean
function M.is_control(target)
   return target:sub(1, #prefix) == prefix
end

---@param emulator table
---@param request moontide.emulator.Request
---@return moontide.emulator.Answer
function M.handle(emulator, request)
   local name, query = request.target:sub(#prefix + 1):match("^([^?]*)%??(.*)$")
   local action = emulator.has_control and actions[request.method .. " " .. name]
   if not action then
      return wire.control(404, {
         error = ("there is no %s %s%s"):format(request.method, prefix, name),
      })
   end
   return action(emulator, query)
end

return M
