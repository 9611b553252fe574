-- Scaling policies: put (create or change), delete, describe. Each type has a module of rules.
local arn = require "moontide.emulator.services.autoscaling.arn"
local attachments = require "moontide.emulator.services.autoscaling.attachments"
local clock = require "moontide.emulator.clock"
local core = require "moontide.core"
local dimensions = require "moontide.scaling.dimensions"
local failure = require "moontide.emulator.failure"
local policy_alarms = require "moontide.emulator.services.autoscaling.policy_alarms"
local registry = require "moontide.emulator.services.autoscaling.registry"

local M = {}

---A configuration is the member named like its type: StepScaling, StepScalingPolicyConfiguration.
local types <const> = {
   StepScaling = require "moontide.emulator.services.autoscaling.step",
   TargetTrackingScaling = require "moontide.emulator.services.autoscaling.target_tracking",
   PredictiveScaling = require "moontide.emulator.services.autoscaling.predictive",
}
local no_alarms <const> = setmetatable({}, core.array_mt)

local function invalid(text, ...)
   failure.raise("ValidationException", text:format(...))
end

local function member_of(policy_type)
   return policy_type .. "PolicyConfiguration"
end

---@return string
local function type_of(input, existing)
   local policy_type = input.PolicyType or existing and existing.PolicyType
      or invalid("Policy type must be specified")
   if existing and existing.PolicyType ~= policy_type then
      invalid("The type of a scaling policy cannot be changed, from %s to %s",
         existing.PolicyType, policy_type)
   elseif not dimensions.supports(input.ServiceNamespace, policy_type) then
      invalid("Policy type %s is not supported for service namespace %s", policy_type,
         input.ServiceNamespace)
   end
   return policy_type
end

---A change may leave the configuration out, and then keeps the one it has.
---@return table? config
local function configuration_of(input, policy_type, existing)
   local config = input[member_of(policy_type)]
   local others = false
   for other in pairs(types) do
      others = others or (other ~= policy_type and input[member_of(other)] ~= nil)
   end
   if not config and (others or not existing) then
      invalid("%s policy configuration must be specified", policy_type)
   elseif others then
      invalid("You must only provide a single scaling policy configuration, which must match the "
         .. "scaling policy type specified.")
   end
   return config
end

local function check_metric(input, config, context)
   local tracking = types.TargetTrackingScaling
   local metric = tracking.metric(config)
   for _, row in ipairs(attachments.of_target(attachments.policies, context, input)) do
      local other = row.item.TargetTrackingScalingPolicyConfiguration
      if other and row.item.PolicyName ~= input.PolicyName and tracking.metric(other) == metric then
         invalid("Only one TargetTrackingScaling policy for a given metric specification is "
            .. "allowed.")
      end
   end
end

local function create(input, policy_type, target, context)
   attachments.check_quota(attachments.policies, context, input)
   local item = {
      PolicyARN = arn.attachment(target, "scalingPolicy", input.PolicyName),
      PolicyName = input.PolicyName, PolicyType = policy_type,
      ServiceNamespace = input.ServiceNamespace, ResourceId = input.ResourceId,
      ScalableDimension = input.ScalableDimension, Alarms = no_alarms,
      CreationTime = clock.timestamp(context.clock.now()),
   }
   local row = { item = item, created_by = context.ids.uuid() }
   attachments.add(attachments.policies, context, row)
   return row
end

---A tracking policy is refused while its alarms could not be written.
local function check_alarms(input, config, target, context)
   policy_alarms.check_quota(context,
      arn.attachment(target, "scalingPolicy", input.PolicyName), input.PolicyName,
      policy_alarms.count(input.ServiceNamespace, config))
end

---Everything that can be refused is refused before anything is written.
function M.put(input, context)
   local target = registry.require_registered(context, input).target
   local row = attachments.find(attachments.policies, context, input)
   local existing = row and row.item
   local policy_type = type_of(input, existing)
   local config, rules = configuration_of(input, policy_type, existing), types[policy_type]
   local is_tracking = policy_type == "TargetTrackingScaling"
   if config then
      rules.check(input)
      if is_tracking then
         check_metric(input, config, context)
      end
   end
   if is_tracking then
      check_alarms(input, config or existing[member_of(policy_type)], target, context)
   end
   row = row or create(input, policy_type, target, context)
   local item = row.item
   if config then
      item[member_of(policy_type)] = rules.normalize(config)
   end
   if is_tracking then
      policy_alarms.replace(context, row)
   end
   return { PolicyARN = item.PolicyARN, Alarms = item.Alarms }
end

function M.delete(input, context)
   policy_alarms.release(context, attachments.remove(attachments.policies, context, input))
   return {}
end

local function shown(row, context)
   local item, alarms = row.item, policy_alarms.shown(context, row.item)
   if alarms == item.Alarms then
      return item
   end
   local copy = {}
   for name, value in pairs(item) do
      copy[name] = value
   end
   copy.Alarms = alarms
   return copy
end

function M.describe(input, context)
   local items, token = attachments.page(attachments.policies, context, input,
      function(row) return shown(row, context) end)
   return { ScalingPolicies = items, NextToken = token }
end

return M
