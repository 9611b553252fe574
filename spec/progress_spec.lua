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

   local function draw(options, seconds)
      local engine = fake_engine.new()
      local before = context.replace_engine(engine)
      local written = {}
      options.now = function() return engine.now end
      options.write = function(text) table.insert(written, text) end
      options.columns = function() return 20 end
      task.observe(progress.new(options))
      task.map({ 1, 2 }, function()
         for _ = 1, seconds * 50 do task.sleep(0.02) end
      end)
      task.observe(nil)
      context.replace_engine(before)
      return written
   end

   it("is redrawn on a terminal at most ten times a second, and cleared", function()
      local written = draw({ is_tty = true }, 3)
      assert.is_true(#written > 10 and #written <= 27, #written) -- 2.5 s
      assert.matches("^\r0/2, ", written[1])
      for _, text in ipairs(written) do assert.is_true(#text <= 1 + 19 + 3) end
      assert.equal("\r\27[K", written[#written])
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
