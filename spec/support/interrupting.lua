-- An apply that is interrupted, again and again: by signals at some moment, a disk or a memory that
-- is full, a reader of its output that goes. What is left must be completed by the next run, and be
-- undone exactly.
local control = require "support.control"
local core = require "moontide.core"
local default_signals = require "support.default_signals"
local fields = require "moontide.deploy.fields"
local fleet = require "support.fleet"
local gather = require "moontide.deploy.gather"
local journal = require "moontide.deploy.journal"
local normalise = require "moontide.deploy.normalise"
local program = require "support.program"
local task = require "moontide.task"

local M = {}

local script <const> = [[
deployment { name = "rankers", prune = true }
for i = 1, %d do
   target(("endpoint/ranker-%%03d/variant/main"):format(i)) {
      min = 1, max = 8, tags = { team = "ranking" },
      track "invocations" { metric = "SageMakerVariantInvocationsPerInstance", value = 600 },
      schedule "morning" { cron = "0 6 * * ? *", min = 1, max = 8 },
   }
end
]]

-- What was there before: every third target with other bounds, another policy and action, one that
-- the script does not want, owned by it.
local function prepare(aas, count)
   local items = {}
   for i = 1, count + 1, 3 do items[#items + 1] = i end
   task.map(items, function(i)
      local id = { ServiceNamespace = "sagemaker",
         ResourceId = ("endpoint/ranker-%03d/variant/main"):format(i <= count and i or 999),
         ScalableDimension = "sagemaker:variant:DesiredInstanceCount" }
      local function with(members)
         for key, value in pairs(id) do members[key] = value end
         return members
      end
      aas:register_scalable_target(with { MinCapacity = 2, MaxCapacity = 5, Tags = {
         ["moontide:deployment"] = "rankers", team = "search", old = tostring(i) } })
      aas:put_scaling_policy(with { PolicyName = "old", PolicyType = "TargetTrackingScaling",
         TargetTrackingScalingPolicyConfiguration = { TargetValue = i + 0.5, ScaleInCooldown = 7,
            PredefinedMetricSpecification = {
               PredefinedMetricType = "SageMakerVariantInvocationsPerInstance" } } })
      aas:put_scheduled_action(with { ScheduledActionName = "old", Schedule = "rate(2 days)",
         ScalableTargetAction = { MaxCapacity = 5 }, StartTime = 1924992000 })
   end)
end

local function comparable(target)
   local policies, schedules = {}, {}
   for name, policy in pairs(target.policies) do
      policies[name] = { type = policy.type, config = policy.config }
   end
   for name, action in pairs(target.schedules) do schedules[name] = normalise.schedule(action) end
   return { min = target.min, max = target.max, suspended = target.suspended, tags = target.tags,
      policies = policies, schedules = schedules }
end

---Everything that is live, as far as it can be put back.
function M.state()
   local cell = require("moontide.deploy.cells").new(nil, "eu-west-1", false)
   local state
   task.run(function()
      state = gather.read({ { cell = cell, wanted = {}, namespaces = { "sagemaker" },
         is_whole = true, needs_tags = true } })[cell]
   end)
   assert(not state.error, tostring(state.error))
   local result = {}
   for key, target in pairs(state.targets) do result[key] = comparable(target) end
   return result
end

local function same(expected, seen, what)
   local different = fields.compare(expected, seen)
   assert(#different == 0, ("%s: %d differences, the first is %s"):format(what, #different,
      different[1] and different[1].path))
end

local function quiet(arguments, env)
   local result = program.run(arguments, { env = env })
   assert(result.code == 0, table.concat(arguments, " ") .. ": " .. result.out .. result.err)
   return result
end

-- A shell's wait for the moment: so many seconds, or so many lines in the journal.
local function wait_for(breach, env)
   if breach.seconds then return ("sleep %.3f"):format(breach.seconds) end
   return ("while kill -0 $pid 2>/dev/null && test $(cat '%s'/moontide/journal/* 2>/dev/null"
      .. " | wc -l) -lt %d; do sleep 0.005; done"):format(env.XDG_STATE_HOME, breach.lines)
end

-- What a shell has to do so that the breach happens to a command; what that says goes to a file.
local function shell_of(breach, command, said, env)
   if breach.pipe then
      return ("(%s; exec %s) 2>%s | %s >/dev/null; exit ${PIPESTATUS[0]}"):format(
         breach.under or "true", command, said, breach.pipe)
   elseif breach.under then
      return ("(%s; exec %s) 2>&1 | cat >%s; exit ${PIPESTATUS[0]}"):format(breach.under, command,
         said)
   elseif breach.out then
      return ("%s 2>%s >%s"):format(command, said, breach.out)
   end
   local start = ("set -m; %s >%s 2>&1 & pid=$!; %s; "):format(command, said, wait_for(breach, env))
   if breach.asleep then -- a shell's wait ends when the process stops, too
      return ("%s kill -STOP $pid; %s; kill -CONT $pid; code=147; "
         .. "while test $code = 147; do wait $pid; code=$?; done; exit $code"):format(start,
         breach.asleep)
   end
   return ("%s kill -%s $pid; wait $pid"):format(start, breach.signal)
end

---@class support.Breach
---@field lines integer?   when so many lines are in the journal, or …
---@field seconds number?  after so many seconds …
---@field signal string?   a signal comes, or …
---@field asleep string?   the process stops for as long as this shell command runs
---@field under string?    a shell command that limits what the process may do
---@field pipe string?     who reads its output
---@field out string?      where its output goes
---@field sends_again boolean?  calls may arrive more often than they are in the journal
---@field codes integer[]  with which it may end
---@field text string?     a pattern that it then says

