-- Lists and objects as documents have them: an object may know the order of its keys, a list is one
-- even when it is empty.
local core = require "moontide.core"

local M = {}

---Makes a table an object whose keys come in this order. Keys that it lacks are passed over.
---@generic T: table
---@param members T
---@param keys string[]
---@return T
function M.object(members, keys)
   return setmetatable(members, { keys = keys })
end

---@generic T: table
---@param items T?
---@return T
function M.list(items)
   return setmetatable(items or {}, core.array_mt)
end

---@return boolean
function M.is_list(value)
   return type(value) == "table" and getmetatable(value) == core.array_mt
end

---@return boolean
function M.is_object(value)
   return type(value) == "table" and getmetatable(value) ~= core.array_mt
end

---The keys that an object has: in its own order, sorted where it has none.
---@param object table
---@return string[]
function M.keys(object)
   local metatable = getmetatable(object)
   local present = {}
   if metatable and metatable.keys then
      for _, key in ipairs(metatable.keys) do
         if object[key] ~= nil then present[#present + 1] = key end
      end
      return present
   end
   for key in pairs(object) do present[#present + 1] = key end
   table.sort(present)
   return present
end

return M
