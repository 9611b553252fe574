-- Alarms of step policies, by what CloudWatch takes.
local M = {}

local docs <const> = "CloudWatch, PutMetricAlarm"
local day <const>, week <const> = 86400, 604800

local function add(name, severity, reason, fix, check)
   M[#M + 1] = { name = name, severity = severity, applies = "policy", reason = reason, fix = fix,
      source = docs,
      check = function(policy, say)
         if policy.alarm then
            check(policy.alarm, function(said)
               if type(said) == "string" then said = { message = said } end
               said.message = ('alarm of policy "%s": %s'):format(policy.name, said.message)
               say(said)
            end, policy)
         end
      end }
end

add("alarm-metric", "error", "an alarm watches a metric, by name, namespace and statistic",
   "metric = \"CPUUtilization\", or { name = …, namespace = …, statistic = … }",
   function(alarm, say, policy)
      if policy.broken then return end
      if not alarm.MetricName then
         say "there is no metric"
      elseif not alarm.Namespace then
         say(("the metric %s has no namespace"):format(alarm.MetricName))
      elseif not alarm.Statistic and not alarm.ExtendedStatistic then
         say(("the metric %s has no statistic"):format(alarm.MetricName))
      end
   end)

add("alarm-threshold", "error", "an alarm without a threshold never fires", "threshold = …",
   function(alarm, say, policy)
      if alarm.Threshold == nil and not policy.broken then say "there is no threshold" end
   end)

local fast <const> = { [10] = true, [20] = true, [30] = true }

add("alarm-period", "error", "CloudWatch takes 10, 20, 30 or multiples of 60 seconds",
   "period = 60", function(alarm, say)
      local period = alarm.Period
      if not fast[period] and (period < 60 or period % 60 ~= 0) then
         say(("the period is %d seconds"):format(period))
      end
   end)

add("alarm-period-short", "warning", "metrics of AWS services are published once a minute; a "
   .. "shorter period sees gaps",
   "period = 60", function(alarm, say)
      local namespace = tostring(alarm.Namespace)
      if fast[alarm.Period] and namespace:lower():find("^/?aws/")
         and not tostring(alarm.MetricName):find("^ConcurrentRequests") then
         say(("the period is %d seconds, but %s comes once a minute"):format(alarm.Period,
            tostring(alarm.MetricName)))
      end
   end)

add("alarm-evaluation", "error", "1 or more periods, in all at most a day, or seven with periods "
   .. "of an hour or more", "evaluation_periods = 1", function(alarm, say)
      local periods, span = alarm.EvaluationPeriods, alarm.EvaluationPeriods * alarm.Period
      if periods < 1 then
         say(("evaluation_periods is %d"):format(periods))
      elseif span > (alarm.Period >= 3600 and week or day) then
         say(("it looks at %d seconds"):format(span))
      end
   end)

add("alarm-datapoints", "error", "of the periods that are looked at, 1 or more are to breach",
   "datapoints from 1 to evaluation_periods", function(alarm, say)
      local datapoints = alarm.DatapointsToAlarm
      if datapoints and (datapoints < 1 or datapoints > alarm.EvaluationPeriods) then
         say(("datapoints is %d of %d periods"):format(datapoints, alarm.EvaluationPeriods))
      end
   end)

local missing <const> = { breaching = true, notBreaching = true, ignore = true, missing = true }

add("alarm-missing-data", "error", "CloudWatch knows four ways to treat missing data",
   "one of breaching, notBreaching, ignore, missing", function(alarm, say)
      local way = alarm.TreatMissingData
      if way and not missing[way] then say(("missing_data is '%s'"):format(way)) end
   end)

local statistics <const> = { Average = true, Minimum = true, Maximum = true, Sum = true,
   SampleCount = true }

add("alarm-statistic", "error", "CloudWatch knows five statistics, and percentiles such as p99",
   "one of Average, Minimum, Maximum, Sum, SampleCount, p90 …", function(alarm, say)
      local plain, extended = alarm.Statistic, alarm.ExtendedStatistic
      local percent = extended and tonumber(extended:match("^p(%d+%.?%d*)$"))
      if plain and not statistics[plain] then
         say(("there is no statistic '%s'"):format(plain))
      elseif extended and not extended:find("^t[mcs]%d") and not extended:find("^wm%d")
         and not (percent and percent <= 100) then
         say(("there is no percentile '%s'"):format(extended))
      end
   end)

add("alarm-name", "error", "alarm names have 1 to 255 characters, and those of target tracking "
   .. "begin with TargetTracking-", "name = …", function(alarm, say)
      local name = alarm.AlarmName
      if name == "" or #name > 255 then
         say(("the name has %d characters"):format(#name))
      elseif name:find("^TargetTracking%-") then
         say(("the name '%s' is of the kind that target tracking deletes"):format(name))
      end
   end)

M[#M + 1] = { name = "alarm-name-twice", severity = "error", applies = "deployment",
   reason = "PutMetricAlarm overwrites an alarm of the same name, so only the last would fire",
   source = docs, fix = "give each alarm a name of its own",
   check = function(deployment, say)
      local seen = {}
      for _, target in ipairs(deployment.targets) do
         for _, policy in ipairs(target.policies) do
            local name = policy.alarm and policy.alarm.AlarmName
            if name and seen[name] and seen[name].target ~= target then
               say { where = policy.where, target = target.resource_id,
                  message = ("the alarm '%s' is that of %s already"):format(name,
                     seen[name].target.resource_id) }
            elseif name then
               seen[name] = { target = target }
            end
         end
      end
   end }

return M
