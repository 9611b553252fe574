-- What SageMaker refuses of endpoint configurations beyond its model. Texts that issue trackers
-- quote are AWS's; the others say the rule in words of our own.
local resources = require "moontide.emulator.services.sagemaker.resources"
local variants = require "moontide.emulator.services.sagemaker.variants"

local M = {}

local invalid <const> = resources.invalid
local memory_step <const> = 1024

local function check_serverless(variant)
   local config = variant.ServerlessConfig
   if variant.InstanceType or variant.InitialInstanceCount then
      invalid('Production variant "%s" cannot have both a ServerlessConfig and instances.',
         variant.VariantName)
   elseif config.MemorySizeInMB % memory_step ~= 0 then
      invalid("MemorySizeInMB of a serverless variant must be a multiple of %d.", memory_step)
   elseif (config.ProvisionedConcurrency or 1) > config.MaxConcurrency then
      invalid("ProvisionedConcurrency must be less than or equal to MaxConcurrency.")
   end
end

local function check_managed(variant)
   local managed = variant.ManagedInstanceScaling
   if variant.ModelName then
      invalid("ManagedInstanceScaling is only supported for inference component endpoints.")
   elseif (managed.MinInstanceCount or 0) > (managed.MaxInstanceCount or math.maxinteger) then
      invalid("MinInstanceCount of ManagedInstanceScaling must not exceed MaxInstanceCount.")
   end
end

local function check_instances(variant)
   if not (variant.InstanceType or variant.InstancePools) then
      invalid('Production variant "%s" needs an InstanceType or a ServerlessConfig.',
         variant.VariantName)
   elseif not variant.InitialInstanceCount then
      invalid('Production variant "%s" needs an InitialInstanceCount.', variant.VariantName)
   end
   if variant.ManagedInstanceScaling then
      check_managed(variant)
   end
end

local function check_variant(variant, input)
   if variant.ServerlessConfig then
      check_serverless(variant)
   else
      check_instances(variant)
   end
   if variants.hosts_components(variant) and not input.ExecutionRoleArn then
      invalid('Production variant "%s" names no model; an endpoint that hosts inference components '
         .. "needs an ExecutionRoleArn.", variant.VariantName)
   elseif variant.ServerlessConfig and not variant.ModelName then
      invalid('Serverless variant "%s" needs a ModelName.', variant.VariantName)
   elseif variant.ServerlessConfig and input.AsyncInferenceConfig then
      invalid("AsyncInferenceConfig is not supported with serverless variants.")
   end
end

---@param input table  of CreateEndpointConfig
function M.check(input)
   local seen = {}
   for _, list in ipairs { input.ProductionVariants, input.ShadowProductionVariants or {} } do
      for _, variant in ipairs(list) do
         if seen[variant.VariantName] then
            invalid('Variant names must be unique within an endpoint configuration: "%s" is not.',
               variant.VariantName)
         end
         seen[variant.VariantName] = true
         check_variant(variant, input)
      end
   end
end

return M
