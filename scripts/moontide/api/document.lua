-- An operation's output as the document that is printed: keys in the model's order, times as the
-- AWS CLI writes them (ISO 8601 in this machine's zone).
local half_even = require "moontide.half_even"
local ordered = require "moontide.ordered"

local M = {}

-- The offset of this machine's zone at a time, as "+01:00".
local function offset_at(seconds)
   return (os.date("%z", seconds):gsub("^([+-]%d%d)(%d%d)$", "%1:%2"))
end

---@param time number seconds since 1970
---@return string
function M.time(time)
   local seconds = math.floor(time)
   local microseconds = math.tointeger(half_even((time - seconds) * 1e6))
   if microseconds == 1000000 then seconds, microseconds = seconds + 1, 0 end
   local fraction = microseconds > 0 and (".%06d"):format(microseconds) or ""
   return os.date("%Y-%m-%dT%H:%M:%S", seconds) .. fraction .. offset_at(seconds)
end

-- A time that came as text keeps its own zone.
local function text_time(text)
   return (text:gsub("Z$", "+00:00"))
end

---@class moontide.api.Dresser
local Dresser = {}
Dresser.__index = Dresser

-- The order of a structure's keys: one table for all documents of a shape.
function Dresser:order_of(shape)
   local order = self.orders[shape]
   if order then return order end
   order = { keys = {}, shapes = {} }
   for i, member in ipairs(shape.members) do
      order.keys[i] = member.name
      order.shapes[member.name] = member.shape
   end
   order.metatable = { keys = order.keys }
   self.orders[shape] = order
   return order
end

-- Members that the model does not know come last, sorted.
local function extended(keys, unknown)
   table.sort(unknown)
   return table.move(unknown, 1, #unknown, #keys + 1, table.move(keys, 1, #keys, 1, {}))
end

function Dresser:structure(shape, value)
   local order, unknown = self:order_of(shape), nil
   for key, item in pairs(value) do
      local member = order.shapes[key]
      if member then
         value[key] = self:dress(member, item)
      else
         unknown = unknown or {}
         unknown[#unknown + 1] = key
      end
   end
   if unknown then return ordered.object(value, extended(order.keys, unknown)) end
   return setmetatable(value, order.metatable)
end

function Dresser:dress(shape, value)
   if shape.type == "timestamp" then
      if type(value) == "number" then return M.time(value) end
      return type(value) == "string" and text_time(value) or value
   end
   if type(value) ~= "table" then return value end
   if shape.type == "structure" then return self:structure(shape, value) end
   if shape.item then
      for key, item in pairs(value) do value[key] = self:dress(shape.item, item) end
   end
   return value
end

---Gives outputs of one shape their order; changes them in place.
---@param shape table? of the operation's output
---@return fun(output: table): table
function M.dresser(shape)
   local dresser = setmetatable({ orders = {} }, Dresser)
   return function(output) return shape and dresser:dress(shape, output) or output end
end

return M
