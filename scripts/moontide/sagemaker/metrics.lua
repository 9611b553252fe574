-- Which metric fits which dimension and kind of endpoint, as data with a check that says why not
-- and what instead; and what each metric is in CloudWatch.
local known_metrics = require "moontide.scaling.known_metrics"
local predefined_metrics = require "moontide.scaling.predefined_metrics"
local suggest = require "moontide.suggest"

local M = {}

local INSTANCES <const> = "sagemaker:variant:DesiredInstanceCount"
local CONCURRENCY <const> = "sagemaker:variant:DesiredProvisionedConcurrency"
local COPIES <const> = "sagemaker:inference-component:DesiredCopyCount"

---The kinds of what is scaled, and the dimension of each.
M.dimension_of_kind = {
   ["real-time"] = INSTANCES, async = INSTANCES, serverless = CONCURRENCY,
   ["component-host"] = INSTANCES, ["inference-component"] = COPIES,
}

---@class moontide.sagemaker.Predefined
---@field name string         in CloudWatch
---@field statistics string[] that have a meaning; the first is the one target tracking uses
---@field period integer      seconds between data points
---@field unit string         of the target value

---@type table<string, moontide.sagemaker.Predefined>
M.predefined = {
   SageMakerVariantInvocationsPerInstance = { name = "InvocationsPerInstance",
      statistics = { "Sum" }, period = 60, unit = "invocations a minute and instance" },
   SageMakerVariantConcurrentRequestsPerModelHighResolution = {
      name = "ConcurrentRequestsPerModel", statistics = { "Maximum", "Minimum" }, period = 10,
      unit = "requests at a time and model" },
   SageMakerInferenceComponentInvocationsPerCopy = { name = "InvocationsPerCopy",
      statistics = { "Sum" }, period = 60, unit = "invocations a minute and copy" },
   SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution = {
      name = "ConcurrentRequestsPerCopy", statistics = { "Maximum", "Minimum" }, period = 10,
      unit = "requests at a time and copy" },
   SageMakerVariantProvisionedConcurrencyUtilization = {
      name = "ServerlessProvisionedConcurrencyUtilization", statistics = { "Maximum" },
      period = 60, unit = "share of the provisioned concurrency, 0 to 1" },
}

-- What to follow instead, by kind.
local instead <const> = {
   ["real-time"] = "SageMakerVariantInvocationsPerInstance",
   async = "ApproximateBacklogSizePerInstance",
   serverless = "SageMakerVariantProvisionedConcurrencyUtilization",
   ["inference-component"] = "SageMakerInferenceComponentInvocationsPerCopy",
}

local function known(dimension, name)
   local predefined = M.predefined[name]
   return known_metrics.of_dimension(dimension)[predefined and predefined.name or name]
end

---@class moontide.sagemaker.CloudWatchMetric
---@field namespace string
---@field name string
---@field dimensions string[]  names of CloudWatch dimensions
---@field statistic string
---@field period integer
---@field unit string          "sum", "percent", "cores", "count", "total" or "time", or in words
---@field predefined boolean

---What a metric is in CloudWatch: a predefined type, or a metric by its own name.
---@param name string
---@param dimension? string  which tells metrics of one name apart; default: whichever has it
---@return moontide.sagemaker.CloudWatchMetric?
function M.find(name, dimension)
   for _, candidate in ipairs(dimension and { dimension } or { INSTANCES, COPIES, CONCURRENCY }) do
      local found, predefined = known(candidate, name), M.predefined[name]
      if found then
         return { namespace = found.namespace, name = predefined and predefined.name or name,
            dimensions = found.dimensions, statistic = found.statistic,
            period = predefined and predefined.period or 60,
            unit = predefined and predefined.unit or found.unit, predefined = predefined ~= nil }
      end
   end
   return nil
end

---The CloudWatch dimensions of a metric for a variant or component that discovery found.
---@param name string
---@param record moontide.sagemaker.Variant|moontide.sagemaker.InferenceComponent
---@return { Name: string, Value: string }[]
function M.dimensions(name, record)
   local found = M.find(name, record.dimension)
      or error(("there is no metric '%s' of %s"):format(name, record.resource_id), 2)
   local values = { EndpointName = record.endpoint, VariantName = record.variant,
      InferenceComponentName = record.name }
   local list = {}
   for i, dimension in ipairs(found.dimensions) do
      list[i] = { Name = dimension, Value = values[dimension] }
   end
   return list
