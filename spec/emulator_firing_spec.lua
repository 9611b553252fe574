-- Scheduled actions that fire.
local civil = require "moontide.scaling.civil"
local cloudwatch = require "support.cloudwatch"
local emulator = require "support.emulator"
local policies = require "support.policies"
local sagemaker = require "support.sagemaker"

local start <const> = civil.parse_utc "2026-10-24T12:00:00Z"
local fixture

before_each(function()
   fixture = emulator.new()
   fixture.time = start
end)

local function must(operation, input)
   local output, failure = emulator.call(fixture, operation, input)
   return assert(output, failure and emulator.text(failure))
end

local function put(name, changes)
   return must("PutScheduledAction", policies.action(name, changes))
end

---Times and descriptions of activities, oldest first.
local function log()
   local list = {}
   for i, activity in ipairs(must("DescribeScalingActivities",
      { ServiceNamespace = "sagemaker" }).ScalingActivities) do
      list[i] = ("%s %s (%s)"):format(os.date("!%d %H:%M", math.floor(activity.StartTime)),
         activity.Description, activity.Cause)
   end
   for i = 1, #list // 2 do
      list[i], list[#list - i + 1] = list[#list - i + 1], list[i]
   end
   return list
end

local function bounds()
   local target = must("DescribeScalableTargets", { ServiceNamespace = "sagemaker" })
      .ScalableTargets[1]
   return { target.MinCapacity, target.MaxCapacity }
end

describe("a scheduled action", function()
   before_each(function()
      assert(emulator.register(fixture, "a", { MinCapacity = 2, MaxCapacity = 8 }))
   end)

   it("fires in its zone, over a change of the clock, and pulls the capacity along", function()
      put("night", { Schedule = "cron(0 22 * * ? *)", Timezone = "Europe/Berlin",
         ScalableTargetAction = { MinCapacity = 1, MaxCapacity = 1 } })
      put("day", { Schedule = "cron(0 6 * * ? *)", Timezone = "Europe/Berlin",
         ScalableTargetAction = { MinCapacity = 3, MaxCapacity = 8 } })
      cloudwatch.advance(fixture, 86400)
      assert.same({
         "24 20:00 Setting min capacity to 1 and max capacity to 1 "
            .. "(scheduled action name night was triggered)",
         "24 20:00 Setting desired instance count to 1. (maximum capacity was set to 1)",
         "25 05:00 Setting min capacity to 3 and max capacity to 8 "
            .. "(scheduled action name day was triggered)",
         "25 05:00 Setting desired instance count to 3. (minimum capacity was set to 3)",
      }, log())
      assert.same({ 3, 8 }, bounds())
   end)

   it("keeps the bound that it does not name", function()
      put("up", { Schedule = "at(2026-10-24T12:30:00)",
         ScalableTargetAction = { MaxCapacity = 20 } })
      cloudwatch.advance(fixture, 3600)
      assert.same({ 2, 20 }, bounds())
      assert.same({
         "24 12:30 Setting max capacity to 20 (scheduled action name up was triggered)" }, log())
      cloudwatch.advance(fixture, 86400)
      assert.equal(1, #log())
      assert.equal(1, #must("DescribeScheduledActions",
         { ServiceNamespace = "sagemaker" }).ScheduledActions)
   end)

   it("fails if it would turn the bounds around", function()
      put("up", { Schedule = "at(2026-10-24T12:30:00)",
         ScalableTargetAction = { MinCapacity = 9 } })
      cloudwatch.advance(fixture, 3600)
      assert.same({ 2, 8 }, bounds())
      local activity = must("DescribeScalingActivities",
         { ServiceNamespace = "sagemaker" }).ScalingActivities[1]
      assert.same({ "Failed", "Failed to set min capacity to 9. Reason: Maximum capacity cannot be "
         .. "less than minimum capacity" }, { activity.StatusCode, activity.StatusMessage })
   end)

   it("starts and ends when it is told to, at the rate it is told", function()
      put("often", { Schedule = "rate(2 hours)", StartTime = start + 1800,
         EndTime = start + 4 * 3600 + 1800, ScalableTargetAction = { MinCapacity = 3 } })
      cloudwatch.advance(fixture, 86400)
      local times = log()
      assert.equal("24 12:30", times[1]:sub(1, 8))
      assert.equal("24 14:30", times[3]:sub(1, 8))
      assert.equal("24 16:30", times[4]:sub(1, 8))
      assert.equal(4, #times) -- the second is the pull to 3
   end)

   it("fires at once at a rate without a start", function()
      put("often", { Schedule = "rate(1 day)", ScalableTargetAction = { MinCapacity = 3 } })
      assert.same({ 3, 8 }, bounds())
   end)

   it("follows its changes, and stops when it goes", function()
      put("night", { Schedule = "cron(0 13 * * ? *)" })
      put("night", { Schedule = "cron(0 14 * * ? *)" })
      put("gone", { Schedule = "cron(0 13 * * ? *)" })
      must("DeleteScheduledAction", policies.action_key "gone")
      cloudwatch.advance(fixture, 5400)
      assert.same({}, log())
      cloudwatch.advance(fixture, 3600)
      assert.same({ 1, 2 }, bounds())
      must("DeregisterScalableTarget", { ServiceNamespace = "sagemaker",
         ResourceId = "endpoint/a/variant/blue", ScalableDimension = emulator.dimension })
      local before = #log()
      cloudwatch.advance(fixture, 86400)
      assert.equal(before, #log())
   end)

   it("is skipped while it is suspended, and not caught up on", function()
      put("night", { Schedule = "cron(0 13 * * ? *)" })
      must("RegisterScalableTarget", emulator.target("a", { MinCapacity = "none",
         MaxCapacity = "none", SuspendedState = { ScheduledScalingSuspended = true } }))
      cloudwatch.advance(fixture, 7200)
      must("RegisterScalableTarget", emulator.target("a", { MinCapacity = "none",
         MaxCapacity = "none", SuspendedState = { ScheduledScalingSuspended = false } }))
      cloudwatch.advance(fixture, 7200)
      assert.same({ 2, 8 }, bounds())
      cloudwatch.advance(fixture, 86400)
      assert.same({ 1, 2 }, bounds())
   end)
end)

describe("an endpoint that takes its time", function()
   it("has an activity in progress until it is there", function()
      fixture = emulator.new { endpoint_seconds = 120 }
      fixture.time = start
      sagemaker.config(fixture, "c")
      sagemaker.call(fixture, "CreateEndpoint", { EndpointName = "a", EndpointConfigName = "c" })
      cloudwatch.advance(fixture, 300)
      assert(emulator.register(fixture, "a"))
      put("up", { Schedule = "at(2026-10-24T12:30:00)",
         ScalableTargetAction = { MinCapacity = 3 } })
      cloudwatch.advance(fixture, 1500)
      local function newest()
         return must("DescribeScalingActivities",
            { ServiceNamespace = "sagemaker" }).ScalingActivities[1]
      end
      assert.equal("InProgress", newest().StatusCode)
      assert.is_nil(newest().EndTime)
      assert.equal("Successfully set desired instance count to 3. Waiting for change to be "
         .. "fulfilled by sagemaker.", newest().StatusMessage)
      cloudwatch.advance(fixture, 110)
      assert.equal("InProgress", newest().StatusCode)
      cloudwatch.advance(fixture, 10)
      assert.equal("Successful", newest().StatusCode)
      assert.equal(newest().StartTime + 120, newest().EndTime)
   end)
end)
