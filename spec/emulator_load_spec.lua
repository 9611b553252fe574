-- Load on targets: how it is written, how it goes over time, and what CloudWatch shows of it.
local civil = require "moontide.scaling.civil"
local cloudwatch = require "support.cloudwatch"
local core = require "moontide.core"
local emulator = require "support.emulator"
local load_spec = require "moontide.emulator.load.spec"
local shapes = require "moontide.emulator.load.shapes"
local traffic = require "moontide.emulator.load.traffic"

local midnight <const> = civil.parse_utc "2026-11-24T00:00:00Z"

local function rpm(text, minutes)
   local load = load_spec.parse(text)
   return shapes.shapes[load.shape].rpm(load.values, midnight + minutes * 60, midnight)
end

local function problem(text)
   local ok, raised = pcall(load_spec.parse, text)
   assert.is_false(ok, text)
   assert.equal(64, raised.exit_code)
   return raised.message
end

local function with_file(text, act)
   local path = os.tmpname()
   local file <close> = assert(io.open(path, "w"))
   file:write(text)
   file:flush()
   local ok, raised = pcall(act, path)
   os.remove(path)
   assert(ok, raised)
end

describe("a load", function()
   it("is constant, a ramp, or a day's sine", function()
      assert.equal(1200, rpm("constant:on=*,rpm=1200", 500))
      assert.equal(100, rpm("ramp:on=*,from=100,to=700,minutes=60", 0))
      assert.equal(400, rpm("ramp:on=*,from=100,to=700,minutes=60", 30))
      assert.equal(700, rpm("ramp:on=*,from=100,to=700,minutes=60", 90))
      local daily = "daily:on=*,low=600,high=6000,peak=14:00"
      assert.near(6000, rpm(daily, 14 * 60), 1e-6)
      assert.near(600, rpm(daily, 2 * 60), 1e-6)
      assert.near(3300, rpm(daily, 8 * 60), 1e-6)
      assert.near(1200, rpm(daily, 4.596 * 60), 1)
   end)

   it("comes from a file, by the day or by the minute", function()
      with_file("time,rpm\n06:00,100\n12:00,700\n", function(path)
         local text = "csv:on=*,file=" .. path
         assert.equal(400, rpm(text, 9 * 60))
         assert.equal(700, rpm(text, 23 * 60))
         assert.equal(700, rpm(text, 60))
      end)
      with_file("minute,rpm\n0,10\n10,20\n", function(path)
         assert.equal(15, rpm("csv:on=*,file=" .. path, 5))
         assert.equal(20, rpm("csv:on=*,file=" .. path, 50))
      end)
   end)

   it("is refused in words that say what fits", function()
      for text, words in pairs {
         [""] = "no such shape", ["dayly:on=*"] = "did you mean 'daily'",
         ["constant:rpm=1"] = "needs on=RESOURCE", ["constant:on=*"] = "needs rpm=",
         ["constant:on=*,rpm=x"] = "a number, 0 or more", ["constant:on=*,rpn=1"] = "rpm",
         ["constant:on=*,rpm"] = "is not KEY=VALUE", ["constant:on=*,rpm=1,jitter=2"] = "0 to 1",
         ["daily:on=*,low=1,high=2,peak=25:00"] = "a time of day",
         ["csv:on=*,file=no/such/file"] = "no/such/file",
      } do
         assert.truthy(problem(text):find(words, 1, true), text .. ": " .. problem(text))
      end
      with_file("time,rpm\n06:00,1\n05:00,1\n", function(path)
         assert.truthy(problem("csv:on=*,file=" .. path):find(path .. ":3: times must", 1, true))
      end)
      with_file("time,rpm\nsoon,1\n", function(path)
         assert.truthy(problem("csv:on=*,file=" .. path):find(path .. ":2: columns", 1, true))
      end)
   end)
end)

describe("traffic", function()
   local function values(dimension, changes)
      local stretch = { requests = 600, seconds = 60, capacity = 4, latency = 0.2, rps = 5,
                        backlog = 0, is_async = false }
      for name, value in pairs(changes or {}) do
         stretch[name] = value
      end
      local found = {}
      for _, reading in ipairs(traffic.readings(dimension, stretch)) do
         local entry = reading.entry
         found[reading.name] = type(entry) == "table" and entry.sum or entry
      end
      return found
   end

   it("is shared by the instances of a variant", function()
      assert.same({ Invocations = 600, InvocationsPerInstance = 150, CPUUtilization = 50,
         ConcurrentRequestsPerModel = 0.5 }, values "sagemaker:variant:DesiredInstanceCount")
   end)

   it("fails where there are no copies", function()
      assert.same({ NoCapacityInvocationFailures = 600 },
         values("sagemaker:inference-component:DesiredCopyCount", { capacity = 0 }))
      assert.same({ InvocationsPerCopy = 150, ConcurrentRequestsPerCopy = 0.5 },
         values "sagemaker:inference-component:DesiredCopyCount")
   end)

   it("waits where it is asynchronous", function()
      assert.same({ ApproximateBacklogSize = 8, ApproximateBacklogSizePerInstance = 8,
         HasBacklogWithoutCapacity = 1 }, values("sagemaker:variant:DesiredInstanceCount",
         { is_async = true, capacity = 0, backlog = 8 }))
      assert.same({ ApproximateBacklogSize = 8, ApproximateBacklogSizePerInstance = 2,
         HasBacklogWithoutCapacity = 0 }, values("sagemaker:variant:DesiredInstanceCount",
         { is_async = true, backlog = 8 }))
   end)

   it("is consumed capacity, utilisation or concurrency elsewhere", function()
      assert.same({ ConsumedReadCapacityUnits = 600 }, values "dynamodb:table:ReadCapacityUnits")
      assert.same({ CPUUtilization = 200, MemoryUtilization = 200 }, -- 50 of each of four
         values "ecs:service:DesiredCount")
      assert.same({ ServerlessProvisionedConcurrencyUtilization = 0.5 },
         values "sagemaker:variant:DesiredProvisionedConcurrency")
   end)
end)

