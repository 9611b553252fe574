-- Records in the one form in which they can be compared: members that nobody has set have their
-- documented default, lists without an order are sorted. What is sent stays as it was written.
local namespaces = require "moontide.deploy.namespaces"

local M = {}

local function copy(value)
   if type(value) ~= "table" then return value end
   local result = {}
   for key, member in pairs(value) do result[key] = copy(member) end
   return result
end

local function default(config, name, value)
   if config[name] == nil then config[name] = value end
end

local function sort_by(list, name)
   if not list then return end
   table.sort(list, function(a, b) return tostring(a[name]) < tostring(b[name]) end)
end

local function sort_metric(specification)
   if not specification then return end
   sort_by(specification.Dimensions, "Name")
   sort_by(specification.Metrics, "Id")
   for _, query in ipairs(specification.Metrics or {}) do
      default(query, "ReturnData", true)
      local metric = query.MetricStat and query.MetricStat.Metric
      if metric then sort_by(metric.Dimensions, "Name") end
   end
end

local function lower_bound(step)
   return step.MetricIntervalLowerBound or -math.huge
end

local fill = {
   TargetTrackingScaling = function(config, namespace)
      local cooldown = namespaces.cooldown(namespace)
      default(config, "ScaleOutCooldown", cooldown)
      default(config, "ScaleInCooldown", cooldown)
      default(config, "DisableScaleIn", false)
      sort_metric(config.CustomizedMetricSpecification)
   end,
   StepScaling = function(config)
      default(config, "Cooldown", 300)
      default(config, "MetricAggregationType", "Average")
      table.sort(config.StepAdjustments or {}, function(a, b)
         return lower_bound(a) < lower_bound(b)
      end)
   end,
   PredictiveScaling = function(config)
      default(config, "Mode", "ForecastOnly")
      default(config, "SchedulingBufferTime", 300)
      default(config, "MaxCapacityBreachBehavior", "HonorMaxCapacity")
   end,
}

---A policy's configuration, comparable.
---@param policy moontide.deploy.Policy
---@param namespace string
---@return table
function M.policy(policy, namespace)
   local config = copy(policy.config)
   local complete = fill[policy.type]
   if complete then complete(config, namespace) end
   return config
end

---Two tracking policies of a target must not have the same: what a policy's metric is, as text.
---@param policy moontide.deploy.Policy
---@return string?
function M.metric_key(policy)
   if policy.type ~= "TargetTrackingScaling" then return nil end
   local predefined = policy.config.PredefinedMetricSpecification
   if predefined then
      return ("%s %s"):format(predefined.PredefinedMetricType, predefined.ResourceLabel or "")
   end
   local customized = copy(policy.config.CustomizedMetricSpecification)
   sort_metric(customized)
   return require("moontide.json").encode(customized or {}, { sorted = true })
end

-- AWS keeps milliseconds.
local function instant(seconds)
   return seconds and math.floor(seconds * 1000 + 0.5) / 1000
end

---A scheduled action, comparable.
---@param action moontide.deploy.Schedule
---@return table
function M.schedule(action)
   local expression = action.schedule:gsub("%s+", " "):gsub("%( ", "("):gsub(" %)", ")")
   return { schedule = expression, timezone = action.timezone or "UTC",
      start_time = instant(action.start_time), end_time = instant(action.end_time),
      min = action.min, max = action.max }
end

-- CloudWatch's defaults of PutMetricAlarm; what it adds to a description is nobody's wish.
local alarm_defaults <const> = { ActionsEnabled = true, TreatMissingData = "missing" }
local alarm_members <const> = { "AlarmDescription", "ActionsEnabled", "OKActions",
   "InsufficientDataActions", "MetricName", "Namespace", "Statistic", "ExtendedStatistic",
   "Dimensions", "Period", "Unit", "EvaluationPeriods", "DatapointsToAlarm", "Threshold",
   "ComparisonOperator", "TreatMissingData", "Metrics" }

---An alarm, comparable: of PutMetricAlarm's input or of a description.
---@param alarm table
---@return table
function M.alarm(alarm)
   local result = {}
   for _, name in ipairs(alarm_members) do
      local value = alarm[name]
      if type(value) == "table" and next(value) == nil then value = nil end
      result[name] = copy(value)
   end
   for name, value in pairs(alarm_defaults) do default(result, name, value) end
   default(result, "DatapointsToAlarm", result.EvaluationPeriods)
   sort_by(result.Dimensions, "Name")
   sort_by(result.Metrics, "Id")
   return result
end

---An alarm as PutMetricAlarm takes it, of a description.
---@param alarm table
---@return table
function M.alarm_input(alarm)
   local input = M.alarm(alarm)
   input.AlarmName, input.AlarmActions = alarm.AlarmName, copy(alarm.AlarmActions)
   return input
end

---Tags that are the owner's to change; AWS's own cannot be.
---@param tags table<string, string>
---@return table<string, string>
function M.tags(tags)
   local result = {}
   for key, value in pairs(tags) do
      if not key:find("^aws:") then result[key] = value end
   end
   return result
end

M.copy = copy

return M
