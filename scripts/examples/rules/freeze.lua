-- Nothing of production is changed while releases are frozen: --var frozen=true.
local frozen <const> = var("frozen", false)

hook("before_change", function(change)
   if frozen and (change.target or {}).tags and change.target.tags.env == "prod" then
      return deny("production is frozen")
   end
end)

hook("validate_action", function(action, target)
   local hour = (action.schedule or ""):match("^cron%(%S+ (%d+) ")
   if target.tags.env == "prod" and hour and tonumber(hour) >= 9 and tonumber(hour) < 17
      and action.max and target.max and action.max < target.max then
      return warn(('action "%s" lowers max in office hours'):format(action.name))
   end
end)
