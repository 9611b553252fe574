#!/usr/bin/env moontide
-- Lets everything rest at zero that can: asynchronous variants while their queue is empty, and
-- inference components on managed instances while nobody calls. Each gets the four parts that it
-- takes to wake up again: limits, tracking, a step, the alarm that triggers it.
--
--   moontide run rest_at_zero.lua -- 4                 at most 4 instances or copies each
local sagemaker = require "moontide.sagemaker"

local most = math.tointeger(tonumber(arg[1])) or 2

local function put(recipe)
   sagemaker.recipes.put(recipe)
   print(("%s rests at 0, grows to %d, wakes by %s"):format(recipe.resource_id, recipe.max,
      recipe.policies[2].alarm.MetricName))
end

for variant in sagemaker.variants { kind = "async", status = "InService" } do
   put(sagemaker.async_wake_up { variant = variant, max = most })
end

-- Components can go to zero only where their instances can.
for host in sagemaker.variants { kind = "component-host" } do
   local managed = host.managed_scaling
   for component in sagemaker.inference_components { endpoint = host.endpoint,
      variant = host.variant } do
      if managed and managed.status == "ENABLED" and managed.min == 0 then
         put(sagemaker.scale_to_zero { component = component, max = most })
      else
         print(component.resource_id .. " stays: its instances are not managed down to 0")
      end
   end
end
