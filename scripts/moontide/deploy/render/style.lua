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
   local line
   if text == "" then
      line = ""
   else
      local width = math.max(indent - (#mark - 1), 0)
      line = ("%s%s %s"):format((" "):rep(width), mark, text):gsub("%s+$", "")
   end
   local colour = self.is_coloured and colours[mark]
   if colour then line = ("\27[%sm%s\27[0m"):format(colour, line) end
   self.lines[#self.lines + 1] = line
end

---A line without a mark.
---@param text string
function Out:plain(text)
   self.lines[#self.lines + 1] = text
end

---Whether anything was added yet.
---@return boolean
function Out:is_begun()
   return #self.lines > 0
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
