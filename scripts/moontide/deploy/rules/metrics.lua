-- Which metric a tracking policy follows: that there is such a one, that it fits the dimension, and
-- that it falls when capacity is added.
local known_metrics = require "moontide.scaling.known_metrics"
local of_tracking = require "moontide.deploy.rules.of_tracking"
local predefined_metrics = require "moontide.scaling.predefined_metrics"
local suggest = require "moontide.suggest"
local vcpus = require "moontide.scaling.vcpus"

local M = {}

local docs <const> = "Application Auto Scaling guide, predefined metrics"

---Of newer services than the model here; AWS documents them.
local newer <const> = { ECSServiceAverageCPUUtilizationHighResolution = true,
   ECSServiceAverageMemoryUtilizationHighResolution = true }

local add, predefined_of = of_tracking.adder(M, docs), of_tracking.predefined

local function customized_of(config)
   local given = config.CustomizedMetricSpecification
   return type(given) == "table" and given or nil
end

add("metric-missing", "error", "AWS needs to know which metric to track",
   'metric = "SageMakerVariantInvocationsPerInstance"', function(policy, say)
      local config = policy.config
      local has_one = config.PredefinedMetricSpecification or config.CustomizedMetricSpecification
      if not has_one and not policy.broken then
         say(('policy "%s" has no metric'):format(policy.name))
      end
   end, "TargetTrackingScalingPolicyConfiguration")

add("metric-both", "error", "AWS takes either a predefined or a customized metric",
   "keep one of them", function(policy, say)
      if policy.config.PredefinedMetricSpecification
         and policy.config.CustomizedMetricSpecification then
         say(('policy "%s" has a predefined and a customized metric'):format(policy.name))
      end
   end, "TargetTrackingScalingPolicyConfiguration")

