-- CloudWatch's alarms: what they may be, how they are listed, and what states they come to.
local cloudwatch = require "support.cloudwatch"
local core = require "moontide.core"
local emulator = require "support.emulator"

local alarm, refusal, must = cloudwatch.alarm, cloudwatch.refusal, cloudwatch.must
local start <const> = 1700000040 -- the beginning of a minute

local function fixture_at_start(options)
   local fixture = emulator.new(options)
   fixture.time = start
   return fixture
end

describe("PutMetricAlarm", function()
   local fixture

   before_each(function() fixture = fixture_at_start() end)

   it("makes an alarm that has no data yet", function()
      local output, _, answer = cloudwatch.call(fixture, "PutMetricAlarm", alarm("a", {
         Dimensions = { { Name = "d", Value = "v" } }, AlarmActions = { "arn:aws:sns:x:1:t" } }))
      assert.same({}, output)
      assert.equal(200, answer.status)
      local found = cloudwatch.alarm_named(fixture, "a")
      assert.equal("arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a", found.AlarmArn)
      assert.equal("INSUFFICIENT_DATA", found.StateValue)
      assert.equal("Unchecked: Initial alarm creation", found.StateReason)
      assert.is_true(found.ActionsEnabled)
      assert.same({ "arn:aws:sns:x:1:t" }, found.AlarmActions)
      assert.same({}, found.OKActions)
      assert.same({ { Name = "d", Value = "v" } }, found.Dimensions)
      assert.is_nil(found.TreatMissingData)
   end)

   it("replaces all but the state", function()
      must(fixture, "PutMetricAlarm", alarm("a", { AlarmDescription = "first" }))
      must(fixture, "SetAlarmState",
         { AlarmName = "a", StateValue = "OK", StateReason = "because" })
      must(fixture, "PutMetricAlarm", alarm("a", { Threshold = 60, ActionsEnabled = false }))
      local found = cloudwatch.alarm_named(fixture, "a")
      assert.same({ 60, "OK", "because", false }, { found.Threshold, found.StateValue,
         found.StateReason, found.ActionsEnabled })
      assert.is_nil(found.AlarmDescription)
   end)

   it("refuses what makes no sense", function()
      for _, case in ipairs {
         { { EvaluationPeriods = "none" }, "EvaluationPeriods is required" },
         { { ComparisonOperator = "none" }, "ComparisonOperator is required" },
         { { Namespace = "none" }, "Namespace is required" },
         { { Period = "none" }, "Period is required" },
         { { Threshold = "none" }, "Threshold is required" },
         { { MetricName = "none" }, "MetricName and Metrics" },
         { { Statistic = "none" }, "Statistic and ExtendedStatistic" },
         { { ExtendedStatistic = "p99" }, "Statistic and ExtendedStatistic" },
         { { Statistic = "none", ExtendedStatistic = "q9" }, "q9 is not supported" },
         { { Period = 45 }, "10, 20, 30 or a multiple of 60" },
         { { DatapointsToAlarm = 3 }, "DatapointsToAlarm" },
         { { Period = 600, EvaluationPeriods = 145 }, "not be more than one day" },
         { { Period = 3600, EvaluationPeriods = 169 }, "seven" },
         { { TreatMissingData = "maybe" }, "TreatMissingData" },
         { { ComparisonOperator = "LessThanLowerThreshold" }, "anomaly" },
         { { AlarmActions = { "a", "b", "c", "d", "e", "f" } }, "less than or equal to 5" },
      } do
         local text = refusal(fixture, "PutMetricAlarm", alarm("a", case[1]))
         assert.truthy(text:find(case[2], 1, true), text)
      end
      local text, code = refusal(fixture, "PutMetricAlarm", alarm("a", { Period = 0 }))
      assert.equal("ValidationException", code)
      assert.truthy(text:find("'period'", 1, true))
      must(fixture, "PutMetricAlarm", alarm("a", { Period = 3600, EvaluationPeriods = 168 }))
      must(fixture, "PutMetricAlarm", alarm("b", { Period = 10, EvaluationPeriods = 90 }))
   end)

   it("takes metric math with one result", function()
      local stat = { Metric = { Namespace = "mine", MetricName = "load" }, Period = 60,
                     Stat = "Sum" }
      local function math_alarm(queries)
         return { AlarmName = "m", EvaluationPeriods = 1, Threshold = 1, Metrics = queries,
                  ComparisonOperator = "GreaterThanThreshold" }
      end
      must(fixture, "PutMetricAlarm", math_alarm {
         { Id = "a", MetricStat = stat, ReturnData = false }, { Id = "b", Expression = "a * 2" } })
      for _, case in ipairs {
         { { { Id = "a", MetricStat = stat }, { Id = "b", Expression = "a" } }, "Exactly one" },
         { { { Id = "A", MetricStat = stat } }, "lower-case letter" },
         { { { Id = "a", MetricStat = stat, Expression = "1" } }, "exactly one of MetricStat" },
         { { { Id = "a", Expression = "b" } }, "there is no query b" },
         { { { Id = "a", Expression = "a + 1" } }, "depends on itself" },
         { { { Id = "a", Expression = "1 +" } }, "out of place" },
         { { { Id = "a", Expression = "SEARCH(1)" } }, "SEARCH is not served" },
      } do
         local text = refusal(fixture, "PutMetricAlarm", math_alarm(case[1]))
         assert.truthy(text:find(case[2], 1, true), text)
      end
   end)

   it("holds 5000 alarms in an account and Region", function()
      local rows = fixture.emulator:context("111122223333", emulator.region).collection("alarms")
      rows.size = 5000
      local text, code = refusal(fixture, "PutMetricAlarm", alarm "a")
      assert.equal("LimitExceededFault", code)
      assert.truthy(text:find("5000", 1, true))
      rows.size = 0
   end)
end)

