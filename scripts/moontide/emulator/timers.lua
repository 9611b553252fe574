-- Things to do at a time, earliest first, and of one time those of the lowest rank, and of one rank
-- in their order (a binary heap).
local M = {}

---@class moontide.emulator.Timers
local Timers = {}
Timers.__index = Timers

---@return moontide.emulator.Timers
function M.new()
   return setmetatable({ heap = {}, size = 0, added = 0 }, Timers)
end

local function is_before(a, b)
   if a.at ~= b.at then
      return a.at < b.at
   elseif a.rank ~= b.rank then
      return a.rank < b.rank
   end
   return a.order < b.order
end

---@param at number
---@param value any
---@param rank? integer  default 0
function Timers:add(at, value, rank)
   local heap = self.heap
   self.size, self.added = self.size + 1, self.added + 1
   local entry = { at = at, rank = rank or 0, order = self.added, value = value }
   local slot = self.size
   while slot > 1 and is_before(entry, heap[slot // 2]) do
      heap[slot] = heap[slot // 2]
      slot = slot // 2
   end
   heap[slot] = entry
end

---The earliest time; nil if there is nothing to do.
---@return number?
function Timers:next_at()
   return self.size > 0 and self.heap[1].at or nil
end

local function sink(heap, size, entry)
   local slot = 1
   while 2 * slot <= size do
      local child = 2 * slot
      if child < size and is_before(heap[child + 1], heap[child]) then
         child = child + 1
      end
      if not is_before(heap[child], entry) then
         break
      end
      heap[slot] = heap[child]
      slot = child
   end
   heap[slot] = entry
end

---Takes out the earliest value whose time has come; nil if there is none.
---@param now number
---@return any value, number? at
function Timers:take(now)
   local heap, first = self.heap, self.heap[1]
   if not first or first.at > now then
      return nil
   end
   local last = heap[self.size]
   heap[self.size] = nil
   self.size = self.size - 1
   if self.size > 0 then
      sink(heap, self.size, last)
   end
   return first.value, first.at
end

return M
