-- Scaling that happens: alarms invoke policies, policies move capacity, activities say so.
local cloudwatch = require "support.cloudwatch"
local emulator = require "support.emulator"
local policies = require "support.policies"

local start <const> = 1700000040 -- the beginning of a minute
local fixture

before_each(function()
   fixture = emulator.new()
   fixture.time = start
   assert(emulator.register(fixture, "a", { MinCapacity = 2, MaxCapacity = 10 }))
end)

local function must(operation, input)
   local output, failure = emulator.call(fixture, operation, input)
   return assert(output, failure and emulator.text(failure))
end

local function activities(changes)
   local input = { ServiceNamespace = "sagemaker", IncludeNotScaledActivities = true }
   for name, value in pairs(changes or {}) do
      input[name] = value
   end
   return must("DescribeScalingActivities", input).ScalingActivities
end

local function capacity()
   local context = fixture.emulator:context("111122223333", emulator.region)
   return require("moontide.emulator.capacity").get(context, emulator.target("a")).desired
end

---Puts a value of the metric that tracking follows, minute by minute; the capacity after each.
local function minutes(values)
   local list = {}
   for i, value in ipairs(values) do
      if value then
         cloudwatch.must(fixture, "PutMetricData", { Namespace = "AWS/SageMaker", MetricData = { {
            MetricName = "InvocationsPerInstance", Value = value,
            Timestamp = fixture.emulator.clock.now(), Dimensions = {
               { Name = "EndpointName", Value = "a" }, { Name = "VariantName", Value = "blue" } },
         } } })
      end
      cloudwatch.advance(fixture, 60)
      list[i] = capacity()
   end
   return list
end

local function times(value, count)
   local list = {}
   for i = 1, count do
      list[i] = value
   end
   return list
end

