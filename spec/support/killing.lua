-- An apply that is killed at a random moment, again and again: what is left must be completed by
-- the next run, and be undone exactly.
local core = require "moontide.core"
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
local function wait_for(moment, env)
   if moment.seconds then return ("sleep %.3f"):format(moment.seconds) end
   return ("while kill -0 $pid 2>/dev/null && test $(cat '%s'/moontide/journal/* 2>/dev/null"
      .. " | wc -l) -lt %d; do sleep 0.005; done"):format(env.XDG_STATE_HOME, moment.lines)
end

-- Starts an apply and kills it at a moment; says whether it was still running.
local function kill_at(moment, arguments, env)
   local words = { "env", "-i" }
   for name, value in pairs(env) do words[#words + 1] = ("'%s=%s'"):format(name, value) end
   words[#words + 1] = program.path
   table.move(arguments, 1, #arguments, #words + 1, words)
   local command = ("%s >/dev/null 2>&1 & pid=$!; %s; kill -9 $pid 2>/dev/null; wait $pid")
      :format(table.concat(words, " "), wait_for(moment, env))
   local _, _, code = os.execute(("sh -c '%s' 2>/dev/null"):format(command:gsub("'", [['\'']])))
   return code == 137
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

-- moment: when to kill the first apply; nil: not at all.
local function round(moment, world)
   local was_killed = moment
      and kill_at(moment, { "apply", "--yes", "--quiet", world.path }, world.env)
   local began = core.monotonic()
   quiet({ "apply", "--yes", "--quiet", world.path }, world.env)
   world.length = world.length or core.monotonic() - began
   local state = M.state()
   if world.wanted then same(world.wanted, state, "after the second run") end
   world.wanted = world.wanted or state
   check_policies(state, world.count)
   assert(quiet({ "plan", "--quiet", world.path }, world.env).out:find("^No changes"))
   local paths = journal.list(world.env.XDG_STATE_HOME .. "/moontide/journal")
   local states = {}
   for i = #paths, 1, -1 do
      states[#states + 1] = journal.read(paths[i]).state
      quiet({ "undo", "--yes", "--quiet", "--no-capacity", "--journal-dir", world.undo,
         paths[i] }, world.env)
      os.remove(paths[i])
   end
   same(world.before, M.state(), ("after undoing %s"):format(table.concat(states, ", ")))
   return was_killed
end

---Kills `kills` applies of `count` targets, at random moments or when the journal has as many lines
---as `lines` lists; returns how many were still running.
---@param options { count: integer, kills: integer?, lines: integer[]?, seed: integer?,
---   latency_ms: number? }
---@return integer
function M.run(options)
   local emulator <close> = fleet.emulator { latency_ms = options.latency_ms }
   local root = os.tmpname()
   os.remove(root)
   local env = { AWS_ACCESS_KEY_ID = "test", AWS_SECRET_ACCESS_KEY = "test", PATH = "/usr/bin:/bin",
      AWS_REGION = "eu-west-1", AWS_ENDPOINT_URL = emulator.url, XDG_STATE_HOME = root,
      HOME = "/nonexistent", MOONTIDE_SCRIPTS = os.getenv "MOONTIDE_SCRIPTS" }
   task.run(function()
      prepare(require("moontide").client("application-autoscaling"), options.count)
   end)
   local world = { env = env, count = options.count, undo = root .. "/undone",
      path = program.write(script:format(options.count), ".lua"), before = M.state() }
   round(nil, world)
   math.randomseed(options.seed or 1)
   local killed = 0
   for i = 1, options.kills or #options.lines do
      local moment = options.lines and { lines = options.lines[i] }
         or { seconds = math.random() * world.length }
      if round(moment, world) then killed = killed + 1 end
   end
   os.execute("rm -rf '" .. root .. "'")
   return killed
end

return M
