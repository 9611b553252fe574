-- Everything in an account and Region that has tags, as { arn, type, tags }.
local dimensions = require "moontide.scaling.dimensions"
local dynamodb = require "moontide.emulator.services.dynamodb.capacity"
local ecs = require "moontide.emulator.services.ecs.capacity"
local partitions = require "moontide.emulator.partitions"
local registry = require "moontide.emulator.services.autoscaling.registry"
local sagemaker = require "moontide.emulator.services.sagemaker.resources"

local M = {}

local function arn(context, service, resource)
   return ("arn:%s:%s:%s:%s:%s"):format(partitions.of(context.region), service, context.region,
      context.account, resource)
end

---Each adds what one service holds: add(arn, type, tags).
local sources <const> = {
   function(context, add)
      for _, kind in ipairs { sagemaker.endpoints, sagemaker.configs, sagemaker.components } do
         for row in sagemaker.collection(kind, context):from(1) do
            add(row.arn, "sagemaker:" .. kind.kind, row.tags)
         end
      end
   end,
   function(context, add)
      for namespace in pairs(dimensions.namespaces) do
         for row in registry.collection(context, namespace):from(1) do
            add(row.target.ScalableTargetARN, "application-autoscaling:scalable-target", row.tags)
         end
      end
   end,
   function(context, add)
      for row in ecs.services(context):from(1) do
         add(arn(context, "ecs", ("service/%s/%s"):format(row.cluster, row.name)), "ecs:service",
            row.tags)
      end
   end,
   function(context, add)
      for row in dynamodb.tables(context):from(1) do
         add(arn(context, "dynamodb", row.id), "dynamodb:table", row.tags)
      end
   end,
}

---@param context table
---@return { arn: string, type: string, tags: table<string, string> }[]  those with tags, by ARN
function M.tagged(context)
   local found = {}
   for _, source in ipairs(sources) do
      source(context, function(name, resource_type, tags)
         if tags and next(tags) then
            found[#found + 1] = { arn = name, type = resource_type, tags = tags }
         end
      end)
   end
   table.sort(found, function(a, b) return a.arn < b.arn end)
   return found
end

return M
