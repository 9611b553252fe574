-- A deployment whose targets are discovered: whatever ranker there is gets limits by its team's
-- rules, tracking of its invocations, and a night.
--
--   moontide plan rankers.lua
local sagemaker = require "moontide.sagemaker"

deployment { name = "rankers" }

for variant in sagemaker.variants { endpoint = "ranker-*", kind = "real-time" } do
   local is_prod = variant.endpoint_tags.env == "prod"
   local value = sagemaker.invocations_per_instance { max_rps = 20, safety = 0.5 }
   local min, max = sagemaker.bounds { peak_rpm = 3000, target = value, zones = is_prod and 2 or 1 }

   target (variant) {
      min = min, max = max, tags = { team = variant.endpoint_tags.team },
      track "SageMakerEndpointInvocationScalingPolicy" {
         metric = "SageMakerVariantInvocationsPerInstance", value = value,
         scale_out_cooldown = 60, scale_in_cooldown = 300,
      },
      schedule "night"   { cron = "0 22 ? * * *", timezone = "Europe/Berlin", min = 1, max = 2 },
      schedule "morning" { cron = "0 6 ? * * *", timezone = "Europe/Berlin", min = min, max = max },
   }
end
