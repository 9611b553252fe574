-- Endpoints: create, describe, delete, and how they settle. A row has name, arn, config_name,
-- config (a copy: a configuration may be deleted under a living endpoint), status, variants,
-- shadows, created, modified, tags and, while it is on its way, due.
local clock = require "moontide.emulator.clock"
local instance_limits = require "moontide.emulator.services.sagemaker.instance_limits"
local registrations = require "moontide.emulator.services.sagemaker.registrations"
local resources = require "moontide.emulator.services.sagemaker.resources"
local states = require "moontide.emulator.services.sagemaker.states"
local tags = require "moontide.emulator.services.sagemaker.tags"
local variants = require "moontide.emulator.services.sagemaker.variants"

local M = {}

local kind <const> = resources.endpoints

---A model of such a name never answers its health check, so that failures can be rehearsed.
local failing_model <const> = "^moontide%-fail"

---The variant that will not come up; nil if all will.
local function unhealthy(config)
   for _, variant in ipairs(config.ProductionVariants) do
      if variant.ModelName and variant.ModelName:find(failing_model) then
         return variant.VariantName
      end
   end
   return nil
end

local function health_text(name)
   return ("The primary container for production variant %s did not pass the ping health check. "
      .. "Please check CloudWatch logs for this endpoint."):format(name)
end

local function adopt(row, due)
   row.config_name, row.config = due.config_name, due.config
   row.variants, row.shadows = due.variants, due.shadows
end

local ends <const> = {
   create = function(_, row)
      local failed = unhealthy(row.config)
      row.status = failed and "Failed" or "InService"
      row.failure = failed and health_text(failed)
      if not failed then
         row.variants = variants.summaries(row.config.ProductionVariants)
         row.shadows = variants.summaries(row.config.ShadowProductionVariants)
      end
   end,
   update = function(_, row, due)
      local failed = unhealthy(due.config)
      row.status, row.failure = "InService", failed and health_text(failed) or nil
      if not failed then
         adopt(row, due)
      end
   end,
   capacity = function(_, row)
      row.status = "InService"
      variants.reach_desired(row.variants)
   end,
   delete = function(context, row)
      resources.remove(kind, context, row)
   end,
}

---@param context table
---@param row table
---@return table? row  nil: it was being deleted, and now is
function M.settle(context, row)
   local was_on_its_way = row.due
   states.settle(context, row, ends)
   if was_on_its_way and not row.due then
      if not resources.get(kind, context, row.name) then
         return nil
      end
      registrations.pull_all(context, row)
   end
   return row
end

local settled <const> = resources.settled(kind, M.settle)

---find(context, name) → row or nil, require(context, name) → row or a refusal, all(context) → rows
M.find, M.require, M.all = settled.find, settled.require, settled.all

---Refuses to touch an endpoint that is on its way.
---@param row table
function M.check_idle(row)
   if row.due then
      resources.invalid('Cannot update in-progress endpoint "%s".', row.arn)
   end
end

function M.create(input, context)
   if M.find(context, input.EndpointName) then
      resources.check_free(kind, context, input.EndpointName)
   end
   local config = resources.require(resources.configs, context, input.EndpointConfigName)
   local given = tags.read(input.Tags)
   instance_limits.check(context, instance_limits.count(config.config.ProductionVariants,
      variants.summaries(config.config.ProductionVariants), 1))
   local row = resources.add(kind, context, {
      name = input.EndpointName, config_name = config.name, config = config.config,
      created = context.clock.now(), tags = given, deployment = input.DeploymentConfig,
   })
   states.begin(context, row, "Creating", { kind = "create" }, M.settle)
   return { EndpointArn = row.arn }
end

local function pending_summary(row)
   local due = row.due
   if not (due and due.kind == "update") then
      return nil
   end
   return {
      EndpointConfigName = due.config_name, StartTime = clock.timestamp(row.modified),
      ProductionVariants = due.variants, ShadowProductionVariants = due.shadows,
   }
end

---The members that ListEndpoints shows of an endpoint.
---@param row table
---@return table
function M.show(row)
   return {
      EndpointName = row.name, EndpointArn = row.arn, EndpointStatus = row.status,
      CreationTime = clock.timestamp(row.created), LastModifiedTime = clock.timestamp(row.modified),
   }
end

function M.describe(input, context)
   local row = M.require(context, input.EndpointName)
   local output = M.show(row)
   output.EndpointConfigName = row.config_name
   output.ProductionVariants, output.ShadowProductionVariants = row.variants, row.shadows
   output.FailureReason = row.failure
   output.AsyncInferenceConfig = row.config.AsyncInferenceConfig
   output.ExplainerConfig = row.config.ExplainerConfig
   output.LastDeploymentConfig = row.deployment
   output.PendingDeploymentSummary = pending_summary(row)
   return output
end

function M.delete(input, context)
   local row = M.require(context, input.EndpointName)
   M.check_idle(row)
   for component in resources.collection(resources.components, context):from(1) do
      if component.endpoint == row.name then
         resources.invalid('Cannot delete endpoint "%s" while it hosts inference components: '
            .. 'delete "%s" first.', row.arn, component.name)
      end
   end
   registrations.remove_all(context, row)
   states.begin(context, row, "Deleting", { kind = "delete" }, M.settle)
   return {}
end

return M
