-- The words of deployment scripts and the keys their tables may have, as data: what the loader
-- checks by, and what `moontide types` and the documentation are written from.
local M = {}

---@class moontide.deploy.Key
---@field name string
---@field type string    "string", "number", "integer", "boolean", "list", "map", "table", "any",
---                      several with "|" between them
---@field help string
---@field items string?  of a list or map: what its items are
---@field nested string? of a table or list of tables: the entry of M.nested with their keys

---@class moontide.deploy.Word
---@field name string
---@field form string       how it is written
---@field help string
---@field keys? moontide.deploy.Key[]
---@field members? string   AWS's structure whose own members the table may have, too
---@field items? string[]   words that may stand in the table's list part

local function key(name, type_name, help, more)
   local entry = { name = name, type = type_name, help = help }
   for field, value in pairs(more or {}) do entry[field] = value end
   return entry
end

local texts <const> = { items = "string" }

local min = key("min", "integer", "lowest capacity that scaling goes to (MinCapacity)")
local max = key("max", "integer", "highest capacity that scaling goes to (MaxCapacity)")
local tags = key("tags", "map", "tags of the scalable target", { items = "string" })
local regions = key("regions", "list", "Regions in which it holds", texts)
local profiles = key("profiles", "list", "profiles, one for each account", texts)
local ignore_rules = key("ignore_rules", "list", "names of built-in rules that are not applied",
   texts)
local timezone = key("timezone", "string", "IANA name such as Europe/Berlin; UTC without it")
local scale_out = key("scale_out_cooldown", "integer",
   "seconds after a scale-out (ScaleOutCooldown)")
local scale_in = key("scale_in_cooldown", "integer", "seconds after a scale-in (ScaleInCooldown)")
local suspended = key("suspended", "boolean|table",
   "what rests: true for all, or single ones of the three kinds", { nested = "suspended" })
local role_arn = key("role_arn", "string", "role of namespaces without a service-linked one")
local on_remove = key("on_remove", "table", "what happens when the target is deregistered",
   { nested = "on_remove" })
local namespace = key("namespace", "string", "service namespace; inferred from the resource id")
local dimension = key("dimension", "string",
   "scalable dimension, whole or its last part; inferred from the resource id")

---@type table<string, moontide.deploy.Key[]>
M.nested = {
   suspended = {
      key("dynamic_in", "boolean", "no scale-in by policies (DynamicScalingInSuspended)"),
      key("dynamic_out", "boolean", "no scale-out by policies (DynamicScalingOutSuspended)"),
      key("scheduled", "boolean", "no scheduled actions (ScheduledScalingSuspended)"),
   },
   on_remove = { key("capacity", "integer", "capacity to leave behind") },
   metric = {
      key("name", "string", "MetricName"),
      key("namespace", "string", "CloudWatch namespace"),
      key("statistic", "string", "Average, Minimum, Maximum, SampleCount or Sum"),
      key("dimensions", "map", "CloudWatch dimensions: { EndpointName = … }",
         { items = "string" }),
      key("unit", "string", "Unit"),
      key("expression", "string", "metric math over `metrics`"),
      key("metrics", "map", "id → metric, for `expression`", { items = "metric" }),
      key("label", "string", "Label of the expression"),
   },
   adjustment = {
      key("lower", "number", "lower bound, relative to the alarm's threshold"),
      key("upper", "number", "upper bound, relative to the alarm's threshold"),
      key("above", "number", "lower bound as a value of the metric; needs alarm.threshold"),
      key("below", "number", "upper bound as a value of the metric; needs alarm.threshold"),
      key("change", "integer", "capacity units to add (ChangeInCapacity)"),
      key("percent", "integer", "per cent of capacity to add (PercentChangeInCapacity)"),
      key("capacity", "integer", "the capacity to go to (ExactCapacity)"),
   },
   alarm = {
      key("name", "string", "AlarmName; made from resource id and policy without it"),
      key("metric", "string|table", "name of a known metric, or a table", { nested = "metric" }),
      key("threshold", "number", "Threshold"),
      key("comparison", "string", "one of >= > < <=, or CloudWatch's own name"),
      key("statistic", "string", "Statistic, or a percentile such as p90"),
      key("period", "integer", "seconds (Period), default 60"),
      key("evaluation_periods", "integer", "EvaluationPeriods, default 1"),
      key("datapoints", "integer", "DatapointsToAlarm"),
      key("missing_data", "string", "TreatMissingData, default missing"),
      key("description", "string", "AlarmDescription"),
      key("dimensions", "map", "CloudWatch dimensions", { items = "string" }),
      key("namespace", "string", "CloudWatch namespace"),
   },
}

local attachments <const> = { "track", "step", "predictive", "schedule" }

