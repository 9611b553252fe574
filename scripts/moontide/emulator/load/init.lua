-- The load generator: puts requests on scalable targets and publishes their metrics, minute by
-- minute, or every ten seconds where an alarm looks that closely. It is a source of metrics only;
-- nothing is invoked.
local capacity = require "moontide.emulator.capacity"
local glob = require "moontide.glob"
local metrics = require "moontide.emulator.services.cloudwatch.metrics"
local registry = require "moontide.emulator.services.autoscaling.registry"
local shapes = require "moontide.emulator.load.shapes"
local traffic = require "moontide.emulator.load.traffic"

local M = {}

local minute <const>, short <const> = 60, 10
local namespaces <const> = { "dynamodb", "ecs", "sagemaker" }

---@class moontide.emulator.LoadGenerator
---@field emulator moontide.emulator.Emulator
---@field random fun(): number
---@field loads moontide.emulator.Load[]
---@field began number
---@field generation integer  of the loads; ticks of earlier ones come to nothing
local Generator = {}
Generator.__index = Generator

---@param emulator moontide.emulator.Emulator
---@param loads moontide.emulator.Load[]
---@param random fun(): number  in [0, 1)
---@return moontide.emulator.LoadGenerator
function M.new(emulator, loads, random)
   local self = setmetatable({ emulator = emulator, random = random, generation = 0 }, Generator)
   self:set(loads)
   return self
end

---Replaces all loads; their time begins now.
---@param loads moontide.emulator.Load[]
function Generator:set(loads)
   self.loads, self.began = loads, self.emulator.clock.now()
   self:restart()
end

---Begins to tick, if there is any load.
function Generator:restart()
   self.generation, self.last = self.generation + 1, nil
   if self.loads[1] then
      self:arm()
   end
end

local function shows_seconds(emulator)
   for _, context in emulator:contexts() do
      if context.collection("alarms").shared.has_short_periods then
         return true
      end
   end
   return false
end

function Generator:arm()
   local clock, generation = self.emulator.clock, self.generation
   local interval = shows_seconds(self.emulator) and short or minute
   self.emulator.agenda:add((clock.now() // interval + 1) * interval, "metrics", function()
      if self.generation == generation then
         self:tick()
         self:arm()
      end
   end)
end

---What is served of what has come and of what waited; the rest waits on.
local function work_off(row, load, stretch)
   if load.is_async then
      local served = stretch.capacity * load.rps * stretch.seconds
      row.backlog = math.max(0, (row.backlog or 0) + stretch.requests - served)
   end
   return row.backlog or 0
end

local function publish(context, row, load, stretch, time)
   local dimensions = traffic.dimensions(row.target.ResourceId, load.is_async)
   for _, reading in ipairs(traffic.readings(row.target.ScalableDimension, stretch)) do
      local metric = metrics.open(context, { Namespace = reading.namespace,
         MetricName = reading.name, Dimensions = dimensions })
      local resolution = reading.is_fine and 1 or minute
      metrics.record(metric, reading.unit, math.tointeger(time // resolution * resolution),
         reading.entry)
   end
end

---@param load moontide.emulator.Load
---@param time number
---@return number
function Generator:rpm(load, time)
   local rpm = shapes.shapes[load.shape].rpm(load.values, time, self.began)
   return math.max(0, rpm * (1 + load.jitter * (2 * self.random() - 1)))
end

function Generator:put_load(context, row, load, from, till)
   local state = capacity.get(context, row.target)
   if not (state and state.current and traffic.is_known(row.target.ScalableDimension)) then
      return
   end
   local stretch = {
      requests = self:rpm(load, from) * (till - from) / minute, seconds = till - from,
      capacity = state.current, latency = load.latency, rps = load.rps, is_async = load.is_async,
   }
   stretch.backlog = work_off(row, load, stretch)
   publish(context, row, load, stretch, from)
end

local function fits(load, context, target)
   return (not load.region or load.region == context.region)
      and (not load.account or load.account == context.account)
      and glob.matches(target.ResourceId, load.on)
end

---Publishes what happened since the last tick.
function Generator:tick()
   local now = self.emulator.clock.now()
   local from = math.max(self.last or self.began, now - minute)
   for _, context in self.emulator:contexts() do
      for _, namespace in ipairs(namespaces) do
         for row in registry.collection(context, namespace):from(1) do
            for _, load in ipairs(self.loads) do
               if fits(load, context, row.target) then
                  self:put_load(context, row, load, from, now)
               end
            end
         end
      end
   end
   self.last = now
end

---What is set, and what it amounts to now.
---@return table[]
function Generator:list()
   local list, now = {}, self.emulator.clock.now()
   for i, load in ipairs(self.loads) do
      list[i] = { load = load.text,
                  rpm = shapes.shapes[load.shape].rpm(load.values, now, self.began) }
   end
   return list
end

return M
