#!/usr/bin/env moontide
-- What is there to scale, and what of it is scaled: every variant and inference component with its
-- kind, its capacity and the limits that it is registered with.
--
--   moontide run list_variants.lua                    all of the Region
--   moontide run list_variants.lua -- 'ranker-*'      those whose endpoint's name fits
local moontide = require "moontide"
local sagemaker = require "moontide.sagemaker"

local pattern = arg[1] or "*"

-- Registered limits by resource id and dimension: one listing, however many there are.
local limits = {}
for target in moontide.client("application-autoscaling"):each("DescribeScalableTargets",
   { ServiceNamespace = "sagemaker" }) do
   limits[target.ResourceId .. " " .. target.ScalableDimension] =
      ("%d to %d"):format(target.MinCapacity, target.MaxCapacity)
end

local function show(record, what)
   print(("%-46s %-20s %-16s %4s  %s"):format(record.resource_id, record.kind,
      record.is_burstable and what .. " (!)" or what, record.desired or "-",
      limits[record.resource_id .. " " .. record.dimension] or "-"))
end

print(("%-46s %-20s %-16s %4s  %s"):format("resource id", "kind", "runs on", "now", "scaled"))
for variant in sagemaker.variants { endpoint = pattern } do
   show(variant, variant.instance_type or "serverless")
end
for component in sagemaker.inference_components { endpoint = pattern } do
   show(component, component.model or component.base)
end
