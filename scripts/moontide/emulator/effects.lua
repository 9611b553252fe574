-- Writes whose answer got lost may come again: how often what had been done was done once more.
-- Clients name a call and all its attempts by amz-sdk-invocation-id.
local M = {}

---@class moontide.emulator.Effects
---@field lost table<string, boolean>  invocations that were done and whose answer was lost
---@field repeated integer             of them, those done again
local Effects = {}
Effects.__index = Effects

---@return moontide.emulator.Effects
function M.new()
   return setmetatable({}, Effects):reset()
end

---@return moontide.emulator.Effects
function Effects:reset()
   self.lost, self.repeated = {}, 0
   return self
end

---A write was done.
---@param invocation string
---@param is_lost boolean  whether its answer was lost
function Effects:applied(invocation, is_lost)
   if self.lost[invocation] then
      self.repeated = self.repeated + 1
   end
   self.lost[invocation] = is_lost or nil
end

return M
