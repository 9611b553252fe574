-- Metric data queries, of GetMetricData and of alarms on metric math: their rules, and their values
-- over a range of time.
local errors = require "moontide.emulator.services.cloudwatch.errors"
local expression = require "moontide.emulator.services.cloudwatch.expression"
local expression_parser = require "moontide.emulator.services.cloudwatch.expression_parser"
local metrics = require "moontide.emulator.services.cloudwatch.metrics"
local series = require "moontide.emulator.services.cloudwatch.series"

local M = {}

local default_period <const> = 60

local function check_stat(query)
   local stat = query.MetricStat
   if not (stat.Metric.MetricName and stat.Metric.Namespace) then
      errors.invalid("The metric of query %s needs a Namespace and a MetricName", query.Id)
   elseif not series.is_statistic(stat.Stat) then
      errors.invalid("The value %s for parameter Stat of query %s is not supported", stat.Stat,
         query.Id)
   end
end

local function by_id(queries)
   local found = {}
   for _, query in ipairs(queries) do
      if not query.Id:find("^%l[%w_]*$") then
         errors.invalid("The value %s for parameter Id is not valid: it begins with a lower-case "
            .. "letter and has letters, digits and _", query.Id)
      elseif found[query.Id] then
         errors.invalid("The Id %s is not unique", query.Id)
      elseif (query.MetricStat == nil) == (query.Expression == nil) then
         errors.invalid("Query %s must have exactly one of MetricStat and Expression", query.Id)
      elseif query.MetricStat then
         check_stat(query)
      end
      found[query.Id] = query
   end
   return found
end

local function bad_expression(query, problem)
   errors.invalid("Error in expression '%s': %s", query.Id, problem)
end

---Follows references depth first; one that leads back to where it came from is refused.
local function check_expression(query, found, seen)
   if query.MetricStat or seen[query.Id] == "done" then
      return
   elseif seen[query.Id] then
      bad_expression(query, "it depends on itself")
   end
   seen[query.Id] = "on the way"
   local tree, problem = expression_parser.parse(query.Expression)
   if not tree then
      bad_expression(query, problem)
   end
   local ok, raised = pcall(expression.visit, tree, function(id)
      check_expression(found[id] or bad_expression(query, "there is no query " .. id), found, seen)
   end)
   if not ok then
      if type(raised) == "table" and raised.code then
         error(raised, 0)
      end
      bad_expression(query, raised.message or tostring(raised))
   end
   seen[query.Id] = "done"
end

---Raises the refusal of queries that make no sense.
---@param queries table[]
function M.check(queries)
   local found, seen = by_id(queries), {}
   for _, query in ipairs(queries) do
      check_expression(query, found, seen)
   end
end

---@param context table
---@param query table  with a MetricStat
---@param range { from: number, till: number }
---@return { period: integer, values: table<integer, number> }
local function fetch(context, query, range)
   local stat = query.MetricStat
   local period = stat.Period
   local list = metrics.series_of(context, metrics.key(stat.Metric), stat.Unit)
   local result = { period = period, values = {} }
   for start, entry in pairs(series.periods(list, range.from // period * period, range.till,
      period)) do
      result.values[start] = series.statistic(entry, stat.Stat)
   end
   return result
end

local function evaluated(query, world)
   local ok, value = pcall(expression.evaluate, assert(expression_parser.parse(query.Expression)),
      world)
   if ok then
      return value
   elseif type(value) == "table" and value.message and not value.code then
      bad_expression(query, value.message)
   end
   error(value, 0)
end

local function world_of(context, queries, range)
   local found, values = {}, {}
   for _, query in ipairs(queries) do
      found[query.Id] = query
   end
   local world = { range = range }
   function world.value_of(id)
      local query = found[id]
      if values[id] == nil then
         values[id] = query.MetricStat and fetch(context, query, range)
            or evaluated(query, world)
      end
      return values[id]
   end
   function world.metrics()
      local list = {}
      for _, query in ipairs(queries) do
         if query.MetricStat then
            list[#list + 1] = world.value_of(query.Id)
         end
      end
      return list
   end
   return world
end

---A number is the same at all times.
local function constant(number, queries, range)
   local period = default_period
   for _, query in ipairs(queries) do
      period = query.MetricStat and query.MetricStat.Period or query.Period or period
   end
   local result = { period = period, values = {} }
   for time = range.from // period * period, range.till - 1, period do
      result.values[time] = number
   end
   return result
end

---The values of queries that passed check(), over a range of whole seconds.
---@param context table
---@param queries table[]
---@param range { from: integer, till: integer }
---@return fun(id: string): { period: integer, values: table<integer, number> }
function M.values(context, queries, range)
   local world = world_of(context, queries, range)
   return function(id)
      local value = world.value_of(id)
      if type(value) == "number" then
         return constant(value, queries, range)
      elseif value.values == nil then
         return value[1] and value[1].values and value[1] or constant(0 / 0, queries, range)
      end
      return value
   end
end

return M
