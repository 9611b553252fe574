-- The limits of a target.
local dimensions = require "moontide.scaling.dimensions"

local M = {}

local largest <const> = 2147483647

local function is_broken(target, name)
   return target.broken and target.broken[name]
end

M[#M + 1] = { name = "capacity-missing", severity = "error", applies = "target",
   reason = "without limits there is nothing to register",
   source = "RegisterScalableTarget, MinCapacity and MaxCapacity", fix = "min = …, max = …",
   check = function(target, say)
      local is_silent = target.min == nil and target.max == nil and not is_broken(target, "min")
         and not is_broken(target, "max")
      if is_silent and not target.suspended then say "the target has neither min nor max" end
   end }

M[#M + 1] = { name = "capacity-one-sided", severity = "warning", applies = "target",
   reason = "AWS needs both limits when a target is registered first; later a limit that is left "
      .. "out keeps its value",
   source = "RegisterScalableTarget, MinCapacity and MaxCapacity", fix = "give both min and max",
   check = function(target, say)
      local has_min, has_max = target.min ~= nil, target.max ~= nil
      if has_min and not has_max and not is_broken(target, "max") then
         say "the target has no max: it cannot be registered for the first time like that"
      elseif has_max and not has_min and not is_broken(target, "min") then
         say "the target has no min: it cannot be registered for the first time like that"
      end
   end }

M[#M + 1] = { name = "capacity-negative", severity = "error", applies = "target",
   reason = "AWS refuses it: capacity cannot be less than 0",
   source = "RegisterScalableTarget, MinCapacity", fix = "0 or more",
   check = function(target, say)
      for _, name in ipairs { "min", "max" } do
         local value = target[name]
         if value and value < 0 then say(("%s is %d"):format(name, value)) end
      end
   end }

M[#M + 1] = { name = "capacity-order", severity = "error", applies = "target",
   reason = "AWS refuses it: Maximum capacity cannot be less than minimum capacity",
   source = "RegisterScalableTarget, MaxCapacity", fix = "exchange them, or raise max",
   check = function(target, say)
      if target.min and target.max and target.min > target.max then
         say(("min %d is above max %d"):format(target.min, target.max))
      end
   end }

M[#M + 1] = { name = "capacity-floor", severity = "error", applies = "target",
   reason = "resources of this kind cannot go to 0",
   source = "RegisterScalableTarget, MinCapacity", fix = "min = 1",
   check = function(target, say)
      local dimension = dimensions.dimensions[target.dimension]
      if dimension and target.min and target.min >= 0 and target.min < dimension.floor then
         say(("min of %s is at least %d"):format(target.dimension, dimension.floor))
      end
   end }

M[#M + 1] = { name = "capacity-size", severity = "error", applies = "target",
   reason = "capacities are 32-bit integers",
   source = "RegisterScalableTarget, ResourceCapacity", fix = "at most 2147483647",
   check = function(target, say)
      for _, name in ipairs { "min", "max" } do
         if target[name] and target[name] > largest then
            say(("%s %d is too large"):format(name, target[name]))
         end
      end
   end }

M[#M + 1] = { name = "capacity-pinned", severity = "warning", applies = "target",
   reason = "where min is max no policy can do anything",
   source = "RegisterScalableTarget", fix = "raise max, or leave the policies out",
   check = function(target, say)
      if target.min and target.min == target.max and target.policies[1]
         and not target.schedules[1] then
         say(("min and max are both %d, so the policies never act"):format(target.min))
      end
   end }

M[#M + 1] = { name = "nothing-scales", severity = "note", applies = "target",
   reason = "a target without policies and scheduled actions is registered and never scaled",
   source = "RegisterScalableTarget", fix = "add a policy or a scheduled action",
   check = function(target, say)
      if not target.policies[1] and not target.schedules[1] and target.min ~= target.max then
         say "nothing scales the target"
      end
   end }

M[#M + 1] = { name = "kafka-shrinks", severity = "warning", applies = "target",
   reason = "the storage of MSK brokers only grows",
   source = "MSK guide, automatic scaling", fix = "disable_scale_in = true",
   check = function(target, say)
      if target.namespace ~= "kafka" then return end
      for _, policy in ipairs(target.policies) do
         if policy.type == "TargetTrackingScaling" and not policy.config.DisableScaleIn then
            say { where = policy.where, message = ('policy "%s" does not say disable_scale_in')
               :format(policy.name) }
         end
      end
   end }

M[#M + 1] = { name = "on-remove-capacity", severity = "error", applies = "target",
   reason = "what is left behind cannot be less than nothing",
   source = "docs/deployments.md", fix = "on_remove = { capacity = 1 }",
   check = function(target, say)
      local capacity = target.on_remove and target.on_remove.capacity
      if capacity and capacity < 0 then say(("on_remove.capacity is %d"):format(capacity)) end
   end }

return M
