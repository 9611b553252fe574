-- A day of a SageMaker variant in virtual time, worked out beforehand.
--
-- Load is a sine between 600 and 6000 requests a minute, highest at 14:00 UTC:
--    L(h) = 600 + 5400 · (1 + cos(15° · (h − 14))) / 2
-- Tracking wants 600 requests a minute on each instance, so n instances are too few when L > 600 n,
-- which it is from h = 14 − arccos((600 n − 600) / 2700 − 1) / 15° on. The alarm needs three
-- minutes of that, the endpoint four to add an instance. Fifteen minutes below 540 make it remove
-- one, if the rest stays below 600 at the highest of the minutes looked at.
-- At 18:00 a backlog of 180 is reported: a step of 3. At 22:00 in Berlin, 21:00 UTC, at most 3
-- instances are allowed, from 06:00 there again 2 to 12.
local civil = require "moontide.scaling.civil"
local cloudwatch = require "support.cloudwatch"
local emulator = require "support.emulator"
local policies = require "support.policies"
local sagemaker = require "support.sagemaker"

local midnight <const> = civil.parse_utc "2026-11-24T00:00:00Z"

local function must(fixture, operation, input)
   local output, failure = emulator.call(fixture, operation, input)
   return assert(output, failure and emulator.text(failure))
end

local function put_schedules(fixture)
   for _, action in ipairs { { "night", "cron(0 22 * * ? *)", 1, 3 },
                             { "day", "cron(0 6 * * ? *)", 2, 12 } } do
      must(fixture, "PutScheduledAction", policies.action(action[1], {
         Schedule = action[2], Timezone = "Europe/Berlin",
         ScalableTargetAction = { MinCapacity = action[3], MaxCapacity = action[4] } }, "ranker"))
   end
end

local function put_policies(fixture)
   local alarms = must(fixture, "PutScalingPolicy", policies.tracking("invocations", {
      TargetValue = 600, ScaleOutCooldown = 60, ScaleInCooldown = 900 }, "ranker")).Alarms
   local arn = must(fixture, "PutScalingPolicy", policies.step("backlog", {
      StepAdjustments = {
         { MetricIntervalLowerBound = 0, MetricIntervalUpperBound = 50, ScalingAdjustment = 1 },
         { MetricIntervalLowerBound = 50, ScalingAdjustment = 3 },
      } }, "ranker")).PolicyARN
   cloudwatch.must(fixture, "PutMetricAlarm", cloudwatch.alarm("backlog", { Threshold = 100,
      EvaluationPeriods = 1, TreatMissingData = "notBreaching", AlarmActions = { arn } }))
   return alarms
end

---@return table fixture, table[] alarms  after the day
local function live_through()
   local fixture = emulator.new { endpoint_seconds = 240, time = midnight - 600,
      load = "daily:on=endpoint/ranker/*,low=600,high=6000,peak=14:00" }
   sagemaker.config(fixture, "c", { InitialInstanceCount = 2 })
   sagemaker.call(fixture, "CreateEndpoint",
      { EndpointName = "ranker", EndpointConfigName = "c" })
   cloudwatch.advance(fixture, 600)
   assert(emulator.register(fixture, "ranker", { MinCapacity = 2, MaxCapacity = 12 }))
   local alarms = put_policies(fixture)
   put_schedules(fixture)
   cloudwatch.advance(fixture, 18 * 3600)
   cloudwatch.put(fixture, 180)
   cloudwatch.advance(fixture, 6 * 3600)
   return fixture, alarms
end

local function clock_of(time)
   return os.date("!%H:%M", math.floor(time))
end

---What happened, oldest first: "begin-end description: cause".
local function activities(fixture, with_not_scaled)
   local list, input = {}, { ServiceNamespace = "sagemaker", MaxResults = 7,
                             IncludeNotScaledActivities = with_not_scaled }
   repeat
      local output = must(fixture, "DescribeScalingActivities", input)
      for _, activity in ipairs(output.ScalingActivities) do
         local cause = activity.Cause:gsub("^monitor alarm (.-) in state ALARM.*$", "%1")
            :gsub("^TargetTracking.*(Alarm%a+)%-%x+%-.*$", "%1")
            :gsub("scheduled action name (%a+) was triggered", "%1")
         table.insert(list, 1, ("%s-%s %s%s"):format(clock_of(activity.StartTime),
            clock_of(activity.EndTime), activity.NotScaledReasons
               and activity.NotScaledReasons[1].Code
               or activity.Description:gsub("Setting desired instance count to (%d+)%.", "%1"),
            ": " .. cause))
      end
      input.NextToken = output.NextToken
   until not input.NextToken
   return list
