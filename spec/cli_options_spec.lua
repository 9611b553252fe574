-- The command line: what is understood, and what is said about the rest.
local options = require "moontide.cli.options"
local verbs = require "moontide.cli.verbs"

local function parse(line)
   local argv = {}
   for word in line:gmatch "%S+" do argv[#argv + 1] = word end
   return options.parse(argv)
end

local function problem(line)
   local result, text = parse(line)
   assert.is_nil(result)
   return text
end

describe("command line", function()
   it("takes options before and after the verb", function()
      local expected = { region = "eu-west-1", emulator = true, verbose = 2 }
      for _, line in ipairs {
         "run --region eu-west-1 --emulator -vv a.lua",
         "--emulator run a.lua -v --region=eu-west-1 -v",
         "-vv --region eu-west-1 a.lua --emulator",
         "run a.lua --verbose --verbose --emulator --region eu-west-1",
      } do
         local command = assert(parse(line))
         assert.same(expected, command.options, line)
         assert.same({ "run", "a.lua" }, { command.verb, command.operand })
      end
   end)

   it("gives the script what follows -- and the operands after its name", function()
      local command = parse "run a.lua x --quiet y -- --region -v --"
      assert.same({ "x", "y", "--region", "-v", "--" }, command.arguments)
      assert.same({ quiet = true }, command.options)
      assert.same({}, parse("run a.lua --").arguments)
   end)

   it("runs a file without a verb", function()
      for _, name in ipairs { "a.lua", "./a", "dir/a", "-", "CMakeLists.txt" } do
         local command = assert(parse(name .. " --quiet -- 1"), name)
         assert.same({ "run", name, { "1" } }, { command.verb, command.operand, command.arguments })
      end
   end)

   it("takes one place for calls to go", function()
      assert.matches("%-%-emulator and %-%-endpoint%-url both",
         problem "run a.lua --emulator --endpoint-url http://127.0.0.1:1")
   end)

   it("reads values in both forms, empty and with = in them", function()
      assert.equal("a=b", parse("run x.lua --profile=a=b").options.profile)
      assert.equal("", parse("run x.lua --profile=").options.profile)
      assert.equal("-1", parse("run x.lua --profile -1").options.profile)
   end)

   it("reads numbers as numbers", function()
      local command = parse "emulate --port 0 --max-targets=7 --latency-ms 2.5"
      assert.same({ port = 0, ["max-targets"] = 7, ["latency-ms"] = 2.5 }, command.options)
      assert.equal(64, parse("run x.lua --max-in-flight 64").options["max-in-flight"])
   end)

   it("knows help and version anywhere", function()
      assert.is_true(parse("--help").options.help)
      assert.is_true(parse("run -h").options.help)
      assert.is_true(parse("emulate --version").options.version)
      assert.is_nil(parse("").verb)
   end)

   it("says what it does not know, and what may have been meant", function()
      assert.equal("unknown verb 'rnu', did you mean 'run'?", problem "rnu a.lua")
      assert.equal("unknown verb 'frobnicate'", problem "frobnicate")
      assert.equal("unknown option '--regoin', did you mean '--region'?", problem "run --regoin x")
      assert.equal("unknown option '--regoin=x', did you mean '--region'?", problem "--regoin=x")
      assert.equal("unknown option '-x'", problem "run -x a.lua")
      assert.equal("unknown option '-vx'", problem "run -vx a.lua")
   end)

   it("says what is missing, too much or in the wrong place", function()
      assert.equal("--region needs a value: --region REGION", problem "run a.lua --region")
      assert.equal("--quiet takes no value", problem "run a.lua --quiet=yes")
      assert.equal("run: which script?", problem "run")
      assert.equal("run: which script?", problem "run -- a.lua")
      assert.equal("version: unexpected 'now'", problem "version now")
      for _, verb in ipairs { "validate", "plan", "apply", "drift", "schedule" } do
         assert.matches(verb .. ": unexpected 'b.lua': one script at a time",
            problem(verb .. " a.lua b.lua"))
         assert.same({ "b.lua" }, parse(verb .. " a.lua -- b.lua").arguments)
      end
      assert.equal("plan", (select(3, parse "plan a.lua --regin x")))
      assert.equal("--port does not go with 'run'", problem "run a.lua --port 1")
      assert.equal("--emulator does not go with 'emulate'", problem "--emulator emulate")
   end)

   it("checks values", function()
      assert.equal("--max-in-flight must be a whole number above 0, not '0'",
         problem "run a.lua --max-in-flight 0")
      assert.equal("--max-in-flight must be a whole number above 0, not '99999999999999999999'",
         problem "run a.lua --max-in-flight 99999999999999999999")
      assert.equal("--port must be a number from 0 to 65535, not '65536'",
         problem "emulate --port 65536")
      assert.equal("--endpoint-url must be a URL like http://127.0.0.1:8000, not 'localhost'",
         problem "run a.lua --endpoint-url localhost")
      assert.equal("--color must be one of auto, always, never, not 'red'", problem "--color red")
   end)

   it("checks limits", function()
      local command = parse "plan a.lua --rate 2.5 --max-time 30m --max-attempts 7"
      assert.same({ rate = 2.5, ["max-time"] = 1800, ["max-attempts"] = 7 }, command.options)
      for _, text in ipairs { "0", "-1", "x", "1e9", "nan", "2/s", "1000001", "" } do
         assert.equal(("--rate must be a number of calls a second, above 0, not '%s'"):format(text),
            problem("run a.lua --rate=" .. text))
      end
      for _, text in ipairs { "0s", "5", "-5s", "5 m", "soon" } do
         assert.matches("^%-%-max%-time must be a time like 90s, 30m or 2h, not '",
            problem("run a.lua --max-time=" .. text))
      end
      for _, text in ipairs { "0", "1001", "2.5", "many" } do
         assert.matches("^%-%-max%-attempts must be a whole number from 1 to 1000, not '",
            problem("run a.lua --max-attempts=" .. text))
      end
   end)

   it("takes a file, or off, for remembered rates", function()
      assert.equal("r.json", parse("run a.lua --rate-memory r.json").options["rate-memory"])
      assert.is_false(parse("run a.lua --rate-memory off").options["rate-memory"])
      assert.equal("--rate-memory must be a file's name, or off, not ''",
         problem "run a.lua --rate-memory=")
   end)

   it("has the limits in every verb that makes calls", function()
      for _, verb in ipairs(verbs.all()) do
         local has = {}
         for _, option in ipairs(options.of(verb.name)) do has[option.name] = true end
         for _, name in ipairs { "rate", "max-time", "max-attempts", "rate-memory" } do
            assert.equal(has["max-in-flight"], has[name], verb.name .. " --" .. name)
         end
      end
   end)

   it("knows the same option of two verbs by the same kind of value", function()
      local takes_value = {}
      for _, option in ipairs(options.of()) do
         for _, name in ipairs { option.name, table.unpack(option.aliases or {}) } do
            local takes = option.value ~= nil
            assert.is_true(takes_value[name] == nil or takes_value[name] == takes, name)
            takes_value[name] = takes
         end
      end
   end)

   it("explains every verb with examples first", function()
      local help = require "moontide.cli.help"
      assert.matches("^moontide raises.-\n\nExamples:\n  moontide run", help.text())
      for _, verb in ipairs(verbs.all()) do
         local text = help.text(verb.name)
         assert.matches("^Examples:\n  ", text)
         assert.matches("%-%-help", text)
         for line in text:gmatch "[^\n]+" do assert.is_true(#line <= 100, line) end
      end
      assert.matches("%-%-port PORT", help.text "emulate")
      assert.not_matches("%-%-port", help.text "run")
   end)
end)
