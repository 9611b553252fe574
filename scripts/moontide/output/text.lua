-- Documents as lines of values between tabs, as the AWS CLI prints them with --output text.
local core = require "moontide.core"
local number = require "moontide.output.number"
local ordered = require "moontide.ordered"

local M = {}

local format

---A scalar as this layout and that of tables have it.
---@return string
function M.scalar(value)
   if value == core.null then return "None" end
   if value == true then return "True" end
   if value == false then return "False" end
   return type(value) == "number" and number.text(value) or value
end

local function is_scalar(value) return type(value) ~= "table" end

local function sorted_keys(object)
   local keys = ordered.keys(object)
   table.sort(keys)
   return keys
end

-- The keys that are scalar in any of the objects of a list.
local function all_scalar_keys(list)
   local seen, keys = {}, {}
   for _, object in ipairs(list) do
      for _, key in ipairs(ordered.keys(object)) do
         if is_scalar(object[key]) and not seen[key] then
            seen[key] = true
            keys[#keys + 1] = key
         end
      end
   end
   table.sort(keys)
   return keys
end

local function add_line(lines, cells) lines[#lines + 1] = table.concat(cells, "\t") end

local function add_scalars(lines, list, name)
   local cells = {}
   for _, item in ipairs(list) do
      cells[#cells + 1] = M.scalar(item)
      if name then add_line(lines, { name:upper(), M.scalar(item) }) end
   end
   if not name then add_line(lines, cells) end
end

-- An object's scalars are one line, in the columns of its list; what is deeper follows.
local function add_object(lines, object, name, columns)
   local cells, deeper, is_column = {}, {}, {}
   for _, key in ipairs(columns or {}) do
      is_column[key] = true
      local value = object[key]
      cells[#cells + 1] = value == nil and "" or M.scalar(value)
   end
   for _, key in ipairs(sorted_keys(object)) do
      if not is_column[key] then
         if not columns and is_scalar(object[key]) then
            cells[#cells + 1] = M.scalar(object[key])
         else
            deeper[#deeper + 1] = key
         end
      end
   end
   if #cells > 0 then
      if name then table.insert(cells, 1, name:upper()) end
      add_line(lines, cells)
   end
   for _, key in ipairs(deeper) do format(lines, object[key], key) end
end

local function any(list, is_such)
   for _, item in ipairs(list) do
      if is_such(item) then return true end
   end
   return false
end

local function add_list(lines, list, name)
   if #list == 0 then return end
   if any(list, ordered.is_object) then
      local objects = {}
      for _, item in ipairs(list) do
         if ordered.is_object(item) then objects[#objects + 1] = item end
      end
      local columns = all_scalar_keys(objects)
      for _, item in ipairs(list) do format(lines, item, name, columns) end
   elseif any(list, ordered.is_list) then
      local scalars, deeper = {}, {}
      for _, item in ipairs(list) do
         local part = is_scalar(item) and scalars or deeper
         part[#part + 1] = item
      end
      if #scalars > 0 then add_scalars(lines, scalars, name) end
      for _, item in ipairs(deeper) do format(lines, item, name) end
   else
      add_scalars(lines, list, name)
   end
end

function format(lines, value, name, columns)
   if ordered.is_list(value) then
      add_list(lines, value, name)
   elseif ordered.is_object(value) then
      add_object(lines, value, name, columns)
   else
      add_line(lines, { M.scalar(value) })
   end
end

---@param value any
---@return string text lines, "" for an empty list
function M.format(value)
   local lines = {}
   format(lines, value)
   lines[#lines + 1] = ""
   return table.concat(lines, "\n")
end

return M
