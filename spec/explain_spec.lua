-- Why a target does not scale.
local emulator = require "moontide.emulator"
local json = require "moontide.json"
local program = require "support.program"
local reasons = require "moontide.explain.reasons"

local now <const> = 1800000000

local function alarm(state, comparison, more)
   local row = { StateValue = state, ComparisonOperator = comparison, MetricName = "M",
      Dimensions = { { Name = "EndpointName", Value = "e" } }, ActionsEnabled = true }
   for name, value in pairs(more or {}) do row[name] = value end
   return { alarm = row }
end

local function tracking(name, more)
   local config = { TargetValue = 5, ScaleOutCooldown = 60, ScaleInCooldown = 900 }
   for key, value in pairs(more or {}) do config[key] = value end
   return { name = name, type = "TargetTrackingScaling", config = config,
      alarms = { name .. "-high", name .. "-low" } }
end

-- A target in the middle of its bounds that scales well, and what is different about it.
local function facts(change)
   local given = { capacity = 3, status = "InService", activities = {}, unknown = {},
      target = { namespace = "sagemaker", resource_id = "endpoint/e/variant/v", min = 1, max = 8,
         suspended = {}, schedules = {}, policies = { a = tracking "a" } },
      alarms = { ["a-high"] = alarm("OK", "GreaterThanThreshold"),
         ["a-low"] = alarm("OK", "LessThanThreshold") } }
   if change then change(given) end
   return given
end

local function codes(change)
   local list = {}
   for i, reason in ipairs(reasons.of(facts(change), now)) do list[i] = reason.code end
   return table.concat(list, " ")
end

local function triggered(name, ended)
   return { StatusCode = "Successful", StartTime = ended - 60, EndTime = ended, Description = "x",
      Cause = ("monitor alarm %s in state ALARM triggered policy a"):format(name) }
end

describe("a target", function()
   it("that only waits for an alarm has no reason not to scale", function()
      assert.equal("", codes())
   end)

   it("is kept by what is suspended, by its bounds, by its endpoint", function()
      assert.equal("suspended", codes(function(f) f.target.suspended.dynamic_in = true end))
      assert.equal("at-max", codes(function(f) f.capacity = 8 end))
      assert.equal("at-min", codes(function(f) f.capacity = 1 end))
      assert.equal("fixed", codes(function(f) f.target.min, f.target.max = 3, 3 end))
      assert.equal("not-in-service", codes(function(f) f.status = "Updating" end))
      assert.equal("", codes(function(f) f.capacity, f.status = nil, nil end))
   end)

   it("is kept by alarms that are missing, off or without data", function()
      assert.equal("alarm-missing", codes(function(f) f.alarms["a-high"] = {} end))
      assert.equal("alarm-off", codes(function(f)
         f.alarms["a-high"].alarm.ActionsEnabled = false
      end))
      local list = reasons.of(facts(function(f)
         f.alarms["a-high"].alarm.StateValue = "INSUFFICIENT_DATA"
      end), now)
      assert.equal("policy a: M has no data (EndpointName=e)", list[1].text)
   end)

   it("without policies, or with a step policy that no alarm calls, does nothing", function()
      assert.equal("no-policy", codes(function(f) f.target.policies = {} end))
      assert.equal("no-alarm", codes(function(f)
         f.target.policies.s = { name = "s", type = "StepScaling", config = {}, alarms = {} }
      end))
   end)

   it("scales in only if all tracking policies agree", function()
      local function two(state)
         return function(f)
            f.target.policies.b = tracking "b"
            f.alarms["b-high"] = alarm("OK", "GreaterThanThreshold")
            f.alarms["b-low"] = alarm(state, "LessThanThreshold")
            f.alarms["a-low"].alarm.StateValue = "ALARM"
         end
      end
      assert.equal("", codes(two "ALARM"))
      assert.equal("no-agreement", codes(two "OK"))
      assert.equal("no-scale-in", codes(function(f)
         f.target.policies.a = tracking("a", { DisableScaleIn = true })
         f.alarms["a-low"].alarm.StateValue = "ALARM"
      end))
   end)

   it("cools down after a change, by the cooldown of its direction", function()
      local function after(name, seconds)
         return function(f) f.activities = { triggered(name, now - seconds) } end
      end
      local list = reasons.of(facts(after("a-high", 50)), now)
      assert.equal("policy a has scaled out and cools down, 10 s more", list[1].text)
      assert.equal("", codes(after("a-high", 61)))
      assert.equal("cooldown", codes(after("a-low", 61)))
   end)

   it("had a last attempt that says why", function()
      assert.equal("not-scaled", codes(function(f)
         f.activities = { { StatusCode = "Failed", Description = "x", Cause = "c", StartTime = now,
            NotScaledReasons = { { Code = "AutoScalingAnticipatedFlapping" } } } }
      end))
      assert.equal("failed", codes(function(f)
         f.activities = { { StatusCode = "Failed", Description = "x", Cause = "c",
            StartTime = now } }
      end))
      assert.equal("in-progress", codes(function(f)
         f.activities = { { StatusCode = "InProgress", Description = "x", Cause = "c",
            StartTime = now } }
      end))
   end)
end)

describe("moontide explain", function()
   local server, state

   local function run(...)
      return program.run({ ... }, { env = program.user_of(server.url, state) })
   end

   setup(function()
      server = assert(emulator.start())
      state = os.tmpname()
      os.remove(state)
      local script = program.write([[
target "endpoint/ranker/variant/main" { min = 2, max = 12,
   track "invocations" { metric = "SageMakerVariantInvocationsPerInstance", value = 600 },
   schedule "night" { cron = "0 22 * * ? *", max = 2 },
   schedule "day" { cron = "0 6 * * ? *", max = 12 } }]], ".lua")
      assert(run("apply", "--yes", script).code == 0)
   end)

   teardown(function()
      server:close()
      program.clean()
      os.execute("rm -rf '" .. state .. "'")
   end)

   it("puts together what bears on a target", function()
      local result = run("explain", "endpoint/ranker/variant/main")
      assert.equal(0, result.code)
      assert.matches("^endpoint/ranker/variant/main  %(eu%-west%-1%)\n", result.out)
      assert.matches("min 2, max 12", result.out)
      assert.matches("INSUFFICIENT_DATA since .-: InvocationsPerInstance GreaterThanThreshold 600"
         .. " for 3 of 3 periods\n          no data", result.out)
      assert.matches("action night: .-\n        next: [%d-]+T22:00:00Z", result.out)
      assert.matches("\n! policy invocations: InvocationsPerInstance has no data", result.out)
   end)

   it("is one JSON document with codes", function()
      local target = json.decode(run("explain", "--json", "endpoint/ranker/*").out).targets[1]
      assert.equal("no-data", target.reasons[1].code)
      assert.equal(2, #target.alarms)
      assert.equal(12, target.target.max)
   end)

   it("says so where there is no such target", function()
      local result = run("explain", "endpoint/other/variant/main")
      assert.equal(1, result.code)
      assert.equal("", result.out)
      assert.matches("there is no target 'endpoint/other/variant/main'", result.err)
      assert.equal(64, run("explain").code)
   end)
end)
