-- What a careless script gets from below: no conflict of its own making, no call lost to throttles,
-- and an end where nobody answers.
local core = require "moontide.core"
local emulators = require "moontide.emulator"
local emulator = require "support.emulator"
local policies = require "support.policies"
local service = require "moontide.service"
local task = require "moontide.task"

local function client_of(handle)
   return service.client("application-autoscaling", { region = "eu-west-1",
      endpoint_url = handle.url, credentials = { access_key_id = handle.access_key_id,
         secret_access_key = handle.secret_access_key } })
end

local function counters(handle)
   local pipe <close> = assert(io.popen("curl -s " .. handle.url .. "/_moontide/counters"))
   return core.json_decode(pipe:read "a")
end

describe("writes in any order", function()
   it("never meet each other at one target", function()
      local handle <close> = assert(emulators.start { latency_ms = 5 })
      local client <close> = client_of(handle)
      local names = {}
      for i = 1, 20 do names[i] = "t" .. i end
      task.map(names, function(name)
         client:register_scalable_target(emulator.target(name))
      end)
      local jobs = {}
      for _ = 1, 4 do
         for _, name in ipairs(names) do jobs[#jobs + 1] = name end
      end
      task.map(jobs, function(name)
         client:put_scheduled_action(policies.action("s", {}, name))
      end)
      assert.is_nil(counters(handle).errors.ConcurrentUpdateException)
   end)
end)

describe("a throttled service", function()
   it("is found out, with the one that it needs itself", function()
      local handle <close> = assert(emulators.start { throttle = "20,10" })
      local client <close> = client_of(handle)
      local names = { "t1", "t2", "t3", "t4", "t5" }
      task.map(names, function(name)
         client:register_scalable_target(emulator.target(name))
         client:put_scaling_policy(policies.tracking("p", {}, name))
      end)
      local seen = counters(handle)
      assert.is_true((seen.errors.FailedResourceAccessException or 0) < 25)
   end)

   it("loses no call", function()
      local handle <close> = assert(emulators.start { throttle = "40,5" })
      local client <close> = client_of(handle)
      local names = {}
      for i = 1, 60 do names[i] = "t" .. i end
      task.map(names, function(name)
         client:register_scalable_target(emulator.target(name))
      end)
      assert.is_true((counters(handle).errors.ThrottlingException or 0) > 0)
      local registered = 0
      for _ in client:each("DescribeScalableTargets", { ServiceNamespace = "sagemaker" }) do
         registered = registered + 1
      end
      assert.equal(60, registered)
   end)
end)
