-- The provisioned throughput of DynamoDB's tables and indexes, which are what the fleet says that
-- the emulator started with.
local M = {}

---@param context table
---@return moontide.emulator.Collection  by "table/NAME" and "table/NAME/index/NAME"
function M.tables(context)
   return context.collection("dynamodb tables")
end

---@param context table
---@return boolean
function M.is_populated(context)
   return M.tables(context).last > 0
end

---"dynamodb:table:ReadCapacityUnits" → "read".
local function unit_of(target)
   return target.ScalableDimension:find("Read", 1, true) and "read" or "write"
end

---@param context table
---@param target table
---@return moontide.emulator.CapacityState? state, string? problem
function M.find(context, target)
   local row = M.tables(context):get(target.ResourceId)
   if not row then
      local what = target.ResourceId:find("/index/", 1, true) and "index" or "table"
      return nil, ("DynamoDB %s does not exist: %s"):format(what, target.ResourceId)
   end
   local count = row[unit_of(target)]
   return { is_active = true, desired = count, current = count }
end

---@param context table
---@param target table
---@param count integer
---@return true
function M.set(context, target, count)
   M.tables(context):get(target.ResourceId)[unit_of(target)] = count
   return true
end

return M
