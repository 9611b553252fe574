-- Faults × classes of operations × ways to call: what goes wrong once must be absorbed, what is
-- final must be told as it is, and what is there afterwards must agree with what was said.
local control = require "support.control"
local emulators = require "moontide.emulator"
local fault_proxy = require "support.fault_proxy"
local fields = require "moontide.deploy.fields"
local journal = require "moontide.deploy.journal"
local json = require "moontide.json"
local moontide = require "moontide"
local program = require "support.program"

local M = {}

local REGION <const> = "eu-west-1"
local DIMENSION <const> = "sagemaker:variant:DesiredInstanceCount"
local PATIENCE <const> = 0.4 -- seconds of an attempt

---@class support.Fault
---@field text string      as the emulator or the proxy takes it
---@field is_tcp boolean   of the proxy
---@field ends "ok"|"error"|"either"  how a call ends that meets it once
---@field exit integer?    the program's exit code for such an error
---@field only? table<string, boolean>  the classes that it makes sense for

-- What Application Auto Scaling alone says.
local scaling <const> = { read = true, write = true, delete = true }

local EMULATOR = {
   { text = "latency:ms=30" },
   { text = "error" },
   { text = "error:status=503" },
   { text = "error:status=400,code=ThrottlingException,message=Rate exceeded" },
   { text = "throttle:rate=20,burst=1" },
   { text = "reset" },
   { text = "reset:when=after" },
   { text = "truncated" },
   { text = "garbage" },
   { text = "oversized:bytes=3000000" },
   { text = "concurrent", only = scaling },
   { text = "nested-throttle", only = scaling },
   { text = "iam-lag", only = scaling, ends = "either" },
   { text = "expired", ends = "error", exit = 4 },
   { text = "denied", ends = "error", exit = 4 },
   { text = "permissions:missing=sagemaker:DescribeEndpoint", only = scaling, ends = "error" },
}

