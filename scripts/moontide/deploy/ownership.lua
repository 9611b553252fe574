-- Whose a live target is, by its tag: ours, nobody's, another deployment's. Pure.
local desired = require "moontide.deploy.desired"

local M = {}

---@param live moontide.deploy.Target
---@return string? name of the deployment that owns it
function M.owner(live)
   return live.tags and live.tags[desired.owner_tag]
end

---How a target that the script wants stands to the deployment:
---"new": not registered; "own"; "free": registered, owned by nobody; "foreign".
---An unnamed deployment owns nothing, so what nobody owns is simply its own to change.
---@param live moontide.deploy.Target?
---@param name string?
---@return "new"|"own"|"free"|"foreign"
function M.of(live, name)
   if not live then return "new" end
   local owner = M.owner(live)
   if owner == name then return "own" end
   if owner == nil then return name and live.arn and "free" or "own" end
   return "foreign"
end

return M
