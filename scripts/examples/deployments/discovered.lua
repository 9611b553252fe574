-- Every variant that is there, without naming one: discovery says what kind it is and what it runs
-- on, and the script decides by that.
--    moontide plan discovered.lua --var endpoints='ranker-*'
local sagemaker = require "moontide.sagemaker"

deployment { name = "discovered", region = "eu-west-1" }

for variant in sagemaker.variants { endpoint = var("endpoints", "*"), region = "eu-west-1" } do
   if variant.kind == "real-time" and not variant.is_burstable then
      target(variant) {
         min = 1, max = math.max(4, 2 * (variant.desired or 1)),
         track "SageMakerEndpointInvocationScalingPolicy" {
            metric = "SageMakerVariantInvocationsPerInstance", value = 600 },
      }
   end
end