---All faults, the emulator's and the proxy's.
---@type support.Fault[]
M.faults = {}
for _, fault in ipairs(EMULATOR) do
   fault.ends = fault.ends or "ok"
   M.faults[#M.faults + 1] = fault
end
for _, kind in ipairs(fault_proxy.kinds) do
   -- three attempts may all fall into the time in which connections are refused
   M.faults[#M.faults + 1] = { text = kind, is_tcp = true,
      ends = kind == "refuse" and "either" or "ok" }
end

local function target(name, members)
   local input = { ServiceNamespace = "sagemaker", ScalableDimension = DIMENSION,
      ResourceId = ("endpoint/%s/variant/main"):format(name) }
   for key, value in pairs(members or {}) do input[key] = value end
   return input
end

local function action(schedule)
   return target("e1", { ScheduledActionName = "s", Schedule = schedule,
      ScalableTargetAction = { MinCapacity = 1, MaxCapacity = 2 } })
end

local config <const> = { EndpointConfigName = "c", ProductionVariants = { { VariantName = "main",
   ModelName = "m", InstanceType = "ml.m5.xlarge", InitialInstanceCount = 1 } } }

-- The classes: which operations meet the fault, the call in three ways, and what it changes.
local CLASSES = {
   read = {
      operations = "DescribeScalableTargets", service = "application-autoscaling",
      apply = "DescribeScalableTargets|DescribeScalingPolicies|DescribeScheduledActions"
         .. "|ListTagsForResource",
      lua = function(aas)
         local count = 0
         for _ in aas:each("DescribeScalableTargets",
            { ServiceNamespace = "sagemaker", MaxResults = 2 }) do
            count = count + 1
         end
         assert(count == 5, ("%d of 5 targets were listed"):format(count))
      end,
      api = { "describe-scalable-targets", "--service-namespace", "sagemaker", "--page-size", "2" },
      check = function(result)
         local count = #json.decode(result.out).ScalableTargets
         assert(count == 5, ("%d of 5 targets were listed"):format(count))
      end,
      change = function() end,
   },
   write = {
      operations = "PutScheduledAction", service = "application-autoscaling",
      apply = "RegisterScalableTarget|TagResource",
      lua = function(aas) aas:put_scheduled_action(action "rate(2 days)") end,
      api = { "put-scheduled-action", "--cli-input-json", json.encode(action "rate(2 days)") },
      change = function(state) state.action = "rate(2 days)" end,
   },
   create = {
      operations = "CreateEndpointConfig", service = "sagemaker",
      lua = function(sagemaker)
         local made = sagemaker:create_endpoint_config(config)
         assert(made.EndpointConfigArn:find("endpoint%-config/c$"), "no ARN")
      end,
      api = { "sagemaker", "create-endpoint-config", "--cli-input-json", json.encode(config) },
      check = function(result)
         assert(json.decode(result.out).EndpointConfigArn:find("endpoint%-config/c$"), "no ARN")
      end,
      change = function(state) state.config = true end,
   },
   delete = {
      operations = "DeregisterScalableTarget", service = "application-autoscaling",
      apply = "DeregisterScalableTarget",
      lua = function(aas) aas:deregister_scalable_target(target "e5") end,
      api = { "deregister-scalable-target", "--cli-input-json", json.encode(target "e5") },
      change = function(state) state.targets["endpoint/e5/variant/main"] = nil end,
   },
}

M.classes = { "read", "write", "create", "delete" }

local script <const> = [[
require("moontide").configure { attempt_timeout = %s }
deployment { name = "matrix", prune = true }
for i = 1, 4 do target(("endpoint/e%%d/variant/main"):format(i)) { min = 1, max = 9 } end
]]

-- The world ------------------------------------------------------------------------------------

---@class support.FaultWorld
---@field emulator table
---@field proxy support.FaultProxy
local World = {}
World.__index = World

local function client(world, service, url, options)
   local given = { region = REGION, endpoint_url = url, credentials = {
      access_key_id = world.emulator.access_key_id,
      secret_access_key = world.emulator.secret_access_key } }
   for key, value in pairs(options or {}) do given[key] = value end
   return moontide.client(service, given)
end

---What is there, in short.
function World:state()
   local state = { targets = {}, config = false }
   for found in self.aas:each("DescribeScalableTargets", { ServiceNamespace = "sagemaker" }) do
      state.targets[found.ResourceId] = found.MaxCapacity
   end
   for found in self.aas:each("DescribeScheduledActions", { ServiceNamespace = "sagemaker" }) do
      state.action = found.Schedule
   end
   for found in self.sagemaker:each("ListEndpointConfigs") do
      state.config = state.config or found.EndpointConfigName == "c"
   end
   return state
end

function World:begin()
   control.ask(self.emulator.port, "POST", "reset")
   for i = 1, 5 do
      self.aas:register_scalable_target(target("e" .. i, { MinCapacity = 1, MaxCapacity = 4,
         Tags = { ["moontide:deployment"] = "matrix" } }))
   end
   self.aas:put_scheduled_action(action "rate(1 day)")
end

---Lets a fault happen, count times (nil: always).
function World:set(fault, operations, count)
   local has_keys = fault.text:find(":", 1, true)
   local text = ("%s%soperation=%s%s"):format(fault.text, has_keys and "," or ":", operations,
      count and not fault.text:find("^throttle") and ",count=" .. count or "")
   if fault.is_tcp then
      self.proxy:set(text)
   else
      control.ask(self.emulator.port, "POST", "faults", text)
   end
   self.spoilt = fault
end

function World:clear()
   if self.spoilt and self.spoilt.is_tcp then
      self.proxy:set()
   elseif self.spoilt then
      control.ask(self.emulator.port, "POST", "faults")
   end
   self.spoilt = nil
end

function World:close()
   self.proxy:close()
   self.emulator:close()
end

World.__close = World.close

---@return support.FaultWorld
function M.open()
   local world = setmetatable({ emulator = assert(emulators.start { alarm_quota = 0 }) }, World)
   world.proxy = fault_proxy.start(world.emulator.url)
   world.aas = client(world, "application-autoscaling", world.emulator.url)
   world.sagemaker = client(world, "sagemaker", world.emulator.url)
   return world
end

-- Judging --------------------------------------------------------------------------------------

local function same(expected, seen)
   return #fields.compare(expected, seen) == 0
end

-- A success has changed what it was to change; a failure nothing, unless it says that it may have.
local function judge(world, class, outcome)
   local before, after = world.before, json.decode(json.encode(world.before))
   CLASSES[class].change(after)
   local state = world:state()
   local is_old, is_new = same(before, state), same(after, state)
   if outcome.is_ok then
      assert(is_new, "it succeeded, but what is there says otherwise: " .. json.encode(state))
   else
      assert(is_old or (is_new and outcome.may_have_acted),
         "it failed, but something has changed: " .. outcome.text .. " " .. json.encode(state))
   end
end

local function judge_end(fault, outcome)
   if fault.ends == "ok" then
      assert(outcome.is_ok, "it was not absorbed: " .. tostring(outcome.text))
   elseif fault.ends == "error" then
      assert(not outcome.is_ok, "it was not told")
   end
end

local function environment(world)
   return { AWS_ACCESS_KEY_ID = world.emulator.access_key_id, AWS_REGION = REGION,
      AWS_SECRET_ACCESS_KEY = world.emulator.secret_access_key, AWS_ENDPOINT_URL = world.proxy.url,
      AWS_CONFIG_FILE = "/dev/null", XDG_CACHE_HOME = "/nonexistent", CI = "true" }
end

local function run(world, arguments)
   local result = program.run(arguments, { env = environment(world),
      under = "timeout -s KILL 60" })
   assert(result.code < 124, "it hangs or has crashed: " .. result.err)
   assert(not result.err:find("traceback", 1, true), result.err)
   return { is_ok = result.code == 0, code = result.code, out = result.out,
      text = result.err .. result.out, may_have_acted = result.err:find("may have been done") }
end

-- The ways -------------------------------------------------------------------------------------

local WAYS = {}

function WAYS.lua(world, class, options)
   local given <close> = client(world, CLASSES[class].service, world.proxy.url,
      { attempt_timeout = PATIENCE, deadline = options and options.deadline })
   local ok, err = pcall(CLASSES[class].lua, given)
   return { is_ok = ok, text = tostring(err), exit = not ok and err.exit_code,
      may_have_acted = not ok and type(err) == "table" and err.may_have_acted }
end

function WAYS.api(world, class)
   local arguments = { "api" }
   table.move(CLASSES[class].api, 1, #CLASSES[class].api, 2, arguments)
   table.move({ "--cli-read-timeout", "1" }, 1, 2, #arguments + 1, arguments)
   local outcome = run(world, arguments)
   if outcome.is_ok and CLASSES[class].check then CLASSES[class].check(outcome) end
   outcome.exit = outcome.code
   return outcome
end

local function check_journals(directory)
   for _, path in ipairs(journal.list(directory)) do
      journal.read(path)
      os.remove(path)
   end
end

-- An apply ends well, or the next one does.
function WAYS.apply(world, _, options)
   local path = program.write(script:format(PATIENCE), ".lua")
   local directory = os.tmpname()
   os.remove(directory)
   local arguments = { "apply", "--yes", "--quiet", "--journal-dir", directory, path }
   local outcome = run(world, arguments)
   outcome.exit = outcome.code
   world:clear()
   if not outcome.is_ok then assert(run(world, arguments).is_ok, outcome.text) end
   check_journals(directory)
   os.remove(directory)
   local targets = {}
   for i = 1, 4 do targets[("endpoint/e%d/variant/main"):format(i)] = 9 end
   local state = world:state()
   assert(same(targets, state.targets), "after the second apply: " .. json.encode(state))
   options.is_judged = true
   return outcome
end

M.ways = { "lua", "api", "apply" }

---Does the cell make sense?
---@param fault support.Fault
function M.has(fault, class, way)
   return (not fault.only or fault.only[class] == true)
      and (way ~= "apply" or CLASSES[class].apply ~= nil)
end

---One cell; raises what is wrong.
---@param world support.FaultWorld
---@param fault support.Fault
---@param class string
---@param way string
---@param options? { is_lasting: boolean?, deadline: number? }  it does not stop
function M.cell(world, fault, class, way, options)
   options = options or {}
   world:clear() -- of a cell that has failed
   world:begin()
   world.before = world:state()
   world:set(fault, way == "apply" and CLASSES[class].apply or CLASSES[class].operations,
      not options.is_lasting and 1 or nil)
   local outcome = WAYS[way](world, class, options)
   world:clear()
   if not options.is_lasting then judge_end(fault, outcome) end
   if not options.is_judged then judge(world, class, outcome) end
   if not outcome.is_ok and fault.exit and not options.is_lasting then
      assert(outcome.exit == fault.exit or (way == "apply" and outcome.exit == 5),
         ("exit code %s: %s"):format(outcome.exit, outcome.text))
   end
end

return M