end

---When L first exceeds what n instances should bear, in whole minutes, and the alarm's three.
local function expected_addition(n)
   local hours = 14 - math.deg(math.acos((600 * n - 600) / 2700 - 1)) / 15
   local first = math.floor(hours * 60 + 1e-6) + 1
   return ("%02d:%02d"):format((first + 3) // 60, (first + 3) % 60)
end

describe("a day of a variant", function()
   local fixture, alarms

   lazy_setup(function() fixture, alarms = live_through() end)

   it("goes as worked out", function()
      assert.same({
         "04:39-04:43 3: AlarmHigh",
         "05:00-05:00 Setting min capacity to 2 and max capacity to 12: day",
         "05:49-05:53 4: AlarmHigh",
         "06:46-06:50 5: AlarmHigh",
         "07:38-07:42 6: AlarmHigh",
         "08:29-08:33 7: AlarmHigh",
         "09:21-09:25 8: AlarmHigh",
         "10:18-10:22 9: AlarmHigh",
         "11:28-11:32 10: AlarmHigh",
         "16:51-16:55 9: AlarmLow",
         "18:01-18:05 12: backlog",
         "18:05-18:09 11: AlarmLow",
         "18:24-18:28 8: AlarmLow",
         "18:58-19:02 7: AlarmLow",
         "19:50-19:54 6: AlarmLow",
         "20:41-20:45 5: AlarmLow",
         "21:00-21:00 Setting min capacity to 1 and max capacity to 3: night",
         "21:00-21:04 3: maximum capacity was set to 3",
         "23:40-23:44 2: AlarmLow",
      }, activities(fixture, false))
   end)

   it("adds when arithmetic says so", function()
      local when = {}
      for _, line in ipairs(activities(fixture, false)) do
         local time, count = line:match("^(%d%d:%d%d)%-%S+ (%d+): AlarmHigh$")
         if time then
            when[math.tointeger(tonumber(count))] = time
         end
      end
      for count = 3, 10 do
         assert.equal(expected_addition(count - 1), when[count])
      end
   end)

   it("says what it left undone", function()
      local list = {}
      for _, line in ipairs(activities(fixture, true)) do
         list[#list + 1] = line:match("^%d%d:%d%d%-%S+ (A%a+: %a+)$")
            and line:gsub("^(%S+)%-%S+", "%1") or nil
      end
      assert.equal("00:15 AlreadyAtMinCapacity: AlarmLow", list[1])
      assert.equal("04:57 AutoScalingAnticipatedFlapping: AlarmLow", list[2])
      local at_night
      for _, line in ipairs(list) do
         at_night = at_night or line:find("^21:06 AlreadyAtMaxCapacity: AlarmHigh$") ~= nil
      end
      assert.is_true(at_night)
   end)

   it("has alarms that went off when capacity moved", function()
      local function states(name)
         local list = {}
         for i, line in ipairs(cloudwatch.history(fixture, name, midnight, "StateUpdate")) do
            local minutes, state = line:match("^(%d+) Alarm updated from %S+ to (%S+)$")
            list[i] = ("%02d:%02d %s"):format(minutes // 60, minutes % 60, state)
         end
         return list
      end
      assert.same({ "00:01 OK", "04:39 ALARM", "04:43 OK", "05:49 ALARM", "05:53 OK",
         "06:46 ALARM", "06:50 OK", "07:38 ALARM", "07:42 OK", "08:29 ALARM", "08:33 OK",
         "09:21 ALARM", "09:25 OK", "10:18 ALARM", "10:22 OK", "11:28 ALARM", "11:32 OK",
         "21:06 ALARM", "22:16 OK" }, states(alarms[1].AlarmName))
      assert.same({ "00:01 OK", "18:01 ALARM", "18:04 OK" }, states "backlog")
   end)
end)