---All predefined names, those of the dimension first, so that a typing mistake finds those.
local function candidates(dimension)
   local names = table.move(predefined_metrics.of_dimension[dimension] or {}, 1,
      #(predefined_metrics.of_dimension[dimension] or {}), 1, {})
   for _, list in pairs(predefined_metrics.of_dimension) do
      table.move(list, 1, #list, #names + 1, names)
   end
   return names
end

add("predefined-metric", "error", "AWS knows these predefined metrics and no others",
   "write the name as AWS does", function(policy, say, scope)
      local metric = predefined_of(policy.config)
      if not metric or newer[metric] or predefined_metrics.dimensions_of(metric)[1] then return end
      local dimension = scope.target.dimension
      local own = predefined_metrics.of_dimension[dimension] or {}
      local nearest = suggest.nearest(metric, own)
         or suggest.nearest(metric, candidates(dimension))
      say { message = ("there is no predefined metric '%s'%s"):format(metric,
         nearest and (", did you mean '%s'?"):format(nearest) or ""),
         fix = nearest and ("write %s"):format(nearest) or own[1]
            and "those of the dimension are " .. table.concat(own, ", ") or nil }
   end)

add("metric-dimension", "error", "AWS refuses predefined metrics of another dimension",
   "take a metric of the dimension", function(policy, say, scope)
      local metric, dimension = predefined_of(policy.config), scope.target.dimension
      local fitting = metric and predefined_metrics.dimensions_of(metric) or {}
      if not fitting[1] or not dimension then return end
      for _, name in ipairs(fitting) do
         if name == dimension then return end
      end
      local own = predefined_metrics.of_dimension[dimension]
      say { message = ("%s is a metric of %s, not of %s"):format(metric,
         table.concat(fitting, ", "), dimension),
         fix = own and "those of the dimension are " .. table.concat(own, ", ")
            or "this dimension has none; track a customized metric" }
   end)

add("resource-label", "error", "the label names the load balancer's target group, and only "
   .. "ALBRequestCountPerTarget has one",
   'label = "app/<load balancer>/<id>/targetgroup/<target group>/<id>"', function(policy, say)
      local metric, specification = predefined_of(policy.config)
      if not metric then return end
      local label = specification.ResourceLabel
      if metric ~= "ALBRequestCountPerTarget" and label then
         say { message = ("%s takes no label"):format(metric), fix = "leave label out" }
      elseif metric == "ALBRequestCountPerTarget" and not label then
         say "ALBRequestCountPerTarget needs a label"
      elseif label and not tostring(label):find("^app/[^/]+/[^/]+/targetgroup/[^/]+/[^/]+$") then
         say(("'%s' is not the label of a target group"):format(tostring(label)))
      end
   end, "PredefinedMetricSpecification, ResourceLabel")

add("metric-customized", "error", "AWS takes either name, namespace and statistic or metric math",
   "metric = { name = …, namespace = …, statistic = … } or { expression = …, metrics = { … } }",
   function(policy, say, scope)
      local metric = customized_of(policy.config)
      if not metric then return end
      local is_plain = metric.MetricName or metric.Namespace or metric.Statistic
         or metric.Dimensions or metric.Unit
      if metric.Metrics and is_plain then
         say(('policy "%s" has a metric and metric math'):format(policy.name))
      elseif scope.target.dimension and scope.target.dimension:find("^dynamodb:table:") then
         say { message = "tables take no customized metrics",
            fix = "DynamoDBReadCapacityUtilization or DynamoDBWriteCapacityUtilization" }
      end
   end, "CustomizedMetricSpecification")

local function check_query(query, seen, say, policy)
   local id = type(query) == "table" and query.Id
   if type(id) ~= "string" or not id:find("^%l[%w_]*$") then
      say { message = ('policy "%s": a metric\'s id is "%s"'):format(policy.name, tostring(id)),
         fix = "ids begin with a small letter and go on with letters, digits and _" }
   elseif seen[id] then
      say { message = ('policy "%s": the id "%s" is there twice'):format(policy.name, id),
         fix = "give each metric an id of its own" }
   elseif (query.Expression == nil) == (query.MetricStat == nil) then
      say { message = ('policy "%s": "%s" is neither a metric nor an expression, or both'):format(
         policy.name, id), fix = "one of MetricStat and Expression" }
   end
   if type(id) == "string" then seen[id] = query end
end

local function unknown_ids(expression, seen)
   local found = {}
   for word, open in expression:gsub('"[^"]*"', ""):gsub("'[^']*'", "")
      :gmatch("%f[%w_]([%l][%w_]*)(%(?)") do
      if open == "" and not seen[word] and word == word:match("^%l[%w_]*$") then
         found[#found + 1] = word
      end
   end
   return found
end

add("metric-math", "error", "AWS needs ids of their own, each a metric or an expression, and one "
   .. "result",
   "metric = { expression = \"a / b\", metrics = { a = { … }, b = { … } } }", function(policy, say)
      local metric = customized_of(policy.config)
      local queries = metric and type(metric.Metrics) == "table" and metric.Metrics
      if not queries then return end
      local seen, results = {}, 0
      for _, query in ipairs(queries) do
         check_query(query, seen, say, policy)
         if type(query) == "table" and query.ReturnData ~= false then results = results + 1 end
      end
      if results ~= 1 then
         say { message = ('policy "%s" has %d results of metric math'):format(policy.name, results),
            fix = "ReturnData = false for all but one" }
      end
      for _, query in ipairs(queries) do
         local expression = type(query) == "table" and query.Expression
         local unknown = type(expression) == "string" and unknown_ids(expression, seen) or {}
         for _, id in ipairs(unknown) do
            say { message = ('policy "%s": the expression has an unknown id "%s"'):format(
               policy.name, id), fix = "metrics = { " .. id .. " = { … } }" }
         end
      end
   end, "CloudWatch guide, metric math")

local function known_of(policy, scope)
   local metric = customized_of(policy.config)
   local name = metric and metric.MetricName
   local known = type(name) == "string" and known_metrics.of_dimension(scope.target.dimension)[name]
   if known and metric.Namespace == known.namespace then return known, metric end
end

add("metric-total", "warning", "a metric that does not fall when capacity is added never settles: "
   .. "the policy goes to max and stays there",
   "a metric per instance or copy, or metric math that divides", function(policy, say, scope)
      local known, metric = known_of(policy, scope)
      if known and known.unit == "total" then
         say(('policy "%s": %s is a total of the whole resource'):format(policy.name,
            metric.MetricName))
      end
   end, "Application Auto Scaling guide, considerations of target tracking")

add("metric-sums-cores", "warning", "it adds up cores or GPUs: 0 to 100 for each of them, so the "
   .. "value is no percentage of the instance",
   "multiply the percentage by the number of cores or GPUs", function(policy, say, scope)
      local known, metric = known_of(policy, scope)
      local value = policy.config.TargetValue
      if not known or known.unit ~= "cores" or not (math.type(value) and value <= 100) then
         return
      end
      local cores = metric.MetricName == "CPUUtilization" and vcpus.of(scope.facts.instance_type)
      if cores == 1 then return end
      say { message = cores
         and ('policy "%s": %s adds up %d vCPUs of %s, so %s is %.4g per cent of it'):format(
            policy.name, metric.MetricName, cores, scope.facts.instance_type, value, value / cores)
         or ('policy "%s": %s adds up all cores or GPUs; %s is a share of one'):format(policy.name,
            metric.MetricName, value),
         fix = cores and ("value = %.6g, if %s per cent are meant"):format(value * cores, value) }
   end, "SageMaker guide, instance metrics")

add("metric-statistic", "warning", "the metric has a meaning with its own statistic only",
   "leave statistic out", function(policy, say, scope)
      local known, metric = known_of(policy, scope)
      local is_odd = known and metric.Statistic and metric.Statistic ~= known.statistic
         and (known.unit == "sum" or metric.MetricName:find("^ConcurrentRequests"))
      if is_odd then
         say { message = ('policy "%s": %s of %s says little'):format(policy.name, metric.Statistic,
            metric.MetricName), fix = ('statistic = "%s"'):format(known.statistic) }
      end
   end, "SageMaker guide, metrics for CloudWatch")

return M
