#!/usr/bin/env moontide
-- Scalable targets whose endpoint, variant or inference component is gone. They count against the
-- quota of 500, and an endpoint that gets the same name again inherits their limits.
--
--   moontide run find_orphans.lua                     lists them
--   moontide run find_orphans.lua -- --remove         deregisters them
local moontide = require "moontide"
local sagemaker = require "moontide.sagemaker"

local exists = {}
for variant in sagemaker.variants {} do exists[variant.resource_id] = true end
for component in sagemaker.inference_components {} do exists[component.resource_id] = true end

local aas = moontide.client "application-autoscaling"
local orphans, total = {}, 0
for target in aas:each("DescribeScalableTargets", { ServiceNamespace = "sagemaker" }) do
   total = total + 1
   if not exists[target.ResourceId] then orphans[#orphans + 1] = target end
end

for _, target in ipairs(orphans) do
   print(("%s (%s)"):format(target.ResourceId, target.ScalableDimension:match "[^:]+$"))
end
print(("%d of %d targets have nothing to scale"):format(#orphans, total))

if arg[1] == "--remove" then
   moontide.map(orphans, function(target)
      aas:deregister_scalable_target { ServiceNamespace = "sagemaker",
         ResourceId = target.ResourceId, ScalableDimension = target.ScalableDimension }
   end, { limit = 4 })
   print(("%d deregistered"):format(#orphans))
end
