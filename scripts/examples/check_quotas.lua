#!/usr/bin/env moontide
-- Would the account have enough instances if all targets grew to their largest capacity at once?
-- Scaling that meets a quota fails just when it is needed.
--
--   moontide run check_quotas.lua
--
-- Exit code: 0 if it has, 1 if not.
local moontide = require "moontide"
local sagemaker = require "moontide.sagemaker"

local largest = {}
for target in moontide.client("application-autoscaling"):each("DescribeScalableTargets",
   { ServiceNamespace = "sagemaker" }) do
   largest[target.ResourceId] = target.MaxCapacity
end

-- What is not scaled keeps its count.
local list = {}
for variant in sagemaker.variants {} do
   list[#list + 1] = { instance_type = variant.instance_type, desired = variant.desired,
      max = largest[variant.resource_id] or variant.desired or 0 }
end

local findings = sagemaker.quotas.check(list, sagemaker.quotas.instances())
for _, finding in ipairs(findings) do print(finding.message) end
print(("%d variants, %d instance types above their quota"):format(#list, #findings))
os.exit(#findings == 0)
