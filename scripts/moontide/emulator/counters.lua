-- What the emulator counted, so that tests and people can see what a client really did.
local M = {}

---@class moontide.emulator.Counters
---@field calls integer             requests answered
---@field operations table<string, integer>
---@field errors table<string, integer>  by error code
---@field in_flight integer         requests taken and not yet answered
---@field peak_in_flight integer
local Counters = {}
Counters.__index = Counters

---@return moontide.emulator.Counters
function M.new()
   return setmetatable({ in_flight = 0 }, Counters):reset()
end

---Starts again from zero; requests in flight stay so.
---@return moontide.emulator.Counters
function Counters:reset()
   self.calls, self.operations, self.errors = 0, {}, {}
   self.peak_in_flight = self.in_flight
   return self
end

function Counters:enter()
   self.in_flight = self.in_flight + 1
   if self.in_flight > self.peak_in_flight then
      self.peak_in_flight = self.in_flight
   end
end

function Counters:leave()
   self.in_flight = self.in_flight - 1
end

---@param operation? string  nil: the request named none
---@param code? string       nil: it succeeded
function Counters:count(operation, code)
   self.calls = self.calls + 1
   if operation then
      self.operations[operation] = (self.operations[operation] or 0) + 1
   end
   if code then
      self.errors[code] = (self.errors[code] or 0) + 1
   end
end

---@return table  plain data for JSON
function Counters:snapshot()
   return {
      calls = self.calls, operations = self.operations, errors = self.errors,
      in_flight = self.in_flight, peak_in_flight = self.peak_in_flight,
   }
end

return M
