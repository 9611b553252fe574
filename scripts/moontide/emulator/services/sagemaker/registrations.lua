-- What Application Auto Scaling has registered of an endpoint: SageMaker refuses some updates of
-- it, pulls nothing while it is updating, and takes the registrations along when it is deleted.
local registry = require "moontide.emulator.services.autoscaling.registry"

local M = {}

local dimensions <const> = {
   "sagemaker:variant:DesiredInstanceCount", "sagemaker:variant:DesiredProvisionedConcurrency",
}

---@param context table
---@param endpoint string
---@param variant string
---@return table[] targets  as described
function M.of_variant(context, endpoint, variant)
   local found = {}
   for _, dimension in ipairs(dimensions) do
      local row = registry.find(context, {
         ServiceNamespace = "sagemaker", ScalableDimension = dimension,
         ResourceId = ("endpoint/%s/variant/%s"):format(endpoint, variant),
      })
      found[#found + 1] = row and row.target
   end
   return found
end

local function each_target(context, row, act)
   for _, variant in ipairs(row.config.ProductionVariants) do
      for _, target in ipairs(M.of_variant(context, row.name, variant.VariantName)) do
         act(target)
      end
   end
end

---Brings variants into their targets' bounds, which had to wait while the endpoint was on its way.
---@param context table
---@param row table  of an endpoint
function M.pull_all(context, row)
   each_target(context, row, function(target)
      require("moontide.emulator.services.autoscaling.moves").pull(context,
         registry.find(context, target))
   end)
end

---Deregisters what is registered of the endpoint, as a caller's right to do so lets SageMaker do.
---@param context table
---@param row table  of an endpoint
function M.remove_all(context, row)
   if context.settings.keep_targets then
      return
   end
   each_target(context, row, function(target)
      require("moontide.emulator.services.autoscaling.removal").target(context, target)
   end)
end

return M
