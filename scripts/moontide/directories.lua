-- Where files of a user belong that nobody has named a place for (XDG Base Directory).
local M = {}

local function directory(variable, below_home)
   local path = os.getenv(variable)
   if not path or path:sub(1, 1) ~= "/" then
      local home = os.getenv("HOME")
      path = home and home ~= "" and home .. below_home
   end
   return path and path .. "/moontide" or nil
end

---What has to be kept; nil if the environment does not say where.
---@return string?
function M.state()
   return directory("XDG_STATE_HOME", "/.local/state")
end

---What may be lost at any time; nil if the environment does not say where.
---@return string?
function M.cache()
   return directory("XDG_CACHE_HOME", "/.cache")
end

return M
