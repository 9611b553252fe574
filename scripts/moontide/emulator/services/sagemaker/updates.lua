-- Changes of an endpoint that serves: another configuration, other weights and counts.
local instance_limits = require "moontide.emulator.services.sagemaker.instance_limits"
local endpoints = require "moontide.emulator.services.sagemaker.endpoints"
local registrations = require "moontide.emulator.services.sagemaker.registrations"
local resources = require "moontide.emulator.services.sagemaker.resources"
local states = require "moontide.emulator.services.sagemaker.states"
local variants = require "moontide.emulator.services.sagemaker.variants"

local M = {}

local invalid <const> = resources.invalid

---A variant that is a scalable target keeps its instance type and stays.
local function check_registered(row, config, context)
   for _, old in ipairs(row.config.ProductionVariants) do
      local new = variants.find(config.ProductionVariants, old.VariantName)
      local change = not new and "removed"
         or new.InstanceType ~= old.InstanceType and ("changed from %s to %s"):format(
            old.InstanceType or "serverless", new.InstanceType or "serverless")
      if change and registrations.of_variant(context, row.name, old.VariantName)[1] then
         invalid('Cannot update endpoint "%s": variant "%s" is registered as a scalable target '
            .. "with Application Auto Scaling and would be %s. Deregister the scalable target "
            .. "first.", row.arn, old.VariantName, change)
      end
   end
end

---@return { count: boolean, weight: boolean }
local function kept_properties(input)
   local all = input.RetainAllVariantProperties == true
   local kept = { DesiredInstanceCount = all, DesiredWeight = all }
   if input.ExcludeRetainedVariantProperties and not all then
      invalid("ExcludeRetainedVariantProperties needs RetainAllVariantProperties.")
   end
   for _, property in ipairs(input.ExcludeRetainedVariantProperties or {}) do
      kept[property.VariantPropertyType] = false
   end
   return { count = kept.DesiredInstanceCount, weight = kept.DesiredWeight }
end

function M.update(input, context)
   local row = endpoints.require(context, input.EndpointName)
   local config = resources.require(resources.configs, context, input.EndpointConfigName)
   endpoints.check_idle(row)
   if row.status ~= "InService" then
      invalid('Cannot update endpoint "%s" in status %s.', row.arn, row.status)
   end
   check_registered(row, config.config, context)
   local wanted = variants.summaries(config.config.ProductionVariants)
   variants.retain(wanted, row.variants, kept_properties(input))
   instance_limits.check(context, instance_limits.count(config.config.ProductionVariants, wanted, 1,
      instance_limits.count(row.config.ProductionVariants, row.variants, -1)))
   row.deployment = input.DeploymentConfig or input.RetainDeploymentConfig and row.deployment or nil
   row.failure = nil
   states.begin(context, row, "Updating", {
      kind = "update", config_name = config.name, config = config.config, variants = wanted,
      shadows = variants.summaries(config.config.ShadowProductionVariants),
   }, endpoints.settle)
   return { EndpointArn = row.arn }
end

local function check_names(row, changes)
   local missing, seen = {}, {}
   for _, change in ipairs(changes) do
      local name = change.VariantName
      if seen[name] then
         invalid('Variant "%s" is named more than once.', name)
      end
      seen[name] = true
      if not variants.find(row.variants, name) then
         missing[#missing + 1] = '"' .. name .. '"'
      end
   end
   if missing[1] then
      invalid('The variant name(s) %s is/are not present within endpoint configuration "%s".',
         table.concat(missing, ", "), row.config_name)
   end
end

---Real-time variants have at least one instance; those that are asynchronous, or host inference
---components whose instances SageMaker manages, may have none.
---@param row table  of an endpoint
---@param config table  of the variant
---@return integer
function M.least_instances(row, config)
   if row.config.AsyncInferenceConfig then
      return 0
   end
   local managed = config.ManagedInstanceScaling
   return managed and managed.Status == "ENABLED" and (managed.MinInstanceCount or 1) or 1
end

local function check_change(row, change)
   local config = variants.find(row.config.ProductionVariants, change.VariantName)
   local count, serverless = change.DesiredInstanceCount, change.ServerlessUpdateConfig
   if count and config.ServerlessConfig then
      invalid('DesiredInstanceCount is not supported for serverless variant "%s".',
         config.VariantName)
   elseif serverless and not config.ServerlessConfig then
      invalid('ServerlessUpdateConfig is not supported for variant "%s", which has instances.',
         config.VariantName)
   elseif count and count < M.least_instances(row, config) then
      invalid('DesiredInstanceCount of variant "%s" must be at least %d.', config.VariantName,
         M.least_instances(row, config))
   end
   if serverless then
      local before = variants.find(row.variants, change.VariantName).DesiredServerlessConfig
      local limit = serverless.MaxConcurrency or before.MaxConcurrency
      if (serverless.ProvisionedConcurrency or before.ProvisionedConcurrency or 1) > limit then
         invalid("ProvisionedConcurrency must be less than or equal to MaxConcurrency.")
      end
   end
end

local function merged_serverless(before, change)
   local merged = {}
   for _, source in ipairs { before, change } do
      for name, value in pairs(source) do
         merged[name] = value
      end
   end
   return merged
end

local function apply(row, change)
   local variant = variants.find(row.variants, change.VariantName)
   variant.DesiredWeight = change.DesiredWeight or variant.DesiredWeight
   variant.DesiredInstanceCount = change.DesiredInstanceCount or variant.DesiredInstanceCount
   if change.ServerlessUpdateConfig then
      variant.DesiredServerlessConfig = merged_serverless(variant.DesiredServerlessConfig,
         change.ServerlessUpdateConfig)
   end
end

local function added_instances(row, changes)
   local deltas = {}
   for _, change in ipairs(changes) do
      local config = variants.find(row.config.ProductionVariants, change.VariantName)
      local variant = variants.find(row.variants, change.VariantName)
      if change.DesiredInstanceCount and config.InstanceType then
         deltas[config.InstanceType] = (deltas[config.InstanceType] or 0)
            + change.DesiredInstanceCount - variant.DesiredInstanceCount
      end
   end
   return deltas
end

---Everything that can be refused is refused before anything is changed.
function M.update_weights_and_capacities(input, context)
   local row = endpoints.require(context, input.EndpointName)
   local changes = input.DesiredWeightsAndCapacities
   endpoints.check_idle(row)
   if row.status ~= "InService" then
      invalid('Cannot update endpoint "%s" in status %s.', row.arn, row.status)
   end
   check_names(row, changes)
   for _, change in ipairs(changes) do
      check_change(row, change)
   end
   instance_limits.check(context, added_instances(row, changes))
   for _, change in ipairs(changes) do
      apply(row, change)
   end
   row.failure = nil
   states.begin(context, row, "Updating", { kind = "capacity" }, endpoints.settle)
   return { EndpointArn = row.arn }
end

return M
