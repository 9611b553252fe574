-- Names of time zones, held against the system's own database where there is one.
local M = {}

local directory <const> = "/usr/share/zoneinfo/"

---What lies in the database besides zones, or is there twice.
local others <const> = { localtime = true, posixrules = true, Factory = true }

local function is_zone(path)
   local file <close> = io.open(path, "rb")
   return file ~= nil and file:read(4) == "TZif"
end

---@param name string
---@return boolean
local function is_well_formed(name)
   for part in (name .. "/"):gmatch("([^/]*)/") do
      if not part:find("^%a[%w_+-]*$") then
         return false
      end
   end
   return not others[name] and not name:find("^posix/") and not name:find("^right/")
end

---Is it a canonical name such as "Europe/Berlin"? Without a database every name that is written
---like one is believed.
---@param name string
---@param root? string  the database's directory, with a slash at its end
---@return boolean
function M.exists(name, root)
   root = root or directory
   if not is_well_formed(name) then
      return false
   end
   return is_zone(root .. name) or not is_zone(root .. "Etc/UTC")
end

return M
