-- The desired count of ECS services, which are what the fleet says that the emulator started with.
local M = {}

---@param context table
---@return moontide.emulator.Collection  by "cluster/service"
function M.services(context)
   return context.collection("ecs services")
end

---@param context table
---@return boolean
function M.is_populated(context)
   return M.services(context).last > 0
end

---@param context table
---@param target table
---@return moontide.emulator.CapacityState? state, string? problem
function M.find(context, target)
   local row = M.services(context):get(target.ResourceId:match("^service/(.+)$"))
   if not row then
      return nil, "ECS service doesn't exist: " .. target.ResourceId
   end
   return { is_active = true, desired = row.desired, current = row.desired }
end

---@param context table
---@param target table
---@param count integer
---@return true
function M.set(context, target, count)
   M.services(context):get(target.ResourceId:match("^service/(.+)$")).desired = count
   return true
end

return M
