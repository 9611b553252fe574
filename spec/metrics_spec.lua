-- What a run's calls have met: the line at its end, the figures of --json, and --metrics.
local core = require "moontide.core"
local emulator = require "moontide.emulator"
local json = require "moontide.json"
local program = require "support.program"
local prometheus = require "moontide.prometheus"
local stats = require "moontide.stats"
local traffic = require "moontide.cli.traffic"

local limits = core.latency_limits

local function part(given)
   local buckets = {}
   for i = 1, #limits + 1 do buckets[i] = 0 end
   local made = { profile = "", region = "eu-west-1", service = "application-autoscaling",
      class = "write", calls = 3, failed = 1, attempts = 5, retries = 2, throttled = 2,
      concurrent = 0, sent_bytes = 10, received_bytes = 20, connections = 1, rate = 49.98, down = 0,
      probe = 0, retried = { throttled = 2 }, errors = { auth = 1 },
      answers = { ok = 2, throttle = 2, auth = 1 },
      waits = { rate = { count = 2, seconds = 1.5, held = 0.75, now = 0 } },
      latency = { count = 5, seconds = 0.5, buckets = buckets, limits = limits } }
   buckets[1], buckets[3], buckets[#buckets] = 2, 2, 1
   for name, value in pairs(given or {}) do made[name] = value end
   return made
end

local function text_of(parts)
   return prometheus.text({ elapsed = 1.25, peak_in_flight = 7, parts = parts },
      { version = "0.1.0", exit_code = 5, time = 1700000000 })
end

-- Reads the format strictly enough to fail on what a scraper refuses.
local function read(text)
   local kinds, samples, help = {}, {}, nil
   assert.equal("\n", text:sub(-1))
   for line in text:gmatch "[^\n]*\n" do
      line = line:sub(1, -2)
      local name, rest = line:match "^# HELP ([%w_]+) (.+)$"
      if name then
         assert.is_nil(kinds[name], name)
         help = name
         assert.is_nil(rest:find("\\", 1, true))
      elseif line:find "^# TYPE" then
         local typed, kind = line:match "^# TYPE ([%w_]+) (%a+)$"
         assert.equal(help, typed)
         kinds[typed] = kind
      else
         local sample, value = line:match "^([%w_]+%b{}) (%S+)$"
         if not sample then sample, value = line:match "^([%w_]+) (%S+)$" end
         local family = sample:match "^[%w_]+":gsub("_bucket$", ""):gsub("_sum$", "")
            :gsub("_count$", "")
         assert.is_truthy(kinds[family], line)
         assert.is_nil(samples[sample], line)
         samples[sample] = assert(tonumber(value), line)
      end
   end
   return samples, kinds
end

local function find(samples, name, ...)
   local found
   for sample, value in pairs(samples) do
      local fits = sample:match "^[%w_]+" == name
      for _, label in ipairs { ... } do fits = fits and sample:find(label, 1, true) ~= nil end
      if fits then
         assert.is_nil(found, sample)
         found = value
      end
   end
   return found
end

describe("figures for Prometheus", function()
   it("have names, types and labels as they should be", function()
      local samples, kinds = read(text_of { part() })
      for name, kind in pairs(kinds) do
         assert.equal(kind == "counter", name:find "_total$" ~= nil, name)
         assert.matches("^moontide_%l[%l_]*$", name)
      end
      assert.equal(2, find(samples, "moontide_calls_total", 'outcome="ok"'))
      assert.equal(1, find(samples, "moontide_calls_total", 'outcome="auth"'))
      assert.equal(2, find(samples, "moontide_attempts_total", 'outcome="throttle"'))
      assert.equal(2, find(samples, "moontide_retries_total", 'cause="throttled"',
         'service="application-autoscaling"', 'region="eu-west-1"', 'operation_class="write"'))
      assert.equal(1.5, find(samples, "moontide_wait_seconds_total", 'reason="rate"'))
      assert.equal(0.75, find(samples, "moontide_held_seconds_total", 'reason="rate"'))
      assert.equal(49.98, find(samples, "moontide_allowed_calls_per_second"))
      assert.equal(5, samples.moontide_run_exit_code)
      assert.equal(1.25, samples.moontide_run_duration_seconds)
      assert.equal(1, samples['moontide_build_info{version="0.1.0"}'])
   end)

   it("have a histogram that adds up", function()
      local samples = read(text_of { part() })
      local before = 0
      local name = "moontide_attempt_duration_seconds_bucket"
      for _, limit in ipairs(limits) do
         local count = find(samples, name, ('le="%g"'):format(limit))
         assert.is_true(count >= before)
         before = count
      end
      assert.equal(4, before)
      assert.equal(5, find(samples, name, 'le="+Inf"'))
      assert.equal(5, find(samples, "moontide_attempt_duration_seconds_count"))
      assert.equal(0.5, find(samples, "moontide_attempt_duration_seconds_sum"))
   end)

   it("escape what stands in labels", function()
      assert.equal([[a\"b\\c\nd]], prometheus.escape 'a"b\\c\nd')
      assert.equal("é ?", prometheus.escape "é" .. " " .. prometheus.escape "\xff")
      local text = text_of { part { profile = 'x"}\n# HELP y' } }
      assert.is_truthy(text:find([[profile="x\"}\n# HELP y",]], 1, true))
   end)

   it("are well formed without a single call", function()
      local samples = read(text_of {})
      assert.is_nil(find(samples, "moontide_calls_total"))
      assert.equal(7, samples.moontide_in_flight_peak)
   end)
end)

describe("the line about calls", function()
   local function line(given, waits)
      local figures = stats.stats(stats.stats())
      for name, value in pairs(given) do figures[name] = value end
      for name, seconds in pairs(waits or {}) do figures.waits[name].held = seconds end
      return traffic.line(figures), traffic.is_notable(figures, false), figures
   end

   it("says what there is to say", function()
      assert.equal("1 call: 0 lost", (line { calls = 1, attempts = 1 }))
      assert.equal("2,014 calls, 2,061 attempts: 47 throttled (waited 12.1 s), 3 concurrent, "
         .. "0 lost", (line({ calls = 2014, attempts = 2061, throttled = 47, concurrent = 3 },
            { rate = 12.06 })))
      assert.equal("1,234,567 calls: 40.0 s behind a rate, 3 refused, 4 cancelled, 2 lost",
         (line({ calls = 1234567, attempts = 1234567, failed = 9, errors = { service = 2, auth = 1,
            network = 1, throttle = 1, cancelled = 4 } }, { rate = 40 })))
      assert.matches("3 transient, 61%.0 s without a service that answers, 2%.0 s for credentials",
         (line({ calls = 9, attempts = 12, retried = { transient = 3, lagging = 0, expired = 0,
            clock = 0 } }, { circuit = 61, credentials = 2 })))
   end)

   it("is for those who have asked, and for runs that have met something", function()
      local function is_notable(...) return select(2, line(...)) end
      assert.is_false(is_notable { calls = 5000, attempts = 5000 })
      assert.is_false(is_notable { calls = 1, attempts = 3, retries = 2 })
      assert.is_true(is_notable { calls = 2, attempts = 3, retries = 1 })
      assert.is_false(is_notable({ calls = 2, attempts = 2 }, { rate = 2 }))
      assert.is_true(is_notable({ calls = 2, attempts = 2 }, { rate = 12 }))
      local _, _, figures = line { calls = 5000, attempts = 5000 }
      assert.is_true(traffic.is_notable(figures, true))
   end)

   it("says what nothing goes on for", function()
      local function waiting(reason, given)
         given = given or {}
         given.waits = { rate = { now = 0 }, circuit = { now = 0 }, credentials = { now = 0 } }
         local idle = part { waits = given.waits }
         given.waits = { rate = { now = 0 }, circuit = { now = 0 }, credentials = { now = 0 } }
         given.waits[reason] = { now = 3 }
         return { idle, part(given) }
      end
      assert.same({}, traffic.standstill {})
      assert.same({ "no answer from application-autoscaling in us-east-1 for 34 s",
         "next try in 4 s" }, traffic.standstill(waiting("circuit", { region = "us-east-1",
            down = 34, probe = 3.2 })))
      assert.same({ "waiting for credentials of profile prod" },
         traffic.standstill(waiting("credentials", { profile = "prod" })))
      assert.same({ "waiting for credentials" }, traffic.standstill(waiting "credentials"))
      assert.equal("held to 49.9/s", traffic.pace(waiting("rate", { rate = 49.93 })))
      assert.is_nil(traffic.pace(waiting("rate", { rate = 0 })))
   end)
end)

local script <const> = [[
local moontide = require "moontide"
local aas = moontide.client "application-autoscaling"
local names = {}
for i = 1, tonumber(arg[1]) do names[i] = ("endpoint/e%d/variant/main"):format(i) end
moontide.map(names, function(name)
   aas:register_scalable_target { ServiceNamespace = "sagemaker", ResourceId = name,
      ScalableDimension = "sagemaker:variant:DesiredInstanceCount",
      MinCapacity = 1, MaxCapacity = 2 }
   if arg[2] == "signal" and name:find "/e5/" then os.execute("kill -TERM $PPID") end
end, { limit = 4 })
if arg[2] == "fail" then error "no more" end
if arg[2] == "exit" then os.exit(7) end
]]

describe("--metrics", function()
   local path, out

   before_each(function()
      path, out = program.write(script, ".lua"), program.write ""
   end)

   after_each(program.clean)

   local function run(...)
      return program.run({ "run", "--emulator", path, "--metrics", ... })
   end

   local function exit_code_and_calls(text)
      local samples = read(text)
      return samples.moontide_run_exit_code, find(samples, "moontide_calls_total", 'outcome="ok"')
   end

   it("writes the figures of a run, also of one that fails or ends itself", function()
      assert.equal(0, run(out, "--", "20").code)
      assert.same({ 0, 20 }, { exit_code_and_calls(program.read(out)) })
      assert.equal(1, run(out, "--", "3", "fail").code)
      assert.same({ 1, 3 }, { exit_code_and_calls(program.read(out)) })
      assert.equal(7, run(out, "--", "4", "exit").code)
      assert.same({ 7, 4 }, { exit_code_and_calls(program.read(out)) })
      assert.same({}, core.glob(out .. ".*"))
   end)

   it("writes them for a script that is missing or does not compile", function()
      for _, bad in ipairs { "/dev/null/none.lua", program.write("x = = 1", ".lua") } do
         local result = program.run { "run", "--metrics", out, bad }
         assert.equal(1, result.code)
         assert.equal(1, read(program.read(out)).moontide_run_exit_code)
      end
   end)

   it("writes them when the run is told to stop", function()
      assert.equal(143, run(out, "--", "2000", "signal").code)
      local code, calls = exit_code_and_calls(program.read(out))
      assert.equal(143, code)
      assert.is_true(calls >= 5 and calls < 2000)
   end)

   it("takes - for standard output", function()
      local result = run("-", "--", "2")
      assert.same({ 0, 2 }, { exit_code_and_calls(result.out) })
   end)

   it("is refused before anything is sent where it cannot be", function()
      local result = run("/dev/null/x.prom", "--", "2", "exit")
      assert.equal(64, result.code)
      assert.matches("%-%-metrics: cannot write /dev/null/x%.prom: Not a directory", result.err)
      result = program.run { "plan", "--emulator", "--json", "--metrics", "-", path }
      assert.equal(64, result.code)
      assert.matches("both want standard output", result.err)
      assert.equal(64, run("", "--", "1").code)
   end)
end)

describe("a throttled apply", function()
   after_each(program.clean)

   it("says on stderr and in its document what its calls have met", function()
      local server <close> = assert(emulator.start { throttle = "8,3" })
      local deployment = program.write([[
         deployment { name = "d" }
         for i = 1, 12 do target("endpoint/e" .. i .. "/variant/main") { min = 1, max = 2 } end
      ]], ".lua")
      local state = os.tmpname()
      os.remove(state)
      local result = program.run({ "apply", "--yes", "--json", "--rate-memory", "off", deployment },
         { env = { AWS_ACCESS_KEY_ID = "test", AWS_SECRET_ACCESS_KEY = "test",
            AWS_REGION = "eu-west-1", AWS_ENDPOINT_URL = server.url, XDG_STATE_HOME = state } })
      os.execute("rm -rf '" .. state .. "'")
      assert.equal(0, result.code, result.err)
      local figures = json.decode(result.out).stats
      assert.is_true(figures.throttled > 0)
      assert.equal(figures.attempts, figures.calls + figures.retries)
      assert.matches("moontide: %d+ calls, %d+ attempts: %d+ throttled.*, 0 lost\n$", result.err)
   end)
end)
