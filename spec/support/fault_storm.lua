-- Every kind of fault at once: random calls through an emulator and a proxy that both misbehave.
-- What may be there is followed as a set of possible states; every answer and every error has to
-- agree with it, and so has what is there in the end.
local context = require "moontide.context"
local control = require "support.control"
local core = require "moontide.core"
local emulators = require "moontide.emulator"
local fault_proxy = require "support.fault_proxy"
local json = require "moontide.json"
local kinds = require "moontide.emulator.faults.kinds"
local moontide = require "moontide"
local task = require "moontide.task"

local M = {}

local DIMENSION <const> = "sagemaker:variant:DesiredInstanceCount"
local TARGETS <const>, STEPS <const> = 4, 6

-- Of each kind: one call in five meets any of them, every other call does, nearly every one.
local CHANCES <const> = { 0.2 / (#kinds.names + 1 + #fault_proxy.kinds), 0.03, 0.2 }

local KEYS <const> = { latency = "ms=20,jitter=20", oversized = "bytes=100000",
   throttle = "rate=20,burst=2", permissions = "missing=sagemaker:DescribeEndpoint" }

local function emulator_faults(chance)
   local list = {}
   for _, name in ipairs(kinds.names) do
      local keys = ("chance=%.4f%s"):format(chance, KEYS[name] and "," .. KEYS[name] or "")
      list[#list + 1] = ("%s:%s"):format(name, keys)
      if name == "reset" then list[#list + 1] = ("reset:when=after,%s"):format(keys) end
   end
   return list
end

local function proxy_faults(chance)
   local list = {}
   for i, kind in ipairs(fault_proxy.kinds) do
      list[i] = ("%s:chance=%.4f,seconds=0.02"):format(kind, chance)
   end
   return list
end

-- What may be there ----------------------------------------------------------------------------

-- A state is { max = N?, schedule = TEXT?, variants = N? }: a target, its action, a configuration.
local function key_of(state)
   return json.encode(state, { sorted = true })
end

local function add(set, state)
   set[key_of(state)] = state
end

local function with(state, member, value)
   local copy = {}
   for name, one in pairs(state) do copy[name] = one end
   copy[member] = value
   return copy
end

-- The states that a change may lead to; of(state) is nil where the service refuses it.
local function after(set, of)
   local result = {}
   for _, state in pairs(set) do
      local changed = of(state)
      if changed then add(result, changed) end
   end
   return result
end

local function text_of(set)
   local texts = {}
   for key in pairs(set) do texts[#texts + 1] = key end
   table.sort(texts)
   return table.concat(texts, " or ")
end

-- The calls --------------------------------------------------------------------------------------

local function id_of(name, members)
   local input = { ServiceNamespace = "sagemaker", ScalableDimension = DIMENSION,
      ResourceId = ("endpoint/%s/variant/main"):format(name) }
   for key, value in pairs(members or {}) do input[key] = value end
   return input
end

local function variants(count)
   local list = {}
   for i = 1, count do
      list[i] = { VariantName = "v" .. i, ModelName = "m", InstanceType = "ml.m5.xlarge",
         InitialInstanceCount = 1 }
   end
   return list
end

-- Each: the call with a random number, and what it makes of a state.
local CALLS = {
   function(run, name, number)
      run.aas:register_scalable_target(id_of(name, { MinCapacity = 1, MaxCapacity = number }))
   end, function(number) return function(state) return with(state, "max", number) end end,

   function(run, name, number)
      run.aas:put_scheduled_action(id_of(name, { ScheduledActionName = "s",
         Schedule = ("at(2099-01-0%dT00:00:00)"):format(number),
         ScalableTargetAction = { MaxCapacity = 9 } }))
   end, function(number)
      return function(state)
         return state.max and with(state, "schedule", ("at(2099-01-0%dT00:00:00)"):format(number))
      end
   end,

   function(run, name)
      run.aas:delete_scheduled_action(id_of(name, { ScheduledActionName = "s" }))
   end, function() return function(state) return with(state, "schedule", nil) end end,

   function(run, name) run.aas:deregister_scalable_target(id_of(name)) end,
   function()
      return function(state) return with(with(state, "max", nil), "schedule", nil) end
   end,

   function(run, name, number)
      run.sagemaker:create_endpoint_config { EndpointConfigName = name,
         ProductionVariants = variants(number) }
   end, function(number)
      return function(state)
         local is_free = not state.variants or state.variants == number
         return is_free and with(state, "variants", number) or nil
      end
   end,

   function(run, name) run.sagemaker:delete_endpoint_config { EndpointConfigName = name } end,
   function() return function(state) return with(state, "variants", nil) end end,
}

local function first_of(list)
   return list[1] or {}
end

-- What is there; raises what kept it from being read.
local function read(run, name)
   local id = id_of(name)
   local target = first_of(run.aas:describe_scalable_targets { ServiceNamespace = "sagemaker",
      ResourceIds = { id.ResourceId } }.ScalableTargets)
   local action = first_of(run.aas:describe_scheduled_actions { ServiceNamespace = "sagemaker",
      ResourceId = id.ResourceId }.ScheduledActions)
   local state = { max = target.MaxCapacity, schedule = action.Schedule }
   for config in run.sagemaker:each("ListEndpointConfigs", { NameContains = name }) do
      local shown = run.sagemaker:describe_endpoint_config {
         EndpointConfigName = config.EndpointConfigName }
      state.variants = #shown.ProductionVariants
   end
   return state
end

local function check_read(run, name, set)
   local ok, state = pcall(read, run, name)
   run.count(ok, state)
   if ok and not set[key_of(state)] then
      run.fail(("%s: it was read as %s, but can only be %s"):format(name, key_of(state),
         text_of(set)))
   end
   return ok and { [key_of(state)] = state } or set
end

local function step(run, name, set)
   local which, number = run.random(0, #CALLS // 2), run.random(2, 5)
   if which == 0 then return check_read(run, name, set) end
   local changed = after(set, CALLS[2 * which](number))
   local ok, err = pcall(CALLS[2 * which - 1], run, name, number)
   run.count(ok, err)
   if not ok and not err.may_have_acted then return set end
   if ok and not next(changed) then
      run.fail(("%s: call %d succeeded in %s"):format(name, which, text_of(set)))
   end
   for _, state in pairs(ok and {} or set) do add(changed, state) end
   return changed
end

-- A run ------------------------------------------------------------------------------------------

local function client(service, url, emulator, options)
   local given = { region = "eu-west-1", endpoint_url = url, credentials = {
      access_key_id = emulator.access_key_id, secret_access_key = emulator.secret_access_key } }
   for key, value in pairs(options or {}) do given[key] = value end
   return moontide.client(service, given)
end

local function new_run(seed, tally, url, emulator)
   local patience = { attempt_timeout = 0.4, deadline = 3 }
   local random = seed
   return {
      aas = client("application-autoscaling", url, emulator, patience),
      sagemaker = client("sagemaker", url, emulator, patience),
      random = function(from, to) -- Lehmer's generator: the same in every Lua, and no state shared
         random = random * 48271 % 2147483647
         return from + random % (to - from + 1)
      end,
      count = function(ok, err)
         tally.calls = tally.calls + 1
         if ok then return end
         if type(err) ~= "table" or not err.status then error(err, 0) end
         tally.failed = tally.failed + 1
         if err.may_have_acted then tally.in_doubt = tally.in_doubt + 1 end
      end,
      fail = function(text) error(("seed %d: %s"):format(seed, text), 0) end,
   }
end

local function names()
   local list = {}
   for i = 1, TARGETS do list[i] = "t" .. i end
   return list
end

---One seed; raises what is wrong, and adds to the tally.
---@param seed integer
---@param proxy support.FaultProxy
---@param tally { calls: integer, failed: integer, in_doubt: integer, attempts: integer }
function M.run(seed, proxy, tally)
   local chance = CHANCES[seed % #CHANCES + 1]
   local emulator <close> = assert(emulators.start { seed = seed, alarm_quota = 0,
      faults = emulator_faults(chance) })
   proxy:set(("upstream %s %d"):format(emulator.url:match("//(.*)"), seed),
      table.unpack(proxy_faults(chance)))
   local before = context.replace_engine(nil)
   moontide.configure { patience = 1, seed = seed }
   local began = core.monotonic()
   local run = new_run(seed, tally, proxy.url, emulator)
   local sets = {}
   task.map(names(), function(name)
      local set = { ["{}"] = {} }
      for _ = 1, STEPS do set = step(run, name, set) end
      sets[name] = set
   end)
   tally.attempts = tally.attempts + moontide.stats().attempts
   tally.seconds = math.max(tally.seconds or 0, core.monotonic() - began)
   control.ask(emulator.port, "POST", "faults")
   local clean = { aas = client("application-autoscaling", emulator.url, emulator),
      sagemaker = client("sagemaker", emulator.url, emulator) }
   for _, name in ipairs(names()) do
      local state = read(clean, name)
      if not sets[name][key_of(state)] then
         run.fail(("%s is %s in the end, but can only be %s"):format(name, key_of(state),
            text_of(sets[name])))
      end
   end
   local engine = context.replace_engine(before)
   engine:close()
   context.forget_options()
end

return M
