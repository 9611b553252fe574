-- What is known of one target that bears on whether it scales: capacity, alarms with their newest
-- data points, what scaling did and did not. What may not be asked is missing and said.
local alarms = require "moontide.deploy.alarms"
local capacity = require "moontide.deploy.capacity"
local identity = require "moontide.deploy.identity"
local task = require "moontide.task"

local M = {}

local POINTS <const>, ACTIVITIES <const> = 5, 10

---@class moontide.explain.Alarm
---@field alarm table?     as CloudWatch describes it; nil: there is none of that name
---@field points { at: number, value: number }[]?  newest first; nil: not known

---@class moontide.explain.Facts
---@field target moontide.deploy.Target
---@field cell moontide.deploy.Cell
---@field capacity integer?
---@field status string?                 of the endpoint or component
---@field alarms table<string, moontide.explain.Alarm>  by name
---@field activities table[]             newest first, with those that did not scale
---@field unknown string[]               what could not be asked, and why

local function read_capacity(facts)
   local asked = capacity.question(facts.target)
   if not asked then return end
   local output = facts.cell:call("sagemaker", asked.operation, asked.input)
   facts.capacity = asked.count(output)
   facts.status = output.EndpointStatus or output.InferenceComponentStatus
end

local function alarm_names(target)
   local names = {}
   for _, policy in pairs(target.policies) do
      table.move(policy.alarms, 1, #policy.alarms, #names + 1, names)
   end
   return names
end

-- The queries of an alarm; those of metric math it has itself.
local function queries_of(alarm)
   if alarm.Metrics and alarm.Metrics[1] then return alarm.Metrics end
   return { { Id = "m1", ReturnData = true, MetricStat = { Period = alarm.Period,
      Stat = alarm.Statistic or alarm.ExtendedStatistic, Metric = { Namespace = alarm.Namespace,
         MetricName = alarm.MetricName, Dimensions = alarm.Dimensions } } } }
end

local function period_of(queries)
   local period
   for _, query in ipairs(queries) do
      period = period or query.Period or query.MetricStat and query.MetricStat.Period
   end
   return period or 60
end

local function read_points(facts, entry, now)
   local queries = queries_of(entry.alarm)
   local period = period_of(queries)
   local periods = math.max(POINTS, entry.alarm.EvaluationPeriods or 1) + 2
   local output = facts.cell:call("cloudwatch", "GetMetricData", { MetricDataQueries = queries,
      StartTime = math.floor(now) - periods * period, EndTime = math.ceil(now),
      ScanBy = "TimestampDescending" })
   local result = (output.MetricDataResults or {})[1] or {}
   entry.points = {}
   for i = 1, math.min(POINTS, #(result.Values or {})) do
      entry.points[i] = { at = result.Timestamps[i], value = result.Values[i] }
   end
end

local function read_alarms(facts, now)
   local names = alarm_names(facts.target)
   if #names == 0 then return end
   local found = {}
   alarms.read(facts.cell, names, function(alarm) found[alarm.AlarmName] = alarm end)
   for _, name in ipairs(names) do facts.alarms[name] = { alarm = found[name] } end
   task.map(names, function(name)
      local entry = facts.alarms[name]
      if entry.alarm then read_points(facts, entry, now) end
   end)
end

local function read_activities(facts)
   local input = identity.request(facts.target)
   input.IncludeNotScaledActivities, input.MaxResults = true, ACTIVITIES
   local output = facts.cell:call("application-autoscaling", "DescribeScalingActivities", input)
   facts.activities = output.ScalingActivities or {}
   table.sort(facts.activities, function(a, b) return a.StartTime > b.StartTime end)
end

local readers <const> = { { "the capacity", read_capacity }, { "alarms and data", read_alarms },
   { "activities", read_activities } }

---Asks all of it at once. Runs inside a task.
---@param cell moontide.deploy.Cell
---@param target moontide.deploy.Target
---@param now number
---@return moontide.explain.Facts
function M.read(cell, target, now)
   local facts = { cell = cell, target = target, alarms = {}, activities = {}, unknown = {} }
   local _, errors = task.map(readers, function(reader) reader[2](facts, now) end,
      { on_error = "collect" })
   for _, failed in ipairs(errors) do
      table.insert(facts.unknown, ("%s: %s"):format(failed.item[1], tostring(failed.error)))
   end
   return facts
end

return M