describe("the load generator", function()
   local function control(fixture, method, body)
      local answer = emulator.send(fixture, { method = method, target = "/_moontide/load",
         headers = {}, body = body or "" })
      return answer.status, core.json_decode(answer.body)
   end

   local function invocations(fixture, name, overrides)
      local output = assert(cloudwatch.call(fixture, "GetMetricData", { MetricDataQueries = { {
         Id = "i", MetricStat = { Period = 60, Stat = "Sum", Metric = {
            Namespace = "AWS/SageMaker", MetricName = "InvocationsPerInstance", Dimensions = {
               { Name = "EndpointName", Value = name },
               { Name = "VariantName", Value = "blue" } } } } } },
         StartTime = midnight, EndTime = midnight + 3600, ScanBy = "TimestampAscending" },
         overrides))
      return output.MetricDataResults[1].Values
   end

   it("publishes minute by minute for the targets that it is for", function()
      local fixture = emulator.new { time = midnight,
         load = "constant:on=endpoint/a*,rpm=120,region=eu-west-1" }
      emulator.register(fixture, "a1", { MinCapacity = 2 })
      emulator.register(fixture, "b1")
      emulator.register(fixture, "a1", nil, { region = "us-east-1" })
      cloudwatch.advance(fixture, 180)
      assert.same({ 60, 60, 60 }, invocations(fixture, "a1"))
      assert.same({}, invocations(fixture, "b1"))
      assert.same({}, invocations(fixture, "a1", { region = "us-east-1" }))
   end)

   it("is changed while it runs, and told of", function()
      local fixture = emulator.new { time = midnight }
      emulator.register(fixture, "a")
      assert.same({ 200, { loads = {} } }, { control(fixture, "GET") })
      local status, shown = control(fixture, "POST", "constant:on=*,rpm=60\n")
      assert.same({ 200, { { load = "constant:on=*,rpm=60", rpm = 60 } } },
         { status, shown.loads })
      cloudwatch.advance(fixture, 120)
      control(fixture, "POST", "constant:on=*,rpm=90")
      cloudwatch.advance(fixture, 60)
      control(fixture, "POST", "")
      cloudwatch.advance(fixture, 120)
      assert.same({ 60, 60, 90 }, invocations(fixture, "a"))
   end)

   it("reads no file for whoever calls, and keeps what was good", function()
      local fixture = emulator.new { time = midnight, load = "constant:on=*,rpm=60" }
      local status, shown = control(fixture, "POST", "csv:on=*,file=/etc/passwd")
      assert.equal(400, status)
      assert.truthy(shown.error:find("files are read only", 1, true))
      assert.equal("constant:on=*,rpm=60", select(2, control(fixture, "GET")).loads[1].load)
   end)

   it("goes on after a reset", function()
      local fixture = emulator.new { time = midnight, load = "constant:on=*,rpm=60" }
      emulator.send(fixture, { method = "POST", target = "/_moontide/reset", headers = {},
         body = "" })
      emulator.register(fixture, "a")
      cloudwatch.advance(fixture, 60)
      assert.same({ 60 }, invocations(fixture, "a"))
   end)

   it("looks closely where an alarm does", function()
      local fixture = emulator.new { time = midnight,
         load = "constant:on=*,rpm=600,latency-ms=500" }
      emulator.register(fixture, "a")
      cloudwatch.must(fixture, "PutMetricAlarm", cloudwatch.alarm("close", { Period = 10,
         Namespace = "AWS/SageMaker", MetricName = "ConcurrentRequestsPerModel",
         Statistic = "Maximum", EvaluationPeriods = 3, Threshold = 4, Dimensions = {
            { Name = "EndpointName", Value = "a" }, { Name = "VariantName", Value = "blue" } } }))
      cloudwatch.advance(fixture, 120)
      assert.equal("ALARM", cloudwatch.alarm_named(fixture, "close").StateValue)
      assert.same({ 600 }, { invocations(fixture, "a")[2] })
   end)

   it("wakes an asynchronous endpoint from zero", function()
      local fixture = emulator.new { time = midnight,
         load = "constant:on=*,rpm=30,rps=2,async=true" }
      emulator.register(fixture, "a", { MinCapacity = 0, MaxCapacity = 4 })
      local policies = require "support.policies"
      local arn = policies.put(fixture, policies.step "wake").PolicyARN
      cloudwatch.must(fixture, "PutMetricAlarm", cloudwatch.alarm("wake", {
         Namespace = "AWS/SageMaker", MetricName = "HasBacklogWithoutCapacity",
         ComparisonOperator = "GreaterThanOrEqualToThreshold", Threshold = 1,
         Dimensions = { { Name = "EndpointName", Value = "a" } }, AlarmActions = { arn } }))
      cloudwatch.advance(fixture, 60)
      local context = fixture.emulator:context("111122223333", emulator.region)
      local function capacity()
         return require("moontide.emulator.capacity").get(context, emulator.target("a")).desired
      end
      assert.equal(0, capacity())
      cloudwatch.advance(fixture, 60)
      assert.equal(1, capacity())
   end)
end)
