-- Where scalable targets are kept and how they are found: by namespace, dimension and resource id,
-- or by ARN. A row holds the target as AWS would describe it, and its tags.
local dimensions = require "moontide.scaling.dimensions"
local failure = require "moontide.emulator.failure"

local M = {}

local namespace_of_code = {}
for name, namespace in pairs(dimensions.namespaces) do
   namespace_of_code[namespace.code] = name
end

---@param context table
---@param namespace string
---@return moontide.emulator.Collection
function M.collection(context, namespace)
   return context.collection("scalable-targets/" .. namespace)
end

---@param dimension string
---@param resource_id string
---@return string
function M.key(dimension, resource_id)
   return dimension .. "\n" .. resource_id
end

local function rows_by_arn(targets)
   targets.shared.by_arn = targets.shared.by_arn or {}
   return targets.shared.by_arn
end

---@param targets moontide.emulator.Collection
---@param row { target: table, tags?: table }
function M.add(targets, row)
   local target = row.target
   targets:add(M.key(target.ScalableDimension, target.ResourceId), row)
   rows_by_arn(targets)[target.ScalableTargetARN] = row
end

---@param context table
---@param input table  names a target
---@return table? row
function M.find(context, input)
   return M.collection(context, input.ServiceNamespace):get(
      M.key(input.ScalableDimension, input.ResourceId))
end

---@param context table
---@param input table  names a target
---@return table? row
function M.remove(context, input)
   local targets = M.collection(context, input.ServiceNamespace)
   local row = targets:remove(M.key(input.ScalableDimension, input.ResourceId))
   if row then
      rows_by_arn(targets)[row.target.ScalableTargetARN] = nil
   end
   return row
end

---@param context table
---@param arn string
---@return table? row
function M.find_by_arn(context, arn)
   local namespace = namespace_of_code[arn:match("/(%w%w%w%w)%w*$") or ""]
   return namespace and rows_by_arn(M.collection(context, namespace))[arn] or nil
end

---A target that has just been registered is not seen everywhere at once, if the emulator is to be
---eventually consistent. That is measured in real time: it is about clients, not about scaling.
---@param context table
---@param row table
function M.hide_for_a_while(context, row)
   local seconds = context.settings.consistency
   if seconds > 0 and not (context.signer and context.signer.is_redo) then
      row.visible_at = context.clock.real() + seconds
   end
end

---@param context table
---@param row? table
---@return boolean
function M.is_visible(context, row)
   return row ~= nil and (row.visible_at or 0) <= context.clock.real()
end

---The row of a target that policies and actions need; raises the refusal if there is none.
---@param context table
---@param input table  names a target
---@return table row
function M.require_registered(context, input)
   local row = M.find(context, input)
   return M.is_visible(context, row) and row
      or failure.raise("ObjectNotFoundException", ("No scalable target registered for service "
         .. "namespace: %s, resource ID: %s, scalable dimension: %s"):format(
         input.ServiceNamespace, input.ResourceId, input.ScalableDimension))
end

return M
