-- The names of the profiles in the shared configuration files, for completion: unreadable files
-- have none.
local files = require "moontide.files"

local M = {}

local function read(variable, name)
   local home = os.getenv("HOME") or ""
   return files.read(os.getenv(variable) or home .. "/.aws/" .. name) or ""
end

---@return string[]
function M.names()
   local names = {}
   local function add(name) names[#names + 1] = name end
   for section in ("\n" .. read("AWS_CONFIG_FILE", "config")):gmatch("\n%[%s*([^%]\n]-)%s*%]") do
      local name = section:match("^profile%s+[\"']?(.-)[\"']?$")
      if name or section == "default" then add(name or section) end
   end
   for section in ("\n" .. read("AWS_SHARED_CREDENTIALS_FILE", "credentials"))
      :gmatch("\n%[%s*([^%]\n]-)%s*%]") do
      add(section)
   end
   return names
end

return M
