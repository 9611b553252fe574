-- Which predefined metrics target tracking knows for which dimension, as data.
local M = {}

local elasticache <const> = {
   "ElastiCacheDatabaseCapacityUsageCountedForEvictPercentage",
   "ElastiCacheDatabaseMemoryUsageCountedForEvictPercentage",
   "ElastiCacheDatabaseMemoryUsagePercentage", "ElastiCacheEngineCPUUtilization",
   "ElastiCachePrimaryEngineCPUUtilization", "ElastiCacheReplicaEngineCPUUtilization",
}
local comprehend <const> = { "ComprehendInferenceUtilization" }
local dynamodb_read <const> = { "DynamoDBReadCapacityUtilization" }
local dynamodb_write <const> = { "DynamoDBWriteCapacityUtilization" }

---Dimensions that are not listed have none.
---@type table<string, string[]>
M.of_dimension = {
   ["appstream:fleet:DesiredCapacity"] = { "AppStreamAverageCapacityUtilization" },
   ["cassandra:table:ReadCapacityUnits"] = { "CassandraReadCapacityUtilization" },
   ["cassandra:table:WriteCapacityUnits"] = { "CassandraWriteCapacityUtilization" },
   ["comprehend:document-classifier-endpoint:DesiredInferenceUnits"] = comprehend,
   ["comprehend:entity-recognizer-endpoint:DesiredInferenceUnits"] = comprehend,
   ["dynamodb:index:ReadCapacityUnits"] = dynamodb_read,
   ["dynamodb:index:WriteCapacityUnits"] = dynamodb_write,
   ["dynamodb:table:ReadCapacityUnits"] = dynamodb_read,
   ["dynamodb:table:WriteCapacityUnits"] = dynamodb_write,
   ["ec2:spot-fleet-request:TargetCapacity"] = {
      "ALBRequestCountPerTarget", "EC2SpotFleetRequestAverageCPUUtilization",
      "EC2SpotFleetRequestAverageNetworkIn", "EC2SpotFleetRequestAverageNetworkOut",
   },
   ["ecs:service:DesiredCount"] = {
      "ALBRequestCountPerTarget", "ECSServiceAverageCPUUtilization",
      "ECSServiceAverageMemoryUtilization",
   },
   ["elasticache:cache-cluster:Nodes"] = elasticache,
   ["elasticache:replication-group:NodeGroups"] = elasticache,
   ["elasticache:replication-group:Replicas"] = elasticache,
   ["kafka:broker-storage:VolumeSize"] = { "KafkaBrokerStorageUtilization" },
   ["lambda:function:ProvisionedConcurrency"] = { "LambdaProvisionedConcurrencyUtilization" },
   ["neptune:cluster:ReadReplicaCount"] = { "NeptuneReaderAverageCPUUtilization" },
   ["rds:cluster:ReadReplicaCount"] = {
      "RDSReaderAverageCPUUtilization", "RDSReaderAverageDatabaseConnections",
   },
   ["sagemaker:inference-component:DesiredCopyCount"] = {
      "SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution",
      "SageMakerInferenceComponentInvocationsPerCopy",
   },
   ["sagemaker:variant:DesiredInstanceCount"] = {
      "SageMakerVariantConcurrentRequestsPerModelHighResolution",
      "SageMakerVariantInvocationsPerInstance",
   },
   ["sagemaker:variant:DesiredProvisionedConcurrency"] = {
      "SageMakerVariantProvisionedConcurrencyUtilization",
   },
   ["workspaces:workspacespool:DesiredUserSessions"] = {
      "WorkSpacesAverageUserSessionsCapacityUtilization",
   },
}

---What the values of a metric are: "percent" of 100, "ratio" of 1; of others nothing is known.
---@type table<string, "percent"|"ratio">
M.scale = {
   LambdaProvisionedConcurrencyUtilization = "ratio",
   SageMakerVariantProvisionedConcurrencyUtilization = "ratio",
   AppStreamAverageCapacityUtilization = "percent",
   CassandraReadCapacityUtilization = "percent",
   CassandraWriteCapacityUtilization = "percent",
   ComprehendInferenceUtilization = "percent",
   DynamoDBReadCapacityUtilization = "percent",
   DynamoDBWriteCapacityUtilization = "percent",
   EC2SpotFleetRequestAverageCPUUtilization = "percent",
   ECSServiceAverageCPUUtilization = "percent",
   ECSServiceAverageMemoryUtilization = "percent",
   KafkaBrokerStorageUtilization = "percent",
   NeptuneReaderAverageCPUUtilization = "percent",
   RDSReaderAverageCPUUtilization = "percent",
   WorkSpacesAverageUserSessionsCapacityUtilization = "percent",
}
for _, name in ipairs(elasticache) do M.scale[name] = "percent" end

---The dimensions that a metric is for, sorted; empty: it is not known.
---@param metric string
---@return string[]
function M.dimensions_of(metric)
   local found = {}
   for dimension, names in pairs(M.of_dimension) do
      for _, name in ipairs(names) do
         if name == metric then found[#found + 1] = dimension end
      end
   end
   table.sort(found)
   return found
end

return M
