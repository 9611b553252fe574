-- What makes clients try again: updates that overlap, and targets that are not seen at once.
local core = require "moontide.core"
local emulator = require "support.emulator"
local emulators = require "moontide.emulator"
local policies = require "support.policies"
local service = require "moontide.service"
local task = require "moontide.task"

describe("two updates of one target", function()
   local text <const> = "You already have a pending update to an Auto Scaling resource"

   it("overlap while the answer to one is held back", function()
      local fixture = emulator.new { latency_ms = 50 }
      local _, _, answer = emulator.register(fixture, "a")
      for _, input in ipairs { policies.step "s", policies.action "s" } do
         local operation = input.PolicyName and "PutScalingPolicy" or "PutScheduledAction"
         local _, failure = emulator.call(fixture, operation, input)
         assert.same({ "ConcurrentUpdateException", text }, { failure.__type, failure.Message })
      end
      local _, failure = emulator.register(fixture, "a")
      assert.equal("ConcurrentUpdateException", failure.__type)
      assert(emulator.register(fixture, "b"))
      assert(emulator.register(fixture, "a", nil, { region = "us-east-1" }))
      assert(emulator.describe(fixture))
      answer.sent()
      assert(policies.put(fixture, policies.step "s"))
   end)

   it("do not overlap if the first was refused, or answered at once", function()
      local fixture = emulator.new { latency_ms = 50 }
      emulator.register(fixture, "a", { MinCapacity = 9 })
      assert(emulator.register(fixture, "a"))
      fixture = emulator.new()
      assert(emulator.register(fixture, "a"))
      assert(emulator.register(fixture, "a"))
   end)

   -- Who shares an identity waits for its turn; another one is another writer.
   it("come from two writers, for one sends them one after the other", function()
      local handle <close> = assert(emulators.start {
         latency_ms = 20, credentials = "test:test,other:other" })
      local function client_of(name)
         return service.client("application-autoscaling", { region = "eu-west-1",
            endpoint_url = handle.url,
            credentials = { access_key_id = name, secret_access_key = name } })
      end
      local one <close> = client_of "test"
      local other <close> = client_of "other"
      local function refused()
         local pipe <close> = assert(io.popen("curl -s " .. handle.url .. "/_moontide/counters"))
         return core.json_decode(pipe:read "a").errors.ConcurrentUpdateException or 0
      end
      local function register_with(clients)
         task.map(clients, function(client)
            client:register_scalable_target(emulator.target "a")
         end)
      end
      register_with { one, one, one, one }
      assert.equal(0, refused())
      register_with { one, other, one, other } -- each tries again until all have been done
      assert.is_true(refused() >= 1)
   end)
end)

describe("a target that was just registered", function()
   local fixture

   before_each(function() fixture = emulator.new { consistency_ms = 500 } end)

   it("is not seen for a while", function()
      assert(emulator.register(fixture, "a"))
      assert.same({}, emulator.describe(fixture).ScalableTargets)
      local _, failure = emulator.call(fixture, "PutScalingPolicy", policies.step "s")
      assert.equal("ObjectNotFoundException", failure.__type)
      fixture.time = fixture.time + 0.5
      assert.equal(1, #emulator.describe(fixture).ScalableTargets)
      assert(policies.put(fixture, policies.step "s"))
   end)

   it("is seen after a change, as before", function()
      assert(emulator.register(fixture, "a"))
      fixture.time = fixture.time + 1
      assert(emulator.register(fixture, "a", { MaxCapacity = 9 }))
      assert.equal(9, emulator.describe(fixture).ScalableTargets[1].MaxCapacity)
   end)
end)
