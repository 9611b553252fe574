-- GetScalingConfigurationRecommendation: what AWS's inference recommender would advise. Its jobs
-- are not served, but a fleet that the emulator starts with may bring their results along:
-- invocations a minute that one instance serves.
local failure = require "moontide.emulator.failure"

local M = {}

local cooldown <const>, default_utilization <const> = 300, 50

---@param context table
---@return table<string, { invocations: integer, latency?: integer, endpoint?: string }>  by job
function M.jobs(context)
   return context.collection("sagemaker recommendations").shared
end

local function policy(value)
   return { TargetTracking = { TargetValue = value, MetricSpecification = {
      Predefined = { PredefinedMetricType = "SageMakerVariantInvocationsPerInstance" },
   } } }
end

function M.get(input, context)
   local job = M.jobs(context)[input.InferenceRecommendationsJobName]
   if not job then
      failure.raise("ResourceNotFound", ('Could not find inference recommendations job "%s".')
         :format(input.InferenceRecommendationsJobName))
   end
   local utilization = input.TargetCpuUtilizationPerCore or default_utilization
   local value = math.max(1, job.invocations * utilization // 100)
   local objective = input.ScalingPolicyObjective or {}
   local function instances(invocations, least)
      return math.max(least, math.ceil((invocations or 0) / value))
   end
   local minimum = instances(objective.MinInvocationsPerMinute, 1)
   return {
      InferenceRecommendationsJobName = input.InferenceRecommendationsJobName,
      RecommendationId = input.RecommendationId, EndpointName = input.EndpointName or job.endpoint,
      TargetCpuUtilizationPerCore = utilization,
      ScalingPolicyObjective = input.ScalingPolicyObjective,
      Metric = { InvocationsPerInstance = job.invocations, ModelLatency = job.latency },
      DynamicScalingConfiguration = {
         MinCapacity = minimum,
         MaxCapacity = instances(objective.MaxInvocationsPerMinute, minimum),
         ScaleInCooldown = cooldown, ScaleOutCooldown = cooldown,
         ScalingPolicies = { policy(value) },
      },
   }
end

return M
