-- Target tracking without a clock: the alarms that a policy stands for, and the capacity that a
-- metric asks for. AWS does not publish either formula; these are what is seen of it, and the usual
-- model where nothing is.
local M = {}

---Below this part of the target capacity may be removed. AWS promises no figure: "usually more
---than 10 % lower".
M.BAND = 0.9

---How often and for how long a metric must cross its threshold. Metrics of high resolution
---have ten-second periods; removal takes a quarter of an hour all the same.
local patterns <const> = {
   standard = { period = 60, high = 3, low = 15 },
   short = { period = 60, high = 2, low = 15 },
   high_resolution = { period = 10, high = 3, low = 90 },
   high_resolution_20 = { period = 20, high = 3, low = 30 },
}

---@alias moontide.scaling.AlarmPattern "standard"|"short"|"high_resolution"|"high_resolution_20"

---@class moontide.scaling.TrackedMetric
---@field Namespace? string      of one metric …
---@field MetricName? string
---@field Dimensions? table[]
---@field Statistic? string
---@field Unit? string
---@field Metrics? table[]       … or metric math, as in TargetTrackingMetricDataQuery

---The queries of an alarm on metric math: like the policy's, but that each has the alarm's period.
local function queries_of(metrics, period)
   local queries = {}
   for i, query in ipairs(metrics) do
      local stat = query.MetricStat
      queries[i] = {
         Id = query.Id, Expression = query.Expression, Label = query.Label,
         ReturnData = query.ReturnData ~= false,
         MetricStat = stat and { Metric = stat.Metric, Stat = stat.Stat, Unit = stat.Unit,
                                 Period = period },
      }
   end
   return queries
end

local function put_metric(alarm, metric, period)
   if metric.Metrics then
      alarm.Metrics = queries_of(metric.Metrics, period)
      return alarm
   end
   alarm.Namespace, alarm.MetricName, alarm.Period = metric.Namespace, metric.MetricName, period
   alarm.Dimensions, alarm.Unit, alarm.Statistic = metric.Dimensions, metric.Unit, metric.Statistic
   return alarm
end

---@class moontide.scaling.Tracking
---@field resource_id string
---@field policy_arn string
---@field created_by string  the id after "createdBy/"
---@field target number      in the metric's own figures
---@field low? number        below which capacity may go; default BAND × target
---@field metric moontide.scaling.TrackedMetric
---@field pattern? moontide.scaling.AlarmPattern  default "standard"
---@field disable_scale_in? boolean

---The alarms of a policy, as inputs of PutMetricAlarm; new_id() makes the ids in their names.
---@param tracking moontide.scaling.Tracking
---@param new_id fun(): string
---@return table[]
function M.alarms(tracking, new_id)
   local pattern = patterns[tracking.pattern or "standard"]
   local action = tracking.policy_arn .. ":createdBy/" .. tracking.created_by
   local function alarm(kind, comparison, threshold, periods)
      return put_metric({
         AlarmName = ("TargetTracking-%s-%s-%s"):format(tracking.resource_id, kind, new_id()),
         AlarmDescription = "DO NOT EDIT OR DELETE. For TargetTrackingScaling policy "
            .. action .. ".",
         ActionsEnabled = true, AlarmActions = { action }, ComparisonOperator = comparison,
         Threshold = threshold + 0.0, EvaluationPeriods = periods,
      }, tracking.metric, pattern.period)
   end
   local list = { alarm("AlarmHigh", "GreaterThanThreshold", tracking.target, pattern.high) }
   if not tracking.disable_scale_in then
      list[2] = alarm("AlarmLow", "LessThanThreshold", tracking.low or tracking.target * M.BAND,
         pattern.low)
   end
   return list
end

---Products of binary fractions may lie a little above the whole number that is meant.
local function ceiling(value)
   return math.tointeger(math.ceil(value - 1e-9 * math.max(1, math.abs(value)))) or math.maxinteger
end

---The capacity that brings the metric to its target, if it is inversely proportional.
---@param current integer
---@param metric number
---@param target number
---@return integer
function M.proportional(current, metric, target)
   return ceiling(current * metric / target)
end

---What the high alarm asks for: never less than there is. From nothing nothing follows, except for
---metrics that are the whole backlog then.
---@param current integer
---@param metric number
---@param target number
---@param leaves_zero? boolean
---@return integer
function M.scale_out(current, metric, target, leaves_zero)
   if current == 0 then
      return leaves_zero and metric > target and ceiling(metric / target) or 0
   end
   return math.max(current, M.proportional(current, metric, target))
end

---What the low alarm asks for: never more than there is, and what is left bears the load.
---@param current integer
---@param metric number
---@param target number
---@return integer capacity, boolean is_flapping  removing one would put the metric above its target
function M.scale_in(current, metric, target)
   local wanted = math.max(0, math.min(current, M.proportional(current, metric, target)))
   return wanted, wanted == current and current > 0
end

return M
