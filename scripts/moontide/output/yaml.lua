-- Documents as YAML, laid out as the AWS CLI does it: keys sorted, no flow style but for what is
-- empty, text quoted where it would be read as something else.
local json = require "moontide.output.json"
local number = require "moontide.output.number"
local ordered = require "moontide.ordered"
local text = require "moontide.output.yaml_text"

local M = {}

local INDENT <const> = 2

local function scalar(value)
   if type(value) == "number" then return number.text(value) end
   return tostring(value) -- true, false
end

local function sorted_keys(object)
   local keys = ordered.keys(object)
   table.sort(keys)
   return keys
end

local add

-- Behind "- " and "key:"; what does not fit on their line begins a new one.
local function add_behind(parts, value, indent, column)
   if type(value) == "string" then
      parts[#parts + 1] = text.quote(value, column, indent + INDENT) .. "\n"
   elseif type(value) == "userdata" then
      parts[#parts + 1] = "null\n"
   elseif type(value) ~= "table" then
      parts[#parts + 1] = scalar(value) .. "\n"
   elseif next(value) == nil then
      parts[#parts + 1] = ordered.is_list(value) and "[]\n" or "{}\n"
   else
      return false
   end
   return true
end

local function add_list(parts, list, indent)
   for i, item in ipairs(list) do
      if i > 1 then parts[#parts + 1] = (" "):rep(indent) end
      parts[#parts + 1] = "- "
      if not add_behind(parts, item, indent, indent + INDENT) then
         add(parts, item, indent + INDENT)
      end
   end
end

local function add_object(parts, object, indent)
   for i, key in ipairs(sorted_keys(object)) do
      local name, value = text.quote(key), object[key]
      parts[#parts + 1] = (i > 1 and (" "):rep(indent) or "") .. name .. ":"
      local mark = #parts + 1
      parts[mark] = " "
      if not add_behind(parts, value, indent, indent + utf8.len(name) + 2) then
         local inner = ordered.is_list(value) and indent or indent + INDENT
         parts[mark] = "\n" .. (" "):rep(inner)
         add(parts, value, inner)
      end
   end
end

-- A container that is not empty; its first line is indented already.
function add(parts, value, indent)
   if ordered.is_list(value) then
      add_list(parts, value, indent)
   else
      add_object(parts, value, indent)
   end
end

---@param value any
---@return string
function M.format(value)
   if type(value) ~= "table" then return json.pretty(value) .. "\n" end
   local parts = {}
   if not add_behind(parts, value, 0, 0) then add(parts, value, 0) end
   return table.concat(parts)
end

return M
