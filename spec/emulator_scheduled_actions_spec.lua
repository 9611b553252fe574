-- Scheduled actions: what is kept through changes, what is refused, and how they are listed.
local emulator = require "support.emulator"
local policies = require "support.policies"

local function put(fixture, input)
   return emulator.call(fixture, "PutScheduledAction", input)
end

local function refusal(fixture, input)
   local output, failure, answer = put(fixture, input)
   assert.is_nil(output)
   assert.equal(400, answer.status)
   return emulator.text(failure), failure.__type
end

local function actions(fixture, filter)
   return assert(policies.describe_actions(fixture, filter)).ScheduledActions
end

local function names(fixture, filter)
   local list = {}
   for i, action in ipairs(actions(fixture, filter)) do
      list[i] = action.ScheduledActionName
   end
   return table.concat(list, " ")
end

describe("a scheduled action", function()
   local fixture, target_arn

   before_each(function() fixture, target_arn = policies.fixture() end)

   it("is described as it was put, with an ARN and its time of creation", function()
      local output, _, answer = put(fixture, policies.action("night"))
      assert.same({}, output)
      assert.equal("{}", answer.body)
      local hex = target_arn:match("056m(%x+)$")
      local expected = policies.action("night")
      expected.ScheduledActionARN = ("arn:aws:autoscaling:eu-west-1:111122223333:scheduledAction:"
         .. "%s-%s-%s-%s-%s:resource/sagemaker/endpoint/a/variant/blue:scheduledActionName/night")
         :format(hex:sub(1, 8), hex:sub(9, 12), hex:sub(13, 16), hex:sub(17, 20), hex:sub(21))
      expected.CreationTime = 1700000000.25
      assert.same({ expected }, actions(fixture))
   end)

   it("keeps what a change leaves out, except its times", function()
      local first = { Timezone = "Europe/Berlin", StartTime = 1700000100.125,
         EndTime = 1800000000 }
      assert(put(fixture, policies.action("night", first)))
      local before = actions(fixture)[1]
      assert.equal(1700000100.125, before.StartTime)
      assert.equal(1800000000, before.EndTime)
      fixture.time = fixture.time + 60
      assert(put(fixture, policies.action_key("night")))
      before.StartTime, before.EndTime = nil, nil
      assert.same({ before }, actions(fixture))
      assert(put(fixture, policies.action("night", { Schedule = "rate(1 hour)",
         ScalableTargetAction = { MaxCapacity = 9 }, EndTime = 1800000000 })))
      local after = actions(fixture)[1]
      assert.equal("rate(1 hour)", after.Schedule)
      assert.same({ MaxCapacity = 9 }, after.ScalableTargetAction)
      assert.equal("Europe/Berlin", after.Timezone)
      assert.equal(1800000000, after.EndTime)
      assert.equal(before.ScheduledActionARN, after.ScheduledActionARN)
      assert.equal(1700000000.25, after.CreationTime)
   end)

   it("needs a registered target", function()
      local said, code = refusal(fixture, policies.action("night", nil, "nobody"))
      assert.equal("ObjectNotFoundException", code)
      assert.equal("No scalable target registered for service namespace: sagemaker, resource ID: "
         .. "endpoint/nobody/variant/blue, scalable dimension: " .. emulator.dimension, said)
   end)

   it("is refused where it makes no sense", function()
      for text, list in pairs {
         ["Schedule must be set"] = { { Schedule = "none" } },
         ["ScalableTargetAction must be set"] = { { ScalableTargetAction = "none" } },
         ["At least one of minimum capacity and maximum capacity should be provided"] =
            { { ScalableTargetAction = {} } },
         ["Minimum capacity cannot be less than 0"] =
            { { ScalableTargetAction = { MinCapacity = -1 } } },
         ["Maximum capacity cannot be less than 0"] =
            { { ScalableTargetAction = { MaxCapacity = -1 } } },
         ["Maximum capacity cannot be less than minimum capacity"] =
            { { ScalableTargetAction = { MinCapacity = 3, MaxCapacity = 2 } } },
         ["StartTime must be before EndTime"] =
            { { StartTime = 1800000001, EndTime = 1800000000 },
              { StartTime = 1800000000, EndTime = 1800000000 } },
         ["EndTime must be in the future"] = { { EndTime = 1700000000 } },
         ["Invalid time zone: Europe/berlin?"] = { { Timezone = "Europe/berlin?" } },
      } do
         for _, changes in ipairs(list) do
            local said, code = refusal(fixture, policies.action("night", changes))
            assert.equal(text, said)
            assert.equal("ValidationException", code)
         end
      end
      assert.equal(0, #actions(fixture))
      assert(put(fixture, policies.action("night", { StartTime = 1600000000,
         ScalableTargetAction = { MinCapacity = 0, MaxCapacity = 0 } })))
   end)

   it("is refused when its schedule is none", function()
      for text, start in pairs {
         ["every(5 minutes)"] = "Schedule expressions must have the following syntax: rate(",
         ["0 22 * * ? *"] = "Schedule expressions must have the following syntax: rate(",
         ["rate(0 minutes)"] = "Invalid schedule expression: ",
         ["at(2030-02-30T00:00:00)"] = "Invalid schedule at DateTime expression: ",
         ["cron(0 22 * * * *)"] = "Invalid CRON expression: ",
      } do
         local said, code = refusal(fixture, policies.action("x", { Schedule = text }))
         assert.equal(start, said:sub(1, #start))
         assert.equal("ValidationException", code)
      end
      for _, text in ipairs { "rate(3 minute)", "at(2001-01-01T00:00:00)",
                              "cron(0/15 8-18 ? * MON-FRI *)", "cron(30 6 * * 2 *)" } do
         assert(put(fixture, policies.action("x", { Schedule = text })))
         assert.equal(text, actions(fixture)[1].Schedule)
      end
   end)

   it("has a name without blanks around it and without separators", function()
      for _, name in ipairs { " a", "a ", "a:b", "a/b", "a|b", "a\tb", "" } do
         local _, code = refusal(fixture, policies.action(name))
         assert.equal("ValidationException", code)
      end
      assert(put(fixture, policies.action("every night, at 10")))
   end)

   it("takes times as numbers only", function()
      local _, code = refusal(fixture, policies.action("x",
         { EndTime = "2030-01-01T00:00:00Z" }))
      assert.equal("SerializationException", code)
   end)

   it("is not for MSK", function()
      local broker = { ServiceNamespace = "kafka", MinCapacity = 1,
         ScalableDimension = "kafka:broker-storage:VolumeSize",
         ResourceId = "arn:aws:kafka:eu-west-1:1:cluster/c/d" }
      assert(emulator.register(fixture, "", broker))
      broker.MinCapacity = nil
      local _, code = refusal(fixture, policies.action("x", broker))
      assert.equal("ValidationException", code)
   end)

   it("is one of 200 of its target at most", function()
      for i = 1, 200 do
         assert(put(fixture, policies.action("n" .. i)))
      end
      local _, code = refusal(fixture, policies.action("n201"))
      assert.equal("LimitExceededException", code)
      assert(put(fixture, policies.action("n200", { Schedule = "rate(1 day)" })))
      assert(emulator.register(fixture, "b"))
      assert(put(fixture, policies.action("n201", nil, "b")))
   end)

   it("is deleted once", function()
      assert(put(fixture, policies.action("night")))
      assert(put(fixture, policies.action("morning")))
      local key = policies.action_key("night")
      assert.same({}, (emulator.call(fixture, "DeleteScheduledAction", key)))
      assert.equal("morning", names(fixture))
      local _, failure = emulator.call(fixture, "DeleteScheduledAction", key)
      assert.equal("ObjectNotFoundException", failure.__type)
      assert.equal("No scheduled action found for service namespace: sagemaker, resource ID: "
         .. "endpoint/a/variant/blue, scalable dimension: " .. emulator.dimension
         .. ", scheduled action name: night", failure.Message)
   end)

   it("goes with its target", function()
      assert(emulator.register(fixture, "b"))
      assert(put(fixture, policies.action("night")))
      assert(put(fixture, policies.action("night", nil, "b")))
      assert(emulator.call(fixture, "DeregisterScalableTarget",
         emulator.target("a", { MinCapacity = "none", MaxCapacity = "none" })))
      assert.equal("night", names(fixture))
      assert(emulator.register(fixture, "a"))
      assert.equal("", names(fixture, { ResourceId = "endpoint/a/variant/blue" }))
   end)
end)

describe("describing scheduled actions", function()
   it("filters, keeps order and gives 50 a page", function()
      local fixture = policies.fixture()
      assert(emulator.register(fixture, "b"))
      for i = 1, 60 do
         assert(put(fixture, policies.action("n" .. i, nil, i % 2 == 0 and "b" or "a")))
      end
      local a = "endpoint/a/variant/blue"
      assert.equal(50, #actions(fixture))
      assert.equal(30, #actions(fixture, { ResourceId = a }))
      assert.equal("n5 n7", names(fixture, { ResourceId = a,
         ScalableDimension = emulator.dimension, ScheduledActionNames = { "n7", "n6", "n5" } }))
      assert.equal(0, #actions(fixture, { ResourceId = a,
         ScalableDimension = "sagemaker:variant:DesiredProvisionedConcurrency" }))
      local first = assert(policies.describe_actions(fixture, { MaxResults = 58 }))
      local second = assert(policies.describe_actions(fixture, { NextToken = first.NextToken }))
      assert.equal("n51", second.ScheduledActions[1].ScheduledActionName)
      assert.equal(10, #second.ScheduledActions)
      assert.is_nil(second.NextToken)
      local _, failure = policies.describe_actions(fixture,
         { ScalableDimension = emulator.dimension })
      assert.equal("ValidationException", failure.__type)
      _, failure = policies.describe(fixture, { NextToken = first.NextToken })
      assert.equal("InvalidNextTokenException", failure.__type)
   end)
end)
