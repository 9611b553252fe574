-- Careless scripts: all writes at once in any order, alone and while another process writes to the
-- same targets. MOONTIDE_CARELESS_TARGETS says of how many targets.
local core = require "moontide.core"
local control = require "support.control"
local emulators = require "moontide.emulator"
local program = require "support.program"

local count = math.tointeger(tonumber(os.getenv "MOONTIDE_CARELESS_TARGETS")) or 40

-- Registers, then two policies and two actions of each target in an order that a seed draws.
local script <const> = [[
local moontide = require "moontide"
local aas = moontide.client "application-autoscaling"
local count, rounds = %d, %d
math.randomseed(%d)
local jobs = {}
local function add(operation, i, members)
   members.ServiceNamespace = "sagemaker"
   members.ScalableDimension = "sagemaker:variant:DesiredInstanceCount"
   members.ResourceId = ("endpoint/e%%d/variant/main"):format(i)
   jobs[#jobs + 1] = { operation, members }
end
for i = 1, count do add("RegisterScalableTarget", i, { MinCapacity = 1, MaxCapacity = 9 }) end
for _ = 1, rounds do
   for i = 1, count do
      add("PutScalingPolicy", i, { PolicyName = "track", PolicyType = "TargetTrackingScaling",
         TargetTrackingScalingPolicyConfiguration = { TargetValue = 70,
            PredefinedMetricSpecification = {
               PredefinedMetricType = "SageMakerVariantInvocationsPerInstance" } } })
      add("PutScalingPolicy", i, { PolicyName = "surge", PolicyType = "StepScaling",
         StepScalingPolicyConfiguration = { AdjustmentType = "ChangeInCapacity",
            StepAdjustments = { { MetricIntervalLowerBound = 0, ScalingAdjustment = 1 } } } })
      add("PutScheduledAction", i, { ScheduledActionName = "night", Schedule = "cron(0 22 * * ? *)",
         ScalableTargetAction = { MaxCapacity = 2 } })
      add("PutScheduledAction", i, { ScheduledActionName = "day", Schedule = "cron(0 6 * * ? *)",
         ScalableTargetAction = { MaxCapacity = 9 } })
   end
end
for i = #jobs, count + 2, -1 do
   local j = math.random(count + 1, i)
   jobs[i], jobs[j] = jobs[j], jobs[i]
end
moontide.map(jobs, function(job) aas:call(job[1], job[2]) end, { limit = 256 })
print(moontide.stats().calls, moontide.stats().concurrent)
]]

describe("writes that nobody has put in order", function()
   local server

   before_each(function()
      server = assert(emulators.start { latency_ms = 15, alarm_quota = 0, max_targets = 10000 })
   end)
   after_each(function()
      server:close()
      program.clean()
   end)

   local function environment()
      return { AWS_ACCESS_KEY_ID = server.access_key_id, AWS_REGION = "eu-west-1", CI = "true",
         AWS_SECRET_ACCESS_KEY = server.secret_access_key, AWS_ENDPOINT_URL = server.url,
         AWS_CONFIG_FILE = "/dev/null", XDG_CACHE_HOME = "/nonexistent" }
   end

   local function run(text, under)
      local result = program.run({ "run", "--quiet", program.write(text, ".lua") },
         { env = environment(), under = under })
      assert.equal("", result.err)
      assert.equal(0, result.code)
      return result.out
   end

   local function conflicts()
      local counters = core.json_decode(control.ask(server.port, "GET", "counters"))
      return counters.errors.ConcurrentUpdateException or 0, counters.operations
   end

   it("never meet each other", function()
      local out = run(script:format(count, 1, 7))
      assert.equal(("%d\t0\n"):format(5 * count), out)
      local met, operations = conflicts()
      assert.equal(0, met)
      assert.equal(2 * count, operations.PutScalingPolicy)
   end)

   it("absorb the conflicts with another process", function()
      local other = program.write(script:format(count, 3, 8), ".lua")
      local out = run(script:format(count, 3, 9), ("env %s '%s' run --quiet %s >%s.out 2>&1 & exec")
         :format("AWS_ACCESS_KEY_ID=" .. server.access_key_id .. " AWS_SECRET_ACCESS_KEY="
            .. server.secret_access_key .. " AWS_ENDPOINT_URL=" .. server.url
            .. " AWS_REGION=eu-west-1 CI=true XDG_CACHE_HOME=/nonexistent", program.path, other,
            other))
      local calls, concurrent = out:match("^(%d+)\t(%d+)\n$")
      assert.equal(13 * count, tonumber(calls))
      local theirs
      for _ = 1, 600 do -- whoever ends last
         theirs = program.read(other .. ".out")
         if theirs ~= "" then break end
         os.execute "sleep 0.1"
      end
      os.remove(other .. ".out")
      assert.matches(("^%d\t%%d+\n$"):format(13 * count), theirs)
      assert.is_true(conflicts() >= tonumber(concurrent))
   end)
end)
