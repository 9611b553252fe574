-- Scaling activities, and the forecasts that are never there.
local activities = require "moontide.emulator.services.autoscaling.activities"
local emulator = require "support.emulator"
local policies = require "support.policies"

local function describe_activities(fixture, filter)
   local input = { ServiceNamespace = "sagemaker" }
   for name, value in pairs(filter or {}) do
      input[name] = value
   end
   return emulator.call(fixture, "DescribeScalingActivities", input)
end

---Writes an activity down as scaling would.
local function record(fixture, number, changes)
   local router = fixture.emulator
   local activity = {
      ServiceNamespace = "sagemaker", ResourceId = "endpoint/a/variant/blue",
      ScalableDimension = emulator.dimension, StatusCode = "Successful",
      Description = "Setting desired instance count to " .. number .. ".",
      Cause = "a spec", StartTime = fixture.time,
   }
   for name, value in pairs(changes or {}) do
      activity[name] = value
   end
   return activities.record({
      ids = router.ids,
      collection = function(name)
         return router.store:collection("111122223333", emulator.region, name)
      end,
   }, activity)
end

local function numbers(output)
   local list = {}
   for i, activity in ipairs(assert(output).ScalingActivities) do
      list[i] = activity.Description:match("%d+")
   end
   return table.concat(list, " ")
end

