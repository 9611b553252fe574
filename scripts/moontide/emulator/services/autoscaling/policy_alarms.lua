-- The alarms behind policies: those that AWS makes for target tracking, which come and go with
-- their policy, and those of customers that point to step policies, which stay.
local alarms = require "moontide.emulator.services.cloudwatch.alarms"
local attachments = require "moontide.emulator.services.autoscaling.attachments"
local capacity = require "moontide.emulator.capacity"
local evaluation = require "moontide.emulator.services.cloudwatch.evaluation"
local failure = require "moontide.emulator.failure"
local metric_sources = require "moontide.scaling.metric_sources"
local quota = require "moontide.emulator.services.cloudwatch.quota"
local target_tracking = require "moontide.scaling.target_tracking"

local M = {}

local minute <const> = 60
local consumers <const> = { dynamodb = true, cassandra = true }
---How far below its target a percentage of consumed capacity has to be before capacity is removed.
local consumption_band <const> = 20

---The target in the metric's own figures, and below which of them capacity may go.
---@return number figure, number? low
local function figures(target_value, source, count)
   if not (source and source.is_consumption) then
      return target_value
   end
   local unit = math.max(1, count) * minute / 100
   return target_value * unit, math.max(1, target_value - consumption_band) * unit
end

local function capacity_of(context, item)
   local state = capacity.get(context, item)
   return state and state.desired or 0
end

local function provisioned_alarm(kind, comparison, item, context, template)
   local way = item.ScalableDimension:match("(%a+)CapacityUnits$")
   return {
      AlarmName = ("TargetTracking-%s-%s-%s"):format(item.ResourceId, kind, context.ids.uuid()),
      AlarmDescription = template.AlarmDescription, AlarmActions = template.AlarmActions,
      Namespace = template.Namespace, Dimensions = template.Dimensions, Statistic = "Average",
      MetricName = ("Provisioned%sCapacityUnits"):format(way), Period = 300, EvaluationPeriods = 3,
      ComparisonOperator = comparison, Threshold = capacity_of(context, item) + 0.0,
   }
end

---Inputs of PutMetricAlarm for a tracking policy.
local function inputs_of(context, row)
   local item = row.item
   local config = item.TargetTrackingScalingPolicyConfiguration
   local metric, source = metric_sources.of_policy(config, item.ResourceId)
   local figure, low = figures(config.TargetValue, source, capacity_of(context, item))
   local list = target_tracking.alarms({
      resource_id = item.ResourceId, policy_arn = item.PolicyARN, created_by = row.created_by,
      target = figure, low = low, metric = metric, pattern = source and source.pattern,
      disable_scale_in = config.DisableScaleIn,
   }, context.ids.uuid)
   if item.ServiceNamespace == "dynamodb" then
      list[#list + 1] = provisioned_alarm("ProvisionedCapacityHigh", "GreaterThanThreshold", item,
         context, list[1])
      list[#list + 1] = provisioned_alarm("ProvisionedCapacityLow", "LessThanThreshold", item,
         context, list[1])
   end
   return list
end

---Raises the refusal if CloudWatch takes no more alarms this second.
---@param context table
---@param arn string   of the policy
---@param name string  of the policy
---@param count integer
function M.check_quota(context, arn, name, count)
   if not quota.has(context, "PutMetricAlarm", count) then
      failure.raise("FailedResourceAccessException", ("Unable to create alarms for scaling policy "
         .. "%s:%s due to reason: Rate exceeded (Service: AmazonCloudWatch; Status Code: 400; "
         .. "Error Code: Throttling; Request ID: %s)"):format(
         arn:match("scalingPolicy:([^:]+)"), name, context.ids.uuid()))
   end
end

---How many alarms a tracking policy will have.
---@param namespace string
---@param config table
---@return integer
function M.count(namespace, config)
   return (config.DisableScaleIn and 1 or 2) + (namespace == "dynamodb" and 2 or 0)
end

local function remove_managed(context, row)
   for _, alarm in ipairs(row.item.Alarms) do
      alarms.remove(context, alarm.AlarmName)
   end
end

---Makes the alarms of a tracking policy anew; their names change.
---@param context table
---@param row { item: table, created_by: string }
function M.replace(context, row)
   local list = {}
   remove_managed(context, row)
   for i, input in ipairs(inputs_of(context, row)) do
      local alarm = alarms.write(context, input).alarm
      list[i] = { AlarmName = alarm.AlarmName, AlarmARN = alarm.AlarmArn }
   end
   row.item.Alarms = list
end

---The alarm of a tracking policy that asks for more, or for less.
---@param context table
---@param row { item: table }
---@param kind "AlarmHigh"|"AlarmLow"
---@return table? row
function M.find(context, row, kind)
   for _, alarm in ipairs(row.item.Alarms) do
      if alarm.AlarmName:find("-" .. kind .. "-", 1, true) then
         return evaluation.collection(context):get(alarm.AlarmName)
      end
   end
   return nil
end

local function adapt(context, row)
   local config = row.item.TargetTrackingScalingPolicyConfiguration
   local _, source = metric_sources.of_policy(config, row.item.ResourceId)
   if not (source and source.is_consumption) then
      return
   end
   local figure, low = figures(config.TargetValue, source, capacity_of(context, row.item))
   for kind, threshold in pairs { AlarmHigh = figure, AlarmLow = low } do
      local found = M.find(context, row, kind)
      if found then
         found.alarm.Threshold = threshold
      end
   end
end

---Adapts thresholds that depend on the capacity, as those of consumed units do.
---@param context table
---@param target table  as described
function M.adapt_all(context, target)
   if not consumers[target.ServiceNamespace] then
      return
   end
   for _, row in ipairs(attachments.of_target(attachments.policies, context, target)) do
      if row.item.PolicyType == "TargetTrackingScaling" then
         adapt(context, row)
      end
   end
end

---Customers' alarms that invoke a policy, oldest first.
---@param context table
---@param policy_arn string
---@return table[] rows
function M.pointing_to(context, policy_arn)
   local found = {}
   for row in evaluation.collection(context):from(1) do
      for _, action in ipairs(row.alarm.AlarmActions) do
         if action == policy_arn then
            found[#found + 1] = row
            break
         end
      end
   end
   return found
end

---What a policy's description says of its alarms.
---@param context table
---@param item table  the policy
---@return table[]
function M.shown(context, item)
   if item.PolicyType ~= "StepScaling" then
      return item.Alarms
   end
   local list = {}
   for i, row in ipairs(M.pointing_to(context, item.PolicyARN)) do
      list[i] = { AlarmName = row.alarm.AlarmName, AlarmARN = row.alarm.AlarmArn }
   end
   return list
end

---The policy goes: its own alarms go with it, others lose an action.
---@param context table
---@param row { item: table }
function M.release(context, row)
   remove_managed(context, row)
   for _, pointing in ipairs(M.pointing_to(context, row.item.PolicyARN)) do
      local kept = {}
      for _, action in ipairs(pointing.alarm.AlarmActions) do
         if action ~= row.item.PolicyARN then
            kept[#kept + 1] = action
         end
      end
      pointing.alarm.AlarmActions = kept
   end
end

return M
