-- CloudWatch metrics of SageMaker that scaling policies and alarms use, as data: where they are
-- published, what they are measured in, and what to think of when a policy follows one.
local M = {}

---@class moontide.scaling.KnownMetric
---@field namespace string
---@field statistic string      the one that has a meaning for scaling
---@field dimensions string[]   names of CloudWatch dimensions
---@field unit "sum"|"percent"|"cores"|"count"|"total"|"time"  cores: 0 to 100 for each core or GPU;
---                             total: does not fall when capacity is added
---@field kinds? table<string, boolean>  endpoint kinds that publish it; nil: all

local endpoint <const> = { "EndpointName" }
local variant <const> = { "EndpointName", "VariantName" }
local component <const> = { "InferenceComponentName" }

local service <const> = "AWS/SageMaker"
local instances <const> = "/aws/sagemaker/Endpoints"
local copies <const> = "/aws/sagemaker/InferenceComponents"

local function metric(namespace, dimensions, statistic, unit, kinds)
   return { namespace = namespace, dimensions = dimensions, statistic = statistic, unit = unit,
      kinds = kinds }
end

local async <const> = { async = true }
local answering <const> = { ["real-time"] = true, ["component-host"] = true, serverless = true }
local with_components <const> = { ["component-host"] = true }

---Metrics of variants and of the endpoint they belong to.
---@type table<string, moontide.scaling.KnownMetric>
M.of_variant = {
   CPUUtilization = metric(instances, variant, "Average", "cores"),
   GPUUtilization = metric(instances, variant, "Average", "cores"),
   GPUMemoryUtilization = metric(instances, variant, "Average", "cores"),
   MemoryUtilization = metric(instances, variant, "Average", "percent"),
   DiskUtilization = metric(instances, variant, "Average", "percent"),
   CPUUtilizationNormalized = metric(instances, variant, "Average", "percent", with_components),
   GPUUtilizationNormalized = metric(instances, variant, "Average", "percent", with_components),
   GPUMemoryUtilizationNormalized =
      metric(instances, variant, "Average", "percent", with_components),
   CPUReservation = metric(instances, variant, "Average", "percent", with_components),
   GPUReservation = metric(instances, variant, "Average", "percent", with_components),
   MemoryReservation = metric(instances, variant, "Average", "percent", with_components),
   Invocations = metric(service, variant, "Sum", "total", answering),
   InvocationsPerInstance = metric(service, variant, "Sum", "sum", answering),
   ConcurrentRequestsPerModel = metric(service, variant, "Maximum", "count", answering),
   Invocation4XXErrors = metric(service, variant, "Sum", "total", answering),
   Invocation5XXErrors = metric(service, variant, "Sum", "total", answering),
   ModelLatency = metric(service, variant, "Average", "time"),
   OverheadLatency = metric(service, variant, "Average", "time", answering),
   ExplanationsPerInstance = metric(service, variant, "Sum", "sum"),
   ApproximateBacklogSize = metric(service, endpoint, "Average", "total", async),
   ApproximateBacklogSizePerInstance = metric(service, endpoint, "Average", "count", async),
   ApproximateAgeOfOldestRequest = metric(service, endpoint, "Maximum", "time", async),
   HasBacklogWithoutCapacity = metric(service, endpoint, "Average", "count", async),
   ServerlessProvisionedConcurrencyUtilization =
      metric(service, variant, "Maximum", "count", { serverless = true }),
}

---Metrics of inference components.
---@type table<string, moontide.scaling.KnownMetric>
M.of_component = {
   CPUUtilizationNormalized = metric(copies, component, "Average", "percent"),
   GPUUtilizationNormalized = metric(copies, component, "Average", "percent"),
   GPUMemoryUtilizationNormalized = metric(copies, component, "Average", "percent"),
   MemoryUtilizationNormalized = metric(copies, component, "Average", "percent"),
   InvocationsPerCopy = metric(service, component, "Sum", "sum"),
   ConcurrentRequestsPerCopy = metric(service, component, "Maximum", "count"),
   NoCapacityInvocationFailures = metric(service, component, "Sum", "count"),
}

---The known metrics of a dimension's resources.
---@param dimension string?
---@return table<string, moontide.scaling.KnownMetric>
function M.of_dimension(dimension)
   if dimension == "sagemaker:inference-component:DesiredCopyCount" then
      return M.of_component
   elseif dimension and dimension:find("^sagemaker:variant:") then
      return M.of_variant
   end
   return {}
end

return M
