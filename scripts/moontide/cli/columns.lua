-- Rows of text as columns that stand under each other. Pure.
local M = {}

local function width_of(text)
   return utf8.len(text) or #text
end

---@param rows string[][]  the first one is the head
---@return string
function M.text(rows)
   local widths, lines = {}, {}
   for _, row in ipairs(rows) do
      for i, cell in ipairs(row) do widths[i] = math.max(widths[i] or 0, width_of(cell)) end
   end
   for i, row in ipairs(rows) do
      local cells = {}
      for k, cell in ipairs(row) do
         cells[k] = k < #row and cell .. (" "):rep(widths[k] - width_of(cell)) or cell
      end
      lines[i] = table.concat(cells, "  "):gsub("%s+$", "") .. "\n"
   end
   return table.concat(lines)
end

return M
