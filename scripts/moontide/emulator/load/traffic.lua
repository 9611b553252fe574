-- What a load looks like in CloudWatch, given the capacity that bears it: the metrics that the
-- services themselves would publish for a stretch of time.
local M = {}

---@class moontide.emulator.Stretch
---@field requests number     that arrived in it
---@field seconds number      how long it is
---@field capacity integer
---@field latency number      seconds that a request takes
---@field rps number          that one unit of capacity serves
---@field backlog number      requests that wait, of what is asynchronous
---@field is_async boolean

---@class moontide.emulator.Reading
---@field namespace string
---@field name string
---@field unit string
---@field entry number|moontide.emulator.StatisticSet
---@field is_fine? boolean  of high resolution

local function constant_set(value, count)
   return { sum = value * count, count = count, minimum = value, maximum = value }
end

local function count(namespace, name, requests, share)
   return requests > 0 and { namespace = namespace, name = name, unit = "None",
      entry = constant_set(share, requests) } or nil
end

---Requests at one time, by Little's law, for each unit of capacity.
local function concurrency(stretch)
   return stretch.requests / stretch.seconds * stretch.latency / math.max(1, stretch.capacity)
end

local function percent_busy(stretch)
   local busy = stretch.requests / stretch.seconds / math.max(1, stretch.capacity) / stretch.rps
   return math.min(100, 100 * busy)
end

local function average(namespace, name, value, unit)
   return { namespace = namespace, name = name, unit = unit or "None", entry = value }
end

---Asynchronous endpoints publish no invocations, but what waits.
local function asynchronous(stretch)
   local waiting, none = stretch.backlog, stretch.capacity == 0
   return {
      average("AWS/SageMaker", "ApproximateBacklogSize", waiting),
      average("AWS/SageMaker", "ApproximateBacklogSizePerInstance",
         waiting / math.max(1, stretch.capacity)),
      average("AWS/SageMaker", "HasBacklogWithoutCapacity", none and waiting > 0 and 1 or 0),
   }
end

local function fine(namespace, name, stretch)
   local reading = average(namespace, name, concurrency(stretch))
   reading.is_fine = true
   return reading
end

local function variant(stretch)
   local requests, per_instance = stretch.requests, 1 / math.max(1, stretch.capacity)
   return {
      count("AWS/SageMaker", "Invocations", requests, 1),
      count("AWS/SageMaker", "InvocationsPerInstance", requests, per_instance),
      fine("AWS/SageMaker", "ConcurrentRequestsPerModel", stretch),
      average("/aws/sagemaker/Endpoints", "CPUUtilization", percent_busy(stretch), "Percent"),
   }
end

local function serverless(stretch)
   return { average("AWS/SageMaker", "ServerlessProvisionedConcurrencyUtilization",
      math.min(1, concurrency(stretch))) }
end

local function component(stretch)
   if stretch.capacity == 0 then
      return { count("AWS/SageMaker", "NoCapacityInvocationFailures", stretch.requests, 1) }
   end
   return {
      count("AWS/SageMaker", "InvocationsPerCopy", stretch.requests, 1 / stretch.capacity),
      fine("AWS/SageMaker", "ConcurrentRequestsPerCopy", stretch),
   }
end

---Each task reports for itself, so that the sum is the work of all.
local function ecs(stretch)
   local list = {}
   for i, name in ipairs { "CPUUtilization", "MemoryUtilization" } do
      list[i] = average("AWS/ECS", name,
         constant_set(percent_busy(stretch), math.max(1, stretch.capacity)), "Percent")
   end
   return list
end

local function consumed(way)
   return function(stretch)
      return { count("AWS/DynamoDB", ("Consumed%sCapacityUnits"):format(way), stretch.requests, 1) }
   end
end

---dimension → function of a stretch that gives its readings
local publishers <const> = {
   ["sagemaker:variant:DesiredInstanceCount"] = variant,
   ["sagemaker:variant:DesiredProvisionedConcurrency"] = serverless,
   ["sagemaker:inference-component:DesiredCopyCount"] = component,
   ["ecs:service:DesiredCount"] = ecs,
   ["dynamodb:table:ReadCapacityUnits"] = consumed "Read",
   ["dynamodb:table:WriteCapacityUnits"] = consumed "Write",
   ["dynamodb:index:ReadCapacityUnits"] = consumed "Read",
   ["dynamodb:index:WriteCapacityUnits"] = consumed "Write",
}

---@param dimension string
---@return boolean  can load be put on such targets?
function M.is_known(dimension)
   return publishers[dimension] ~= nil
end

---@param dimension string
---@param stretch moontide.emulator.Stretch
---@return moontide.emulator.Reading[]  some may be missing
function M.readings(dimension, stretch)
   if stretch.is_async then
      return asynchronous(stretch)
   end
   local list = {}
   for _, reading in pairs(publishers[dimension](stretch)) do
      list[#list + 1] = reading
   end
   table.sort(list, function(a, b) return a.name < b.name end)
   return list
end

---@param resource_id string
---@param is_async boolean  what waits is counted for the endpoint as a whole
---@return table[]  as CloudWatch names dimensions
function M.dimensions(resource_id, is_async)
   local endpoint, variant_name = resource_id:match("^endpoint/([^/]+)/variant/(.+)$")
   if endpoint and is_async then
      return { { Name = "EndpointName", Value = endpoint } }
   elseif endpoint then
      return { { Name = "EndpointName", Value = endpoint },
               { Name = "VariantName", Value = variant_name } }
   end
   local copy = resource_id:match("^inference%-component/(.+)$")
   if copy then
      return { { Name = "InferenceComponentName", Value = copy } }
   end
   local cluster, service = resource_id:match("^service/([^/]+)/(.+)$")
   if cluster then
      return { { Name = "ClusterName", Value = cluster },
               { Name = "ServiceName", Value = service } }
   end
   local dimensions = { { Name = "TableName", Value = resource_id:match("^table/([^/]+)") } }
   local index = resource_id:match("/index/(.+)$")
   dimensions[2] = index and { Name = "GlobalSecondaryIndexName", Value = index }
   return dimensions
end

return M
