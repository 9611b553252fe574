-- Ascending lists: made of keys, searched.
local M = {}

---The keys of a table, ascending.
---@generic K
---@param map table<K, any>
---@return K[]
function M.keys(map)
   local list = {}
   for key in pairs(map) do
      list[#list + 1] = key
   end
   table.sort(list)
   return list
end

---The first position whose value is not below `value`; one past the end if all are.
---@param list number[]
---@param value number
---@return integer
function M.position(list, value)
   local low, high = 1, #list + 1
   while low < high do
      local middle = (low + high) // 2
      if list[middle] < value then
         low = middle + 1
      else
         high = middle
      end
   end
   return low
end

---The last position whose value is not above `value`; 0 if all are.
---@param list number[]
---@param value number
---@return integer
function M.last_position(list, value)
   local position = M.position(list, value)
   return list[position] == value and position or position - 1
end

return M
