-- Step policies with the alarm that starts them.
local function script(steps, alarm)
   return ([[
deployment { name = "rankers", prune = true }
target "endpoint/ranker/variant/AllTraffic" {
   min = 1, max = 8,
   step "backlog" { steps = { %s }, cooldown = 60,
      alarm = { name = "ranker-backlog", %s } },
}
]]):format(steps, alarm)
end

local steps <const> = "{ above = 10, below = 50, change = 1 }, { above = 50, change = 3 }"
local alarm <const> = 'metric = { name = "Backlog", namespace = "mine", statistic = "Average" },'
   .. ' comparison = ">=", threshold = 10'

local function cloudwatch()
   return require("moontide").client "cloudwatch"
end

return {
   emulator = { seed_fleet = { endpoints = { { name = "ranker", instance_type = "ml.m5.large",
      count = 1 } } } },
   { title = "policy and alarm", script = script(steps, alarm) },
   { title = "the threshold, and with it the relative bounds",
      script = script((steps:gsub("10", "20")), (alarm:gsub("10", "20"))) },
   { title = "a step", script = script("{ above = 20, below = 50, change = 2 }, "
      .. "{ above = 50, change = 3 }", (alarm:gsub("10", "20"))) },
   { title = "periods", script = script("{ above = 20, below = 50, change = 2 }, "
      .. "{ above = 50, change = 3 }", alarm:gsub("10", "20") .. ", evaluation_periods = 3") },
   { title = "the alarm deleted", foreign = function()
      cloudwatch():delete_alarms { AlarmNames = { "ranker-backlog" } }
   end },
   { title = "the alarm without its action", foreign = function()
      local found = cloudwatch():describe_alarms { AlarmNames = { "ranker-backlog" } }
      local a = found.MetricAlarms[1]
      cloudwatch():put_metric_alarm { AlarmName = a.AlarmName, MetricName = a.MetricName,
         Namespace = a.Namespace, Statistic = a.Statistic, Period = a.Period,
         EvaluationPeriods = a.EvaluationPeriods, Threshold = a.Threshold,
         ComparisonOperator = a.ComparisonOperator }
   end },
   { title = "the policy deleted", foreign = function(aas, id)
      local input = id("ranker", { PolicyName = "backlog" })
      input.ResourceId = "endpoint/ranker/variant/AllTraffic"
      aas:delete_scaling_policy(input)
   end },
}
