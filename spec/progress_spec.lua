-- The progress line: what it says, when it is drawn, that nothing is left of it.
local context = require "moontide.context"
local fake_engine = require "support.fake_engine"
local progress = require "moontide.cli.progress"
local report = require "moontide.cli.report"
local task = require "moontide.task"

describe("progress", function()
   it("says what there is to say", function()
      assert.equal("20/100, 10/s, 8 in flight, 8 s left", progress.line { done = 20, total = 100,
         elapsed = 2, pending = 8, stats = { retries = 0, throttled = 0 } })
      assert.equal("5, 5/s, 0 in flight, 2 retried, 1 throttled", progress.line { done = 5,
         elapsed = 1, stats = { retries = 2, throttled = 1 } })
      assert.equal("0/9, 0/s, 0 in flight", progress.line { done = 0, total = 9, elapsed = 0,
         stats = {} })
      assert.matches("1:40 min left$", progress.line { done = 1, total = 101, elapsed = 1,
         stats = {} })
      assert.matches("2:46 h left$", progress.line { done = 1, total = 10001, elapsed = 1,
         stats = {} })
   end)

   it("leaves out what the terminal has no room for", function()
      local figures = { done = 20, total = 100, elapsed = 2, pending = 8, stats = {} }
      assert.equal("20/100, 10/s, 8 in flight", progress.line(figures, 32))
      assert.equal("20/100, 10/s, 8 in flight, 8 s left", progress.line(figures, 35))
      assert.equal("20/100", progress.line(figures, 3))
   end)

   local function watch(options, work)
      local engine = fake_engine.new()
      local before = context.replace_engine(engine)
      local written = {}
      options.now = function() return engine.now end
      options.write = function(text) table.insert(written, text) end
      options.columns = function() return options.width or 20 end
      task.observe(progress.new(options))
      work(engine)
      task.observe(nil)
      context.replace_engine(before)
      return written
   end

   local function draw(options, seconds)
      return watch(options, function()
         task.map({ 1, 2 }, function()
            for _ = 1, seconds * 50 do task.sleep(0.02) end
         end)
      end)
   end

   -- A single call of so many seconds.
   local function wait(options, seconds)
      return watch(options, function(engine)
         task.run(function() task.await(engine:call(seconds, {})) end)
      end)
   end

   it("is redrawn on a terminal at most ten times a second, and cleared", function()
      local written = draw({ is_tty = true }, 3)
      assert.is_true(#written > 10 and #written <= 27, #written) -- 2.5 s
      assert.matches("^\r0/2, ", written[1])
      for _, text in ipairs(written) do assert.is_true(#text <= 1 + 19 + 3) end
      assert.equal("\r\27[K", written[#written])
   end)

   it("says that a single call has not ended, but not for a script that sleeps", function()
      assert.same({}, wait({ is_tty = true, width = 60 }, 1.9))
      local written = wait({ is_tty = true, width = 60 }, 6)
      assert.equal("\r\27[K", written[#written])
      assert.matches("^\r" .. "waiting for an answer, [23] s without news\27%[K\r$", written[1])
      assert.same({}, wait({ is_tty = false }, 9))
      written = wait({ is_tty = false }, 15)
      assert.equal(1, #written)
      assert.matches("^moontide: waiting for an answer, 1%d s without news\n$", written[1])
      assert.same({}, watch({ is_tty = true }, function()
         task.run(function() task.sleep(30) end)
      end))
   end)

   it("tells the rate of the last seconds, and what holds it up", function()
      local part = { service = "application-autoscaling", region = "eu-west-1", profile = "",
         rate = 0, down = 34, probe = 3, waits = { circuit = { now = 5 }, rate = { now = 0 },
         credentials = { now = 0 }, backoff = { now = 0 }, lane = { now = 0 } } }
      assert.equal("3/9, no answer from application-autoscaling in eu-west-1 for 34 s, "
         .. "next try in 3 s, 0/s, 6 in flight", progress.line { done = 3, total = 9, elapsed = 60,
         rate = 0, pending = 6, stats = { parts = { part } } })
      part.waits = { circuit = { now = 0 }, rate = { now = 5 }, credentials = { now = 0 } }
      part.rate = 50
      assert.equal("3/9, 49/s, 6 in flight, 4 throttled, held to 50/s, 0 s left", progress.line {
         done = 3, total = 9, elapsed = 1, rate = 49, pending = 6,
         stats = { parts = { part }, throttled = 4 } })
   end)

   it("is silent for short maps, and elsewhere but for long ones", function()
      assert.same({}, draw({ is_tty = true }, 0.3))
      assert.same({}, draw({ is_tty = false }, 9))
      local written = draw({ is_tty = false }, 12)
      assert.equal(1, #written)
      assert.matches("^moontide: 0/2, 0/s, 2 in flight\n$", written[1])
   end)
end)

describe("reports", function()
   local environment = require "support.environment"

   it("are coloured for terminals, unless somebody says otherwise", function()
      for _, name in ipairs { "NO_COLOR", "CLICOLOR_FORCE" } do environment.set(name, nil) end
      environment.set("TERM", "xterm")
      assert.is_true(report.is_coloured(nil, true))
      assert.is_false(report.is_coloured(nil, false))
      assert.is_true(report.is_coloured("always", false))
      assert.is_false(report.is_coloured("never", true))
      environment.set("TERM", "dumb")
      assert.is_false(report.is_coloured("auto", true))
      environment.set("TERM", "xterm")
      environment.set("NO_COLOR", "1")
      assert.is_false(report.is_coloured("auto", true))
      environment.set("NO_COLOR", "")
      assert.is_true(report.is_coloured("auto", true))
      environment.set("CLICOLOR_FORCE", "1")
      assert.is_true(report.is_coloured("auto", false))
   end)
end)
