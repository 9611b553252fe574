-- Why an alarm is in its state, in CloudWatch's words.
local core = require "moontide.core"

local M = {}

local verbs <const> = {
   GreaterThanThreshold = "greater than", GreaterThanOrEqualToThreshold =
      "greater than or equal to", LessThanThreshold = "less than",
   LessThanOrEqualToThreshold = "less than or equal to",
}

local function number(value)
   return tostring(value + 0.0)
end

local function points(finding, times)
   local texts = {}
   for i, value in ipairs(finding.values) do
      texts[i] = ("%s (%s)"):format(number(value), os.date("!%d/%m/%y %H:%M:%S", times[i]))
   end
   return table.concat(texts, ", ")
end

---@param alarm table
---@param finding moontide.scaling.AlarmFinding
---@param times integer[]  when the periods of its values began
---@return string
function M.text(alarm, finding, times)
   local state, needed = finding.state, alarm.DatapointsToAlarm or alarm.EvaluationPeriods
   if #finding.values == 0 then
      return state == "INSUFFICIENT_DATA"
         and ("Insufficient Data: %d datapoint%s unknown."):format(alarm.EvaluationPeriods,
            alarm.EvaluationPeriods == 1 and " was" or "s were")
         or ("Threshold Crossed: no datapoints were received for %d period%s and missing "
            .. "datapoints were treated as [%s]."):format(alarm.EvaluationPeriods,
            alarm.EvaluationPeriods == 1 and "" or "s",
            state == "ALARM" and "Breaching" or "NonBreaching")
   end
   local count = state == "ALARM" and finding.breaching or #finding.values - finding.breaching
   local verb = verbs[alarm.ComparisonOperator]
   local is_alarm = state == "ALARM"
   local minimum = is_alarm and needed or 1
   return ("Threshold Crossed: %d out of the last %d datapoints [%s] %s %s%s the threshold (%s) "
      .. "(minimum %d datapoint%s for %s transition)."):format(count, alarm.EvaluationPeriods,
      points(finding, times), count == 1 and "was" or "were", is_alarm and "" or "not ", verb,
      number(alarm.Threshold), minimum, minimum == 1 and "" or "s",
      is_alarm and "OK -> ALARM" or "ALARM -> OK")
end

local function iso(time)
   return os.date("!%Y-%m-%dT%H:%M:%S.000+0000", math.floor(time))
end

---@param alarm table
---@param finding moontide.scaling.AlarmFinding
---@param times integer[]
---@param now number
---@return string  JSON
function M.data(alarm, finding, times, now)
   local recent = {}
   for i, value in ipairs(finding.values) do
      recent[#finding.values - i + 1] = value
   end
   return assert(core.json_encode({
      version = "1.0", queryDate = iso(now), startDate = times[#times] and iso(times[#times]),
      statistic = alarm.Statistic, period = alarm.Period, threshold = alarm.Threshold + 0.0,
      recentDatapoints = setmetatable(recent, core.array_mt),
   }, { sorted = true }))
end

return M