describe("scaling activities", function()
   local fixture

   before_each(function() fixture = policies.fixture() end)

   it("are not made by registering that moves nothing, nor by deregistering", function()
      assert(emulator.register(fixture, "a", { MinCapacity = 1 }))
      assert(emulator.call(fixture, "DeregisterScalableTarget",
         emulator.target("a", { MinCapacity = "none", MaxCapacity = "none" })))
      local _, _, answer = describe_activities(fixture)
      assert.truthy(answer.body:find('"ScalingActivities":%s*%[%]'))
      assert.is_nil(answer.body:find("NextToken", 1, true))
   end)

   it("are listed newest first, by resource and dimension", function()
      local first = record(fixture, 1)
      record(fixture, 2, { ResourceId = "endpoint/b/variant/blue" })
      record(fixture, 3)
      local output = assert(describe_activities(fixture))
      assert.equal("3 2 1", numbers(output))
      assert.same(first, output.ScalingActivities[3])
      assert.equal(36, #first.ActivityId)
      local a = { ResourceId = "endpoint/a/variant/blue" }
      assert.equal("3 1", numbers(describe_activities(fixture, a)))
      a.ScalableDimension = emulator.dimension
      assert.equal("3 1", numbers(describe_activities(fixture, a)))
      a.ScalableDimension = "sagemaker:variant:DesiredProvisionedConcurrency"
      assert.equal("", numbers(describe_activities(fixture, a)))
      assert.equal("", numbers(describe_activities(fixture, { ServiceNamespace = "ecs" })))
      local _, failure = describe_activities(fixture, { ScalableDimension = emulator.dimension })
      assert.equal("ValidationException", failure.__type)
   end)

   it("include what was not scaled only when asked for", function()
      record(fixture, 1)
      record(fixture, 2, { StatusCode = "Failed",
         NotScaledReasons = { { Code = "AlreadyAtMaxCapacity", MaxCapacity = 4 } } })
      assert.equal("1", numbers(describe_activities(fixture)))
      assert.equal("1", numbers(describe_activities(fixture,
         { IncludeNotScaledActivities = false })))
      assert.equal("2 1", numbers(describe_activities(fixture,
         { IncludeNotScaledActivities = true })))
   end)

   it("are kept six weeks, and longer than their target", function()
      record(fixture, 1)
      fixture.time = fixture.time + 86400
      record(fixture, 2)
      assert(emulator.call(fixture, "DeregisterScalableTarget",
         emulator.target("a", { MinCapacity = "none", MaxCapacity = "none" })))
      fixture.time = fixture.time + 41 * 86400
      assert.equal("2 1", numbers(describe_activities(fixture)))
      fixture.time = fixture.time + 1
      assert.equal("2", numbers(describe_activities(fixture)))
   end)

   it("come 50 a page, and new ones disturb no later page", function()
      for i = 1, 70 do
         record(fixture, i)
      end
      local first = assert(describe_activities(fixture))
      assert.equal(50, #first.ScalingActivities)
      record(fixture, 71)
      local second = assert(describe_activities(fixture, { NextToken = first.NextToken }))
      assert.equal(20, #second.ScalingActivities)
      assert.equal("20", second.ScalingActivities[1].Description:match("%d+"))
      assert.is_nil(second.NextToken)
      assert.equal("71 70", numbers(describe_activities(fixture, { MaxResults = 2 })))
      assert.equal("", numbers(describe_activities(fixture, { MaxResults = -1 })))
      local _, failure = describe_activities(fixture, { NextToken = first.NextToken,
         IncludeNotScaledActivities = true })
      assert.equal("InvalidNextTokenException", failure and failure.__type)
   end)
end)

describe("a forecast", function()
   local service = { ServiceNamespace = "ecs", ScalableDimension = "ecs:service:DesiredCount",
      ResourceId = "service/c/web" }

   local function key_with(members)
      local input = { PolicyName = "ahead" }
      for _, source in ipairs { service, members } do
         for name, value in pairs(source) do
            input[name] = value
         end
      end
      return input
   end

   local function refusal(fixture, first, last)
      local output, failure, answer = emulator.call(fixture, "GetPredictiveScalingForecast",
         key_with { StartTime = first, EndTime = last })
      assert.is_nil(output)
      assert.equal(400, answer.status)
      return emulator.text(failure), failure.__type
   end

   it("is like the same hours before, once there is a day of data", function()
      local fixture = emulator.new { time = 1700006400, -- the beginning of an hour
         load = "daily:on=service/c/web,low=300,high=2700,rps=5" }
      assert(emulator.register(fixture, "", { ServiceNamespace = "ecs", MinCapacity = 2,
         ScalableDimension = service.ScalableDimension, ResourceId = service.ResourceId,
         MaxCapacity = 7 }))
      assert(policies.put(fixture, key_with { PolicyType = "PredictiveScaling",
         PredictiveScalingPolicyConfiguration = { MetricSpecifications = { { TargetValue = 40,
            PredefinedMetricPairSpecification = {
               PredefinedMetricType = "ECSServiceCPUUtilization" } } } } }))
      fixture.emulator.agenda:advance(3 * 86400)
      local now = fixture.emulator.clock.now()
      local output = assert(emulator.call(fixture, "GetPredictiveScalingForecast",
         key_with { StartTime = now, EndTime = now + 86400 }))
      local load, capacity = output.LoadForecast[1], output.CapacityForecast
      assert.equal(24, #load.Values)
      assert.same(load.Timestamps, capacity.Timestamps)
      assert.equal(40, load.MetricSpecification.TargetValue)
      for i, value in ipairs(load.Values) do
         -- Two tasks of 5 a second bear at most 200 % between them, however much there is to do.
         local middle = (load.Timestamps[i] + 1800) % 86400 / 86400
         local rpm = 1500 - 1200 * math.cos(2 * math.pi * middle)
         assert.near(math.min(200, rpm / 60 / 5 * 100), value, 10)
         assert.equal(math.max(2, math.min(7, math.ceil(value / 40 - 1e-9))), capacity.Values[i])
      end
   end)

   it("is refused, with or without a policy", function()
      local fixture = emulator.new()
      local now, day = fixture.time // 1, 86400
      assert(emulator.register(fixture, "", service))
      local missing = "No predictive scaling policy found for service namespace: ecs, resource "
         .. "ID: service/c/web, scalable dimension: ecs:service:DesiredCount, policy name: ahead"
      local text, code = refusal(fixture, now, now + day)
      assert.equal("ValidationException", code)
      assert.equal(missing, text)
      local step = { AdjustmentType = "ChangeInCapacity",
         StepAdjustments = { { MetricIntervalLowerBound = 0, ScalingAdjustment = 1 } } }
      assert(policies.put(fixture, key_with { PolicyType = "StepScaling",
         StepScalingPolicyConfiguration = step }))
      assert.equal(missing, (refusal(fixture, now, now + day)))
      assert(emulator.call(fixture, "DeleteScalingPolicy", key_with {}))
      assert(policies.put(fixture, key_with { PolicyType = "PredictiveScaling",
         PredictiveScalingPolicyConfiguration = { MetricSpecifications = { { TargetValue = 40,
            PredefinedMetricPairSpecification = {
               PredefinedMetricType = "ECSServiceCPUUtilization" } } } } }))
      text, code = refusal(fixture, now, now + 30 * day)
      assert.equal("ValidationException", code)
      assert.equal("There is no forecast yet for the policy ahead", text)
   end)

   it("is for 30 days at most, from a year ago on", function()
      local fixture = emulator.new()
      local now, day = fixture.time // 1, 86400
      assert.equal("StartTime must be before EndTime", (refusal(fixture, now, now)))
      assert.equal("EndTime cannot be more than 30 days after StartTime",
         (refusal(fixture, now, now + 30 * day + 1)))
      assert.equal("StartTime cannot be more than one year ago",
         (refusal(fixture, now - 366 * day, now - 360 * day)))
      assert.equal("SerializationException",
         select(2, refusal(fixture, "2030-01-01T00:00:00Z", now)))
   end)
end)
