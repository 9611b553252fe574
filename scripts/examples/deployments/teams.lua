-- A deployment of several teams: what holds for all stands here, each team has a file of its own.
deployment { name = "platform", region = "eu-west-1", max_removes = 5 }

defaults {
   min = 2, max = 8, tags = { ["managed-by"] = "moontide" },
   track "SageMakerEndpointInvocationScalingPolicy" {
      metric = "SageMakerVariantInvocationsPerInstance", value = 500 },
}

include "teams/*.lua"

ignore "endpoint/canary-*"

hook("validate", function(target)
   if not target.tags.team then return deny("which team owns it?") end
end)
