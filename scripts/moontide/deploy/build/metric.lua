-- From a script's metric to AWS's structures: a predefined type, a known metric of the resource, a
-- metric of one's own, or metric math.
local known_metrics = require "moontide.scaling.known_metrics"
local predefined_metrics = require "moontide.scaling.predefined_metrics"
local resource = require "moontide.deploy.resource"
local suggest = require "moontide.suggest"

local M = {}

---@class moontide.deploy.MetricContext
---@field resource_id string
---@field dimension string?
---@field report fun(finding: table)
---@field subject string  what messages begin with

---How AWS begins the names of predefined metrics; whether there is such a one is for the rules.
local predefined_prefixes <const> = { "^ALB", "^AppStream", "^Cassandra", "^Comprehend",
   "^DynamoDB", "^EC2Spot", "^ECSService", "^ElastiCache", "^Kafka", "^LambdaProv", "^Neptune",
   "^RDS", "^SageMaker", "^WorkSpaces" }

local function is_predefined(name)
   for _, prefix in ipairs(predefined_prefixes) do
      if name:find(prefix) then return true end
   end
   return false
end

---CloudWatch dimensions as AWS's list, in order of their names; a list is taken as it is.
---@param given table?
---@return table[]?
local function dimension_list(given)
   if not given or given[1] then return given end
   local list = {}
   for name, value in pairs(given) do list[#list + 1] = { Name = name, Value = tostring(value) } end
   table.sort(list, function(a, b) return a.Name < b.Name end)
   return #list > 0 and list or nil
end

local function value_of(name, parts)
   local values = { EndpointName = parts.endpoint, VariantName = parts.variant,
      InferenceComponentName = parts.component }
   return values[name]
end

---The known metric's CloudWatch dimensions for this resource.
local function own_dimensions(known, context)
   local parts, list = resource.parts(context.resource_id), {}
   for i, name in ipairs(known.dimensions) do
      list[i] = { Name = name, Value = value_of(name, parts) }
   end
   return list
end

---What is left out of a metric is filled in where its name is known.
---@param given table
---@param context moontide.deploy.MetricContext
---@return table  namespace, name, statistic, dimensions, unit
local function complete(given, context)
   local known = given.name and known_metrics.of_dimension(context.dimension)[given.name]
   if known and (given.namespace or known.namespace) ~= known.namespace then known = nil end
   return {
      name = given.name, unit = given.unit,
      namespace = given.namespace or known and known.namespace,
      statistic = given.statistic or known and known.statistic,
      dimensions = dimension_list(given.dimensions) or known and own_dimensions(known, context),
   }
end

local function check_complete(metric, context)
   for _, name in ipairs { "name", "namespace", "statistic" } do
      if not metric[name] then
         context.report { rule = "metric-incomplete",
            message = ("%s: the metric %shas no %s"):format(context.subject,
               metric.name and name ~= "name" and metric.name .. " " or "", name),
            fix = "metric = { name = …, namespace = …, statistic = …, dimensions = { … } }" }
      end
   end
end

local function query_of(id, given, context)
   if given.expression then
      return { Id = id, Expression = given.expression, Label = given.label, ReturnData = false }
   end
   local metric = complete(given, context)
   check_complete(metric, context)
   return { Id = id, ReturnData = false, MetricStat = { Stat = metric.statistic,
      Unit = metric.unit, Metric = { MetricName = metric.name, Namespace = metric.namespace,
         Dimensions = metric.dimensions } } }
end

---Metric math: the metrics by id, in order, then the expression as the one that counts.
local function queries_of(given, context)
   local ids, list = {}, {}
   for id in pairs(given.metrics or {}) do ids[#ids + 1] = id end
   table.sort(ids)
   for i, id in ipairs(ids) do list[i] = query_of(id, given.metrics[id], context) end
   list[#list + 1] = { Id = "result", Expression = given.expression, Label = given.label,
      ReturnData = true }
   return list
end

local function candidates(context)
   local names = {}
   for _, name in ipairs(predefined_metrics.of_dimension[context.dimension] or {}) do
      names[#names + 1] = name
   end
   for name in pairs(known_metrics.of_dimension(context.dimension)) do names[#names + 1] = name end
   table.sort(names)
   return names
end

local function unknown_name(name, context)
   local names = candidates(context)
   local nearest = suggest.nearest(name, names)
   context.report { rule = "unknown-metric",
      message = ("%s: '%s' is no metric that %s is known to have%s"):format(context.subject, name,
         context.dimension or "the target", nearest and (", did you mean '%s'?"):format(nearest)
         or ""),
      fix = nearest and ("write %s"):format(nearest)
         or "metric = { name = …, namespace = …, statistic = … } follows a metric of your own" }
end

---PredefinedMetricSpecification or CustomizedMetricSpecification of target tracking.
---@param given string|table
---@param label string?
---@param context moontide.deploy.MetricContext
---@return table? predefined, table? customized
function M.specification(given, label, context)
   if type(given) == "string" then
      if is_predefined(given) then
         return { PredefinedMetricType = given, ResourceLabel = label }
      elseif not known_metrics.of_dimension(context.dimension)[given] then
         unknown_name(given, context)
         return nil
      end
      given = { name = given }
   end
   if given.expression or given.metrics then
      return nil, { Metrics = queries_of(given, context) }
   end
   local metric = complete(given, context)
   check_complete(metric, context)
   return nil, { MetricName = metric.name, Namespace = metric.namespace,
      Statistic = metric.statistic, Dimensions = metric.dimensions, Unit = metric.unit }
end

---The metric of an alarm, completed; nothing but a name is enough where it is known.
---@param given string|table|nil
---@param context moontide.deploy.MetricContext
---@return table  name, namespace, statistic, dimensions, unit
function M.of_alarm(given, context)
   if type(given) == "string" then
      if not known_metrics.of_dimension(context.dimension)[given] and not context.namespace then
         unknown_name(given, context)
      end
      given = { name = given, namespace = context.namespace, dimensions = context.dimensions }
   end
   return complete(given or {}, context)
end

M.dimension_list = dimension_list

return M