end

-- The checks, each nil or a reason and a fix -------------------------------------------------

local function wrong_kind(dimension, _, kind)
   local own = M.dimension_of_kind[kind]
   if not own then
      return ("there is no kind '%s' of endpoint"):format(kind),
         suggest.nearest(kind, { "real-time", "async", "serverless", "component-host",
            "inference-component" })
   elseif own ~= dimension then
      return ("what is %s is not scaled by %s"):format(kind, dimension), "dimension = " .. own
   elseif kind == "component-host" then
      return "instances of a variant that hosts inference components follow their copies, by "
         .. "managed instance scaling", "scale the copies: dimension = " .. COPIES
   end
end

local function wrong_dimension(dimension, metric, kind)
   local fitting = predefined_metrics.dimensions_of(metric)
   for _, name in ipairs(fitting) do
      if name == dimension then return nil end
   end
   if fitting[1] then
      return ("%s is a metric of %s"):format(metric, table.concat(fitting, ", ")),
         kind and instead[kind] or predefined_metrics.of_dimension[dimension][1]
   end
end

local function is_own_metric(dimension, metric)
   return not metric:find "^SageMaker" and not known(dimension, metric)
end

local function unknown(dimension, metric)
   if known(dimension, metric) then return nil end
   local names = table.move(predefined_metrics.of_dimension[dimension], 1, 9, 1, {})
   for name in pairs(known_metrics.of_dimension(dimension)) do names[#names + 1] = name end
   table.sort(names)
   local nearest = suggest.nearest(metric, names)
   return ("%s has no metric '%s'%s"):format(dimension, metric,
      nearest and (", did you mean '%s'?"):format(nearest) or ""), nearest
end

local function unpublished(dimension, metric, kind)
   local kinds = known(dimension, metric).kinds
   if not (kind and kinds) or kinds[kind] or kind == "inference-component" then return nil end
   local kind_names = {}
   for name in pairs(kinds) do kind_names[#kind_names + 1] = name end
   table.sort(kind_names)
   return ("%s endpoints do not publish %s, so the policy never acts (%s do)"):format(kind, metric,
      table.concat(kind_names, ", ")), instead[kind]
end

local function never_settles(dimension, metric, kind)
   local unit = known(dimension, metric).unit
   if unit == "total" or unit == "time" then
      return ("%s does not fall in proportion when capacity is added, so target tracking never "
         .. "settles"):format(metric), instead[kind or "real-time"]
   end
end

---Why target tracking of a dimension and kind should not follow a metric; nil if it may. Metrics
---that are nobody's but the user's are let through.
---@param dimension string
---@param metric string  a predefined type or the name of a metric
---@param kind? string   real-time, async, serverless, component-host, inference-component
---@return string? reason, string? fix
function M.check(dimension, metric, kind)
   if not predefined_metrics.of_dimension[dimension] or not dimension:find "^sagemaker:" then
      return ("'%s' is no dimension of SageMaker"):format(tostring(dimension)),
         suggest.nearest(tostring(dimension), { INSTANCES, CONCURRENCY, COPIES })
   end
   local reason, fix
   if kind then reason, fix = wrong_kind(dimension, metric, kind) end
   if not reason then reason, fix = wrong_dimension(dimension, metric, kind) end
   if reason or is_own_metric(dimension, metric) then return reason, fix end
   for _, check in ipairs { unknown, unpublished, never_settles } do
      reason, fix = check(dimension, metric, kind)
      if reason then return reason, fix end
   end
   return nil
end

---What target tracking of a kind can follow, sorted: predefined types and metrics.
---@param kind string
---@return string[]
function M.of_kind(kind)
   local dimension = M.dimension_of_kind[kind]
      or error(("there is no kind '%s' of endpoint"):format(tostring(kind)), 2)
   local names = {}
   for _, name in ipairs(predefined_metrics.of_dimension[dimension]) do
      if not M.check(dimension, name, kind) then names[#names + 1] = name end
   end
   for name in pairs(known_metrics.of_dimension(dimension)) do
      if not M.check(dimension, name, kind) then names[#names + 1] = name end
   end
   table.sort(names)
   return names
end

return M
