-- Sections of a table { title, indent, headers, rows } drawn with lines, one below the other and
-- all of one width; what is too wide for the terminal is turned, a header and its value a row.
local characters = require "moontide.output.characters"
local half_even = require "moontide.half_even"

local M = {}

local PADDING <const> = 4
local BORDERS <const> = 2

local PLAIN <const> = { element = "%s", edge = "|" }
local COLOURED <const> = { element = "\27[1m\27[34m%s\27[0m", edge = "\27[2m\27[33m|\27[0m" }

local width_of <const> = characters.width

local function natural_widths(section)
   local widths = {}
   local function measure(cells)
      for i, cell in ipairs(cells) do widths[i] = math.max(widths[i] or 0, width_of(cell)) end
   end
   if section.headers then measure(section.headers) end
   for _, row in ipairs(section.rows) do measure(row) end
   return widths
end

local function section_width(section)
   local total = BORDERS
   for _, width in ipairs(natural_widths(section)) do total = total + width + PADDING end
   return math.max(width_of(section.title or "") + BORDERS, total) + 2 * section.indent
end

local function widest(sections)
   local width = 0
   for _, section in ipairs(sections) do width = math.max(width, section_width(section)) end
   return width
end

-- What rounding has added goes from the left, what it has lost is given from the right.
local function distribute(widths, excess)
   local first, last, step = 1, #widths, 1
   if excess < 0 then first, last, step = #widths, 1, -1 end
   while excess ~= 0 do
      for i = first, last, step do
         widths[i] = widths[i] - step
         excess = excess - step
         if excess == 0 then break end
      end
   end
end

-- The columns' widths, stretched so that they fill a width.
local function fitted_widths(section, width)
   local widths, sum = natural_widths(section), 0
   if #widths == 0 then return widths end
   for i = 1, #widths do
      widths[i] = widths[i] + PADDING
      sum = sum + widths[i]
   end
   local scale, total = width / sum, 0
   for i = 1, #widths do
      widths[i] = half_even(scale * widths[i])
      total = total + widths[i]
   end
   distribute(widths, total - width)
   return widths
end

local function blanks(count) return (" "):rep(math.max(count, 0)) end

local function centred(cell, width, left_edge)
   local size = width_of(cell)
   local before = width // 2 - size // 2 - 1
   local used = #left_edge + math.max(before, 0) + size
   if before < 0 then used = #left_edge + before + size end
   return left_edge .. blanks(before) .. cell .. blanks(width - 1 - used) .. "|"
end

local function aligned(cell, width, left_edge, style)
   local size = width_of(cell)
   local padding = width - (size + 2 + #left_edge + 1) >= 0 and 2 or 0
   local after = width - #left_edge - padding - size - 1
   return left_edge .. blanks(padding) .. style.element:format(cell) .. blanks(after) .. "|"
end

local function line_break(widths)
   local parts = {}
   for i, width in ipairs(widths) do
      parts[i] = (i == 1 and "+" or "") .. ("-"):rep(width - (i == 1 and 2 or 1)) .. "+"
   end
   return table.concat(parts)
end

local function cells_line(cells, widths, draw, style)
   local parts = {}
   for i, cell in ipairs(cells) do parts[i] = draw(cell, widths[i], i == 1 and "|" or "", style) end
   return table.concat(parts)
end

local function draw_section(lines, section, width, style)
   local edge = style.edge:rep(section.indent)
   local function add(line) lines[#lines + 1] = edge .. line .. edge end
   width = width - 2 * section.indent
   local widths = fitted_widths(section, width)
   local headers = section.headers and #section.headers > 0 and section.headers
   if section.title and section.title ~= "" then
      add(centred(section.title, width, "|"))
      if not headers and #section.rows == 0 then add("+" .. ("-"):rep(width - 2) .. "+") end
   end
   if headers then
      add(line_break(widths))
      add(cells_line(headers, widths, centred))
   end
   if #section.rows > 0 and #widths > 0 then
      add(line_break(widths))
      for _, row in ipairs(section.rows) do add(cells_line(row, widths, aligned, style)) end
      add(line_break(widths))
   end
end

-- Sections with one row only become lists of header and value.
local function turn(sections)
   for _, section in ipairs(sections) do
      if #section.rows == 1 and section.headers and #section.headers > 0 then
         local rows = {}
         for i, header in ipairs(section.headers) do rows[i] = { header, section.rows[1][i] } end
         section.headers, section.rows = nil, rows
      end
   end
end

---@param sections table[]
---@param options { width: integer, is_coloured: boolean? }
---@return string
function M.draw(sections, options)
   local width = widest(sections)
   if width > options.width then
      turn(sections)
      width = widest(sections)
   end
   local lines = { ("-"):rep(width) }
   for _, section in ipairs(sections) do
      draw_section(lines, section, width, options.is_coloured and COLOURED or PLAIN)
   end
   lines[#lines + 1] = ""
   return table.concat(lines, "\n")
end

return M
