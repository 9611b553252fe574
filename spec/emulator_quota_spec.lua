-- Quotas of scalable targets, for each account, Region and namespace.
local emulator = require "support.emulator"

describe("the quota of scalable targets", function()
   it("is 500 for SageMaker, counts neither changes nor what has gone", function()
      local fixture = emulator.new()
      for i = 1, 500 do
         assert(emulator.register(fixture, "e" .. i))
      end
      local _, failure, answer = emulator.register(fixture, "e501")
      assert.equal(400, answer.status)
      assert.equal("LimitExceededException", failure.__type)
      assert(emulator.register(fixture, "e500", { MaxCapacity = 9 }))
      assert(emulator.register(fixture, "e501", nil, { region = "us-east-1" }))
      assert(emulator.call(fixture, "DeregisterScalableTarget",
         emulator.target("e1", { MinCapacity = "none", MaxCapacity = "none" })))
      assert(emulator.register(fixture, "e501"))
   end)

   it("is what max_targets says", function()
      local fixture = emulator.new { max_targets = 2 }
      assert(emulator.register(fixture, "a"))
      assert(emulator.register(fixture, "b"))
      local _, failure = emulator.register(fixture, "c")
      assert.equal("LimitExceededException", failure.__type)
   end)
end)
