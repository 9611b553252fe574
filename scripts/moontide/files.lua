-- Reading whole files: Lua names the file in its reason if opening fails, not if reading does; here
-- it never does.
local M = {}

---@param path string
---@return string? text
---@return string? reason why not, without the path
function M.read(path)
   local file <close>, reason = io.open(path, "rb")
   if not file then return nil, (reason:gsub("^.*: ", "")) end
   local text, problem = file:read("a")
   return text, problem
end

return M
