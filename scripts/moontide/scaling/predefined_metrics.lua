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

return M
