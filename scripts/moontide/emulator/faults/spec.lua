-- How faults are written: KIND[:key=value,…], as in "reset:when=after,chance=0.05". Which keys a
-- kind has besides the selectors that all have, kinds.lua says.
local core = require "moontide.core"
local kinds = require "moontide.emulator.faults.kinds"
local suggest = require "moontide.suggest"

local M = {}

---@class moontide.emulator.Fault
---@field text string      as it was written
---@field kind string
---@field chance number    of each call that it fits
---@field count? integer   it happens so often and then no more
---@field skip integer     calls that it fits and that pass before
---@field from number      seconds after it was set
---@field till number      seconds after it was set
---@field operation? table<string, boolean>
---@field class? string
---@field region? string
---@field service? string
---@field values table     of its kind's own keys

local function fail(text, problem, ...)
   error(core.error { status = "usage", exit_code = 64,
      message = ("the fault %q: %s"):format(text, problem:format(...)) }, 0)
end

local function number_between(low, high)
   return function(text)
      local value = tonumber(text)
      if value and value >= low and value <= high then return value end
      return nil, ("a number from %g to %g"):format(low, high)
   end
end

local function whole(text)
   local value = text:find("^%d+$") and math.tointeger(tonumber(text))
   if value then return value end
   return nil, "a whole number"
end

local function any(text)
   return text
end

local function set(text)
   local names = {}
   for name in text:gmatch("[^|]+") do names[name] = true end
   return names
end

local function class(text)
   if text == "read" or text == "write" then return text end
   return nil, "read or write"
end

-- The keys of every kind.
local SELECTORS = {
   chance = number_between(0, 1), count = whole, skip = whole,
   from = number_between(0, 1e12), till = number_between(0, 1e12),
   operation = set, class = class, region = any, service = any,
}

local function names_of(...)
   local names = {}
   for _, keys in ipairs { ... } do
      for name in pairs(keys) do names[#names + 1] = name end
   end
   table.sort(names)
   return names
end

local function read_pair(fault, kind, pair)
   local key, value = pair:match("^([%a_]+)=(.*)$")
   if not key then fail(fault.text, "%q is not KEY=VALUE", pair) end
   local read = SELECTORS[key] or kind.keys[key]
   if not read then
      fail(fault.text, "%s has no %q%s", fault.kind, key,
         suggest.hint(key, names_of(SELECTORS, kind.keys)))
   end
   local result, wanted = read(value)
   if result == nil then fail(fault.text, "%s must be %s, not %q", key, wanted, value) end
   if SELECTORS[key] then
      fault[key] = result
   else
      fault.values[key] = result
   end
end

---Reads one fault; raises a usage error.
---@param text string
---@return moontide.emulator.Fault
function M.parse(text)
   local name, rest = text:match("^%s*([%w_-]+):?(.-)%s*$")
   local kind = name and kinds.find(name)
   if not kind then
      fail(text, "there is no such kind%s (kinds: %s)", suggest.hint(name or "", kinds.names),
         table.concat(kinds.names, ", "))
   end
   local fault = { text = text, kind = name, chance = 1, skip = 0, from = 0, till = math.huge,
      values = {} }
   for pair in rest:gmatch("[^,]+") do read_pair(fault, kind, pair) end
   for _, key in ipairs(kind.required or {}) do
      if fault.values[key] == nil then fail(text, "%s needs %s=…", name, key) end
   end
   return fault
end

return M
