-- Alarms that look at their metrics: every minute, or every ten seconds where one has such short
-- periods, in virtual time. Only periods that are over count.
local actions = require "moontide.emulator.services.cloudwatch.actions"
local alarm_model = require "moontide.scaling.alarm"
local clock = require "moontide.emulator.clock"
local core = require "moontide.core"
local failure = require "moontide.emulator.failure"
local history = require "moontide.emulator.services.cloudwatch.history"
local metrics = require "moontide.emulator.services.cloudwatch.metrics"
local queries = require "moontide.emulator.services.cloudwatch.queries"
local reasons = require "moontide.emulator.services.cloudwatch.reasons"
local series = require "moontide.emulator.services.cloudwatch.series"

local M = {}

local minute <const>, short_tick <const> = 60, 10

---@param context table
---@return moontide.emulator.Collection  rows { alarm, period, metric_key, result_id, values }
function M.collection(context)
   return context.collection("alarms")
end

---What the alarm's one result is called, and the longest period of its queries.
local function read_queries(list)
   local period, result = 0, nil
   for _, query in ipairs(list) do
      period = math.max(period, query.MetricStat and query.MetricStat.Period or query.Period or 0)
      result = query.ReturnData ~= false and query.Id or result
   end
   return period > 0 and period or minute, result
end

local function values_from_metric(context, row, from, till)
   local alarm = row.alarm
   local list = metrics.series_of(context, row.metric_key, alarm.Unit)
   local stat, values = alarm.Statistic or alarm.ExtendedStatistic, {}
   for start, entry in pairs(series.periods(list, from, till, row.period)) do
      values[(till - start) // row.period] = series.statistic(entry, stat)
   end
   return values
end

---What cannot be calculated has no data.
local function values_from_math(context, row, from, till)
   local value_of = queries.values(context, row.alarm.Metrics, { from = from, till = till })
   local ok, found = pcall(value_of, row.result_id)
   local values = {}
   if not ok then
      return failure.is(found) and values or error(found, 0)
   end
   for start, value in pairs(found.values) do
      if value == value and start < till then
         values[(till - start) // row.period] = value
      end
   end
   return values
end

local function look(context, row, now)
   local alarm = row.alarm
   local till = math.tointeger(now // row.period) * row.period
   local from = till - (alarm.EvaluationPeriods + alarm_model.EXTRA_PERIODS) * row.period
   local read = alarm.Metrics and values_from_math or values_from_metric
   local finding = alarm_model.evaluate {
      values = read(context, row, from, till), comparison = alarm.ComparisonOperator,
      threshold = alarm.Threshold, periods = alarm.EvaluationPeriods,
      needed = alarm.DatapointsToAlarm, missing = alarm.TreatMissingData, state = alarm.StateValue,
   }
   local times = {}
   for i, age in ipairs(finding.ages) do
      times[i] = till - age * row.period
   end
   return finding, times
end

---@class moontide.emulator.AlarmChange
---@field state string
---@field reason string
---@field reason_data? string
---@field values? number[]  the datapoints behind it, newest first

---Puts an alarm into a state, which runs its actions.
---@param context table
---@param row table
---@param change moontide.emulator.AlarmChange
function M.set(context, row, change)
   local alarm, now = row.alarm, clock.timestamp(context.clock.now())
   local before = { stateValue = alarm.StateValue, stateReason = alarm.StateReason }
   local is_new = alarm.StateValue ~= change.state
   alarm.StateValue, alarm.StateReason = change.state, change.reason
   alarm.StateReasonData, alarm.StateUpdatedTimestamp = change.reason_data, now
   row.values = change.values
   if is_new then
      alarm.StateTransitionedTimestamp = now
      history.add(context, alarm.AlarmName, "StateUpdate", ("Alarm updated from %s to %s"):format(
         before.stateValue, change.state), { version = "1.0", oldState = before,
         newState = { stateValue = change.state, stateReason = change.reason,
            stateReasonData = change.reason_data and core.json_decode(change.reason_data) } })
   end
   actions.run(context, row, is_new)
end

---An alarm that stays as it is keeps the reason for which it came to be so.
local function evaluate(context, row, now)
   local finding, times = look(context, row, now)
   row.values = finding.values
   if finding.state == row.alarm.StateValue then
      actions.run(context, row, false)
      return
   end
   M.set(context, row, {
      state = finding.state, reason = reasons.text(row.alarm, finding, times),
      reason_data = reasons.data(row.alarm, finding, times, now), values = finding.values,
   })
end

local function tick(context)
   local now, rows = context.clock.now(), M.collection(context)
   if rows.shared.tick_at ~= now then
      return
   end
   rows.shared.tick_at = nil
   for row in rows:from(1) do
      if now % minute == 0 or row.period < minute then
         evaluate(context, row, now)
      end
   end
   if rows.size > 0 then
      M.arm(context)
   end
end

---Sees to it that the alarms are looked at.
---@param context table
function M.arm(context)
   local shared, now = M.collection(context).shared, context.clock.now()
   local interval = shared.has_short_periods and short_tick or minute
   local at = (now // interval + 1) * interval
   if not shared.tick_at or shared.tick_at > at or shared.tick_at <= now then
      shared.tick_at = at
      context.agenda:add(at, "alarms", function() tick(context) end)
   end
end

---Reads an alarm that is new or was changed.
---@param context table
---@param row table
function M.prepare(context, row)
   local alarm, shared = row.alarm, M.collection(context).shared
   row.metric_key = alarm.MetricName and metrics.key(alarm)
   row.period, row.result_id = alarm.Period, nil
   if alarm.Metrics then
      row.period, row.result_id = read_queries(alarm.Metrics)
   end
   shared.has_short_periods = shared.has_short_periods or row.period < minute
   M.arm(context)
end

return M
