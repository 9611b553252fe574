-- The program around the scripts: what it loads, how signals and closed pipes end it. Each case is
-- a program of its own whose command line is the case's script.
local core = require "moontide.core"
local default_signals = require "support.default_signals"

local program = os.getenv("MOONTIDE_BIN")

local function write(path, text)
   local file = assert(io.open(path, "w"))
   file:write(text)
   file:close()
end

describe("the program", function()
   local directory

   setup(function()
      directory = assert(core.mkdtemp())
      assert(os.execute("mkdir " .. directory .. "/moontide"))
      write(directory .. "/moontide/cli.lua", [[
         return { main = function(arguments) return dofile(arguments[1]) end }]])
   end)

   teardown(function() os.execute("rm -r " .. directory) end)

   -- Runs a script as the program's command line; what comes before and after it in the shell's.
   local function run(script, before, after)
      write(directory .. "/case.lua", script)
      local pipe = assert(io.popen(("%s %s --scripts %s %s/case.lua %s"):format(
         before or "", program, directory, directory, after or "2>&1")))
      local text = pipe:read("a")
      local _, _, code = pipe:close()
      return text, code
   end

   local function it_runs(name, body)
      it(name, function()
         if not program then return pending("MOONTIDE_BIN is not set") end
         body()
      end)
   end

   it_runs("ends with what main returns", function()
      assert.same({ "hello\n", 7 }, { run "print 'hello' return 7" })
      assert.same({ "", 0 }, { run "" })
   end)

   it_runs("tells of errors: strings with a traceback, error objects without", function()
      local text, code = run "error 'oops'"
      assert.matches("^moontide: .*case%.lua:1: oops\nstack traceback:", text)
      assert.equal(1, code)
      text, code = run [[error(require "moontide.core".error { status = "credentials",
         message = "none", where = "here" })]]
      assert.same({ "moontide: here: none\n", 4 }, { text, code })
      text, code = run "error()"
      assert.same({ "moontide: nil\n", 1 }, { text, code })
      text, code = run "error(setmetatable({}, { __tostring = error }))"
      assert.same({ "", 1 }, { text, code })
      code = select(2, run "return require 'moontide.core'.engine {}:poll('x')")
      assert.equal(1, code)
   end)

   it_runs("takes scripts from a directory first, then from itself", function()
      assert.equal("table\n", (run "print(type(require 'moontide.task'))"))
      write(directory .. "/moontide/extra.lua", "return ...")
      assert.equal("moontide.extra\n", (run [[print((require "moontide.extra"))]]))
      local text = run [[require "moontide.nowhere"]]
      assert.matches("no script 'moontide/nowhere.lua' in the program", text)
      write(directory .. "/moontide/broken.lua", "return return")
      assert.matches("broken%.lua:1:", (run [[require "moontide.broken"]]))
   end)

   it_runs("says that its output was lost, early or late", function()
      if not io.open("/dev/full") then return pending("there is no /dev/full") end
      for _, count in ipairs { 1, 100000 } do
         local script = ("for i = 1, %d do print(i) end"):format(count)
         assert.same({ "moontide: cannot write the output\n", 1 },
            { run(script, "", "2>&1 >/dev/full") })
      end
   end)

   it_runs("knows its version without any script", function()
      local pipe = assert(io.popen("MOONTIDE_SCRIPTS=/nowhere " .. program .. " -V"))
      assert.equal("moontide " .. core.version .. "\n", pipe:read("a"))
      pipe:close()
   end)

   it_runs("ignores LUA_INIT", function()
      assert.equal("in\n", (run("print 'in'", "LUA_INIT='print(1)'")))
   end)

   describe("on a signal", function()
      -- The script sends it to itself, a little later.
      local function signalled(name, script)
         local text, code = run(([[
            os.execute("(sleep 0.2; kill -%s $PPID) >/dev/null 2>&1 &")
            %s]]):format(name, script), default_signals .. " timeout -s KILL 20")
         return code, text
      end

      it_runs("stops a pure Lua loop", function()
         assert.equal(130, (signalled("INT", "while true do end")))
         assert.equal(143, (signalled("TERM", "while true do end")))
      end)

      it_runs("stops a loop in a coroutine of a coroutine", function()
         local code, text = signalled("TERM", [[
            coroutine.wrap(function()
               coroutine.wrap(function() coroutine.yield() end)()
               coroutine.wrap(function() while true do end end)()
            end)()]])
         assert.equal(143, code)
         assert.matches("interrupted", text)
      end)

      it_runs("raises an error that says so, once", function()
         local code, text = signalled("INT", [[
            local core = require "moontide.core"
            local ok, err = pcall(function() while true do end end)
            for i = 1, 1e6 do i = i + 1 end
            print(ok, err.status, err.exit_code)
            print(core.interrupt_signal(), core.exit_code("cancelled"))
            return 5]])
         assert.equal("false\tcancelled\t130\n2\t130\n", text)
         assert.equal(5, code)
      end)

      it_runs("runs what is to be closed", function()
         local _, text = signalled("INT", [[
            local guard <close> = setmetatable({}, { __close = function() print "closed" end })
            while true do end]])
         assert.matches("^closed\n", text)
      end)

      it_runs("lets an engine end its calls itself", function()
         local code, text = signalled("TERM", [[
            local core = require "moontide.core"
            local engine = assert(core.engine {})
            local call = engine:sleep(60)
            while not call:is_done() do
               assert(engine:poll(60))
               engine:next()
            end
            print(engine:is_interrupted(), select(2, call:result()).exit_code)
            print(assert(core.engine {}):is_interrupted())
            return 9]])
         assert.equal("true\t143\ntrue\n", text)
         assert.equal(9, code)
      end)

      it_runs("ends at once on the second one", function()
         local _, code = run([[
            local engine = require "moontide.core".engine {}
            engine:sleep(60)
            os.execute("(sleep 0.2; kill -2 $PPID; sleep 0.2; kill -2 $PPID) >/dev/null &")
            while true do end]], default_signals .. " timeout -s KILL 20")
         assert.equal(130, code)
      end)

      it_runs("stops a server and a wait for a worker", function()
         local code, text = signalled("TERM", [[
            local ok, err = require "moontide.core".server {}:poll(-1)
            print(ok, err.status)
            return err.exit_code]])
         assert.same({ 143, "nil\tcancelled\n" }, { code, text })
         code, text = signalled("TERM", [[
            local core = require "moontide.core"
            local worker <close> = core.worker(function(channel)
               core.server { stop_fd = channel:stop_fd() }:poll(-1)
            end)
            local ok, err = worker:read_line()
            print(ok, err.status)
            return err.exit_code]])
         assert.same({ 143, "nil\tcancelled\n" }, { code, text })
      end)

      it_runs("leaves a signal that was ignored ignored", function()
         local text, code = run([[
            os.execute("kill -2 $PPID")
            for i = 1, 1e6 do i = i + 1 end
            print "alive"]], "trap '' INT;")
         assert.same({ "alive\n", 0 }, { text, code })
      end)
   end)

   it_runs("survives an error object whose name is no text", function()
      local _, code = run "error(setmetatable({}, { __name = true }))"
      assert.equal(1, code)
   end)

   it_runs("ends without a word when nobody reads its output", function()
      local script = [[
         for i = 1, 1e7 do io.write("line ", i, "\n") end
         io.stderr:write("went on\n")]]
      local text = run(script, "{", "; echo status $? >&2; } 2>&1 >/dev/null | cat")
      assert.matches("went on", text) -- with a reader it does
      text = run(script, "exec 3>&1; { { " .. default_signals,
         "2>&3; echo status $? >&3; } | head -n 1 >/dev/null; }")
      assert.equal("status 141\n", text)
   end)
end)