-- Runs an apply that is interrupted; returns its exit code.
local function interrupted(breach, arguments, env)
   local words = { breach.under and "" or default_signals, "env", "-i" }
   for name, value in pairs(env) do words[#words + 1] = ("'%s=%s'"):format(name, value) end
   words[#words + 1] = program.path
   table.move(arguments, 1, #arguments, #words + 1, words)
   local said = program.write("")
   local shell = shell_of(breach, table.concat(words, " "), said, env)
   local _, kind, code = os.execute(("bash -c '%s' 2>/dev/null"):format(shell:gsub("'", [['\'']])))
   if kind == "signal" then code = 128 + code end
   local text = program.read(said)
   local is_expected = false
   for _, expected in ipairs(breach.codes) do is_expected = is_expected or code == expected end
   assert(is_expected, ("it ended with %s: %s"):format(code, text))
   assert(code == 0 or text:find(breach.text or ""), "it says only: " .. text)
   return code
end

local function check_policies(state, count)
   local found = 0
   for _, target in pairs(state) do
      found = found + 1
      local names = {}
      for name in pairs(target.policies) do names[#names + 1] = name end
      assert(#names == 1 and names[1] == "invocations", "policies: " .. table.concat(names, ", "))
   end
   assert(found == count, ("%d targets"):format(found))
end

local writes <const> = { "^Register", "^Deregister", "^Put", "^Delete", "^Tag", "^Untag" }

-- What has arrived had been in the journal before.
local function check_journalled(world)
   local known, arrived = 0, 0
   for _, path in ipairs(journal.list(world.journals)) do
      for _ in pairs(journal.read(path).calls) do known = known + 1 end
   end
   local counters = core.json_decode(control.ask(world.emulator.port, "GET", "counters"))
   for operation, count in pairs(counters.operations) do
      for _, pattern in ipairs(writes) do
         if operation:find(pattern) then arrived = arrived + count end
      end
   end
   assert(arrived <= known, ("%d writes arrived, the journal has %d"):format(arrived, known))
end

-- Completes an apply, whatever it left, and undoes all of it.
local function round(breach, world)
   control.ask(world.emulator.port, "POST", "reset?counters")
   local code = breach
      and interrupted(breach, { "apply", "--yes", world.path }, world.env)
   if breach and not breach.sends_again then check_journalled(world) end
   local began = core.monotonic()
   quiet({ "apply", "--yes", "--quiet", world.path }, world.env)
   world.length = world.length or core.monotonic() - began
   local state = M.state()
   if world.wanted then same(world.wanted, state, "after the second run") end
   world.wanted = world.wanted or state
   check_policies(state, world.count)
   assert(quiet({ "plan", "--quiet", world.path }, world.env).out:find("^No changes"))
   local paths = journal.list(world.journals)
   local states = {}
   for i = #paths, 1, -1 do
      states[#states + 1] = journal.read(paths[i]).state
      quiet({ "undo", "--yes", "--quiet", "--no-capacity", "--journal-dir", world.undo,
         paths[i] }, world.env)
      os.remove(paths[i])
   end
   same(world.before, M.state(), ("after undoing %s"):format(table.concat(states, ", ")))
   return code
end

---A world in which applies of `count` targets can be interrupted, closed with its variable.
---@param options { count: integer, latency_ms: number?, proxy: nil|fun(url: string): string }
---@return table world
function M.open(options)
   local emulator = fleet.emulator { latency_ms = options.latency_ms }
   local root = os.tmpname()
   os.remove(root)
   local env = { AWS_ACCESS_KEY_ID = "test", AWS_SECRET_ACCESS_KEY = "test", PATH = "/usr/bin:/bin",
      AWS_REGION = "eu-west-1", XDG_STATE_HOME = root, XDG_CACHE_HOME = root, HOME = "/nonexistent",
      AWS_ENDPOINT_URL = options.proxy and options.proxy(emulator.url) or emulator.url,
      MOONTIDE_SCRIPTS = os.getenv "MOONTIDE_SCRIPTS", CI = "true" }
   task.run(function()
      prepare(require("moontide").client("application-autoscaling"), options.count)
   end)
   local world = { env = env, count = options.count, undo = root .. "/undone", emulator = emulator,
      journals = root .. "/moontide/journal", before = M.state(),
      path = program.write(script:format(options.count), ".lua") }
   round(nil, world)
   return setmetatable(world, { __close = function()
      os.execute("rm -rf '" .. root .. "'")
      getmetatable(emulator).__close()
   end })
end

---Interrupts an apply, has the next complete it, and undoes both; raises what is wrong.
---@param world table
---@param breach support.Breach
---@return integer code  of the interrupted one
function M.round(world, breach)
   return round(breach, world)
end

---Kills `kills` applies of `count` targets at random moments; returns how many were still running.
---@param options { count: integer, kills: integer, seed: integer, latency_ms: number? }
---@return integer
function M.kill(options)
   local world <close> = M.open(options)
   math.randomseed(options.seed)
   local killed = 0
   for _ = 1, options.kills do
      local code = round({ signal = "KILL", seconds = math.random() * world.length,
         codes = { 137, 0 } }, world)
      if code == 137 then killed = killed + 1 end
   end
   return killed
end

return M