describe("target tracking", function()
   it("has its alarms in CloudWatch, under AWS's names", function()
      local alarms = policies.put(fixture, policies.tracking("t", { TargetValue = 1500 })).Alarms
      local arn = policies.only(fixture).PolicyARN
      for i, expected in ipairs {
         { "AlarmHigh", "GreaterThanThreshold", 1500, 3 },
         { "AlarmLow", "LessThanThreshold", 1350, 15 },
      } do
         local alarm = cloudwatch.alarm_named(fixture, alarms[i].AlarmName)
         assert.truthy(alarm.AlarmName:find("^TargetTracking%-endpoint/a/variant/blue%-"
            .. expected[1] .. "%-%x+%-%x+%-%x+%-%x+%-%x+$"))
         assert.equal(alarms[i].AlarmARN, alarm.AlarmArn)
         assert.same({ expected[2], expected[3], expected[4], 60 }, { alarm.ComparisonOperator,
            alarm.Threshold, alarm.EvaluationPeriods, alarm.Period })
         assert.equal(1, #alarm.AlarmActions)
         assert.truthy(alarm.AlarmActions[1]:find(arn .. ":createdBy/", 1, true))
         assert.equal("DO NOT EDIT OR DELETE. For TargetTrackingScaling policy "
            .. alarm.AlarmActions[1] .. ".", alarm.AlarmDescription)
         assert.same({ "AWS/SageMaker", "InvocationsPerInstance", "Sum" },
            { alarm.Namespace, alarm.MetricName, alarm.Statistic })
         assert.same({ { Name = "EndpointName", Value = "a" },
                       { Name = "VariantName", Value = "blue" } }, alarm.Dimensions)
      end
   end)

   it("makes them anew when it changes, and takes them along when it goes", function()
      local before = policies.put(fixture, policies.tracking "t").Alarms
      local after = policies.put(fixture, policies.tracking("t", { DisableScaleIn = true })).Alarms
      assert.equal(1, #after)
      assert.is_nil(cloudwatch.alarm_named(fixture, before[1].AlarmName))
      assert.truthy(cloudwatch.alarm_named(fixture, after[1].AlarmName))
      must("DeleteScalingPolicy", policies.policy_key "t")
      assert.same({}, cloudwatch.must(fixture, "DescribeAlarms", {}).MetricAlarms)
      policies.put(fixture, policies.tracking "t")
      must("DeregisterScalableTarget", { ServiceNamespace = "sagemaker",
         ResourceId = "endpoint/a/variant/blue", ScalableDimension = emulator.dimension })
      assert.same({}, cloudwatch.must(fixture, "DescribeAlarms", {}).MetricAlarms)
   end)

   it("adds after three minutes, in proportion, and says so", function()
      policies.put(fixture, policies.tracking("t", { TargetValue = 70 }))
      assert.same({ 2, 2, 5 }, minutes { 150, 150, 150 })
      local activity = activities()[1]
      local alarm = policies.only(fixture).Alarms[1].AlarmName
      assert.equal("Setting desired instance count to 5.", activity.Description)
      assert.equal(("monitor alarm %s in state ALARM triggered policy t"):format(alarm),
         activity.Cause)
      assert.equal("Successful", activity.StatusCode)
      assert.equal("Successfully set desired instance count to 5. Change successfully fulfilled by "
         .. "sagemaker.", activity.StatusMessage)
      assert.same({ start + 180, start + 180 }, { activity.StartTime, activity.EndTime })
   end)

   it("adds only the excess while it cools down", function()
      policies.put(fixture, policies.tracking("t", { ScaleOutCooldown = 300 }))
      -- 150/70 of 2 are 5. During the cooldown 245/70 of 2 are 7; afterwards 84/70 of 7 are 9.
      assert.same({ 2, 2, 5, 5, 7 }, minutes { 150, 150, 150, 150, 245 })
      assert.same({ 7, 7, 7, 7, 9 }, minutes { 84, 84, 84, 84, 84 })
   end)

   it("removes after fifteen minutes, and then no faster than its cooldown", function()
      policies.put(fixture, policies.tracking("t",
         { TargetValue = 70, ScaleInCooldown = 120, ScaleOutCooldown = 0 }))
      minutes { 350, 350, 350 }
      assert.equal(10, capacity())
      local list = minutes(times(42, 15))
      assert.same({ 10, 10, 10 }, { list[12], list[13], list[14] })
      assert.equal(6, list[15])
      assert.same({ 6, 4, 4, 3 }, minutes { 42, 42, 42, 42 })
   end)

   it("leaves capacity alone if less would not bear the load", function()
      policies.put(fixture, policies.tracking "t")
      minutes { 105, 105, 105 }
      assert.equal(3, capacity())
      minutes(times(60, 25))
      assert.equal(3, capacity())
      local newest = activities()[1]
      assert.equal("Attempting to scale due to alarm triggered", newest.Description)
      assert.equal("Failed", newest.StatusCode)
      assert.same({ { Code = "AutoScalingAnticipatedFlapping", CurrentCapacity = 3 } },
         newest.NotScaledReasons)
      assert.equal(2, #activities())
      assert.equal(1, #activities { IncludeNotScaledActivities = false })
   end)

   it("says that it is at its limits", function()
      policies.put(fixture, policies.tracking "t")
      minutes(times(700, 12))
      assert.equal(10, capacity())
      assert.same({ { Code = "AlreadyAtMaxCapacity", CurrentCapacity = 10, MaxCapacity = 10 } },
         activities()[1].NotScaledReasons)
      must("RegisterScalableTarget", emulator.target("a", { MinCapacity = 10, MaxCapacity = 10 }))
      minutes(times(1, 16))
      assert.same({ { Code = "AlreadyAtMinCapacity", CurrentCapacity = 10, MinCapacity = 10 } },
         activities()[1].NotScaledReasons)
   end)

   it("does nothing without data, or while it is suspended", function()
      policies.put(fixture, policies.tracking "t")
      minutes(times(false, 20))
      assert.equal(2, capacity())
      must("RegisterScalableTarget", emulator.target("a", { MinCapacity = "none",
         MaxCapacity = "none", SuspendedState = { DynamicScalingOutSuspended = true } }))
      minutes(times(150, 5))
      assert.equal(2, capacity())
      must("RegisterScalableTarget", emulator.target("a", { MinCapacity = "none",
         MaxCapacity = "none", SuspendedState = { DynamicScalingOutSuspended = false } }))
      minutes { 150 }
      assert.equal(5, capacity())
   end)

   it("removes only if all policies agree", function()
      policies.put(fixture, policies.tracking "t")
      policies.put(fixture, policies.tracking("other", policies.follows(
         policies.customized("load"))))
      minutes(times(350, 3))
      assert.equal(10, capacity())
      minutes(times(1, 20))
      assert.equal(10, capacity()) -- the other has no data
      for _ = 1, 15 do
         cloudwatch.put(fixture, 35)
         minutes { 1 }
      end
      assert.equal(5, capacity()) -- the larger of what both propose
   end)
end)

describe("step scaling", function()
   ---A step policy with alarms of the customer's on the metric "load".
   local function wire(name, changes, alarm_changes)
      local arn = policies.put(fixture, policies.step(name, changes)).PolicyARN
      alarm_changes.AlarmActions = { arn }
      cloudwatch.must(fixture, "PutMetricAlarm", cloudwatch.alarm(name, alarm_changes))
      return arn
   end

   local function load(values)
      local list = {}
      for i, value in ipairs(values) do
         cloudwatch.put(fixture, value)
         cloudwatch.advance(fixture, 60)
         list[i] = capacity()
      end
      return list
   end

   it("goes through the guide's numbers", function()
      must("RegisterScalableTarget", emulator.target("a", { MinCapacity = 5, MaxCapacity = 20 }))
      must("RegisterScalableTarget", emulator.target("a", { MinCapacity = 10, MaxCapacity = 20 }))
      must("RegisterScalableTarget", emulator.target("a", { MinCapacity = 5, MaxCapacity = 20 }))
      local function percent(...)
         return { AdjustmentType = "PercentChangeInCapacity", Cooldown = 0,
                  StepAdjustments = { ... } }
      end
      wire("out", percent(
         { MetricIntervalLowerBound = 0, MetricIntervalUpperBound = 10, ScalingAdjustment = 0 },
         { MetricIntervalLowerBound = 10, MetricIntervalUpperBound = 20, ScalingAdjustment = 10 },
         { MetricIntervalLowerBound = 20, ScalingAdjustment = 30 }),
         { Threshold = 60, EvaluationPeriods = 1,
           ComparisonOperator = "GreaterThanOrEqualToThreshold" })
      wire("in", percent(
         { MetricIntervalLowerBound = -10, MetricIntervalUpperBound = 0, ScalingAdjustment = 0 },
         { MetricIntervalLowerBound = -20, MetricIntervalUpperBound = -10,
           ScalingAdjustment = -10 },
         { MetricIntervalUpperBound = -20, ScalingAdjustment = -30 }),
         { Threshold = 40, EvaluationPeriods = 1,
           ComparisonOperator = "LessThanOrEqualToThreshold" })
      assert.equal(10, capacity())
      assert.same({ 10, 11, 14, 14, 13, 10 }, load { 60, 70, 80, 50, 30, 20 })
   end)

   it("continues while the alarm lasts, by what exceeds its cooldown", function()
      wire("out", { Cooldown = 180, StepAdjustments = {
         { MetricIntervalLowerBound = 0, MetricIntervalUpperBound = 20, ScalingAdjustment = 2 },
         { MetricIntervalLowerBound = 20, ScalingAdjustment = 3 } } },
         { Threshold = 50, EvaluationPeriods = 1 })
      assert.same({ 4, 4, 5, 5, 5, 7 }, load { 60, 60, 80, 60, 60, 60 })
   end)

   it("ends the cooldown of a removal by adding", function()
      must("RegisterScalableTarget", emulator.target("a", { MinCapacity = 8, MaxCapacity = 20 }))
      must("RegisterScalableTarget", emulator.target("a", { MinCapacity = 2, MaxCapacity = 20 }))
      wire("in", { Cooldown = 600, StepAdjustments = {
         { MetricIntervalUpperBound = 0, ScalingAdjustment = -1 } } },
         { Threshold = 20, EvaluationPeriods = 1, ComparisonOperator = "LessThanThreshold" })
      wire("out", { Cooldown = 0 }, { Threshold = 50, EvaluationPeriods = 1 })
      assert.same({ 7, 7, 8, 7, 7 }, load { 10, 10, 60, 10, 10 })
   end)

   it("shows the customer's alarms, which stay without it", function()
      local arn = wire("out", nil, {})
      assert.same({ { AlarmName = "out",
         AlarmARN = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:out" } },
         policies.only(fixture).Alarms)
      assert.equal(1, #cloudwatch.must(fixture, "DescribeAlarms",
         { ActionPrefix = arn }).MetricAlarms)
      must("DeleteScalingPolicy", policies.policy_key "out")
      assert.same({}, cloudwatch.alarm_named(fixture, "out").AlarmActions)
   end)

   it("is tried by putting its alarm into a state", function()
      wire("out", nil, {})
      cloudwatch.must(fixture, "SetAlarmState", { AlarmName = "out", StateValue = "ALARM",
         StateReason = "trying" })
      cloudwatch.advance(fixture, 0)
      assert.equal(3, capacity())
      assert.equal("monitor alarm out in state ALARM triggered policy out", activities()[1].Cause)
   end)

   it("fails to execute what there is not", function()
      cloudwatch.must(fixture, "PutMetricAlarm", cloudwatch.alarm("x", { AlarmActions = {
         "arn:aws:autoscaling:eu-west-1:111122223333:scalingPolicy:1:resource/sagemaker/endpoint/a/"
         .. "variant/blue:policyName/none" } }))
      cloudwatch.must(fixture, "SetAlarmState", { AlarmName = "x", StateValue = "ALARM",
         StateReason = "trying" })
      assert.truthy(cloudwatch.history(fixture, "x", start, "Action")[1]:find(
         "Failed to execute action", 1, true))
   end)
end)

describe("the quota of alarms", function()
   it("refuses tracking policies in AWS's nested words", function()
      fixture = emulator.new { alarm_quota = 3 }
      fixture.time = start
      emulator.register(fixture, "a")
      assert.truthy(policies.put(fixture, policies.tracking "t"))
      local text, code = policies.refusal(fixture,
         policies.tracking("u", policies.follows(policies.customized "load")))
      assert.equal("FailedResourceAccessException", code)
      assert.truthy(text:find("^Unable to create alarms for scaling policy %x+%-[%x-]+:u due to "
         .. "reason: Rate exceeded %(Service: AmazonCloudWatch; Status Code: 400; Error Code: "
         .. "Throttling; Request ID: [%x-]+%)$"))
      assert.equal("t", policies.names(fixture))
      fixture.time = start + 1
      assert.truthy(policies.put(fixture,
         policies.tracking("u", policies.follows(policies.customized "load"))))
   end)
end)
