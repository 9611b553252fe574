-- What single calls and completion want to know of the shared configuration files: names, and how
-- output is to look. Unreadable files say nothing.
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

---A setting of a profile in the configuration file, such as "output".
---@param profile string
---@param key string
---@return string?
function M.setting(profile, key)
   local section
   for line in (read("AWS_CONFIG_FILE", "config") .. "\n"):gmatch("(.-)\r?\n") do
      section = line:match("^%[%s*([^%]]-)%s*%]") or section
      local name, value = line:match("^([%w_]+)%s*=%s*(.-)%s*$")
      local is_its = section == "profile " .. profile or section == "default" and section == profile
      if is_its and name == key and value ~= "" then return value end
   end
end

---The profile that is used where the command line names none.
---@return string
function M.current()
   for _, variable in ipairs { "AWS_PROFILE", "AWS_DEFAULT_PROFILE" } do
      local name = os.getenv(variable)
      if name and name ~= "" then return name end
   end
   return "default"
end

return M
