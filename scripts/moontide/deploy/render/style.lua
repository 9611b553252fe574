-- Lines of a report with marks and colours. The mark always says what the colour says.
local M = {}

local colours <const> = { ["+"] = "32", ["~"] = "33", ["-"] = "31", ["-/+"] = "35", ["!"] = "1;36" }

local Out = {}
Out.__index = Out

---A line: its indent, mark and text. A mark of three characters takes the place of the indent.
---@param indent integer
---@param mark string
---@param text string
function Out:add(indent, mark, text)
   local width = math.max(indent - (#mark - 1), 0)
   local line = ("%s%s %s"):format((" "):rep(width), mark, text)
   local colour = self.is_coloured and colours[mark]
   if colour then line = ("\27[%sm%s\27[0m"):format(colour, line) end
   self.lines[#self.lines + 1] = line
end

---A line without a mark.
---@param text string
function Out:plain(text)
   self.lines[#self.lines + 1] = text
end

---An empty line, unless it would be the first.
function Out:gap()
   if #self.lines > 0 then self.lines[#self.lines + 1] = "" end
end

---@return string
function Out:text()
   return table.concat(self.lines, "\n") .. "\n"
end

---@param options { is_coloured: boolean? }
function M.new(options)
   return setmetatable({ lines = {}, is_coloured = options.is_coloured or false }, Out)
end

return M
