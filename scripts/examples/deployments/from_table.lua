-- Targets from a table of load tests, by AWS's own method: how many requests an instance serves,
-- how many come at base load and at the peak.
--    moontide plan from_table.lua --var table=load_test.csv --var team=ads
local csv = require "moontide.csv"
local sagemaker = require "moontide.sagemaker"

deployment { name = "load-test" }

for _, row in ipairs(csv.read(var("table", "scripts/examples/load_test.csv"))) do
   local max_rps, peak = tonumber(row.max_rps_per_instance), tonumber(row.peak_rpm)
   local base = tonumber(row.base_rpm)
   local is_usable = max_rps and peak and base and max_rps > 0 and peak > 0 and base >= 0
      and row.endpoint:find(var("team", "search"), 1, true) == 1
      and sagemaker.is_endpoint_name(row.endpoint) and sagemaker.is_variant_name(row.variant)
      and not sagemaker.is_burstable(row.instance_type)
   if is_usable then
      local value = sagemaker.invocations_per_instance { max_rps = max_rps, safety = 0.5 }
      local min = sagemaker.instances_for { rpm = base, target = value }
      target(sagemaker.variant_resource_id(row.endpoint, row.variant)) {
         min = min,
         max = math.max(min + 1, sagemaker.instances_for { rpm = peak, target = value }),
         regions = { row.region }, facts = { instance_type = row.instance_type },
         track "SageMakerEndpointInvocationScalingPolicy" {
            metric = "SageMakerVariantInvocationsPerInstance", value = value },
      }
   end
end
