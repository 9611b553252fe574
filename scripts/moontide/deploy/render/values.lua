-- How single values and whole records of a plan read. Pure.
local normalise = require "moontide.deploy.normalise"

local M = {}

---@param value number
---@return string
function M.number(value)
   local whole = math.tointeger(value)
   return whole and tostring(whole) or ("%.14g"):format(value)
end

---@param seconds number epoch
---@return string
function M.instant(seconds)
   return os.date("!%Y-%m-%dT%H:%M:%SZ", math.floor(seconds)) --[[@as string]]
end

local function signed(value)
   return (value < 0 and "" or "+") .. M.number(value)
end

-- The range of a step, as AWS has it relative to the alarm's threshold; an open end is left empty.
local function range_text(low, high)
   return ("%s..%s"):format(low and signed(low) or "", high and signed(high) or "")
end

local function absolute_text(low, high, threshold)
   return ("%s..%s"):format(low and M.number(threshold + low) or "",
      high and M.number(threshold + high) or "")
end

-- "50..70 (+0..+20): +1" with the alarm's threshold, "+0..+20: +1" where it is not known.
local function step_text(step, threshold, adjustment)
   local low, high = step.MetricIntervalLowerBound, step.MetricIntervalUpperBound
   local range, change = range_text(low, high), signed(step.ScalingAdjustment)
   if threshold then
      range = ("%s (%s)"):format(absolute_text(low, high, threshold), range)
   end
   if adjustment == "ExactCapacity" then
      change = "=" .. M.number(step.ScalingAdjustment)
   elseif adjustment == "PercentChangeInCapacity" then
      change = change .. "%"
   end
   return ("%s: %s"):format(range, change)
end

---@param steps table[]
---@param context? { threshold: number?, adjustment: string? }
---@return string
function M.steps(steps, context)
   context = context or {}
   local list = {}
   for i, step in ipairs(steps) do
      list[i] = step_text(step, context.threshold, context.adjustment)
   end
   return table.concat(list, ", ")
end

local function dimensions_text(list)
   local texts = {}
   for i, dimension in ipairs(list) do
      texts[i] = ("%s=%s"):format(dimension.Name, dimension.Value)
   end
   return table.concat(texts, ", ")
end

---A value of a field.
---@param path string
---@param value any
---@param context? table
---@return string
function M.value(path, value, context)
   local name = path:match("[^.]*$")
   if value == nil then return "(not set)" end
   if name == "start_time" or name == "end_time" then return M.instant(value) end
   if name == "StepAdjustments" then return M.steps(value, context) end
   if name == "Dimensions" then return dimensions_text(value) end
   if type(value) == "number" then return M.number(value) end
   if type(value) == "table" then
      return require("moontide.json").encode(value, { sorted = true })
   end
   return tostring(value)
end

local function label_text(predefined)
   local label = predefined.ResourceLabel
   return ("%s%s"):format(predefined.PredefinedMetricType or "?", label and " " .. label or "")
end

-- The expressions of metric math, by id; the plain metrics they are made of follow.
local function math_text(queries)
   local parts = {}
   for i, query in ipairs(queries) do
      local metric = query.MetricStat and query.MetricStat.Metric
      parts[i] = ("%s = %s"):format(query.Id, query.Expression
         or metric and ("%s %s"):format(query.MetricStat.Stat, metric.MetricName) or "?")
   end
   return table.concat(parts, ", ")
end

---Which metric a tracking policy follows.
---@param config table
---@return string
function M.metric(config)
   local predefined = config.PredefinedMetricSpecification
   if predefined then return label_text(predefined) end
   local own = config.CustomizedMetricSpecification or {}
   if own.Metrics then return math_text(own.Metrics) end
   local dimensions = own.Dimensions and own.Dimensions[1]
      and (" (%s)"):format(dimensions_text(own.Dimensions)) or ""
   return ("%s of %s %s%s"):format(own.Statistic or "?", own.Namespace or "?",
      own.MetricName or "?", dimensions)
end

local describe = {
   TargetTrackingScaling = function(policy, namespace)
      local config = normalise.policy(policy, namespace)
      return ("keeps %s at %s, out %s s, in %s"):format(M.metric(config),
         M.value("TargetValue", config.TargetValue),
         M.value("", config.ScaleOutCooldown), config.DisableScaleIn and "never"
            or M.value("", config.ScaleInCooldown) .. " s")
   end,
   StepScaling = function(policy, namespace)
      local config = normalise.policy(policy, namespace)
      return ("steps %s, cooldown %s s"):format(M.steps(config.StepAdjustments or {}, {
         threshold = policy.alarm and policy.alarm.Threshold,
         adjustment = config.AdjustmentType }), M.value("", config.Cooldown))
   end,
   PredictiveScaling = function(policy)
      return "predictive, " .. (policy.config.Mode or "ForecastOnly")
   end,
}

---A policy in one line.
---@param policy moontide.deploy.Policy
---@param namespace string
---@return string
function M.policy(policy, namespace)
   local text = describe[policy.type]
   return text and text(policy, namespace) or tostring(policy.type)
end

---Bounds in one line: "min 1, max 4".
---@return string
function M.bounds(record)
   local parts = {}
   for _, name in ipairs { "min", "max" } do
      if record[name] ~= nil then
         parts[#parts + 1] = ("%s %s"):format(name, M.number(record[name]))
      end
   end
   return table.concat(parts, ", ")
end

---A scheduled action in one line.
---@param action moontide.deploy.Schedule
---@return string
function M.schedule(action)
   local zone = action.timezone and action.timezone ~= "UTC" and " " .. action.timezone or ""
   local limits = ""
   if action.start_time then limits = " from " .. M.instant(action.start_time) end
   if action.end_time then limits = limits .. " until " .. M.instant(action.end_time) end
   return ("%s%s%s: %s"):format(action.schedule, zone, limits, M.bounds(action))
end

---An alarm in one line.
---@param alarm table
---@return string
function M.alarm(alarm)
   return ("%s %s %s"):format(alarm.MetricName or "an expression",
      alarm.ComparisonOperator or "?", M.value("Threshold", alarm.Threshold))
end

return M
