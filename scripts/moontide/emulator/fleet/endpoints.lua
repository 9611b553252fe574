-- A fleet's endpoints as the calls of SageMaker that make them.
local M = {}

local default_variant <const>, default_role <const> = "AllTraffic", "arn:aws:iam::%s:role/sagemaker"
local component_memory <const> = 1024

local function variant_config(given, endpoint)
   local hosts = endpoint.components or given.managed
   local config = {
      VariantName = given.name or default_variant, InitialVariantWeight = given.weight or 1,
      ModelName = given.model or not hosts and endpoint.name:sub(1, 63) or nil,
   }
   if given.serverless then
      config.ServerlessConfig = { MemorySizeInMB = given.serverless.memory,
         MaxConcurrency = given.serverless.max_concurrency,
         ProvisionedConcurrency = given.serverless.provisioned_concurrency }
   else
      config.InstanceType = given.instance_type or endpoint.instance_type or "ml.m5.xlarge"
      config.InitialInstanceCount = math.max(1, given.count or endpoint.count or 1)
      config.ManagedInstanceScaling = given.managed and { Status = "ENABLED",
         MinInstanceCount = given.managed.min, MaxInstanceCount = given.managed.max }
   end
   return config
end

local function tag_list(map)
   if not (map and next(map)) then
      return nil
   end
   local list = {}
   for key, value in pairs(map) do
      list[#list + 1] = { Key = key, Value = value }
   end
   return list
end

---@param endpoint table  of a fleet
---@return string
local function config_name(endpoint)
   return endpoint.config or endpoint.name:sub(1, 56) .. "-config"
end

local function create_config(endpoint, account)
   local variants = {}
   for i, variant in ipairs(endpoint.variants or { endpoint }) do
      local given = endpoint.variants and variant or { serverless = endpoint.serverless,
         managed = endpoint.managed, weight = endpoint.weight, model = endpoint.model }
      variants[i] = variant_config(given, endpoint)
   end
   return {
      EndpointConfigName = config_name(endpoint), ProductionVariants = variants,
      ExecutionRoleArn = endpoint.role or default_role:format(account),
      AsyncInferenceConfig = endpoint.async
         and { OutputConfig = { S3OutputPath = "s3://moontide/async" } } or nil,
   }
end

local function create_component(component, endpoint)
   local copies = component.copies or 1
   return {
      InferenceComponentName = component.name, EndpointName = endpoint.name,
      VariantName = component.variant, Tags = tag_list(component.tags),
      Specification = { ModelName = component.model or component.name,
         ComputeResourceRequirements = {
            MinMemoryRequiredInMb = component.memory or component_memory } },
      RuntimeConfig = { CopyCount = math.max(1, copies) },
   }
end

---@param endpoint table  of a fleet
---@param account string
---@return { operation: string, input: table }[]
function M.calls(endpoint, account)
   local calls = {
      { operation = "CreateEndpointConfig", input = create_config(endpoint, account) },
      { operation = "CreateEndpoint", input = { EndpointName = endpoint.name,
         EndpointConfigName = config_name(endpoint), Tags = tag_list(endpoint.tags) } },
   }
   for _, component in ipairs(endpoint.components or {}) do
      calls[#calls + 1] = { operation = "CreateInferenceComponent",
         input = create_component(component, endpoint) }
   end
   return calls
end

return M
