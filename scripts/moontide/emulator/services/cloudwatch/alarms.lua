-- Alarms: put (create or replace), describe, delete, set the state. A row holds the alarm as it is
-- described and what its evaluation needs.
local alarm_rules = require "moontide.emulator.services.cloudwatch.alarm_rules"
local arn = require "moontide.emulator.services.autoscaling.arn"
local clock = require "moontide.emulator.clock"
local core = require "moontide.core"
local errors = require "moontide.emulator.services.cloudwatch.errors"
local evaluation = require "moontide.emulator.services.cloudwatch.evaluation"
local history = require "moontide.emulator.services.cloudwatch.history"
local paging = require "moontide.emulator.services.cloudwatch.paging"
local quota = require "moontide.emulator.services.cloudwatch.quota"

local M = {}

local max_alarms <const>, default_page <const> = 5000, 50
local actions <const> = { "AlarmActions", "OKActions", "InsufficientDataActions" }

---Members that a change takes as they are given.
local configured <const> = {
   "AlarmDescription", "MetricName", "Namespace", "Statistic", "ExtendedStatistic", "Period",
   "Unit", "EvaluationPeriods", "DatapointsToAlarm", "Threshold", "ComparisonOperator",
   "TreatMissingData", "EvaluateLowSampleCountPercentile", "Metrics", "Dimensions",
}

local function new_alarm(input, context)
   local now = clock.timestamp(context.clock.now())
   return {
      AlarmName = input.AlarmName, AlarmArn = arn.alarm(context, input.AlarmName),
      StateValue = "INSUFFICIENT_DATA", StateReason = "Unchecked: Initial alarm creation",
      StateUpdatedTimestamp = now, StateTransitionedTimestamp = now,
   }
end

local function configure(alarm, input, now)
   for _, name in ipairs(configured) do
      alarm[name] = input[name]
   end
   for _, name in ipairs(actions) do
      alarm[name] = input[name] or {}
   end
   if alarm.MetricName then
      alarm.Dimensions = alarm.Dimensions or {}
   end
   alarm.ActionsEnabled = input.ActionsEnabled ~= false
   alarm.AlarmConfigurationUpdatedTimestamp = clock.timestamp(now)
end

---Writes an alarm whose input is known to be good. A change replaces everything but its state.
---@param context table
---@param input table  of PutMetricAlarm
---@return table row
function M.write(context, input)
   local rows = evaluation.collection(context)
   local row = rows:get(input.AlarmName)
   local summary = row and "updated" or "created"
   if not row then
      row = { alarm = new_alarm(input, context), tags = input.Tags }
      rows:add(input.AlarmName, row)
   end
   configure(row.alarm, input, context.clock.now())
   history.add(context, input.AlarmName, "ConfigurationUpdate",
      ('Alarm "%s" %s'):format(input.AlarmName, summary),
      { version = "1.0", type = summary == "updated" and "Update" or "Create" })
   evaluation.prepare(context, row)
   return row
end

function M.put(input, context)
   quota.take(context, "PutMetricAlarm")
   alarm_rules.check(input)
   local rows = evaluation.collection(context)
   if rows.size >= max_alarms and not rows:get(input.AlarmName) then
      errors.limit("The limit of %d alarms in this account and Region is reached", max_alarms)
   end
   M.write(context, input)
   return {}
end

---@param context table
---@param name string
function M.remove(context, name)
   if evaluation.collection(context):remove(name) then
      history.add(context, name, "ConfigurationUpdate", ('Alarm "%s" deleted'):format(name),
         { version = "1.0", type = "Delete" })
   end
end

---Names that there are not are passed over, as the service does.
function M.delete(input, context)
   quota.take(context, "DeleteAlarms")
   for _, name in ipairs(input.AlarmNames) do
      M.remove(context, name)
   end
   return {}
end

local function has_action(alarm, prefix)
   for _, member in ipairs(actions) do
      for _, action in ipairs(alarm[member]) do
         if action:sub(1, #prefix) == prefix then
            return true
         end
      end
   end
   return false
end

local function set_of(names)
   if not (names and names[1]) then
      return nil
   end
   local set = {}
   for _, name in ipairs(names) do
      set[name] = true
   end
   return set
end

---@return fun(row: table): boolean
local function filter_of(input)
   local names, prefix = set_of(input.AlarmNames), input.AlarmNamePrefix
   local types = set_of(input.AlarmTypes)
   return function(row)
      local alarm = row.alarm
      return (not names or names[alarm.AlarmName])
         and (not prefix or alarm.AlarmName:sub(1, #prefix) == prefix)
         and (not input.StateValue or alarm.StateValue == input.StateValue)
         and (not types or types.MetricAlarm)
         and (not input.ActionPrefix or has_action(alarm, input.ActionPrefix))
   end
end

function M.describe(input, context)
   if input.AlarmNames and input.AlarmNames[1] and input.AlarmNamePrefix then
      errors.invalid("AlarmNames and AlarmNamePrefix must not be specified together")
   end
   local relatives = input.ChildrenOfAlarmName or input.ParentsOfAlarmName
   local scope = table.concat({ "alarms", table.concat(input.AlarmNames or {}, "\n"),
      input.AlarmNamePrefix or "", input.StateValue or "", input.ActionPrefix or "",
      table.concat(input.AlarmTypes or {}, ",") }, "\n\n")
   local accept = filter_of(input)
   local rows, token = paging.rows(context, evaluation.collection(context), {
      scope = scope, size = input.MaxRecords or default_page, token = input.NextToken,
      accept = function(row) return not relatives and accept(row) end,
   })
   for i, row in ipairs(rows) do
      rows[i] = row.alarm
   end
   return { MetricAlarms = rows, CompositeAlarms = {}, NextToken = token }
end

---Until the next evaluation, which sets it by the data again.
function M.set_state(input, context)
   local row = evaluation.collection(context):get(input.AlarmName)
      or errors.not_found("Unknown alarm: " .. input.AlarmName)
   local data = input.StateReasonData
   local decoded = data and core.json_decode(data)
   if data and type(decoded) ~= "table" then
      errors.bad_format("StateReasonData was not valid JSON.")
   end
   evaluation.set(context, row, { state = input.StateValue, reason = input.StateReason,
      reason_data = data, values = decoded and decoded.recentDatapoints })
   return {}
end

return M
