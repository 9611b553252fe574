#!/usr/bin/env moontide
-- Limits and target values from what really happened: two weeks of invocations a minute for each
-- variant, the quietest and the busiest minute of them, and what one instance can serve.
--
--   moontide run limits_from_metrics.lua -- 20 'ranker-*'    20: requests a second one instance
--                                                            served in the load test
local moontide = require "moontide"
local sagemaker = require "moontide.sagemaker"

local max_rps, pattern = tonumber(arg[1]) or 20, arg[2] or "*"
local WEEKS, MINUTE = 2, 60

local cloudwatch = moontide.client "cloudwatch"

-- The smallest and the largest sum of a minute; nil without data.
local function extremes(variant)
   local low, high
   for result in cloudwatch:each("GetMetricData", {
      StartTime = os.time() - WEEKS * 7 * 86400, EndTime = os.time() + MINUTE,
      MetricDataQueries = { { Id = "invocations", MetricStat = { Period = MINUTE, Stat = "Sum",
         Metric = { Namespace = "AWS/SageMaker", MetricName = "Invocations",
            Dimensions = sagemaker.metrics.dimensions("Invocations", variant) } } } },
   }, { key = "MetricDataResults" }) do
      for _, value in ipairs(result.Values) do
         low, high = math.min(low or value, value), math.max(high or value, value)
      end
   end
   return low, high
end

local value = sagemaker.invocations_per_instance { max_rps = max_rps, safety = 0.5 }
print(("target value %g invocations a minute and instance"):format(value))

local variants = sagemaker.variants { endpoint = pattern, kind = "real-time" }:list()
local lines = moontide.map(variants, function(variant)
   local base, peak = extremes(variant)
   if not peak or peak == 0 then return variant.resource_id .. ": no calls in two weeks" end
   local min, max = sagemaker.bounds { base_rpm = base, peak_rpm = peak, target = value }
   return ("%s: min %d, max %d (%g to %g a minute, now %d instances)"):format(variant.resource_id,
      min, max, base, peak, variant.desired)
end, { limit = 8 })
for _, line in ipairs(lines) do print(line) end
