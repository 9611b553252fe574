-- The rules of target tracking.
local core = require "moontide.core"
local failure = require "moontide.emulator.failure"
local predefined_metrics = require "moontide.scaling.predefined_metrics"

local M = {}

local alb_metric <const> = "ALBRequestCountPerTarget"
local label_form <const> = "^app/[^/]+/[^/]+/targetgroup/[^/]+/[^/]+$"
local largest_target <const> = 2.0 ^ 360

---Members of the form of a customized metric that has no metric math.
local plain_members <const> = { "MetricName", "Namespace", "Statistic", "Dimensions", "Unit" }

local function invalid(text, ...)
   failure.raise("ValidationException", text:format(...))
end

local function check_label(metric, label)
   if metric ~= alb_metric then
      if label then
         invalid("Resource label should not be specified for predefined metric type %s", metric)
      end
   elseif not label then
      invalid("Resource label should be specified for predefined metric type %s", metric)
   elseif not label:find(label_form) then
      invalid("Invalid resource label '%s' for predefined metric type %s", label, metric)
   end
end

local function check_predefined(specification, dimension, target_value)
   local metric = specification.PredefinedMetricType
   local known = predefined_metrics.of_dimension[dimension]
   local names = " " .. table.concat(known or {}, " ") .. " "
   if not known then
      invalid("Scalable dimension %s does not support PredefinedMetricSpecification.", dimension)
   elseif not names:find(" " .. metric .. " ", 1, true) then
      invalid("Scalable dimension %s only supports the following predefined metric types: %s",
         dimension, table.concat(known, ", "))
   elseif metric:find("^DynamoDB") and (target_value < 10 or target_value > 90) then
      invalid("target value must be between '10.0' and '90.0'")
   end
   check_label(metric, specification.ResourceLabel)
end

local function check_query(query, seen)
   if seen[query.Id] or not query.Id:find("^%l[%w_]*$")
      or (query.Expression == nil) == (query.MetricStat == nil) then
      invalid("The customized metric specification is not valid.")
   end
   seen[query.Id] = true
end

---Metric math: ids of their own, each an expression or a metric, and one result.
local function check_queries(queries)
   local seen, results = {}, 0
   for _, query in ipairs(queries) do
      check_query(query, seen)
      results = results + (query.ReturnData ~= false and 1 or 0)
   end
   if results ~= 1 then
      invalid("The customized metric specification is not valid.")
   end
end

local function check_customized(specification, dimension)
   if dimension:find("^dynamodb:table:") then
      invalid("Scalable dimension %s does not support CustomizedMetricSpecification.", dimension)
   end
   local has_plain = false
   for _, name in ipairs(plain_members) do
      has_plain = has_plain or specification[name] ~= nil
   end
   local is_complete = specification.MetricName and specification.Namespace
      and specification.Statistic
   if (specification.Metrics and has_plain) or not (specification.Metrics or is_complete) then
      invalid("The customized metric specification is not valid.")
   elseif specification.Metrics then
      check_queries(specification.Metrics)
   end
end

---Raises the refusal of a configuration that breaks a rule.
---@param input table  of PutScalingPolicy
function M.check(input)
   local config = input.TargetTrackingScalingPolicyConfiguration
   local predefined = config.PredefinedMetricSpecification
   local customized = config.CustomizedMetricSpecification
   if not predefined and not customized then
      invalid("PredefinedMetricSpecification or CustomizedMetricSpecification must be set for "
         .. "target tracking scaling.")
   elseif predefined and customized then
      invalid("Only one of PredefinedMetricSpecification or CustomizedMetricSpecification can be "
         .. "set for target tracking scaling.")
   elseif config.TargetValue <= 0 or config.TargetValue > largest_target then
      invalid("The target value must be greater than 0 and at most 2^360")
   elseif (config.ScaleOutCooldown or 0) < 0 or (config.ScaleInCooldown or 0) < 0 then
      invalid("Cooldown cannot be less than 0")
   elseif predefined then
      check_predefined(predefined, input.ScalableDimension, config.TargetValue)
   else
      check_customized(customized, input.ScalableDimension)
   end
end

---The configuration as it is described: the target is a fractional number.
---@param config table
---@return table
function M.normalize(config)
   config.TargetValue = config.TargetValue + 0.0
   return config
end

local function sorted_dimensions(dimensions)
   local sorted = table.move(dimensions, 1, #dimensions, 1, {})
   table.sort(sorted, function(a, b) return a.Name < b.Name end)
   return sorted
end

---What the policy tracks, as text: two policies of a target must differ in it.
---@param config table
---@return string
function M.metric(config)
   local specification = config.PredefinedMetricSpecification
   if not specification then
      specification = {}
      for name, value in pairs(config.CustomizedMetricSpecification) do
         specification[name] = name == "Dimensions" and sorted_dimensions(value) or value
      end
   end
   return assert(core.json_encode(specification, { sorted = true }))
end

return M
