-- What AWS accepts and one regrets: warnings and notes, and no error.
local list = {}

local function in_target(text, ...)
   list[#list + 1] = { ("target(V) { min = 1, max = 9, %s }"):format(text), ... }
end

in_target('track "t" { metric = "Invocations", value = 70 }', "metric-total:1")
in_target('track "t" { metric = "CPUUtilization", value = 70 }', "metric-sums-cores:1")
in_target('track "t" { metric = { name = "InvocationsPerInstance", statistic = "Average" }, '
   .. 'value = 70 }', "metric-statistic:1")
in_target('facts = { instance_type = "ml.m5.4xlarge" }, track "t" { metric = "CPUUtilization", '
   .. 'value = 70 }', "metric-sums-cores:1")
in_target('track "t" { metric = INV, value = 70, disable_scale_in = true }', "never-scales-in:1",
   "console-policy-name:1")
in_target('track "t" { metric = INV, value = 70, scale_out_cooldown = 7200 }', "cooldown-long:1",
   "console-policy-name:1")
in_target('step "s" { steps = { { lower = 0, change = 1 } }, alarm = { metric = "CPUUtilization", '
   .. 'threshold = 60 } }', "never-scales-in:1")
in_target('step "s" { steps = { { lower = 0, capacity = 12 } }, alarm = { metric = '
   .. '"CPUUtilization", threshold = 60 } }', "step-beyond-limits:1")
in_target('step "s" { steps = { { lower = 0, change = 0 }, { upper = 0, change = -1 } } }',
   "step-no-change:1", "step-without-alarm:1")
in_target('step "s" { steps = { { lower = 5, capacity = 2 } }, alarm = { metric = '
   .. '"CPUUtilization", threshold = 60 } }', "step-dead-zone:1")
in_target('step "s" { steps = { { lower = 0, capacity = 2 } }, alarm = { metric = '
   .. '"CPUUtilization", threshold = 60, comparison = "<" } }', "step-out-of-reach:1")
in_target('step "s" { steps = { { lower = 0, capacity = 2 } }, alarm = { metric = '
   .. '"CPUUtilization", threshold = 60, period = 10 } }', "alarm-period-short:1")
in_target('schedule "s" { cron = "0 22 * * ? *", min = 1, max = 2 }', "schedule-not-restored:1")
in_target('schedule "s" { cron = "0 22 * * 2 *", min = 1, max = 9 }', "schedule-days:1")
in_target('schedule "s" { cron = "0 22 * * ?", min = 1, max = 9 }', "schedule-fields:1")
in_target('schedule "s" { cron = "0 0 22 * * ? *", min = 1, max = 9 }', "schedule-fields:1")
in_target('schedule "s" { rate = "1 days", min = 1, max = 9 }', "schedule-rate-unit:1")
in_target('schedule "s" { rate = "2 day", min = 1, max = 9 }', "schedule-rate-unit:1")
in_target('schedule "s" { cron = "30 2 * * ? *", timezone = "Europe/Berlin", min = 1, max = 9 }',
   "schedule-gap:1")
in_target('schedule "s" { cron = "15 2 ? 3 1 *", timezone = "Europe/Berlin", min = 1, max = 9 }',
   "schedule-gap:1")
in_target('schedule "a" { cron = "0 22 * * ? *", min = 1, max = 9 },\n'
   .. 'schedule "b" { cron = "0 22 ? * FRI *", min = 2, max = 9 }', "schedule-overlap:2")
in_target('schedule "a" { cron = "0 22 * * ? *", max = 2 },\n'
   .. 'schedule "b" { cron = "0 6 * * ? *", min = 5, max = 9 },\n'
   .. 'schedule "c" { cron = "0 5 * * ? *", min = 1 }', "schedule-one-sided:1")
in_target('ignore_rules = { "nothing-scales" }, role_arn = "arn:aws:iam::111122223333:role/r"',
   "role-ignored:1")

list[#list + 1] = { 'target(V) { min = 1, max = 9 }', "nothing-scales:1" }
list[#list + 1] = { 'target(V) { min = 2 }', "capacity-one-sided:1", "nothing-scales:1" }
list[#list + 1] = { 'target(V) { min = 2, max = 2, track "t" { metric = INV, value = 7 } }',
   "capacity-pinned:1", "console-policy-name:1" }
list[#list + 1] = { 'target(V) { min = 0, max = 2, track "t" { metric = '
   .. '"ApproximateBacklogSizePerInstance", value = 5 } }', "zero-of-real-time:1" }
list[#list + 1] = { 'target(V) { min = 0, max = 2, facts = { kind = "async" }, track "t" { '
   .. 'metric = "ApproximateBacklogSizePerInstance", value = 5 } }', "wakes-late:1" }
list[#list + 1] = { 'target { resource_id = V, kind = "component-host" } { min = 1, max = 2, '
   .. 'track "t" { metric = INV, value = 7 } }', "components-scale-instances:1",
   "console-policy-name:1" }
list[#list + 1] = { 'target { resource_id = V, status = "Updating" } { min = 1, max = 1 }',
   "endpoint-status:1" }
list[#list + 1] = { 'target "service/c/s" { min = 1, max = 2, track "t" { metric = '
   .. '"ECSServiceAverageCPUUtilization", value = 0.7 } }', "target-value-share:1" }
list[#list + 1] = { 'target "service/c/s" { min = 1, max = 2, predictive "p" { metric = '
   .. '"ECSServiceCPUUtilization", value = 40 } }', "predictive-forecast-only:1" }
list[#list + 1] = { 'target "arn:aws:kafka:eu-west-1:111122223333:cluster/c/1" { min = 1, max = 9, '
   .. 'track "t" { metric = "KafkaBrokerStorageUtilization", value = 60 } }', "kafka-shrinks:1" }
list[#list + 1] = { 'for i = 1, 501 do target("endpoint/e" .. i .. "/variant/v") { min = 1, '
   .. 'max = 2, ignore_rules = { "nothing-scales" } } end', "targets-of-account:?" }
list[#list + 1] = { 'track "t" { metric = INV, value = 7 }', "in-no-target:1" }
list[#list + 1] = { 'deployment { name = "d" }', "no-targets:1" }
list[#list + 1] = { 'warn "slowly"', "script:1" }
list[#list + 1] = { 'hook("validate", function() return warn("hm") end)\n'
   .. 'target(V) { min = 1, max = 2, ignore_rules = { "nothing-scales" } }', "hook:2" }
list[#list + 1] = { 'hook("transform", function(t) t.min = 2 end)\n'
   .. 'target(V) { min = 1, max = 2, ignore_rules = { "nothing-scales" } }', "hook-transform:2" }

return list
