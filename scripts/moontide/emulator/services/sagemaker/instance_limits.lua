-- How many instances of each type an account may have behind endpoints, counted over all endpoints
-- of the Region as SageMaker counts them: the larger of what is there and what is wanted.
local failure = require "moontide.emulator.failure"
local quotas = require "moontide.emulator.services.quotas.table"
local resources = require "moontide.emulator.services.sagemaker.resources"
local variants = require "moontide.emulator.services.sagemaker.variants"

local M = {}

local function add(usage, configs, summaries)
   for _, variant in ipairs(summaries or {}) do
      local config = variants.find(configs, variant.VariantName)
      local instance_type = config and config.InstanceType
      if instance_type then
         usage[instance_type] = (usage[instance_type] or 0)
            + math.max(variant.CurrentInstanceCount or 0, variant.DesiredInstanceCount or 0)
      end
   end
end

---@param context table
---@return table<string, integer>  instance type → instances
function M.usage(context)
   local usage = {}
   for row in resources.collection(resources.endpoints, context):from(1) do
      add(usage, row.config.ProductionVariants, row.variants)
      add(usage, row.config.ShadowProductionVariants, row.shadows)
   end
   return usage
end

---Why that many more instances cannot be had; nil if they can.
---@param context table
---@param instance_type string
---@param delta integer
---@return string?
function M.problem(context, instance_type, delta)
   if delta <= 0 then
      return nil
   end
   local quota = quotas.endpoint_usage(context, instance_type)
   local used = M.usage(context)[instance_type] or 0
   if used + delta <= quota then
      return nil
   end
   return ("The account-level service limit '%s for endpoint usage' is %d Instances, with current "
      .. "utilization of %d Instances and a request delta of %d Instances. Please use AWS Service "
      .. "Quotas to request an increase for this quota. If AWS Service Quotas is not available, "
      .. "contact AWS support to request an increase for this quota."):format(instance_type, quota,
      used, delta)
end

---Raises ResourceLimitExceeded if the instances of the configuration cannot be had.
---@param context table
---@param deltas table<string, integer>  instance type → how many more
function M.check(context, deltas)
   for instance_type, delta in pairs(deltas) do
      local problem = M.problem(context, instance_type, delta)
      if problem then
         failure.raise("ResourceLimitExceeded", problem)
      end
   end
end

---Adds up what variants want, by instance type.
---@param configs table[]
---@param summaries table[]
---@param sign integer  1 or -1
---@param deltas? table<string, integer>
---@return table<string, integer>
function M.count(configs, summaries, sign, deltas)
   deltas = deltas or {}
   for _, variant in ipairs(summaries) do
      local config = variants.find(configs, variant.VariantName)
      local instance_type = config and config.InstanceType
      if instance_type then
         deltas[instance_type] = (deltas[instance_type] or 0)
            + sign * (variant.DesiredInstanceCount or 0)
      end
   end
   return deltas
end

return M
