-- The capacity of variants and inference components, as Application Auto Scaling finds and moves
-- it: by the calls that it makes to SageMaker.
local components = require "moontide.emulator.services.sagemaker.components"
local endpoints = require "moontide.emulator.services.sagemaker.endpoints"
local failure = require "moontide.emulator.failure"
local instances = require "moontide.sagemaker.instances"
local resources = require "moontide.emulator.services.sagemaker.resources"
local updates = require "moontide.emulator.services.sagemaker.updates"
local variants = require "moontide.emulator.services.sagemaker.variants"

local M = {}

---What an endpoint must not be in to be scaled at all.
local dead <const> = { Failed = true, OutOfService = true, Deleting = true,
   UpdateRollbackFailed = true }

---Are there any endpoints, or were there, so that names can be told right from wrong?
---@param context table
---@return boolean
function M.is_populated(context)
   return resources.collection(resources.endpoints, context).last > 0
end

local function variant_state(dimension, endpoint, config)
   local summary = variants.find(endpoint.variants, config.VariantName)
   local is_active = endpoint.status == "InService" and summary ~= nil
   if dimension == "sagemaker:variant:DesiredInstanceCount" then
      return { is_active = is_active, desired = summary and summary.DesiredInstanceCount,
         current = summary and summary.CurrentInstanceCount }
   end
   local desired = summary and summary.DesiredServerlessConfig or config.ServerlessConfig
   local current = summary and summary.CurrentServerlessConfig or config.ServerlessConfig
   return { is_active = is_active, desired = desired.ProvisionedConcurrency,
      current = current.ProvisionedConcurrency }
end

---Why a variant cannot be scaled in that dimension; nil if it can.
local function variant_problem(dimension, config)
   if dimension == "sagemaker:variant:DesiredInstanceCount" then
      if config.ServerlessConfig then
         return ('Variant "%s" is serverless and has no instances to scale.'):format(
            config.VariantName)
      elseif instances.is_burstable(config.InstanceType) then
         return ("You cannot register a variant with %s instance type as a scalable target. This "
            .. "is because the burstable performance of these instances can lead to unpredictable "
            .. "behavior with Auto Scaling."):format(config.InstanceType)
      end
   elseif not config.ServerlessConfig then
      return ('Variant "%s" is not serverless and has no provisioned concurrency to scale.'):format(
         config.VariantName)
   elseif not config.ServerlessConfig.ProvisionedConcurrency then
      return ('Variant "%s" has no provisioned concurrency to scale: its endpoint configuration '
         .. "sets none."):format(config.VariantName)
   end
   return nil
end

local function find_variant(context, target, name, variant_name)
   local endpoint = endpoints.find(context, name)
   if not endpoint then
      return nil, resources.missing_text(resources.endpoints, context, name)
   end
   local config = variants.find(endpoint.config.ProductionVariants, variant_name)
   if not config then
      return nil, ('Could not find variant "%s" of endpoint "%s".'):format(variant_name,
         endpoint.arn)
   elseif dead[endpoint.status] then
      return nil, ("Resource Id [%s] is not scalable. Reason: the status of its endpoint is %s")
         :format(target.ResourceId, endpoint.status)
   end
   local problem = variant_problem(target.ScalableDimension, config)
   if problem then
      return nil, problem
   end
   return variant_state(target.ScalableDimension, endpoint, config)
end

local function find_component(context, target, name)
   local row = components.find(context, name)
   if not row then
      return nil, resources.missing_text(resources.components, context, name)
   elseif row.status == "Deleting" or not row.desired then
      return nil, ("Resource Id [%s] is not scalable. Reason: %s"):format(target.ResourceId,
         row.desired and "it is being deleted" or "it runs on another component's copies")
   end
   return { is_active = row.status == "InService", desired = row.desired, current = row.current }
end

---@param context table
---@param target table
---@return moontide.emulator.CapacityState? state, string? problem
function M.find(context, target)
   local endpoint, variant = target.ResourceId:match("^endpoint/([^/]+)/variant/([^/]+)$")
   if endpoint then
      return find_variant(context, target, endpoint, variant)
   end
   return find_component(context, target, target.ResourceId:match("^inference%-component/(.+)$"))
end

local function update_variant(context, target, change)
   local endpoint, variant = target.ResourceId:match("^endpoint/([^/]+)/variant/([^/]+)$")
   change.VariantName = variant
   updates.update_weights_and_capacities(
      { EndpointName = endpoint, DesiredWeightsAndCapacities = { change } }, context)
end

local setters <const> = {
   ["sagemaker:variant:DesiredInstanceCount"] = function(context, target, count)
      update_variant(context, target, { DesiredInstanceCount = count })
   end,
   ["sagemaker:variant:DesiredProvisionedConcurrency"] = function(context, target, count)
      update_variant(context, target,
         { ServerlessUpdateConfig = { ProvisionedConcurrency = count } })
   end,
   ["sagemaker:inference-component:DesiredCopyCount"] = function(context, target, count)
      components.update_runtime({ DesiredRuntimeConfig = { CopyCount = count },
         InferenceComponentName = target.ResourceId:match("/(.+)$") }, context)
   end,
}

---@param context table
---@param target table
---@param count integer
---@return true? ok, string? problem  in the words of a scaling activity
function M.set(context, target, count)
   local ok, raised = pcall(setters[target.ScalableDimension], context, target, count)
   if ok then
      return true
   elseif not failure.is(raised) then
      error(raised, 0)
   end
   return nil, ("%s (Service: AmazonSageMaker; Status Code: %d; Error Code: %s; Request ID: %s)")
      :format(raised.message, raised.status, raised.code, context.ids.uuid())
end

return M
