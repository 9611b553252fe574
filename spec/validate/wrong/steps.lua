-- Step policies and their alarms, in a target with 1 to 9; the second step policy keeps the target
-- able to scale in.
local down <const> = 'step "down" { steps = { { upper = 0, change = -1 } } }'
local alarm <const> = 'alarm = { metric = "CPUUtilization", threshold = 60 }'

local list = {
   { 'step "s" {}', "steps-missing:1" },
   { 'step "s" { steps = {} }', "steps-missing:1" },
   { 'step "s" { steps = { 5 } }', "wrong-type:1" },
   { 'step "s" { steps = { { lower = 0 } } }', "step-kinds:1" },
   { 'step "s" { steps = { { lower = 0, change = 1, percent = 5 } } }', "step-kinds:1" },
   { 'step "s" { steps = { { lower = 0, upper = 5, change = 1 }, { lower = 5, percent = 5 } } }',
      "step-kinds:1" },
   { 'step "s" { steps = { { lower = 0, chagne = 1 } } }', "unknown-key:1", "step-kinds:1" },
   { 'step "s" { steps = { { lower = "0", change = 1 } } }', "wrong-type:1" },
   { 'step "s" { steps = { { lower = 0, change = 1.5 } } }', "wrong-type:1" },
   { 'step "s" { steps = { { above = 60, change = 1 } } }', "step-bounds:1" },
   { 'step "s" { steps = { { lower = 0, above = 60, change = 1 } }, ' .. alarm .. ' }',
      "step-bounds:1" },
   { 'step "s" { steps = { { change = 1 } } }', "step-unbounded:1" },
   { 'step "s" { steps = { { lower = 10, upper = 0, change = 1 }, { lower = 20, change = 2 } } }',
      "step-inverted:1", "step-dead-zone:1" },
   { 'step "s" { steps = { { lower = 5, upper = 5, change = 1 }, { lower = 5, change = 2 } } }',
      "step-inverted:1", "step-dead-zone:1" },
   { 'step "s" { steps = { { lower = 0, upper = 10, change = 1 } } }', "step-end-missing:1" },
   { 'step "s" { steps = { { lower = -10, upper = 0, change = -1 } } }', "step-end-missing:1" },
   { 'step "s" { steps = { { lower = 0, change = 1 }, { lower = 10, change = 2 } } }',
      "step-open-ends:1", "step-overlap:1" },
   { 'step "s" { steps = { { lower = 0, upper = 10, change = 1 }, { lower = 5, change = 2 } } }',
      "step-overlap:1" },
   { 'step "s" { steps = { { lower = 0, upper = 10, change = 1 }, { lower = 15, change = 2 } } }',
      "step-gap:1" },
   { 'step "s" { steps = { { above = 60, below = 70, change = 1 }, { above = 75, change = 2 } }, '
      .. alarm .. ' }', "step-gap:1" },
   { 'step "s" { cooldown = -4, steps = { { lower = 0, change = 1 } } }', "step-cooldown:1" },
   { 'step "s" { cooldown = "4", steps = { { lower = 0, change = 1 } } }', "wrong-type:1" },
   { 'step "s" { steps = { { lower = 0, capacity = -4 } } }', "step-adjustment:1",
      "step-beyond-limits:1" },
   { 'step "s" { min_magnitude = 2, steps = { { lower = 0, change = 1 } } }', "step-magnitude:1" },
   { 'step "s" { min_magnitude = 0, steps = { { lower = 0, percent = 10 } } }',
      "step-magnitude:1" },
   { 'step "s" { aggregation = "Sum", steps = { { lower = 0, change = 1 } } }', "model:1" },
   { 'step "s" { AdjustmentType = "Change", StepAdjustments = { { MetricIntervalLowerBound = 0, '
      .. 'ScalingAdjustment = 1 } } }', "model:1" },
   { 'step "s" { AdjustmentType = "ChangeInCapacity", StepAdjustments = { { '
      .. 'MetricIntervalLowerBound = 0 } } }', "step-adjustment:1", "model:1" },
   { 'step "s/t" { steps = { { lower = 0, change = 1 } }, alarm = {} }', "alarm-metric:1",
      "alarm-threshold:1" },
   { 'step "s" { steps = { { lower = 0, change = 1 } }, alarm = { metric = "CPUUtilization" } }',
      "alarm-threshold:1" },
   { 'step "s" { steps = { { lower = 0, change = 1 } }, alarm = { metric = "CPUUtilisation", '
      .. 'threshold = 60 } }', "unknown-metric:1" },
   { 'step "s" { steps = { { lower = 0, change = 1 } }, alarm = { treshold = 60, '
      .. 'metric = "CPUUtilization" } }', "unknown-key:1" },
   { 'step "s" { steps = { { lower = 0, change = 1 } }, alarm = { metric = { name = "M" }, '
      .. 'threshold = 60 } }', "alarm-metric:1" },
   { 'step "s" { steps = { { lower = 0, change = 1 } }, alarm = { metric = { name = "M", '
      .. 'namespace = "N" }, threshold = 60 } }', "alarm-metric:1" },
}
local alarms = {
   { "period = 45", "alarm-period:1" }, { "period = 0", "alarm-period:1" },
   { "evaluation_periods = 0", "alarm-evaluation:1" },
   { "evaluation_periods = 2000", "alarm-evaluation:1" },
   { "datapoints = 2", "alarm-datapoints:1" }, { "datapoints = 0", "alarm-datapoints:1" },
   { 'missing_data = "skip"', "alarm-missing-data:1" },
   { 'statistic = "Mean"', "alarm-statistic:1" }, { 'statistic = "p101"', "alarm-statistic:1" },
   { 'comparison = "=>"', "alarm:1" }, { 'name = ""', "alarm-name:1" },
   { 'name = ("x"):rep(256)', "alarm-name:1" }, { 'name = "TargetTracking-x"', "alarm-name:1" },
}
for _, case in ipairs(alarms) do
   list[#list + 1] = { 'step "s" { steps = { { lower = 0, change = 1 } }, alarm = { '
      .. 'metric = "CPUUtilization", threshold = 60, ' .. case[1] .. ' } }', case[2] }
end
for i, case in ipairs(list) do
   list[i] = table.move(case, 2, #case, 2, { ("target(V) { min = 1, max = 9, %s, %s }"):format(
      case[1], down) })
end

list[#list + 1] = { 'local l = {} for i = 1, 21 do l[i] = { lower = i, upper = i < 21 and i + 1 or '
   .. 'nil, change = 1 } end target(V) { min = 1, max = 2, step "s" { steps = l }, '
   .. 'schedule "x" { rate = "2 days", min = 1, max = 2 } }', "steps-many:1", "step-dead-zone:1" }
list[#list + 1] = { 'for i = 1, 2 do target("endpoint/e" .. i .. "/variant/v") { min = 1, max = 2, '
   .. 'step "s" { steps = { { lower = 0, capacity = 1 } }, alarm = { name = "n", '
   .. 'metric = "CPUUtilization", threshold = 1 } } } end', "alarm-name-twice:1" }

return list
