-- What can be scaled, as data: namespace × dimension × form of the resource id, with the lowest
-- capacity that AWS accepts. A form is a Lua pattern for the whole id.
local M = {}

---@class moontide.scaling.Namespace
---@field code string     first four characters of a target's id in its ARN
---@field role? string    suffix of the service-linked role; nil: the caller brings a role
---@field quota integer   scalable targets per account and Region

---Codes of sagemaker, ecs and dynamodb are AWS's; the others are not published and made up.
---@type table<string, moontide.scaling.Namespace>
M.namespaces = {
   appstream = { code = "0a51", role = "AppStreamFleet", quota = 500 },
   cassandra = { code = "0ca5", role = "CassandraTable", quota = 1500 },
   comprehend = { code = "0c03", role = "ComprehendEndpoint", quota = 500 },
   ["custom-resource"] = { code = "0c52", role = "CustomResource", quota = 500 },
   dynamodb = { code = "0d26", role = "DynamoDBTable", quota = 5000 },
   ec2 = { code = "0ec2", role = "EC2SpotFleetRequest", quota = 500 },
   ecs = { code = "0ec5", role = "ECSService", quota = 3000 },
   elasticache = { code = "0e1c", role = "ElastiCacheRG", quota = 500 },
   elasticmapreduce = { code = "0e32", quota = 500 },
   kafka = { code = "0caf", role = "KafkaCluster", quota = 500 },
   lambda = { code = "01a3", role = "LambdaConcurrency", quota = 500 },
   neptune = { code = "0e97", role = "NeptuneCluster", quota = 500 },
   rds = { code = "0bd5", role = "RDSCluster", quota = 500 },
   sagemaker = { code = "056m", role = "SageMakerEndpoint", quota = 500 },
   workspaces = { code = "0b59", role = "WorkSpacesPool", quota = 500 },
}

local variant = "^endpoint/[%w%-]+/variant/[%w%-]+$"
local dynamodb_table = "^table/[%w_.%-]+$"
local dynamodb_index = "^table/[%w_.%-]+/index/[%w_.%-]+$"
local keyspace_table = "^keyspace/[^/]+/table/[^/]+$"
local replication_group = "^replication%-group/[^/]+$"
local api_gateway = "^https://[^/]+%.execute%-api%.[^/]+/[^/]+/scalableTargetDimensions/[^/]+$"

---How ids of a form, or of a dimension with a form of its own, look: for messages.
local examples <const> = {
   [variant] = "endpoint/<endpoint>/variant/<variant>",
   [dynamodb_table] = "table/<table>",
   [dynamodb_index] = "table/<table>/index/<index>",
   [keyspace_table] = "keyspace/<keyspace>/table/<table>",
   [replication_group] = "replication-group/<name>",
   [api_gateway] = "https://<id>.execute-api.<region>.amazonaws.com/<stage>"
      .. "/scalableTargetDimensions/<dimension>",
   ["custom-resource"] = "service/<cluster>/<service>",
   ["ec2:spot-fleet-request:TargetCapacity"] = "spot-fleet-request/sfr-<uuid>",
   ["elasticmapreduce:instancegroup:InstanceCount"] = "instancegroup/j-<id>/ig-<id>",
   ["appstream:fleet:DesiredCapacity"] = "fleet/<name>",
   ["dynamodb:table:ReadCapacityUnits"] = "cluster:<name>",
   ["sagemaker:variant:DesiredInstanceCount"] = "inference-component/<name>",
   ["custom-resource:ResourceType:Property"] = "the endpoint's ARN",
   ["comprehend:entity-recognizer-endpoint:DesiredInferenceUnits"] = "the endpoint's ARN",
   ["lambda:function:ProvisionedConcurrency"] = "function:<name>:<alias or version>",
   ["cassandra:table:ReadCapacityUnits"] = "the cluster's ARN",
   ["elasticache:replication-group:NodeGroups"] = "cache-cluster/<name>",
   ["neptune:cluster:ReadReplicaCount"] = "cluster:<name>",
   ["workspaces:workspacespool:DesiredUserSessions"] = "workspacespool/wspool-<id>",
}

---@class moontide.scaling.Dimension
---@field name string
---@field namespace string
---@field form string
---@field floor integer  the lowest minimum capacity
---@field example string  how an id looks

