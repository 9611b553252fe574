-- CloudWatch in the ways that clients ask it: older ones by forms, newer ones in JSON with the old
-- codes beside.
local cloudwatch = require "support.cloudwatch"
local core = require "moontide.core"
local emulator = require "support.emulator"

local function ask(fixture, form)
   return emulator.send(fixture, emulator.message(fixture, "", "Version=2010-08-01&" .. form, {
      service = "monitoring",
      headers = {
         ["Content-Type"] = "application/x-www-form-urlencoded", ["X-Amz-Target"] = false,
      },
   }))
end

describe("CloudWatch over the query protocol", function()
   local fixture

   before_each(function() fixture = emulator.new() end)

   it("knows the same alarms as over JSON", function()
      local answer = ask(fixture, "Action=PutMetricAlarm&AlarmName=a&Namespace=mine&MetricName=load"
         .. "&Statistic=Average&Period=60&EvaluationPeriods=2&Threshold=50.5"
         .. "&ComparisonOperator=GreaterThanThreshold&ActionsEnabled=false"
         .. "&Dimensions.member.1.Name=Host&Dimensions.member.1.Value=h%201")
      assert.equal(200, answer.status, answer.body)
      assert.truthy(answer.body:find('^<PutMetricAlarmResponse xmlns="[^"]+"><ResponseMetadata>'))
      local alarm = cloudwatch.alarm_named(fixture, "a")
      assert.equal(50.5, alarm.Threshold)
      assert.equal(60, alarm.Period)
      assert.is_false(alarm.ActionsEnabled)
      assert.same({ { Name = "Host", Value = "h 1" } }, alarm.Dimensions)

      answer = ask(fixture, "Action=DescribeAlarms&AlarmNames.member.1=a&AlarmNames.member.2=b")
      assert.truthy(answer.body:find("<DescribeAlarmsResult><", 1, true))
      assert.truthy(answer.body:find("<member>", 1, true))
      assert.truthy(answer.body:find("<AlarmName>a</AlarmName>", 1, true))
      assert.truthy(answer.body:find("<Threshold>50.5</Threshold>", 1, true))
      assert.truthy(answer.body:find(
         "<AlarmConfigurationUpdatedTimestamp>2023-11-14T22:13:20", 1, true))
   end)

   it("has the codes and statuses of the model's exceptions", function()
      local rows = {
         { "Action=PutMetricAlarm&AlarmName=a", "MissingParameter" },
         { "Action=DescribeAlarms&MaxRecords=many", "MalformedInput" },
         { "Action=DescribeAlarms&NextToken=nonsense", "InvalidNextToken" },
      }
      for _, row in ipairs(rows) do
         local answer = ask(fixture, row[1])
         assert.equal(400, answer.status)
         assert.equal(row[2], answer.code, answer.body)
         assert.truthy(answer.body:find("<Type>Sender</Type>", 1, true))
      end
   end)
end)

describe("CloudWatch over JSON", function()
   local function refused(fixture, headers)
      headers["X-Amz-Target"] = "GraniteServiceVersion20100801.SetAlarmState"
      headers["Content-Type"] = "application/x-amz-json-1.0"
      local _, failure, answer = cloudwatch.call(fixture, "SetAlarmState",
         { AlarmName = "none", StateValue = "OK", StateReason = "x" }, { headers = headers })
      return answer, failure
   end

   it("tells the old codes to those who ask for them", function()
      local fixture = emulator.new()
      local answer, failure = refused(fixture, { ["x-amzn-query-mode"] = "true" })
      assert.equal("ResourceNotFound", failure.__type)
      assert.equal("ResourceNotFound;Sender", answer.headers["x-amzn-query-error"])
      assert.equal(404, answer.status)
      assert.equal("application/x-amz-json-1.0", answer.headers["Content-Type"])
      answer = refused(fixture, {})
      assert.is_nil(answer.headers["x-amzn-query-error"])
      assert.is_table(core.json_decode(answer.body))
   end)

   it("is JSON 1.0 only", function()
      local _, _, answer = cloudwatch.call(emulator.new(), "DescribeAlarms", {},
         { headers = { ["X-Amz-Target"] = "GraniteServiceVersion20100801.DescribeAlarms" } })
      assert.equal(404, answer.status)
   end)
end)
