-- JMESPath, the language of --query: all of it, as https://jmespath.org/specification.html has it.
local interpreter = require "moontide.jmespath.interpreter"
local parser = require "moontide.jmespath.parser"

local M = {}

---@class moontide.jmespath.Expression
---@field search fun(value: any): any?, string?  the result, or nil and what went wrong

local function protected(run, ...)
   local ok, result = pcall(run, ...)
   if ok then return result end
   if type(result) ~= "table" or not result.jmespath then error(result, 0) end
   local place = result.at and (" (at character %d)"):format(result.at) or ""
   return nil, result.jmespath .. place
end

---An expression ready to be searched with, or nil and what is wrong with it.
---@param text string
---@return moontide.jmespath.Expression?
---@return string? problem
function M.compile(text)
   local node, problem = protected(parser.parse, text)
   if not node then return nil, problem end
   return { search = function(value) return protected(interpreter.evaluate, node, value) end }
end

return M
