-- moontide.stats(): what is counted, by class, and what has been added since.
local context = require "moontide.context"
local emulator = require "support.emulator"
local emulators = require "moontide.emulator"
local service = require "moontide.service"
local stats = require "moontide.stats"
local task = require "moontide.task"

local function client_of(handle, options)
   local given = { region = "eu-west-1", endpoint_url = handle.url,
      credentials = { access_key_id = handle.access_key_id,
         secret_access_key = handle.secret_access_key } }
   for name, value in pairs(options or {}) do given[name] = value end
   return service.client("application-autoscaling", given)
end

local function register(client, count)
   local names = {}
   for i = 1, count do names[i] = "t" .. i end
   task.map(names, function(name) client:register_scalable_target(emulator.target(name)) end)
end

local function only_part(figures)
   local parts = {}
   for _, part in ipairs(figures.parts) do
      if part.calls > 0 then parts[#parts + 1] = part end
   end
   assert.equal(1, #parts)
   return parts[1]
end

describe("figures", function()
   it("are there before anything has been done", function()
      local before = context.replace_engine(nil)
      local none = stats.stats()
      context.replace_engine(before)
      assert.equal(0, none.calls)
      assert.same({}, none.parts)
      assert.is_nil(none.latency.p95)
      assert.equal(0, none.waits.rate.count)
   end)

   it("count throttles, the retries they cause, and the waits for the rate found", function()
      local handle <close> = assert(emulators.start { throttle = "15,5" })
      local client <close> = client_of(handle)
      local before = stats.stats()
      register(client, 20)
      local after = stats.stats(before)
      assert.equal(20, after.calls)
      assert.equal(0, after.failed)
      assert.is_true(after.throttled > 0)
      assert.equal(after.attempts, after.calls + after.retries)
      assert.equal(after.throttled, after.retried.throttled)
      assert.equal(after.retries, after.retried.throttled + after.retried.transient)
      assert.equal(after.throttled, after.answers.throttle)
      assert.same({}, after.errors)
      assert.is_true(after.waits.rate.held > 0)
      assert.is_true(after.waits.rate.seconds >= after.waits.rate.count * 0.001)
      assert.equal(after.attempts, after.latency.count)
      assert.is_true(after.latency.p50 <= after.latency.p95)
      local part = only_part(after)
      assert.same({ "eu-west-1", "write", "" }, { part.region, part.class, part.profile })
      assert.is_true(part.rate > 0)
      assert.equal(0, part.waits.rate.now)
   end)

   it("are one for all credentials given as such", function()
      local handle <close> = assert(emulators.start {})
      local before = stats.stats()
      local one <close> = client_of(handle, { region = "ap-south-1" })
      local other <close> = client_of(handle, { region = "ap-south-1",
         credentials = { access_key_id = "AKIDNOBODY", secret_access_key = "wrong" } })
      register(one, 2)
      task.try(function() other:register_scalable_target(emulator.target "x") end)
      local after = stats.stats(before)
      local part = only_part(after)
      assert.equal(3, part.calls)
      assert.equal(1, part.failed)
      assert.same({ auth = 1 }, part.errors)
      assert.is_nil(require("moontide.json").encode(after):find("AKID", 1, true))
   end)

   it("tell shares of attempts by their buckets", function()
      local limits = require("moontide.core").latency_limits
      local buckets = {}
      for i = 1, #limits + 1 do buckets[i] = 0 end
      local latency = { count = 0, buckets = buckets }
      assert.is_nil(stats.quantile(latency, 0.5))
      buckets[2], latency.count = 4, 4 -- from 5 to 10 ms
      assert.equal(0.0075, stats.quantile(latency, 0.5))
      buckets[#buckets], latency.count = 4, 8
      assert.equal(0.01, stats.quantile(latency, 0.5))
      assert.equal(limits[#limits], stats.quantile(latency, 0.99))
   end)
end)
