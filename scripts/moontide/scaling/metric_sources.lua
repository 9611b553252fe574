-- Where CloudWatch has the predefined metrics of target tracking: namespace, name, dimensions,
-- statistic, as data.
local M = {}

---@class moontide.scaling.MetricSource
---@field namespace string
---@field name string
---@field statistic string
---@field dimensions string[][]  names and values; "%1" is a capture of `form`
---@field form? string      pattern of the resource id (or of the resource label)
---@field label? boolean    the form is that of the resource label
---@field pattern? moontide.scaling.AlarmPattern
---@field is_consumption? boolean  a sum of units a minute, of which the target is a percentage
---@field unit? string

local variant <const> = "^endpoint/(.+)/variant/(.+)$"
local of_variant <const> = { { "EndpointName", "%1" }, { "VariantName", "%2" } }
local component <const> = "^inference%-component/(.+)$"
local of_component <const> = { { "InferenceComponentName", "%1" } }
local service <const> = "^service/([^/]+)/([^/]+)$"
local of_service <const> = { { "ClusterName", "%1" }, { "ServiceName", "%2" } }
local fleet <const> = "^spot%-fleet%-request/(.+)$"
local of_fleet <const> = { { "FleetRequestId", "%1" } }
local cluster <const> = "^cluster:(.+)$"
local of_readers <const> = { { "DBClusterIdentifier", "%1" }, { "Role", "READER" } }
local group <const> = "^replication%-group/(.+)$"
local of_group <const> = { { "ReplicationGroupId", "%1" } }

local function source(namespace, name, statistic, form, dimensions, more)
   local result = { namespace = namespace, name = name, statistic = statistic, form = form,
                    dimensions = dimensions }
   for key, value in pairs(more or {}) do
      result[key] = value
   end
   return result
end

local function cache(name, statistic)
   return source("AWS/ElastiCache", name, statistic or "Average", group, of_group)
end

---@type table<string, moontide.scaling.MetricSource>
M.of_type = {
   SageMakerVariantInvocationsPerInstance =
      source("AWS/SageMaker", "InvocationsPerInstance", "Sum", variant, of_variant),
   SageMakerVariantConcurrentRequestsPerModelHighResolution =
      source("AWS/SageMaker", "ConcurrentRequestsPerModel", "Maximum", variant, of_variant,
         { pattern = "high_resolution" }),
   SageMakerInferenceComponentInvocationsPerCopy =
      source("AWS/SageMaker", "InvocationsPerCopy", "Sum", component, of_component),
   SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution =
      source("AWS/SageMaker", "ConcurrentRequestsPerCopy", "Maximum", component, of_component,
         { pattern = "high_resolution" }),
   SageMakerVariantProvisionedConcurrencyUtilization =
      source("AWS/SageMaker", "ServerlessProvisionedConcurrencyUtilization", "Maximum", variant,
         of_variant),
   ECSServiceAverageCPUUtilization =
      source("AWS/ECS", "CPUUtilization", "Average", service, of_service),
   ECSServiceAverageMemoryUtilization =
      source("AWS/ECS", "MemoryUtilization", "Average", service, of_service),
   ALBRequestCountPerTarget = source("AWS/ApplicationELB", "RequestCountPerTarget", "Sum",
      "^(.+)/(targetgroup/.+)$", { { "LoadBalancer", "%1" }, { "TargetGroup", "%2" } },
      { label = true }),
   EC2SpotFleetRequestAverageCPUUtilization =
      source("AWS/EC2Spot", "CPUUtilization", "Average", fleet, of_fleet),
   EC2SpotFleetRequestAverageNetworkIn =
      source("AWS/EC2Spot", "NetworkIn", "Average", fleet, of_fleet),
   EC2SpotFleetRequestAverageNetworkOut =
      source("AWS/EC2Spot", "NetworkOut", "Average", fleet, of_fleet),
   AppStreamAverageCapacityUtilization =
      source("AWS/AppStream", "CapacityUtilization", "Average", "^fleet/(.+)$",
         { { "Fleet", "%1" } }),
   ComprehendInferenceUtilization = source("AWS/Comprehend", "InferenceUtilization", "Average",
      "^(.+)$", { { "EndpointArn", "%1" } }),
   KafkaBrokerStorageUtilization = source("AWS/Kafka", "KafkaDataLogsDiskUsed", "Maximum",
      ":cluster/([^/]+)/", { { "Cluster Name", "%1" } }),
   LambdaProvisionedConcurrencyUtilization = source("AWS/Lambda",
      "ProvisionedConcurrencyUtilization", "Maximum", "^function:([^:]+):([^:]+)$",
      { { "FunctionName", "%1" }, { "Resource", "%1:%2" } }),
   NeptuneReaderAverageCPUUtilization =
      source("AWS/Neptune", "CPUUtilization", "Average", cluster, of_readers),
   RDSReaderAverageCPUUtilization =
      source("AWS/RDS", "CPUUtilization", "Average", cluster, of_readers),
   RDSReaderAverageDatabaseConnections =
      source("AWS/RDS", "DatabaseConnections", "Average", cluster, of_readers),
   WorkSpacesAverageUserSessionsCapacityUtilization = source("AWS/WorkSpaces",
      "UserSessionsCapacityUtilization", "Average", "^workspacespool/(.+)$",
      { { "WorkSpaces pool ID", "%1" } }),
   ElastiCacheDatabaseCapacityUsageCountedForEvictPercentage =
      cache "DatabaseCapacityUsageCountedForEvictPercentage",
   ElastiCacheDatabaseMemoryUsageCountedForEvictPercentage =
      cache "DatabaseMemoryUsageCountedForEvictPercentage",
   ElastiCacheDatabaseMemoryUsagePercentage = cache "DatabaseMemoryUsagePercentage",
   ElastiCacheEngineCPUUtilization = cache "EngineCPUUtilization",
   ElastiCachePrimaryEngineCPUUtilization = cache "EngineCPUUtilization",
   ElastiCacheReplicaEngineCPUUtilization = cache "EngineCPUUtilization",
}

