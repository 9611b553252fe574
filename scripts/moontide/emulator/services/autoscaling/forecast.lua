-- Forecasts of predictive scaling, from what CloudWatch has of the last two weeks; what AWS refuses
-- is refused.
local attachments = require "moontide.emulator.services.autoscaling.attachments"
local failure = require "moontide.emulator.failure"
local forecast = require "moontide.scaling.forecast"
local queries = require "moontide.emulator.services.cloudwatch.queries"
local registry = require "moontide.emulator.services.autoscaling.registry"

local M = {}

local day <const>, hour <const>, minute <const> = 86400, 3600, 60
local update_seconds <const> = 6 * 3600

local function invalid(text, ...)
   failure.raise("ValidationException", text:format(...))
end

local function check_times(input, now)
   local first, last = input.StartTime, input.EndTime
   if type(first) ~= "number" or type(last) ~= "number" then
      error(failure.frontend("SerializationException", "StartTime and EndTime must be numbers"), 0)
   elseif first >= last then
      invalid("StartTime must be before EndTime")
   elseif last - first > 30 * day then
      invalid("EndTime cannot be more than 30 days after StartTime")
   elseif first < now - 365 * day then
      invalid("StartTime cannot be more than one year ago")
   end
end

---A sum over all tasks, each of which reports once a minute.
local function total_of(name, resource_id)
   local cluster, service = resource_id:match("^service/([^/]+)/(.+)$")
   return { { Id = "load", MetricStat = { Period = hour, Stat = "Sum", Metric = {
      Namespace = "AWS/ECS", MetricName = name, Dimensions = {
         { Name = "ClusterName", Value = cluster }, { Name = "ServiceName", Value = service },
      } } } } }
end

---The queries of a policy's load, and by how much an hour's value has to be divided.
---@return table[]? queries, integer? divisor  nil: a load that the emulator has no metric for
local function load_queries(specification, resource_id)
   local custom = specification.CustomizedLoadMetricSpecification
   if custom then
      local list = {}
      for i, query in ipairs(custom.MetricDataQueries) do
         local stat = query.MetricStat
         list[i] = { Id = query.Id, Expression = query.Expression, ReturnData = query.ReturnData,
            MetricStat = stat and { Metric = stat.Metric, Stat = stat.Stat, Unit = stat.Unit,
                                    Period = hour } }
      end
      return list, 1
   end
   local named = specification.PredefinedMetricPairSpecification
      or specification.PredefinedLoadMetricSpecification
   local metric = named.PredefinedMetricType
   local kind = metric:match("CPU") or metric:match("Memory")
   if not kind then
      return nil
   end
   return total_of(kind .. "Utilization", resource_id), minute
end

local function result_id(list)
   for _, query in ipairs(list) do
      if query.ReturnData ~= false then
         return query.Id
      end
   end
   return list[1].Id
end

---@return (fun(time: number): number?)?
local function load_of(context, item, specification, now)
   local list, divisor = load_queries(specification, item.ResourceId)
   if not list then
      return nil
   end
   local range = { from = math.tointeger((now - forecast.WINDOW) // hour) * hour,
                   till = math.tointeger(now // hour) * hour }
   local hourly = {}
   for start, value in pairs(queries.values(context, list, range)(result_id(list)).values) do
      hourly[start] = value / divisor
   end
   return forecast.load(hourly, now)
end

local function bounds_of(context, item)
   local target = registry.find(context, item).target
   local config = item.PredictiveScalingPolicyConfiguration
   local buffer = config.MaxCapacityBreachBehavior == "IncreaseMaxCapacity"
      and config.MaxCapacityBuffer
   return target.MinCapacity, buffer and math.maxinteger or target.MaxCapacity, buffer or 0
end

---One value an hour.
local function predict(context, item, specification, input, load)
   local loads, capacities = { Timestamps = {}, Values = {} }, { Timestamps = {}, Values = {} }
   local minimum, maximum, buffer = bounds_of(context, item)
   for time = math.ceil(input.StartTime / hour) * hour, input.EndTime - 1, hour do
      local value = load(time)
      if value then
         local i = #loads.Values + 1
         loads.Timestamps[i], capacities.Timestamps[i] = time, time
         loads.Values[i] = value + 0.0
         capacities.Values[i] = forecast.capacity(value * (1 + buffer / 100),
            specification.TargetValue, minimum, maximum) + 0.0
      end
   end
   loads.MetricSpecification = specification
   return loads, capacities
end

function M.get(input, context)
   local now = context.clock.now()
   check_times(input, now)
   local row = attachments.find(attachments.policies, context, input)
   if not row or row.item.PolicyType ~= "PredictiveScaling" then
      invalid("No predictive scaling policy found for service namespace: %s, resource ID: %s, "
         .. "scalable dimension: %s, policy name: %s", input.ServiceNamespace, input.ResourceId,
         input.ScalableDimension, input.PolicyName)
   end
   local specification = row.item.PredictiveScalingPolicyConfiguration.MetricSpecifications[1]
   local load = load_of(context, row.item, specification, now)
   if not load then
      invalid("There is no forecast yet for the policy %s", input.PolicyName)
   end
   local loads, capacities = predict(context, row.item, specification, input, load)
   return { LoadForecast = { loads }, CapacityForecast = capacities,
            UpdateTime = now // update_seconds * update_seconds }
end

return M
