-- What a namespace makes of members that nobody has set (AWS's guide, "Define cooldown periods" and
-- "Service-linked roles").
local dimensions = require "moontide.scaling.dimensions"

local M = {}

---All namespaces, sorted.
---@type string[]
M.names = {}
for name in pairs(dimensions.namespaces) do M.names[#M.names + 1] = name end
table.sort(M.names)

local default_cooldown <const> = 300
local cooldowns <const> = { elasticache = 600, dynamodb = 0, comprehend = 0, cassandra = 0,
   lambda = 0, kafka = 0 }

---Seconds that a target tracking policy without cooldowns waits.
---@param namespace string
---@return integer
function M.cooldown(namespace)
   return cooldowns[namespace] or default_cooldown
end

---Whether targets carry a role of the caller's: the others show the service-linked one, whatever
---they were registered with.
---@param namespace string
---@return boolean
function M.has_own_role(namespace)
   local known = dimensions.namespaces[namespace]
   return known ~= nil and known.role == nil
end

return M