describe("the quota of alarms", function()
   it("is three writes a second of each kind", function()
      local fixture = fixture_at_start { alarm_quota = 3 }
      local function written(operation, input)
         local count = 0
         for _ = 1, 5 do
            local output, failure = cloudwatch.call(fixture, operation, input)
            if output then
               count = count + 1
            else
               assert.equal("ThrottlingException", failure.__type)
               assert.equal("Rate exceeded", failure.message)
            end
         end
         return count
      end
      assert.equal(3, written("PutMetricAlarm", alarm "a"))
      assert.equal(3, written("DeleteAlarms", { AlarmNames = { "b" } }))
      fixture.time = start + 2 / 3
      assert.equal(2, written("PutMetricAlarm", alarm "a"))
      assert.equal(5, written("DescribeAlarms", {}))
   end)

   it("is none unless it is asked for", function()
      local fixture = fixture_at_start()
      for _ = 1, 50 do
         must(fixture, "PutMetricAlarm", alarm "a")
      end
   end)
end)

describe("DescribeAlarms", function()
   local fixture

   before_each(function()
      fixture = fixture_at_start()
      for i = 1, 60 do
         local name = ("%s-%02d"):format(i % 2 == 0 and "even" or "odd", i)
         must(fixture, "PutMetricAlarm", alarm(name,
            { AlarmActions = { i % 3 == 0 and "arn:three" or "arn:other" } }))
      end
      must(fixture, "SetAlarmState",
         { AlarmName = "even-02", StateValue = "OK", StateReason = "x" })
   end)

   local function count(filter)
      local found, pages = 0, 0
      repeat
         local output = must(fixture, "DescribeAlarms", filter)
         found, pages = found + #output.MetricAlarms, pages + 1
         assert.same({}, output.CompositeAlarms)
         filter.NextToken = output.NextToken
      until not filter.NextToken
      return found, pages
   end

   it("pages by 50, or as asked", function()
      assert.same({ 60, 2 }, { count {} })
      assert.same({ 60, 7 }, { count { MaxRecords = 9 } })
      assert.same({ 60, 1 }, { count { MaxRecords = 100 } })
   end)

   it("filters", function()
      assert.equal(30, (count { AlarmNamePrefix = "even-" }))
      assert.equal(20, (count { ActionPrefix = "arn:th" }))
      assert.equal(10, (count { ActionPrefix = "arn:th", AlarmNamePrefix = "odd" }))
      assert.equal(1, (count { StateValue = "OK" }))
      assert.equal(2, (count { AlarmNames = { "odd-01", "even-02", "none" } }))
      assert.equal(60, (count { AlarmTypes = { "MetricAlarm", "CompositeAlarm" } }))
      assert.equal(0, (count { AlarmTypes = { "CompositeAlarm" } }))
   end)

   it("refuses filters and tokens that do not go together", function()
      local text = refusal(fixture, "DescribeAlarms",
         { AlarmNames = { "a" }, AlarmNamePrefix = "a" })
      assert.truthy(text:find("together", 1, true))
      local token = must(fixture, "DescribeAlarms", {}).NextToken
      for _, input in ipairs { { NextToken = "x" }, { NextToken = token .. "0" },
                               { NextToken = token, AlarmNamePrefix = "even" } } do
         assert.same({ "The NextToken value is not valid.", "InvalidNextToken" },
            { refusal(fixture, "DescribeAlarms", input) })
      end
      local _, code = refusal(fixture, "DescribeAlarms", { MaxRecords = 101 })
      assert.equal("ValidationException", code)
   end)

   it("forgets what is deleted, and passes over what there is not", function()
      must(fixture, "DeleteAlarms", { AlarmNames = { "odd-01", "none", "odd-03" } })
      assert.equal(58, (count {}))
      assert.equal('Alarm "odd-01" deleted',
         must(fixture, "DescribeAlarmHistory", { AlarmName = "odd-01" })
         .AlarmHistoryItems[1].HistorySummary)
   end)
end)

