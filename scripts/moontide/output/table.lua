-- Documents as tables drawn with lines, as the AWS CLI prints them with --output table: a document
-- becomes sections (title, headers, rows), and these are drawn one below the other.
local drawing = require "moontide.output.drawing"
local ordered = require "moontide.ordered"
local text = require "moontide.output.text"

local M = {}

local build

local function is_scalar(value) return type(value) ~= "table" end

-- The keys of objects whose values are scalar, and the others; both sorted.
local function group_keys(objects)
   local scalars, deeper = {}, {}
   local seen = { [scalars] = {}, [deeper] = {} }
   for _, object in ipairs(objects) do
      for _, key in ipairs(ordered.keys(object)) do
         local group = is_scalar(object[key]) and scalars or deeper
         if not seen[group][key] then group[#group + 1] = key end
         seen[group][key] = true
      end
   end
   table.sort(scalars)
   table.sort(deeper)
   return scalars, deeper
end

local function cells_of(object, keys)
   local cells = {}
   for i, key in ipairs(keys) do cells[i] = object[key] == nil and "" or object[key] end
   return cells
end

local function add_row(sections, values)
   local section = sections[#sections]
   local cells = {}
   for i, value in ipairs(values) do
      cells[i] = is_scalar(value) and text.scalar(value) or ""
   end
   section.columns = section.columns or #cells
   if #cells ~= section.columns then
      error({ output = ("a table needs rows of one length: one has %d cells, another %d")
         :format(section.columns, #cells) }, 0)
   end
   section.rows[#section.rows + 1] = cells
end

local function add_header(sections, headers)
   local section = sections[#sections]
   section.columns = section.columns or #headers
   section.headers = headers
end

local function new_section(sections, title, indent)
   sections[#sections + 1] = { title = title, indent = indent, rows = {} }
end

local function add_object(sections, object, indent)
   local headers, deeper = group_keys { object }
   if #headers == 1 then
      add_row(sections, { headers[1], object[headers[1]] })
   elseif #headers > 1 then
      add_header(sections, headers)
      add_row(sections, cells_of(object, headers))
   end
   for _, key in ipairs(deeper) do build(sections, key, object[key], indent + 1) end
end

local function add_objects(sections, list, indent, title)
   local headers, deeper = group_keys(list)
   add_header(sections, headers)
   for i, object in ipairs(list) do
      if i > 1 and #deeper > 0 then
         new_section(sections, title, indent)
         add_header(sections, headers)
      end
      add_row(sections, cells_of(object, headers))
      for _, key in ipairs(deeper) do
         if object[key] ~= nil then build(sections, key, object[key], indent + 1) end
      end
   end
end

local function are_scalar(values)
   for _, value in ipairs(values) do
      if not is_scalar(value) then return false end
   end
   return true
end

local function add_items(sections, list)
   for _, item in ipairs(list) do
      if is_scalar(item) then
         add_row(sections, { item })
      elseif ordered.is_list(item) and are_scalar(item) then
         add_row(sections, item)
      else
         build(sections, nil, item, 0)
      end
   end
end

local function is_empty(value)
   return is_scalar(value) and (value == "" or value == false or value == 0)
      or not is_scalar(value) and next(value) == nil
end

function build(sections, title, value, indent)
   if is_empty(value) then return end
   if title then new_section(sections, title, indent) end
   if ordered.is_object(value) then
      add_object(sections, value, indent)
   elseif ordered.is_list(value) then
      if ordered.is_object(value[1]) then
         add_objects(sections, value, indent, title)
      else
         add_items(sections, value)
      end
   end
end

---@param title string
---@param value any
---@param options { width: integer, is_coloured: boolean? }
---@return string text "" if there is nothing to draw
function M.format(title, value, options)
   local sections = {}
   build(sections, title, value, 0)
   if #sections == 0 then return "" end
   return drawing.draw(sections, options)
end

return M
