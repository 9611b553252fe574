-- The least that keeps a real-time variant at the size its load wants, and small at night.
--    moontide plan ranker.lua
local sagemaker = require "moontide.sagemaker"

deployment { name = "ranker", region = "eu-west-1" }

target "endpoint/ranker/variant/main" {
   min = 2, max = 12, tags = { team = "ranking" },
   track "SageMakerEndpointInvocationScalingPolicy" {
      metric = "SageMakerVariantInvocationsPerInstance",
      value = sagemaker.invocations_per_instance { max_rps = 20, safety = 0.5 },
      scale_out_cooldown = 60, scale_in_cooldown = 300,
   },
   schedule "night"   { cron = "0 22 * * ? *", timezone = "Europe/Berlin", min = 1, max = 2 },
   schedule "morning" { cron = "0 6 * * ? *",  timezone = "Europe/Berlin", min = 2, max = 12 },
}
