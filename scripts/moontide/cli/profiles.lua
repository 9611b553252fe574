-- The profiles that a shell offers: those of the shared files, as the core reads them. Files that
-- cannot be read offer none.
local M = {}

---@return string[]  sorted
function M.names()
   local config = require("moontide.core").config(false)
   local names = {}
   for name in pairs(config and config.profiles or {}) do names[#names + 1] = name end
   table.sort(names)
   return names
end

return M