---@type moontide.deploy.Word[]
M.list = {
   { name = "deployment", form = "deployment { name = … }",
     help = "names what this script owns, and where it holds",
     keys = {
        key("name", "string", "value of the tag moontide:deployment; owns what it registers"),
        key("region", "string", "the one Region"), regions,
        key("profile", "string", "the one profile"), profiles, ignore_rules,
        key("prune", "boolean", "deregister what it owns and the script has no more"),
        key("max_changes", "integer", "refuse plans with more changes"),
        key("max_removes", "integer|string", "refuse plans that remove more: a count or \"30%\""),
        key("take_over", "boolean", "change targets of other deployments, too"),
        key("adopt", "boolean", "own targets that nobody owns yet"),
        key("quotas", "map", "instance type → instances the account may have",
           { items = "integer" }),
        key("tags", "map", "tags of all targets", { items = "string" }),
     } },
   { name = "defaults", form = "defaults { … } or defaults({ … }, function() … end)",
     help = "settings of the targets that follow in this file, or inside the function",
     items = attachments,
     keys = { min, max, tags, regions, profiles, ignore_rules, timezone, scale_out, scale_in,
        suspended, role_arn, on_remove, namespace, dimension } },
   { name = "target", form = 'target "endpoint/e/variant/v" { … } or target(variant) { … }',
     help = "a scalable target with its policies and scheduled actions", items = attachments,
     keys = { key("resource_id", "string", "resource id, where it does not stand before the table"),
        namespace, dimension, min, max, tags, regions, profiles, ignore_rules, timezone, scale_out,
        scale_in, suspended, role_arn, on_remove,
        key("facts", "table", "what is known of the resource: kind, instance_type …") } },
   { name = "track", form = 'track "name" { metric = …, value = … }',
     help = "a target tracking policy", members = "TargetTrackingScalingPolicyConfiguration",
     keys = {
        key("name", "string", "name, where it does not stand before the table"),
        key("metric", "string|table", "predefined type, known metric, metric or metric math",
           { nested = "metric" }),
        key("value", "number", "the value to keep the metric at (TargetValue)"),
        key("label", "string", "ResourceLabel of ALBRequestCountPerTarget"),
        scale_out, scale_in,
        key("disable_scale_in", "boolean", "never remove capacity (DisableScaleIn)"),
     } },
   { name = "step", form = 'step "name" { steps = { … }, alarm = { … } }',
     help = "a step scaling policy, with the alarm that triggers it",
     members = "StepScalingPolicyConfiguration",
     keys = {
        key("name", "string", "name, where it does not stand before the table"),
        key("steps", "list", "adjustments by how far the metric is from the threshold",
           { nested = "adjustment" }),
        key("cooldown", "integer", "seconds (Cooldown)"),
        key("aggregation", "string", "Average, Minimum or Maximum (MetricAggregationType)"),
        key("min_magnitude", "integer", "least change of percent steps (MinAdjustmentMagnitude)"),
        key("alarm", "table", "the CloudWatch alarm that triggers it", { nested = "alarm" }),
     } },
   { name = "predictive", form = 'predictive "name" { metric = …, value = … }',
     help = "a predictive policy (ECS)", members = "PredictiveScalingPolicyConfiguration",
     keys = {
        key("name", "string", "name, where it does not stand before the table"),
        key("metric", "string", "PredefinedMetricType of the metric pair"),
        key("label", "string", "ResourceLabel of the metric pair"),
        key("value", "number", "TargetValue"),
        key("mode", "string", "ForecastOnly or ForecastAndScale"),
        key("buffer", "integer", "seconds before the forecast (SchedulingBufferTime)"),
        key("breach", "string", "HonorMaxCapacity or IncreaseMaxCapacity"),
        key("max_buffer", "integer", "per cent above max (MaxCapacityBuffer)"),
     } },
   { name = "schedule", form = 'schedule "name" { cron = "0 22 * * ? *", min = 1, max = 2 }',
     help = "a scheduled action: new limits at a time",
     keys = {
        key("name", "string", "name, where it does not stand before the table"),
        key("cron", "string", "minute hour day-of-month month day-of-week year"),
        key("rate", "string", "\"5 minutes\", \"1 day\""),
        key("at", "string", "one time: 2030-01-31T08:00:00"),
        key("schedule", "string", "the whole expression: cron(…), rate(…) or at(…)"),
        timezone, min, max,
        key("from", "string|number", "no run before (StartTime): a time in UTC or with an offset"),
        key("to", "string|number", "no run after it (EndTime); `until` is a word of Lua"),
     } },
   { name = "ignore", form = 'ignore "endpoint/canary-*"',
     help = "leaves live targets alone whose resource id fits the pattern",
     keys = { key("pattern", "string", "resource id with * and ?"),
        key("namespace", "string", "only of this namespace") } },
   { name = "include", form = 'include "teams/*.lua"',
     help = "loads further files, relative to this one, in order of their names" },
   { name = "hook", form = 'hook("validate", function(target) … end)',
     help = "a rule or an action of your own at a point of the run" },
   { name = "deny", form = "deny(text)", help = "refuses, from a hook or from the script" },
   { name = "warn", form = "warn(text)", help = "warns, from a hook or from the script" },
   { name = "var", form = 'var("name", default)',
     help = "the value of --var name=value, of the type of its default" },
}

---@type table<string, moontide.deploy.Word>
M.by_name = {}
for _, word in ipairs(M.list) do M.by_name[word.name] = word end

return M