local consumption <const> = { pattern = "short", is_consumption = true }
for _, way in ipairs { "Read", "Write" } do
   M.of_type["DynamoDB" .. way .. "CapacityUtilization"] = source("AWS/DynamoDB",
      "Consumed" .. way .. "CapacityUnits", "Sum", "^table/([^/]+)", { { "TableName", "%1" } },
      consumption)
   M.of_type["Cassandra" .. way .. "CapacityUtilization"] = source("AWS/Cassandra",
      "Consumed" .. way .. "CapacityUnits", "Sum", "^keyspace/([^/]+)/table/([^/]+)$",
      { { "Keyspace", "%1" }, { "TableName", "%2" } }, consumption)
end

---@param resource_id string
---@param source_of moontide.scaling.MetricSource
---@return table[]  as CloudWatch names dimensions
local function dimensions_of(resource_id, source_of)
   local captures, dimensions = { resource_id:match(source_of.form) }, {}
   for i, dimension in ipairs(source_of.dimensions) do
      dimensions[i] = { Name = dimension[1], Value = dimension[2]:gsub("%%(%d)", function(digit)
         return captures[tonumber(digit)] or ""
      end) }
   end
   local index = resource_id:match("^table/[^/]+/index/(.+)$")
   if index then
      dimensions[#dimensions + 1] = { Name = "GlobalSecondaryIndexName", Value = index }
   end
   return dimensions
end

---What a tracking policy looks at, and how.
---@param config table  a TargetTrackingScalingPolicyConfiguration
---@param resource_id string
---@return moontide.scaling.TrackedMetric metric
---@return moontide.scaling.MetricSource? source  nil: a metric of the caller's own
function M.of_policy(config, resource_id)
   local custom = config.CustomizedMetricSpecification
   if custom then
      return custom, nil
   end
   local specification = config.PredefinedMetricSpecification
   local found = M.of_type[specification.PredefinedMetricType]
   return {
      Namespace = found.namespace, MetricName = found.name, Statistic = found.statistic,
      Dimensions = dimensions_of(found.label and specification.ResourceLabel or resource_id, found),
   }, found
end

return M