---dimension → { form, lowest minimum capacity }; the namespace is what stands before the colon.
local forms = {
   ["ecs:service:DesiredCount"] = { "^service/[^/]+/[^/]+$", 0 },
   ["ec2:spot-fleet-request:TargetCapacity"] = { "^spot%-fleet%-request/sfr%-[%x%-]+$", 0 },
   ["elasticmapreduce:instancegroup:InstanceCount"] = { "^instancegroup/j%-%w+/ig%-%w+$", 0 },
   ["appstream:fleet:DesiredCapacity"] = { "^fleet/[^/]+$", 0 },
   ["dynamodb:table:ReadCapacityUnits"] = { dynamodb_table, 1 },
   ["dynamodb:table:WriteCapacityUnits"] = { dynamodb_table, 1 },
   ["dynamodb:index:ReadCapacityUnits"] = { dynamodb_index, 1 },
   ["dynamodb:index:WriteCapacityUnits"] = { dynamodb_index, 1 },
   ["rds:cluster:ReadReplicaCount"] = { "^cluster:[^:/]+$", 0 },
   ["sagemaker:variant:DesiredInstanceCount"] = { variant, 0 },
   ["sagemaker:variant:DesiredProvisionedConcurrency"] = { variant, 0 },
   ["sagemaker:inference-component:DesiredCopyCount"] = { "^inference%-component/[%w%-]+$", 0 },
   ["custom-resource:ResourceType:Property"] = { api_gateway, 0 },
   ["comprehend:document-classifier-endpoint:DesiredInferenceUnits"] =
      { "^arn:[^:]+:comprehend:[^:]+:%d+:document%-classifier%-endpoint/[^/]+$", 1 },
   ["comprehend:entity-recognizer-endpoint:DesiredInferenceUnits"] =
      { "^arn:[^:]+:comprehend:[^:]+:%d+:entity%-recognizer%-endpoint/[^/]+$", 1 },
   ["lambda:function:ProvisionedConcurrency"] = { "^function:[^:$]+:[^:$]+$", 0 },
   ["cassandra:table:ReadCapacityUnits"] = { keyspace_table, 1 },
   ["cassandra:table:WriteCapacityUnits"] = { keyspace_table, 1 },
   ["kafka:broker-storage:VolumeSize"] = { "^arn:[^:]+:kafka:[^:]+:%d+:cluster/[^/]+/[^/]+$", 1 },
   ["elasticache:replication-group:NodeGroups"] = { replication_group, 1 },
   ["elasticache:replication-group:Replicas"] = { replication_group, 1 },
   ["elasticache:cache-cluster:Nodes"] = { "^cache%-cluster/[^/]+$", 1 },
   ["neptune:cluster:ReadReplicaCount"] = { "^cluster:[^:/]+$", 1 },
   ["workspaces:workspacespool:DesiredUserSessions"] = { "^workspacespool/wspool%-%w+$", 1 },
}

---@type table<string, moontide.scaling.Dimension>
M.dimensions = {}
for name, entry in pairs(forms) do
   M.dimensions[name] = {
      name = name, namespace = name:match("^[^:]+"), form = entry[1], floor = entry[2],
      example = examples[name] or examples[entry[1]],
   }
end

local function set(...)
   local result = {}
   for _, name in ipairs { ... } do
      result[name] = true
   end
   return result
end

local without_step <const> = set("cassandra", "comprehend", "dynamodb", "elasticache", "kafka",
   "lambda", "neptune")

---Can targets of the namespace be scaled that way?
---@param namespace string
---@param way string  a PolicyType, or "Scheduled"
---@return boolean
function M.supports(namespace, way)
   if way == "StepScaling" then
      return not without_step[namespace]
   elseif way == "TargetTrackingScaling" then
      return namespace ~= "elasticmapreduce"
   elseif way == "PredictiveScaling" then
      return namespace == "ecs"
   end
   return namespace ~= "kafka"
end

---The dimension, if namespace, dimension and resource id belong together.
---@param namespace string
---@param name string
---@param resource_id string
---@return moontide.scaling.Dimension?
function M.find(namespace, name, resource_id)
   local dimension = M.dimensions[name]
   local fits = dimension and dimension.namespace == namespace
      and resource_id:find(dimension.form)
   return fits and dimension or nil
end

return M
