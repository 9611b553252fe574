-- The capacity of whatever can be scaled: one interface over the services that own it. A resource
-- of a service that is not served, or of which this account and Region hold none, is imagined: it
-- starts at its target's minimum, is always active, and follows at once.
local ecs = require "moontide.emulator.services.ecs.capacity"
local dynamodb = require "moontide.emulator.services.dynamodb.capacity"
local registry = require "moontide.emulator.services.autoscaling.registry"
local sagemaker = require "moontide.emulator.services.sagemaker.capacity"

local M = {}

---@class moontide.emulator.CapacityState
---@field is_active boolean   can it be moved now?
---@field desired? integer    nil: the resource is still being made
---@field current? integer    lags behind desired while the resource is updating

---Each has is_populated(context), find(context, target) → state or nil and why not, and
---set(context, target, count) → true or nil and why not.
local owners <const> = { dynamodb = dynamodb, ecs = ecs, sagemaker = sagemaker }

---Whose resources are looked up: always with `strict_resources`, otherwise once the account and
---Region hold any. nil: the resource is imagined.
local function owner_of(context, target)
   local owner = owners[target.ServiceNamespace]
   if owner and (context.settings.strict_resources or owner.is_populated(context)) then
      return owner
   end
   return nil
end

local imagined <const> = {
   find = function(context, target)
      local row = registry.find(context, target)
      local count = row and (row.capacity or row.target.MinCapacity) or nil
      return { is_active = true, desired = count, current = count }
   end,
   set = function(context, target, count)
      local row = registry.find(context, target)
      row.capacity = count
      return true
   end,
}

---@param context table
---@param target table  names a target: ServiceNamespace, ResourceId, ScalableDimension
---@return moontide.emulator.CapacityState? state
---@return string? problem  why the resource cannot be scaled
function M.get(context, target)
   return (owner_of(context, target) or imagined).find(context, target)
end

---Moves the desired capacity.
---@param context table
---@param target table  names a target that is registered
---@param count integer
---@return true? ok
---@return string? problem  what its service answered, in the words of a scaling activity
function M.set(context, target, count)
   return (owner_of(context, target) or imagined).set(context, target, count)
end

---Pulls the capacity into a target's bounds, if it can be moved now.
---@param context table
---@param target table  as described
---@return { from: integer, to: integer, problem?: string }? move  nil: there was nothing to move
function M.pull(context, target)
   local state = M.get(context, target)
   if not (state and state.is_active and state.desired) then
      return nil
   end
   local wanted = math.max(target.MinCapacity, math.min(state.desired, target.MaxCapacity))
   if wanted == state.desired then
      return nil
   end
   local _, problem = M.set(context, target, wanted)
   return { from = state.desired, to = wanted, problem = problem }
end

---Sets a target's bounds and pulls the capacity into them.
---@param context table
---@param row { target: table, capacity?: integer }  of the registry
---@param minimum integer
---@param maximum integer
---@return { from: integer, to: integer, problem?: string }? move
function M.bound(context, row, minimum, maximum)
   local target = row.target
   if target.MinCapacity and target.MinCapacity ~= minimum then
      row.capacity = row.capacity or target.MinCapacity
   end
   target.MinCapacity, target.MaxCapacity = minimum, maximum
   return M.pull(context, target)
end

return M
