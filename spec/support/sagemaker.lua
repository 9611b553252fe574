-- SageMaker on the emulator's router, without a socket: endpoints to begin with, calls, time.
local support = require "support.emulator"

local M = {}

---@param options? table  the emulator's options
---@return table fixture  { emulator, time }
function M.new(options)
   return support.new(options)
end

---Calls an operation of SageMaker.
---@return table? output, string? code, string? text
function M.call(fixture, operation, input, overrides)
   local with = { service = "sagemaker",
      headers = { ["X-Amz-Target"] = "SageMaker." .. operation } }
   for name, value in pairs(overrides or {}) do
      with[name] = value
   end
   local output, failure = support.call(fixture, operation, input or {}, with)
   if output then
      return output
   end
   return nil, failure.__type, support.text(failure)
end

---A configuration of one variant, with changes of the variant.
function M.config(fixture, name, variant, changes)
   local production = { VariantName = "blue", ModelName = "model", InstanceType = "ml.m5.xlarge",
      InitialInstanceCount = 1 }
   for key, value in pairs(variant or {}) do
      production[key] = value ~= "none" and value or nil
   end
   local input = { EndpointConfigName = name, ProductionVariants = { production } }
   for key, value in pairs(changes or {}) do
      input[key] = value
   end
   return M.call(fixture, "CreateEndpointConfig", input)
end

---An endpoint of one variant, with its configuration, in service.
function M.endpoint(fixture, name, variant, changes)
   assert(M.config(fixture, name .. "-config", variant, changes))
   assert(M.call(fixture, "CreateEndpoint", { EndpointName = name,
      EndpointConfigName = name .. "-config" }))
   M.wait(fixture)
   return M.describe(fixture, name)
end

---Lets as much time pass as a change takes.
function M.wait(fixture)
   fixture.time = fixture.time + 10
end

function M.describe(fixture, name)
   return M.call(fixture, "DescribeEndpoint", { EndpointName = name })
end

---Its first variant.
function M.variant(fixture, name)
   return M.describe(fixture, name).ProductionVariants[1]
end

return M
