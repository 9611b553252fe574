-- Production keeps at least two instances, in every hour, and never scales in at once.
local function is_production(target)
   return target.tags.env == "prod"
end

hook("validate", function(target)
   if is_production(target) and (target.min or 0) < 2 then
      return deny(("production keeps two instances, not %d"):format(target.min or 0))
   end
end)

hook("validate_action", function(action, target)
   if is_production(target) and action.min and action.min < 2 then
      return deny(('action "%s" leaves production with %d'):format(action.name, action.min))
   end
end)

hook("validate_policy", function(policy, target)
   local cooldown = policy.config.ScaleInCooldown
   if is_production(target) and cooldown and cooldown < 300 then
      return warn(('policy "%s" may scale in after %d seconds'):format(policy.name, cooldown))
   end
end)
