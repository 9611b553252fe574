-- The seam where the emulator misbehaves on request. before(call) runs after the signature was
-- verified and before the service sees the request: what it returns is answered instead. after()
-- spoils the answer to what was done, delay() holds it back. Which faults there are can change at
-- any time; chance comes from the seed.
local kinds = require "moontide.emulator.faults.kinds"
local spec = require "moontide.emulator.faults.spec"

local M = {}

---@class moontide.emulator.Call
---@field account string
---@field region string
---@field service string
---@field operation string
---@field class string  "read" or "write"

---@class moontide.emulator.Faults
---@field clock moontide.emulator.Clock
---@field random fun(): number  in [0, 1)
---@field active table[]        { fault, kind, state, set_at, seen, happened }
local Faults = {}
Faults.__index = Faults

local function fits(fault, call)
   return (not fault.operation or fault.operation[call.operation])
      and (not fault.class or fault.class == call.class)
      and (not fault.region or fault.region == call.region)
      and (not fault.service or fault.service == call.service)
end

---Whether a fault happens to this call. It is asked once a call.
local function happens(self, entry, call)
   local fault = entry.fault
   if not fits(fault, call) then return false end
   local age = self.clock.monotonic() - entry.set_at
   if age < fault.from or age >= fault.till then return false end
   entry.seen = entry.seen + 1
   local is_over = fault.count and entry.happened >= fault.count
   if entry.seen <= fault.skip or is_over then return false end
   if fault.chance < 1 and self.random() >= fault.chance then return false end
   entry.happened = entry.happened + 1
   return true
end

---Draws what goes wrong with this call; kept in call.faults for the other steps.
local function draw(self, call)
   local drawn = {}
   for _, entry in ipairs(self.active) do
      if happens(self, entry, call) then drawn[#drawn + 1] = entry end
   end
   call.faults = drawn
   return drawn
end

---@param call moontide.emulator.Call
---@return moontide.emulator.Failure?
function Faults:before(call)
   for _, entry in ipairs(draw(self, call)) do
      local before = entry.kind.before
      local refused = before and before(entry.fault.values, call, entry.state)
      if refused then return refused end
   end
   return nil
end

---@param _ moontide.emulator.Faults
---@param call moontide.emulator.Call
---@param answer moontide.emulator.Answer  changed in place
---@return boolean is_spoiled  whether the caller will not see what was done
function Faults.after(_, call, answer)
   local is_spoiled = false
   for _, entry in ipairs(call.faults or {}) do
      if entry.kind.after then
         entry.kind.after(entry.fault.values, answer)
         is_spoiled = true
      end
   end
   return is_spoiled
end

---@param call moontide.emulator.Call
---@return number seconds
function Faults:delay(call)
   local seconds = 0
   for _, entry in ipairs(call.faults or {}) do
      if entry.kind.delay then
         seconds = seconds + math.max(0, entry.kind.delay(entry.fault.values, self.random))
      end
   end
   return seconds
end

---Replaces all faults.
---@param faults moontide.emulator.Fault[]
function Faults:set(faults)
   self.active = {}
   for i, fault in ipairs(faults) do
      local kind = kinds.find(fault.kind)
      self.active[i] = {
         fault = fault, kind = kind, set_at = self.clock.monotonic(), seen = 0, happened = 0,
         state = kind.prepare and kind.prepare(fault.values, self.clock) or nil,
      }
   end
end

---What is set and how often it happened, for people and tests.
---@return table[]
function Faults:list()
   local list = {}
   for i, entry in ipairs(self.active) do
      list[i] = { fault = entry.fault.text, happened = entry.happened }
   end
   return list
end

---@param texts string[]
---@return moontide.emulator.Fault[]
function M.parse_all(texts)
   local faults = {}
   for i, text in ipairs(texts) do faults[i] = spec.parse(text) end
   return faults
end

---@param faults moontide.emulator.Fault[]
---@param clock moontide.emulator.Clock
---@param random fun(): number  in [0, 1)
---@return moontide.emulator.Faults
function M.new(faults, clock, random)
   local self = setmetatable({ clock = clock, random = random, active = {} }, Faults)
   self:set(faults)
   return self
end

return M
