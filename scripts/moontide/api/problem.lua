-- A wrong command line: raised deep in its reading, told by the verb, which ends with code 64.
local M = {}

local class = { __tostring = function(problem) return problem.message end }

---@param ... any as for string.format
function M.raise(...)
   error(setmetatable({ message = string.format(...) }, class), 0)
end

---@return boolean
function M.is_problem(value) return getmetatable(value) == class end

return M
