-- What discovery yields, made of AWS's descriptions: one plain record for each variant or inference
-- component. Pure: descriptions in, records out.
local instances = require "moontide.sagemaker.instances"

local M = {}

---@class moontide.sagemaker.Serverless
---@field memory integer                   megabytes
---@field max_concurrency integer
---@field provisioned_concurrency? integer  nil: it cannot be scaled

---@class moontide.sagemaker.Variant
---@field endpoint string
---@field variant string
---@field resource_id string       endpoint/<endpoint>/variant/<variant>
---@field namespace string         "sagemaker"
---@field dimension string         the one its kind is scaled in
---@field kind "real-time"|"async"|"serverless"|"component-host"
---@field status string            of the endpoint
---@field config string            name of the endpoint configuration
---@field config_missing? boolean  the configuration was deleted: instance type and kind are guesses
---@field instance_type? string    nil: serverless, or not known
---@field is_burstable boolean     such variants cannot be registered
---@field desired? integer         instances, or provisioned concurrency; nil: none
---@field current? integer
---@field weight? number
---@field managed_scaling? { status: string, min: integer?, max: integer? }
---@field serverless? moontide.sagemaker.Serverless
---@field max_concurrency? integer of a serverless variant
---@field failure_reason? string   of the endpoint
---@field region string
---@field endpoint_arn string
---@field endpoint_tags table<string, string>  read when it is first asked for

---@class moontide.sagemaker.InferenceComponent
---@field name string
---@field endpoint string
---@field variant string
---@field resource_id string   inference-component/<name>
---@field namespace string
---@field dimension string
---@field kind "inference-component"
---@field status string
---@field desired? integer     copies; nil: it runs on another component's copies
---@field current? integer
---@field model? string
---@field base? string         the component on whose copies it runs
---@field failure_reason? string
---@field region string
---@field arn string
---@field component_tags table<string, string>  read when it is first asked for

M.INSTANCE_COUNT = "sagemaker:variant:DesiredInstanceCount"
M.PROVISIONED_CONCURRENCY = "sagemaker:variant:DesiredProvisionedConcurrency"
M.COPY_COUNT = "sagemaker:inference-component:DesiredCopyCount"

local function by_name(list)
   local found = {}
   for _, variant in ipairs(list or {}) do found[variant.VariantName] = variant end
   return found
end

local function kind_of(endpoint, config, serverless)
   if serverless then return "serverless" end
   if endpoint.AsyncInferenceConfig then return "async" end
   if config and not config.ModelName then return "component-host" end
   return "real-time"
end

local function managed_scaling(given)
   return given and { status = given.Status, min = given.MinInstanceCount,
      max = given.MaxInstanceCount }
end

local function serverless_config(given)
   return given and { memory = given.MemorySizeInMB, max_concurrency = given.MaxConcurrency,
      provisioned_concurrency = given.ProvisionedConcurrency }
end

-- Counts: of what runs, or, while an endpoint is being made, of what is to run.
local function counts(summary, config, serverless)
   if serverless then
      local desired = summary.DesiredServerlessConfig or serverless
      local current = summary.CurrentServerlessConfig or {}
      return desired.ProvisionedConcurrency, current.ProvisionedConcurrency
   end
   return summary.DesiredInstanceCount or config and config.InitialInstanceCount,
      summary.CurrentInstanceCount or 0
end

local function variant_record(endpoint, name, summary, config, region)
   local serverless = summary.DesiredServerlessConfig or summary.CurrentServerlessConfig
      or config and config.ServerlessConfig
   local desired, current = counts(summary, config, serverless)
   local instance_type = config and config.InstanceType
   return {
      endpoint = endpoint.EndpointName, variant = name, namespace = "sagemaker",
      resource_id = ("endpoint/%s/variant/%s"):format(endpoint.EndpointName, name),
      dimension = serverless and M.PROVISIONED_CONCURRENCY or M.INSTANCE_COUNT,
      kind = kind_of(endpoint, config, serverless), status = endpoint.EndpointStatus,
      config = endpoint.EndpointConfigName, config_missing = not config or nil,
      instance_type = instance_type, is_burstable = instances.is_burstable(instance_type),
      desired = desired, current = current,
      weight = summary.DesiredWeight or config and config.InitialVariantWeight,
      managed_scaling = managed_scaling(summary.ManagedInstanceScaling
         or config and config.ManagedInstanceScaling),
      serverless = serverless_config(serverless),
      max_concurrency = serverless and serverless.MaxConcurrency or nil,
      failure_reason = endpoint.FailureReason, region = region,
      endpoint_arn = endpoint.EndpointArn,
   }
end

---The variants of an endpoint, in the order of its configuration.
---@param endpoint table  output of DescribeEndpoint
---@param config? table   output of DescribeEndpointConfig; nil: it was deleted
---@param region string
---@return moontide.sagemaker.Variant[]
function M.variants(endpoint, config, region)
   local configs, summaries = by_name(config and config.ProductionVariants),
      by_name(endpoint.ProductionVariants)
   local list = {}
   for i, variant in ipairs(endpoint.ProductionVariants or config and config.ProductionVariants
      or {}) do
      local name = variant.VariantName
      list[i] = variant_record(endpoint, name, summaries[name] or {}, configs[name], region)
   end
   return list
end

---@param component table  output of DescribeInferenceComponent
---@param region string
---@return moontide.sagemaker.InferenceComponent
function M.component(component, region)
   local runtime, specification = component.RuntimeConfig or {}, component.Specification or {}
   return {
      name = component.InferenceComponentName, endpoint = component.EndpointName,
      variant = component.VariantName, namespace = "sagemaker", kind = "inference-component",
      resource_id = "inference-component/" .. component.InferenceComponentName,
      dimension = M.COPY_COUNT, status = component.InferenceComponentStatus,
      desired = runtime.DesiredCopyCount, current = runtime.CurrentCopyCount,
      model = specification.ModelName, base = specification.BaseInferenceComponentName,
      failure_reason = component.FailureReason, region = region,
      arn = component.InferenceComponentArn,
   }
end

return M
