-- Endpoint configurations: create, describe, delete. They never change; endpoints that were made of
-- one live on when it is deleted.
local clock = require "moontide.emulator.clock"
local config_rules = require "moontide.emulator.services.sagemaker.config_rules"
local resources = require "moontide.emulator.services.sagemaker.resources"
local tags = require "moontide.emulator.services.sagemaker.tags"

local M = {}

local kind <const> = resources.configs

---What a description repeats of what was given.
local members <const> = {
   "ProductionVariants", "ShadowProductionVariants", "DataCaptureConfig", "KmsKeyId",
   "AsyncInferenceConfig", "ExplainerConfig", "ExecutionRoleArn", "VpcConfig",
   "EnableNetworkIsolation", "MetricsConfig",
}

function M.create(input, context)
   resources.check_free(kind, context, input.EndpointConfigName)
   config_rules.check(input)
   local given, config = tags.read(input.Tags), {}
   for _, name in ipairs(members) do
      config[name] = input[name]
   end
   local row = resources.add(kind, context, {
      name = input.EndpointConfigName, config = config, created = context.clock.now(), tags = given,
   })
   return { EndpointConfigArn = row.arn }
end

---The members that ListEndpointConfigs shows of a configuration.
---@param row table
---@return table
function M.show(row)
   return {
      EndpointConfigName = row.name, EndpointConfigArn = row.arn,
      CreationTime = clock.timestamp(row.created),
   }
end

function M.describe(input, context)
   local row = resources.require(kind, context, input.EndpointConfigName)
   local output = M.show(row)
   for name, value in pairs(row.config) do
      output[name] = value
   end
   return output
end

function M.delete(input, context)
   resources.remove(kind, context, resources.require(kind, context, input.EndpointConfigName))
   return {}
end

return M
