-- step "name" { … } → StepScalingPolicyConfiguration, and the alarm that triggers it.
local metric = require "moontide.deploy.build.metric"

local M = { type = "StepScaling" }

M.short = { cooldown = "Cooldown", aggregation = "MetricAggregationType",
   min_magnitude = "MinAdjustmentMagnitude" }

M.inherits = {}

local adjustment_types <const> = { change = "ChangeInCapacity",
   percent = "PercentChangeInCapacity", capacity = "ExactCapacity" }

local comparisons <const> = { [">="] = "GreaterThanOrEqualToThreshold",
   [">"] = "GreaterThanThreshold", ["<"] = "LessThanThreshold",
   ["<="] = "LessThanOrEqualToThreshold" }

---Reports what is wrong with the steps; rules on them have nothing to add then.
local function complain(context, finding)
   context.broken.steps = true
   context.report(finding)
end

---The one kind that all steps are of.
local function kind_of(steps, context)
   local kind
   for i, step in ipairs(steps) do
      local own
      for name in pairs(adjustment_types) do
         if step[name] ~= nil then
            if own or kind and kind ~= name then
               complain(context, { rule = "step-kinds",
                  message = ("%s: steps[%d] says both %s and %s"):format(context.subject, i,
                     own or kind, name),
                  fix = "all steps of a policy are of one kind: change, percent or capacity" })
            end
            own = name
         end
      end
      if not own then
         complain(context, { rule = "step-kinds", message = ("%s: steps[%d] says not what to do")
            :format(context.subject, i), fix = "change = 1, percent = 50 or capacity = 4" })
      end
      kind = kind or own
   end
   return kind
end

local function bound(relative, absolute, threshold, context, name)
   if relative ~= nil and absolute ~= nil then
      complain(context, { rule = "step-bounds",
         message = ("%s: a step has a relative and an absolute %s bound"):format(context.subject,
            name), fix = "lower and upper are relative to the threshold, above and below are not" })
   elseif absolute ~= nil and not threshold then
      complain(context, { rule = "step-bounds", message = ("%s: above and below need the alarm's "
         .. "threshold"):format(context.subject), fix = "alarm = { threshold = … }" })
      return nil
   end
   return relative or absolute and absolute - threshold or nil
end

local function adjustments(body, context)
   local threshold = type(body.alarm) == "table" and body.alarm.threshold
   local kind, list = kind_of(body.steps, context), {}
   for i, step in ipairs(body.steps) do
      list[i] = { ScalingAdjustment = step[kind],
         MetricIntervalLowerBound = bound(step.lower, step.above, threshold, context, "lower"),
         MetricIntervalUpperBound = bound(step.upper, step.below, threshold, context, "upper") }
   end
   return list, adjustment_types[kind]
end

---@param body table
---@param config table
---@param context moontide.deploy.MetricContext
function M.fill(body, config, context)
   if not body.steps or context.broken.steps then return end
   config.StepAdjustments, config.AdjustmentType = adjustments(body, context)
end

local function comparison_of(given, context)
   if given == nil then return "GreaterThanOrEqualToThreshold" end
   for short, whole in pairs(comparisons) do
      if given == short or given == whole then return whole end
   end
   context.report { rule = "alarm", message = ("%s: alarm.comparison cannot be '%s'"):format(
      context.subject, given), fix = "write one of >= > < <=" }
end

---PutMetricAlarm's input without AlarmActions, which name the policy's ARN; nil: no alarm.
---@param body table
---@param name string  of the policy
---@param context moontide.deploy.MetricContext
---@return table?
function M.alarm(body, name, context)
   local given = body.alarm
   if type(given) ~= "table" then return nil end
   local measured = metric.of_alarm(given.metric, { resource_id = context.resource_id,
      dimension = context.dimension, report = context.report,
      subject = context.subject .. ".alarm", namespace = given.namespace,
      dimensions = given.dimensions })
   local statistic = given.statistic or measured.statistic
   local is_percentile = statistic and statistic:find("^%a+%d") ~= nil
   return {
      AlarmName = given.name or ("moontide/%s/%s"):format(context.resource_id, name),
      AlarmDescription = given.description, MetricName = measured.name,
      Namespace = measured.namespace, Unit = measured.unit,
      Dimensions = metric.dimension_list(given.dimensions) or measured.dimensions,
      Statistic = not is_percentile and statistic or nil,
      ExtendedStatistic = is_percentile and statistic or nil,
      Period = given.period or 60, EvaluationPeriods = given.evaluation_periods or 1,
      DatapointsToAlarm = given.datapoints, Threshold = given.threshold,
      ComparisonOperator = comparison_of(given.comparison, context),
      TreatMissingData = given.missing_data,
   }
end

return M
