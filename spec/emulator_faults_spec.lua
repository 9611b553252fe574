-- Throttling and latency on request, and the timers that hold answers back.
local emulator = require "support.emulator"
local settings = require "moontide.emulator.settings"
local timers = require "moontide.emulator.timers"

describe("a throttle of 2 calls a second with a burst of 3", function()
   local fixture

   before_each(function() fixture = emulator.new { throttle = "2,3" } end)

   local function accepted(count, overrides)
      local passed = 0
      for _ = 1, count do
         local output, failure, answer = emulator.describe(fixture, nil, overrides)
         if output then
            passed = passed + 1
         else
            assert.equal(400, answer.status)
            assert.equal("ThrottlingException", failure.__type)
            assert.equal("Rate exceeded", failure.message)
         end
      end
      return passed
   end

   it("lets the burst through, then the rate", function()
      assert.equal(3, accepted(10))
      assert.equal(0, accepted(1))
      fixture.time = fixture.time + 1
      assert.equal(2, accepted(10))
      fixture.time = fixture.time + 100
      assert.equal(3, accepted(10))
   end)

   it("counts Regions and reads and writes apart", function()
      assert.equal(3, accepted(4))
      assert.equal(3, accepted(4, { region = "us-east-1" }))
      assert(emulator.register(fixture, "a"))
   end)

   it("takes no token from a caller who is not let in", function()
      for _ = 1, 5 do
         emulator.describe(fixture, nil, { unsigned = true })
      end
      assert.equal(3, accepted(3))
   end)
end)

describe("latency", function()
   it("holds back what operations answer, and nothing else", function()
      local fixture = emulator.new { latency_ms = 50 }
      local _, _, answer = emulator.describe(fixture)
      assert.equal(0.05, answer.delay)
      _, _, answer = emulator.describe(fixture, nil, { unsigned = true })
      assert.equal(0, answer.delay)
   end)
end)

describe("timers", function()
   it("give back by time, and by order where times are equal", function()
      local heap, expected = timers.new(), {}
      for i = 1, 500 do
         local at = (i * 7919) % 101
         heap:add(at, { at = at, order = i })
         expected[i] = { at = at, order = i }
      end
      table.sort(expected, function(a, b)
         return a.at < b.at or (a.at == b.at and a.order < b.order)
      end)
      assert.is_nil(heap:take(-1))
      for i = 1, 500 do
         assert.equal(expected[i].at, heap:next_at())
         assert.same(expected[i], heap:take(1000))
      end
      assert.is_nil(heap:take(1000))
      assert.is_nil(heap:next_at())
   end)
end)

describe("the emulator's options", function()
   it("are checked", function()
      for _, options in ipairs {
         { credentials = "secret" }, { credentials = "" }, { credentials = {} },
         { credentials = "A:b:12" }, { account = "12" }, { port = 70000 }, { port = "http" },
         { throttle = "5" }, { throttle = "5,0" }, { throttle = "nan,2" }, { latency_ms = -1 },
         { max_targets = 0 },
      } do
         local ok, err = pcall(settings.new, options)
         assert.is_false(ok)
         assert.equal("usage", err.status)
      end
   end)

   it("never show a secret", function()
      local ok, err = pcall(settings.new, { credentials = "A:top-secret:12" })
      assert.is_false(ok)
      assert.is_nil(err.message:find("top%-secret"))
   end)
end)
