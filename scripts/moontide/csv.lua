-- CSV as in RFC 4180: quoted cells with commas, quotes and line ends in them; CRLF or LF.
--
-- The first record names the columns. A row is a table of its cells by column and the number of
-- the line it began on (.line, unless a column is called so); a record with fewer cells leaves the
-- rest nil, blank lines are passed over.
local core = require "moontide.core"
local failure = require "moontide.failure"
local files = require "moontide.files"

local M = {}

local function fail(name, line, message)
   failure.raise { status = "syntax", where = ("%s:%d"):format(name, line), message = message }
end

local function count_line_ends(text)
   local _, count = text:gsub("\n", "")
   return count
end

-- The text between quotes from the opening one at position; returns it and what follows the end.
local function quoted_cell(text, position, name, line)
   local from = position + 1
   local search = from
   while true do
      local quote = text:find('"', search, true)
      if not quote then fail(name, line, "a quoted cell is not closed") end
      if text:byte(quote + 1) ~= 34 then
         return text:sub(from, quote - 1):gsub('""', '"'), quote + 1
      end
      search = quote + 2
   end
end

local function bare_cell(text, position, name, line, stops)
   local stop = text:find(stops, position) or #text + 1
   local cell = text:sub(position, stop - 1)
   if cell:find('"', 1, true) then
      fail(name, line, "a quote inside a cell that does not begin with one")
   end
   return cell, stop
end

-- Where the record goes on after a cell: true and the next cell's position, or false and the next
-- record's.
local function after_cell(text, position, separator)
   if text:sub(position, position) == separator then return true, position + 1 end
   local line_end = text:match("^\r?\n()", position)
   if line_end then return false, line_end end
   if position > #text or text:find("^\r$", position) then return false, #text + 1 end
end

-- The cells of the record at position, the next position and line.
local function record(text, position, name, line, separator)
   local cells, stops = {}, "[\r\n" .. (separator == "\t" and "\t" or "%" .. separator) .. "]"
   local first_line, goes_on = line, true
   while goes_on do
      local cell
      if text:byte(position) == 34 then
         cell, position = quoted_cell(text, position, name, line)
         line = line + count_line_ends(cell)
      else
         cell, position = bare_cell(text, position, name, line, stops)
      end
      cells[#cells + 1] = cell
      local following
      goes_on, following = after_cell(text, position, separator)
      if goes_on == nil then
         fail(name, line, "only a separator or a line end can follow a cell")
      end
      position = following
   end
   return cells, position, line + 1, first_line
end

local function is_blank(cells)
   return #cells == 1 and cells[1] == ""
end

local function check_header(header, name, line)
   local seen = {}
   for _, column in ipairs(header) do
      if column == "" then fail(name, line, "a column has no name") end
      if seen[column] then fail(name, line, ("column '%s' is named twice"):format(column)) end
      seen[column] = true
   end
   return header
end

local function to_row(cells, header, name, line)
   if #cells > #header then
      fail(name, line, ("%d cells, but only %d columns"):format(#cells, #header))
   end
   local row = { line = line }
   for i, cell in ipairs(cells) do row[header[i]] = cell end
   return row
end

---Iterates over the rows of a text.
---@param text string
---@param options? { name?: string, separator?: string } name: of the source, for messages
---@return fun(): table?
function M.rows(text, options)
   local name = options and options.name or "csv"
   local separator = options and options.separator or ","
   local position = text:sub(1, 3) == "\xEF\xBB\xBF" and 4 or 1
   local line, header = 1, nil
   return function()
      while position <= #text do
         local cells, first_line
         cells, position, line, first_line = record(text, position, name, line, separator)
         if is_blank(cells) then
            goto continue
         elseif header then
            return to_row(cells, header, name, first_line)
         end
         header = check_header(cells, name, first_line)
         ::continue::
      end
   end
end

---The rows of a text as a list.
---@param text string
---@param options? { name?: string, separator?: string }
---@return table[]
function M.parse(text, options)
   local rows = {}
   for row in M.rows(text, options) do rows[#rows + 1] = row end
   return rows
end

---The rows of a file as a list.
---@param path string
---@param options? { separator?: string }
---@return table[]
function M.read(path, options)
   local text, reason = files.read(path)
   if not text then
      failure.raise_from_script(core.error { status = "io",
         message = ("cannot read %s: %s"):format(path, reason) })
   end
   return M.parse(text, { name = path, separator = options and options.separator })
end

return M
