-- The state: account, Region, named collections. A collection keeps its rows in the order in which
-- they were added, finds a row by its key, and can be listed from any place on, so that paging
-- stays linear and a page survives that rows before it go away.
local sorted = require "moontide.sorted"

local M = {}

---@class moontide.emulator.Collection
---@field size integer  rows in it
---@field shared table   for what its rows have in common
local Collection = {}
Collection.__index = Collection

---@return moontide.emulator.Collection
local function new_collection()
   return setmetatable({
      shared = {},
      by_key = {},
      rows = {},       -- slot → row, or false where one was removed
      sequences = {},  -- slot → sequence number, ascending, removed ones included
      slots = 0,
      size = 0,
      last = 0,
   }, Collection)
end

---Forgets removed slots; amortised over the removals that made them.
local function compact(self)
   local rows, sequences, slots = {}, {}, 0
   for slot = 1, self.slots do
      if self.rows[slot] then
         slots = slots + 1
         rows[slots], sequences[slots] = self.rows[slot], self.sequences[slot]
      end
   end
   self.rows, self.sequences, self.slots = rows, sequences, slots
end

---@param key string
---@return table?
function Collection:get(key)
   return self.by_key[key]
end

---Adds a row under a key that is not in use; the row gets its `sequence`.
---@param key string
---@param row table
function Collection:add(key, row)
   assert(not self.by_key[key], "the key is in use")
   self.last, self.slots, self.size = self.last + 1, self.slots + 1, self.size + 1
   row.sequence = self.last
   self.by_key[key] = row
   self.rows[self.slots], self.sequences[self.slots] = row, self.last
end

---@param key string
---@return table? removed
function Collection:remove(key)
   local row = self.by_key[key]
   if not row then
      return nil
   end
   self.by_key[key] = nil
   self.rows[sorted.position(self.sequences, row.sequence)] = false
   self.size = self.size - 1
   if self.slots > 2 * self.size + 16 then
      compact(self)
   end
   return row
end

---Iterates over the rows whose sequence number is at least `sequence`, oldest first.
---@param sequence integer
---@return fun(): table?
function Collection:from(sequence)
   local slot = sorted.position(self.sequences, sequence) - 1
   return function()
      repeat
         slot = slot + 1
      until self.rows[slot] or slot > self.slots
      return self.rows[slot]
   end
end

---Iterates over the rows whose sequence number is at most `sequence`, newest first.
---@param sequence integer
---@return fun(): table?
function Collection:down_from(sequence)
   local slot = sorted.last_position(self.sequences, sequence) + 1
   return function()
      repeat
         slot = slot - 1
      until self.rows[slot] or slot < 1
      return self.rows[slot]
   end
end

---@class moontide.emulator.Store
local Store = {}
Store.__index = Store

---@return moontide.emulator.Store
function M.new()
   return setmetatable({ accounts = {} }, Store)
end

local function child(parent, key, make)
   local found = parent[key]
   if not found then
      found = make()
      parent[key] = found
   end
   return found
end

local function empty()
   return {}
end

---The collection of that name; made when it is first asked for.
---@param account string
---@param region string
---@param name string
---@return moontide.emulator.Collection
function Store:collection(account, region, name)
   local regions = child(self.accounts, account, empty)
   return child(child(regions, region, empty), name, new_collection)
end

---Where there is any state, in a fixed order.
---@return { account: string, region: string }[]
function Store:places()
   local list = {}
   for _, account in ipairs(sorted.keys(self.accounts)) do
      for _, region in ipairs(sorted.keys(self.accounts[account])) do
         list[#list + 1] = { account = account, region = region }
      end
   end
   return list
end

function Store:clear()
   self.accounts = {}
end

return M
