-- What goes wrong on request: how it is written, when it happens, what the caller sees of it.
local core = require "moontide.core"
local emulator = require "support.emulator"
local emulators = require "moontide.emulator"
local faults = require "moontide.emulator.faults"
local service = require "moontide.service"
local task = require "moontide.task"

local function problem(text)
   local ok, err = pcall(faults.parse_all, { text })
   assert.is_false(ok, text)
   assert.equal(64, err.exit_code)
   return err.message
end

-- The codes of count calls in a row, "ok" for those that passed.
local function codes(fixture, count, operation)
   local list = {}
   for i = 1, count do
      local output, failure, answer = emulator.call(fixture, operation or "DescribeScalableTargets",
         { ServiceNamespace = "sagemaker" })
      list[i] = answer.is_reset and "reset" or output and "ok" or failure.__type
   end
   return list
end

local function happened(list, what)
   local count = 0
   for _, code in ipairs(list) do
      if code == what then count = count + 1 end
   end
   return count
end

describe("a fault", function()
   it("is refused with what would fit", function()
      assert.matches("no such kind, did you mean 'reset'", problem "rest")
      assert.matches("kinds: concurrent, denied, error", problem "nonsense")
      assert.matches("reset has no \"wen\", did you mean 'when'", problem "reset:wen=after")
      assert.matches("when must be before or after", problem "reset:when=later")
      assert.matches("chance must be a number from 0 to 1", problem "error:chance=2")
      assert.matches("\"often\" is not KEY=VALUE", problem "error:often")
      assert.matches("throttle needs burst=", problem "throttle:rate=3")
      assert.matches("status must be an HTTP status", problem "error:status=200")
      assert.matches("class must be read or write", problem "error:class=both")
   end)

   it("happens as often as its chance says, the same with the same seed", function()
      local function run(seed)
         return codes(emulator.new { faults = "error:chance=0.25,status=503", seed = seed }, 400)
      end
      local first = run(3)
      assert.same(first, run(3))
      assert.not_same(first, run(4))
      local count = happened(first, "InternalFailure")
      assert.is_true(count > 60 and count < 140, tostring(count))
   end)

   it("happens to the calls it names, and only so often", function()
      local fixture = emulator.new { faults = {
         "expired:operation=DescribeScalingPolicies|TagResource,count=2,skip=1" } }
      assert.equal(0, happened(codes(fixture, 3), "ExpiredTokenException"))
      assert.same({ "ok", "ExpiredTokenException", "ExpiredTokenException", "ok" },
         codes(fixture, 4, "DescribeScalingPolicies"))
      local elsewhere = emulator.new { faults = "denied:region=us-east-1" }
      assert.same({ "ok" }, codes(elsewhere, 1))
      local reads = emulator.new { faults = "concurrent:class=read" }
      assert.same({ "ConcurrentUpdateException" }, codes(reads, 1))
      assert(emulator.register(reads, "a"))
   end)

   it("happens in its time", function()
      local fixture = emulator.new { faults = "error:from=10,till=20" }
      assert.same({ "ok" }, codes(fixture, 1))
      fixture.time = fixture.time + 10
      assert.same({ "InternalFailure" }, codes(fixture, 1))
      fixture.time = fixture.time + 10
      assert.same({ "ok" }, codes(fixture, 1))
   end)

   it("has the service's words", function()
      local function message(text)
         local _, failure = emulator.register(emulator.new { faults = text }, "a")
         return emulator.text(failure)
      end
      assert.matches("not authorized to perform: application%-autoscaling:RegisterScalableTarget",
         message "denied")
      assert.equal("User is missing the following permissions: a:B, c:D",
         message "permissions:missing=a:B|c:D")
      assert.matches("Rate exceeded %(Service: AmazonCloudWatch", message "nested-throttle")
      assert.equal("Unable to assume IAM role", message "iam-lag")
      assert.matches("already have a pending update", message "concurrent")
   end)

   it("that comes before does nothing, one that comes after has done it", function()
      local before = emulator.new { faults = "reset:class=write" }
      local _, _, answer = emulator.register(before, "a")
      assert.is_true(answer.is_reset)
      assert.equal(0, #emulator.describe(before).ScalableTargets)
      local after = emulator.new { faults = "reset:when=after,class=write" }
      _, _, answer = emulator.register(after, "a")
      assert.is_true(answer.is_reset)
      assert.equal(1, #emulator.describe(after).ScalableTargets)
   end)

   it("counts what was done twice because its answer was lost", function()
      local fixture = emulator.new { faults = "truncated:class=write,count=1" }
      local same = { headers = { ["amz-sdk-invocation-id"] = "one" } }
      local _, _, answer = emulator.register(fixture, "a", nil, same)
      assert.is_true(#answer.body < tonumber(answer.headers["Content-Length"]))
      emulator.register(fixture, "a", nil, same)
      emulator.register(fixture, "a", nil, same)
      emulator.register(fixture, "a", nil, { headers = { ["amz-sdk-invocation-id"] = "two" } })
      assert.equal(1, fixture.emulator.effects.repeated)
   end)

   it("holds answers back, more or less", function()
      local fixture = emulator.new { faults = "latency:ms=60,jitter=20" }
      local low, high = math.huge, 0
      for _ = 1, 100 do
         local _, _, answer = emulator.describe(fixture)
         low, high = math.min(low, answer.delay), math.max(high, answer.delay)
      end
      assert.is_true(low >= 0.04 and low < 0.05 and high > 0.07 and high <= 0.08)
   end)
end)

describe("faults on the wire", function()
   local function control(handle, method, name, body)
      local command = ("curl -s -X %s --data-binary @- %s/_moontide/%s"):format(method,
         handle.url, name)
      local path = os.tmpname()
      local file <close> = assert(io.open(path, "w"))
      file:write(body or "")
      file:flush()
      local pipe = assert(io.popen(command .. " <" .. path))
      local text = pipe:read "a"
      pipe:close()
      os.remove(path)
      return core.json_decode(text)
   end

   local function attempts(fault, options)
      local handle <close> = assert(emulators.start { faults = fault, seed = 5 })
      local given = { region = "eu-west-1", endpoint_url = handle.url, credentials = {
         access_key_id = handle.access_key_id, secret_access_key = handle.secret_access_key } }
      for key, value in pairs(options or {}) do given[key] = value end
      local client <close> = service.client("application-autoscaling", given)
      local output, err = task.try(function()
         return client:register_scalable_target(emulator.target "a")
      end)
      return output, err, control(handle, "GET", "counters")
   end

   it("are lived through by a client that may try again", function()
      for _, fault in ipairs { "reset:count=1", "reset:when=after,count=1", "truncated:count=1",
         "garbage:count=1", "error:count=1,status=503", "concurrent:count=1" } do
         local output, err, counters = attempts(fault)
         assert.is_nil(err, fault)
         assert.is_string(output.ScalableTargetARN, fault)
         assert.is_true(counters.calls >= 2, fault)
      end
   end)

   it("end in a truthful error where they stay", function()
      local _, err = attempts("garbage", { max_attempts = 2 })
      assert.equal("protocol", err.status)
      _, err = attempts("reset", { max_attempts = 2 })
      assert.equal("network", err.status)
      _, err = attempts "denied"
      assert.same({ "AccessDeniedException", 1 }, { err.code, err.attempts })
   end)

   it("can be changed while it serves", function()
      local handle <close> = assert(emulators.start {})
      assert.same({ faults = {} }, control(handle, "GET", "faults"))
      assert.same({ faults = { { fault = "error:chance=0.5", happened = 0 } } },
         control(handle, "POST", "faults", "error:chance=0.5\n"))
      assert.matches("no such kind", control(handle, "POST", "faults", "nonsense").error)
      assert.equal(1, #control(handle, "GET", "faults").faults)
      assert.same({ faults = {} }, control(handle, "POST", "faults", ""))
   end)
end)
