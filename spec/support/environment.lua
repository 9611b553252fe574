-- Environment variables for the length of one spec: spec/support/hygiene.lua puts back what set()
-- changed.
local core = require "moontide.core"

local environment = {}
local before = {}

---@param name string
---@param value string|nil nil unsets it
function environment.set(name, value)
   if before[name] == nil then before[name] = os.getenv(name) or false end
   core.setenv(name, value)
end

function environment.restore()
   for name, value in pairs(before) do core.setenv(name, value or nil) end
   before = {}
end

return environment
