-- Calls of CloudWatch on the emulator that support.emulator makes, and inputs for them.
local emulator = require "support.emulator"

local M = {}

---@return table? output, table? failure, table answer
function M.call(fixture, operation, input, overrides)
   local given = {
      service = "monitoring",
      headers = {
         ["X-Amz-Target"] = "GraniteServiceVersion20100801." .. operation,
         ["Content-Type"] = "application/x-amz-json-1.0",
      },
   }
   for name, value in pairs(overrides or {}) do
      given[name] = value
   end
   return emulator.call(fixture, operation, input, given)
end

---The output of a call that has to succeed.
function M.must(fixture, operation, input)
   local output, failure = M.call(fixture, operation, input)
   return assert(output, failure and (failure.__type .. ": " .. tostring(emulator.text(failure))))
end

---@return string text, string code  of the refusal
function M.refusal(fixture, operation, input)
   local output, failure = M.call(fixture, operation, input)
   assert(not output, operation .. " was not refused")
   return emulator.text(failure), failure.__type
end

---The input of an alarm, with changes; "none" removes a member.
function M.alarm(name, changes)
   local input = {
      AlarmName = name, Namespace = "mine", MetricName = "load", Statistic = "Average", Period = 60,
      EvaluationPeriods = 2, Threshold = 50, ComparisonOperator = "GreaterThanThreshold",
   }
   for key, value in pairs(changes or {}) do
      if value == "none" then
         value = nil
      end
      input[key] = value
   end
   return input
end

---Puts one value, or what `changes` have instead, of the metric "load".
function M.put(fixture, value, changes)
   local datum = { MetricName = "load", Value = value, Timestamp = fixture.emulator.clock.now() }
   for name, member in pairs(changes or {}) do
      datum[name] = member
   end
   return M.must(fixture, "PutMetricData", { Namespace = "mine", MetricData = { datum } })
end

---@return table  the alarm of that name
function M.alarm_named(fixture, name)
   return M.must(fixture, "DescribeAlarms", { AlarmNames = { name } }).MetricAlarms[1]
end

---Moves virtual time ahead and wants no mistake on the way.
function M.advance(fixture, seconds)
   fixture.emulator.agenda:advance(seconds)
   assert(fixture.emulator.agenda.failed == 0, "something that was due failed")
end

---The history of an alarm, oldest first: "minute type summary", minutes counted from a time.
function M.history(fixture, name, from, kind)
   local list = {}
   local input = { AlarmName = name, ScanBy = "TimestampAscending", HistoryItemType = kind }
   repeat
      local output = M.must(fixture, "DescribeAlarmHistory", input)
      for _, item in ipairs(output.AlarmHistoryItems) do
         list[#list + 1] = ("%d %s"):format((item.Timestamp - from) // 60, item.HistorySummary)
      end
      input.NextToken = output.NextToken
   until not input.NextToken
   return list
end

return M