describe("an alarm", function()
   local fixture

   local function minutes(values)
      for _, value in ipairs(values) do
         if value then
            cloudwatch.put(fixture, value)
         end
         cloudwatch.advance(fixture, 60)
      end
   end

   before_each(function() fixture = fixture_at_start() end)

   it("follows its metric, minute by minute", function()
      must(fixture, "PutMetricAlarm", alarm "a")
      minutes { 10, 90, 70, 20, 30, false, false, false, false, false }
      assert.same({
         '0 Alarm "a" created', "1 Alarm updated from INSUFFICIENT_DATA to OK",
         "3 Alarm updated from OK to ALARM", "4 Alarm updated from ALARM to OK",
         "9 Alarm updated from OK to INSUFFICIENT_DATA",
      }, cloudwatch.history(fixture, "a", start))
   end)

   it("says why", function()
      must(fixture, "PutMetricAlarm", alarm "a")
      minutes { 90, 70.5 }
      local found = cloudwatch.alarm_named(fixture, "a")
      assert.equal("Threshold Crossed: 2 out of the last 2 datapoints [70.5 (14/11/23 22:15:00), "
         .. "90.0 (14/11/23 22:14:00)] were greater than the threshold (50.0) (minimum 2 "
         .. "datapoints for OK -> ALARM transition).", found.StateReason)
      assert.same({ 90, 70.5 }, core.json_decode(found.StateReasonData).recentDatapoints)
      assert.equal(start + 120, found.StateUpdatedTimestamp)
      minutes { 10 }
      assert.truthy(cloudwatch.alarm_named(fixture, "a").StateReason:find(
         "1 out of the last 2 datapoints [10.0 (14/11/23 22:16:00), 70.5 (14/11/23 22:15:00)] was "
         .. "not greater than the threshold (50.0) (minimum 1 datapoint for ALARM -> OK", 1, true))
      minutes { false, false, false, false }
      assert.equal("Insufficient Data: 2 datapoints were unknown.",
         cloudwatch.alarm_named(fixture, "a").StateReason)
   end)

   it("goes off by ten-second periods where it has such", function()
      must(fixture, "PutMetricAlarm", alarm("fast", { Period = 10, EvaluationPeriods = 3 }))
      for _ = 1, 3 do
         cloudwatch.put(fixture, 99, { StorageResolution = 1 })
         cloudwatch.advance(fixture, 10)
      end
      local found = cloudwatch.alarm_named(fixture, "fast")
      assert.same({ "ALARM", start + 30 }, { found.StateValue, found.StateUpdatedTimestamp })
   end)

   it("looks at metric math", function()
      must(fixture, "PutMetricAlarm", { AlarmName = "m", EvaluationPeriods = 1, Threshold = 1,
         ComparisonOperator = "GreaterThanThreshold", Metrics = {
            { Id = "a", ReturnData = false, MetricStat = { Period = 60, Stat = "Sum",
              Metric = { Namespace = "mine", MetricName = "load" } } },
            { Id = "e", Expression = "a / 100" },
         } })
      minutes { 90 }
      assert.equal("OK", cloudwatch.alarm_named(fixture, "m").StateValue)
      minutes { 101 }
      assert.equal("ALARM", cloudwatch.alarm_named(fixture, "m").StateValue)
   end)

   it("has no data where its expression cannot be calculated", function()
      must(fixture, "PutMetricAlarm", { AlarmName = "m", EvaluationPeriods = 1, Threshold = 1,
         ComparisonOperator = "GreaterThanThreshold",
         Metrics = { { Id = "e", Expression = "FILL(1, 0)" } } })
      minutes { 90, 90 }
      assert.equal("INSUFFICIENT_DATA", cloudwatch.alarm_named(fixture, "m").StateValue)
   end)

   it("treats missing data as it is told to", function()
      for _, missing in ipairs { "breaching", "notBreaching", "ignore", "missing" } do
         must(fixture, "PutMetricAlarm", alarm(missing, { TreatMissingData = missing }))
      end
      minutes { false }
      local states = {}
      for i, name in ipairs { "breaching", "notBreaching", "ignore", "missing" } do
         states[i] = cloudwatch.alarm_named(fixture, name).StateValue
      end
      assert.same({ "ALARM", "OK", "INSUFFICIENT_DATA", "INSUFFICIENT_DATA" }, states)
   end)

   it("can be put into a state, until it looks again", function()
      must(fixture, "PutMetricAlarm", alarm("a", { AlarmActions = { "arn:aws:sns:x:1:topic" } }))
      must(fixture, "SetAlarmState", { AlarmName = "a", StateValue = "ALARM", StateReason = "test",
         StateReasonData = '{"recentDatapoints":[1]}' })
      local found = cloudwatch.alarm_named(fixture, "a")
      assert.same({ "ALARM", "test", '{"recentDatapoints":[1]}' },
         { found.StateValue, found.StateReason, found.StateReasonData })
      minutes { 10, 10 }
      assert.equal("OK", cloudwatch.alarm_named(fixture, "a").StateValue)
      assert.same({ "0 Successfully executed action arn:aws:sns:x:1:topic" },
         cloudwatch.history(fixture, "a", start, "Action"))
      local text, code = refusal(fixture, "SetAlarmState", { AlarmName = "b", StateValue = "OK",
         StateReason = "x" })
      assert.same({ "Unknown alarm: b", "ResourceNotFound" }, { text, code })
      text, code = refusal(fixture, "SetAlarmState", { AlarmName = "a", StateValue = "OK",
         StateReason = "x", StateReasonData = "{" })
      assert.same({ "StateReasonData was not valid JSON.", "InvalidFormatFault" }, { text, code })
   end)

   it("runs no action while they are disabled", function()
      must(fixture, "PutMetricAlarm", alarm("a", { ActionsEnabled = false,
         AlarmActions = { "arn:x" } }))
      minutes { 90, 90 }
      assert.equal("ALARM", cloudwatch.alarm_named(fixture, "a").StateValue)
      assert.same({}, cloudwatch.history(fixture, "a", start, "Action"))
   end)
end)
