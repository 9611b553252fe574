-- What CloudWatch refuses of PutMetricAlarm beyond its model.
local alarm_model = require "moontide.scaling.alarm"
local errors = require "moontide.emulator.services.cloudwatch.errors"
local queries = require "moontide.emulator.services.cloudwatch.queries"
local series = require "moontide.emulator.services.cloudwatch.series"

local M = {}

local day <const>, hour <const> = 86400, 3600
local max_queries <const> = 20
local with_metric <const> = { "MetricName", "Namespace", "Statistic", "ExtendedStatistic", "Period",
                              "Dimensions", "Unit" }

---@param period integer
---@param name string
local function check_period(period, name)
   if period ~= 10 and period ~= 20 and period ~= 30 and period % 60 ~= 0 then
      errors.invalid("%s must be 10, 20, 30 or a multiple of 60", name)
   end
end

local function check_one_metric(input)
   for _, name in ipairs { "Namespace", "Period" } do
      if not input[name] then
         errors.missing(name)
      end
   end
   if (input.Statistic == nil) == (input.ExtendedStatistic == nil) then
      errors.bad_combination("Exactly one of Statistic and ExtendedStatistic must be specified")
   elseif input.ExtendedStatistic and not series.is_statistic(input.ExtendedStatistic) then
      errors.invalid("The statistic %s is not supported", input.ExtendedStatistic)
   end
   check_period(input.Period, "Period")
   return input.Period
end

---@return integer period  the longest of all
local function check_math(input)
   for _, name in ipairs(with_metric) do
      if input[name] then
         errors.bad_combination("%s must not be specified when Metrics is", name)
      end
   end
   if #input.Metrics > max_queries then
      errors.invalid("Metrics can have at most %d members", max_queries)
   end
   queries.check(input.Metrics)
   local period, results = 0, 0
   for _, query in ipairs(input.Metrics) do
      local own = query.MetricStat and query.MetricStat.Period or query.Period
      if own then
         check_period(own, "Period of " .. query.Id)
         period = math.max(period, own)
      end
      results = results + (query.ReturnData ~= false and 1 or 0)
   end
   if results ~= 1 then
      errors.invalid("Exactly one of the Metrics must have ReturnData true, not %d", results)
   end
   return period
end

local function check_evaluation(input, period)
   local periods = input.EvaluationPeriods or errors.missing("EvaluationPeriods")
   if (input.DatapointsToAlarm or 1) > periods then
      errors.invalid("DatapointsToAlarm must not be greater than EvaluationPeriods")
   elseif period * periods > (period >= hour and 7 * day or day) then
      errors.invalid("EvaluationPeriods times Period must not be more than one day, or, with "
         .. "periods of an hour and more, seven")
   end
end

local missing_data <const> = { breaching = true, notBreaching = true, ignore = true,
                               missing = true }

---@param input table  of PutMetricAlarm
function M.check(input)
   local comparison = input.ComparisonOperator or errors.missing("ComparisonOperator")
   if (input.MetricName == nil) == (input.Metrics == nil) then
      errors.bad_combination("Exactly one of MetricName and Metrics must be specified")
   elseif not alarm_model.is_known(comparison) or input.ThresholdMetricId then
      errors.invalid("The emulator does not serve alarms on anomaly detection")
   elseif not input.Threshold then
      errors.missing("Threshold")
   elseif input.TreatMissingData and not missing_data[input.TreatMissingData] then
      errors.invalid("TreatMissingData must be one of breaching, notBreaching, ignore, missing")
   end
   check_evaluation(input, input.Metrics and check_math(input) or check_one_metric(input))
end

return M
