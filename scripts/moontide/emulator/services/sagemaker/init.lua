-- SageMaker as the router sees it: how requests address it, and who handles what.
local components = require "moontide.emulator.services.sagemaker.components"
local endpoint_configs = require "moontide.emulator.services.sagemaker.endpoint_configs"
local endpoints = require "moontide.emulator.services.sagemaker.endpoints"
local listing = require "moontide.emulator.services.sagemaker.listing"
local recommendations = require "moontide.emulator.services.sagemaker.recommendations"
local resources = require "moontide.emulator.services.sagemaker.resources"
local tags = require "moontide.emulator.services.sagemaker.tags"
local updates = require "moontide.emulator.services.sagemaker.updates"

local function list_of(what, all, show)
   return function(input, context)
      local items, token = listing.page(context, input, what, all(context), show)
      return { [what] = items, NextToken = token }
   end
end

local function all_configs(context)
   local rows = {}
   for row in resources.collection(resources.configs, context):from(1) do
      rows[#rows + 1] = row
   end
   return rows
end

return {
   name = "sagemaker",
   signing_name = "sagemaker",
   protocols = { "json-1.1" },
   maps = { Environment = true },
   operations = {
      AddTags = { class = "write", handler = tags.add },
      CreateEndpoint = { class = "write", handler = endpoints.create },
      CreateEndpointConfig = { class = "write", handler = endpoint_configs.create },
      CreateInferenceComponent = { class = "write", handler = components.create },
      DeleteEndpoint = { class = "write", handler = endpoints.delete },
      DeleteEndpointConfig = { class = "write", handler = endpoint_configs.delete },
      DeleteInferenceComponent = { class = "write", handler = components.delete },
      DescribeEndpoint = { class = "read", handler = endpoints.describe },
      DescribeEndpointConfig = { class = "read", handler = endpoint_configs.describe },
      DescribeInferenceComponent = { class = "read", handler = components.describe },
      GetScalingConfigurationRecommendation = { class = "read", handler = recommendations.get },
      ListEndpointConfigs = { class = "read",
         handler = list_of("EndpointConfigs", all_configs, endpoint_configs.show) },
      ListEndpoints = { class = "read",
         handler = list_of("Endpoints", endpoints.all, endpoints.show) },
      ListInferenceComponents = { class = "read",
         handler = list_of("InferenceComponents", components.all, components.show) },
      ListTags = { class = "read", handler = tags.list },
      UpdateEndpoint = { class = "write", handler = updates.update },
      UpdateEndpointWeightsAndCapacities = { class = "write",
         handler = updates.update_weights_and_capacities },
      UpdateInferenceComponentRuntimeConfig = { class = "write",
         handler = components.update_runtime },
   },
}
