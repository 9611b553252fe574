-- Plain data, copied and compared: hooks never hold what the program works with.
local M = {}

local function copy(value, seen)
   if type(value) ~= "table" then return value end
   if seen[value] then return seen[value] end
   local result = {}
   seen[value] = result
   for name, item in next, value do result[copy(name, seen)] = copy(item, seen) end
   return result
end

---A copy to any depth; what is shared stays shared.
---@generic T
---@param value T
---@return T
function M.copy(value)
   return copy(value, {})
end

local function plain(value, above)
   if type(value) ~= "table" then
      local kind = type(value)
      if kind == "string" or kind == "number" or kind == "boolean" then return value end
      return nil
   end
   local result = {}
   above[value] = true
   for name, item in next, value do
      if not above[item] then result[name] = plain(item, above) end
   end
   above[value] = nil
   return result
end

---A copy of what is data: functions, userdata and circles are left out.
---@param value any
---@return any
function M.plain(value)
   return plain(value, {})
end

---@param a any
---@param b any
---@return boolean
function M.equal(a, b)
   if type(a) ~= "table" or type(b) ~= "table" then return a == b end
   for name, value in next, a do
      if not M.equal(value, b[name]) then return false end
   end
   for name in next, b do
      if a[name] == nil then return false end
   end
   return true
end

return M
