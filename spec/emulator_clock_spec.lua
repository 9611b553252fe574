-- Virtual time: how it goes by, and in which order things happen in it.
local agenda = require "moontide.emulator.agenda"
local civil = require "moontide.scaling.civil"
local clock = require "moontide.emulator.clock"
local core = require "moontide.core"
local emulator = require "support.emulator"
local settings = require "moontide.emulator.settings"

local function machine()
   local time = { seconds = 1000 }
   return time, { real = function() return time.seconds end,
                  monotonic = function() return time.seconds - 900 end }
end

local function control(fixture, method, target, body)
   local answer = emulator.send(fixture, { method = method, target = "/_moontide/" .. target,
      headers = {}, body = body or "" })
   return answer.status, core.json_decode(answer.body)
end

describe("a clock", function()
   local function running(text)
      local time, sources = machine()
      return time, clock.new(sources, assert(clock.parse(text)))
   end

   it("goes with the machine's, faster, or not at all", function()
      for text, seconds in pairs { real = 1010, x60 = 1600, manual = 1000, ["x0.5"] = 1005,
                                   ["real@1970-01-02T00:00:00Z"] = 86410,
                                   ["manual@5000"] = 5000, ["x2@5000"] = 5020 } do
         local time, it = running(text)
         time.seconds = 1010
         assert.equal(seconds, it.now(), text)
         assert.equal(1010, it.real())
      end
   end)

   it("knows how long to wait for a time", function()
      local _, fast = running "x60@0"
      assert.equal(2, fast.real_delay(120))
      assert.equal(0, fast.real_delay(-5))
      local _, standing = running "manual"
      assert.is_nil(standing.real_delay(2000))
   end)

   it("can be moved ahead, and held while something happens", function()
      local _, it = running "manual@100"
      it.skip(50)
      assert.equal(150, it.now())
      it.at(120, function() assert.equal(120, it.now()) end)
      assert.equal(150, it.now())
      assert.has_error(function() it.at(120, error, "no") end, "no")
      assert.equal(150, it.now())
   end)

   it("is refused in words that say what fits", function()
      for _, text in ipairs { "", "fast", "x", "x0", "x-1", "x1e9", "x100001", "manual@",
                              "real@noon", "manual@2026-13-01T00:00:00Z" } do
         local plan, problem = clock.parse(text)
         assert.is_nil(plan, text)
         assert.truthy(problem:find("a clock", 1, true))
      end
      assert.has_error(function() settings.new { clock = "fast" } end)
   end)
end)

describe("times in UTC", function()
   it("are read in several lengths", function()
      assert.equal(0, civil.parse_utc "1970-01-01")
      assert.equal(3661, civil.parse_utc "1970-01-01T01:01:01Z")
      assert.equal(3660, civil.parse_utc "1970-01-01 01:01")
      assert.equal(12.5, civil.parse_utc "12.5")
      for _, text in ipairs { "", "x", "1970-01-32", "1970-02-29", "1970-01-01T1:00", "-5",
                              "1970-01-01T00:00:00+01:00" } do
         assert.is_nil(civil.parse_utc(text))
      end
      assert.equal("1970-01-01T01:01:01Z", civil.format_utc(3661.9))
   end)
end)

describe("an agenda", function()
   it("does what is due at its time, ranks before order, and what comes of it", function()
      local _, sources = machine()
      local it_is = clock.new(sources, { factor = 0, start = 0 })
      local plan, log = agenda.new(it_is), {}
      local function note(name)
         return function() log[#log + 1] = ("%s%d"):format(name, it_is.now()) end
      end
      plan:add(20, "alarms", note "a")
      plan:add(20, "schedules", note "b")
      plan:add(20, "alarms", note "c")
      plan:add(10, "scaling", function()
         note "d"()
         plan:add(15, "alarms", note "e")
         plan:add(99, "alarms", note "late")
      end)
      assert.is_nil(plan:wait_time())
      assert.equal(5, plan:advance(50))
      assert.equal("d10 e15 b20 a20 c20", table.concat(log, " "))
      plan:clear()
      assert.equal(0, plan:advance(1000))
   end)

   it("goes on after a mistake, which it counts", function()
      local _, sources = machine()
      local said = {}
      local plan = agenda.new(clock.new(sources, { factor = 0, start = 0 }),
         function(text) said[#said + 1] = text end)
      plan:add(1, "alarms", function() error("wrong") end)
      plan:add(2, "alarms", function() said[#said + 1] = "done" end)
      plan:advance(5)
      assert.equal(1, plan.failed)
      assert.truthy(said[1]:find("wrong", 1, true))
      assert.equal("done", said[2])
   end)
end)

describe("the control path", function()
   it("moves time ahead", function()
      local fixture = emulator.new()
      fixture.time = civil.parse_utc "2026-11-24T09:30:00Z"
      local status, shown = control(fixture, "GET", "clock")
      assert.same({ 200, "2026-11-24T09:30:00Z" }, { status, shown.time })
      local happened = 0
      fixture.emulator.agenda:add(fixture.time + 60, "alarms",
         function() happened = happened + 1 end)
      status, shown = control(fixture, "POST", "advance?seconds=90")
      assert.same({ 200, "2026-11-24T09:31:30Z", 1 }, { status, shown.time, shown.events })
      assert.equal(1, happened)
      for _, to in ipairs { "2026-11-24T10:00:00Z", "2026-11-24T10%3A05%3A00Z" } do
         status, shown = control(fixture, "POST", "advance?to=" .. to)
         assert.equal(200, status)
      end
      assert.equal("2026-11-24T10:05:00Z", shown.time)
   end)

   it("moves it neither back nor for ever", function()
      local fixture = emulator.new()
      for _, query in ipairs { "", "seconds=", "seconds=-1", "seconds=nan", "seconds=1e12", "to=x",
                               "to=2001-01-01", "minutes=5" } do
         local status, shown = control(fixture, "POST", "advance?" .. query)
         assert.equal(400, status, query)
         assert.truthy(shown.error:find("advance takes", 1, true))
      end
   end)

   it("forgets what was to come together with the state", function()
      local fixture = emulator.new()
      fixture.emulator.agenda:add(fixture.time + 1, "alarms", function() error("too late") end)
      assert.equal(200, (control(fixture, "POST", "reset")))
      assert.equal(200, (control(fixture, "POST", "advance?seconds=5")))
   end)
end)
