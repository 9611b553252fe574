-- Step policies: that their intervals cover the line without gaps and overlaps, and do something.
local ranges = require "moontide.deploy.step_ranges"

local M = {}

local max_steps <const> = 20
local docs <const> = "Application Auto Scaling guide, step scaling"

local function add(name, severity, reason, fix, check)
   M[#M + 1] = { name = name, severity = severity, applies = "policy", reason = reason, fix = fix,
      source = docs,
      check = function(policy, say, scope)
         local steps = policy.config.StepAdjustments
         local is_flawed = policy.broken and policy.broken.steps -- as has been said
         if policy.type ~= "StepScaling" or is_flawed then return end
         if name == "steps-missing" or type(steps) == "table" then
            check(policy, say, ranges.sorted(type(steps) == "table" and steps or {}), scope)
         end
      end }
end

local function threshold_of(policy)
   local threshold = policy.alarm and policy.alarm.Threshold
   return type(threshold) == "number" and threshold or nil
end

local function text_of(policy, step)
   return ranges.of(step, threshold_of(policy))
end

add("steps-missing", "error", "a step policy without steps does nothing",
   "steps = { { lower = 0, change = 1 } }", function(policy, say)
      local steps = policy.config.StepAdjustments
      if not policy.broken and (type(steps) ~= "table" or #steps == 0) then
         say(('policy "%s" has no steps'):format(policy.name))
      end
   end)

add("steps-many", "error", "AWS takes at most 20 step adjustments in a policy",
   "fewer, wider steps", function(policy, say, steps)
      if #steps > max_steps then
         say(('policy "%s" has %d steps'):format(policy.name, #steps))
      end
   end)

add("step-inverted", "error", "the upper bound of a step is greater than its lower bound",
   "exchange the bounds", function(policy, say, steps)
      for _, step in ipairs(steps) do
         local lower, upper = ranges.bounds(step)
         if lower >= upper then
            say(('policy "%s": a step goes from %.10g to %.10g'):format(policy.name, lower, upper))
         end
      end
   end)

add("step-unbounded", "error", "AWS refuses it: Both lower and upper bounds of a step adjustment "
   .. "cannot be left unspecified", "lower = 0", function(policy, say, steps)
      for _, step in ipairs(steps) do
         local lower, upper = ranges.bounds(step)
         if lower == -math.huge and upper == math.huge then
            say(('policy "%s" has a step without bounds'):format(policy.name))
         end
      end
   end)

---How many steps have no such bound, and whether one lies on that side of the threshold.
local function side(steps, name, reaches)
   local open, is_reached = 0, false
   for _, step in ipairs(steps) do
      if step[name] == nil then open = open + 1 end
      is_reached = is_reached or step[name] ~= nil and reaches(step[name])
   end
   return open, is_reached
end

add("step-open-ends", "error", "AWS takes one step without lower and one without upper bound at "
   .. "most", "give the others their bounds", function(policy, say, steps)
      for _, name in ipairs { "MetricIntervalLowerBound", "MetricIntervalUpperBound" } do
         if side(steps, name, function() return false end) > 1 then
            say(('policy "%s" has more than one step without %s'):format(policy.name, name))
         end
      end
   end)

add("step-end-missing", "error", "AWS refuses it: There must be a StepAdjustment with an "
   .. "unspecified upper bound when one StepAdjustment has a positive upper bound, and likewise "
   .. "below", "leave the bound of the outermost step out", function(policy, say, steps)
      local open_above, is_above = side(steps, "MetricIntervalUpperBound",
         function(bound) return bound > 0 end)
      local open_below, is_below = side(steps, "MetricIntervalLowerBound",
         function(bound) return bound < 0 end)
      if is_above and open_above == 0 then
         say(('policy "%s": beyond %s nothing is done'):format(policy.name,
            text_of(policy, steps[#steps])))
      end
      if is_below and open_below == 0 then
         say(('policy "%s": below %s nothing is done'):format(policy.name,
            text_of(policy, steps[1])))
      end
   end)

local function check_neighbours(policy, say, steps, is_wrong, what)
   for i = 2, #steps do
      local before, upper = ranges.bounds(steps[i - 1])
      local lower = ranges.bounds(steps[i])
      if before < upper and is_wrong(upper, lower) then
         say { message = ('policy "%s": the steps %s and %s %s'):format(policy.name,
            text_of(policy, steps[i - 1]), text_of(policy, steps[i]), what),
            fix = upper ~= math.huge and ("lower = %.10g of the second"):format(upper) or nil }
      end
   end
end

add("step-overlap", "error", "AWS refuses steps that overlap",
   "begin each where the one below ends", function(policy, say, steps)
      check_neighbours(policy, say, steps, function(upper, lower) return lower < upper end,
         "overlap")
   end)

add("step-gap", "error", "AWS refuses gaps between steps", "begin each where the one below ends",
   function(policy, say, steps)
      check_neighbours(policy, say, steps, function(upper, lower) return lower > upper end,
         "leave a gap")
   end)

local rises <const> = { GreaterThanThreshold = true, GreaterThanOrEqualToThreshold = true }

add("step-out-of-reach", "warning", "the alarm fires on the other side of its threshold, so the "
   .. "step is never chosen", "exchange the comparison, or the sign of the bounds",
   function(policy, say, steps)
      local comparison = policy.alarm and policy.alarm.ComparisonOperator
      if not comparison then return end
      for _, step in ipairs(steps) do
         local lower, upper = ranges.bounds(step)
         local is_out = rises[comparison] and upper <= 0 or not rises[comparison] and lower >= 0
         if is_out and lower < upper then
            say(('policy "%s": the step %s is never reached with %s'):format(policy.name,
               text_of(policy, step), comparison))
         end
      end
   end)

add("step-dead-zone", "warning", "the alarm fires at its threshold, and nothing is done there",
   "let the first step begin at 0, that is at the threshold", function(policy, say, steps)
      local lowest = steps[1] and ranges.bounds(steps[1])
      local _, highest = ranges.bounds(steps[#steps] or {})
      if not steps[1] then return end
      if lowest > 0 then
         say(('policy "%s": nothing is done %s'):format(policy.name,
            ranges.text(0, lowest, threshold_of(policy))))
      elseif highest < 0 then
         say(('policy "%s": nothing is done %s'):format(policy.name,
            ranges.text(highest, 0, threshold_of(policy))))
      end
   end)

add("step-adjustment", "error", "a step needs a whole number to change by, and no capacity is "
   .. "less than 0", "change = 1, percent = 50 or capacity = 4", function(policy, say, steps)
      for _, step in ipairs(steps) do
         local amount = step.ScalingAdjustment
         if amount == nil and not policy.broken then
            say(('policy "%s": the step %s says not what to do'):format(policy.name,
               text_of(policy, step)))
         elseif math.type(amount) and amount < 0
            and policy.config.AdjustmentType == "ExactCapacity" then
            say(('policy "%s": the step %s goes to capacity %d'):format(policy.name,
               text_of(policy, step), amount))
         end
      end
   end)

add("step-no-change", "warning", "the step changes nothing", "leave it out, or change by 1",
   function(policy, say, steps)
      for _, step in ipairs(steps) do
         if step.ScalingAdjustment == 0 and policy.config.AdjustmentType ~= "ExactCapacity" then
            say(('policy "%s": the step %s changes by 0'):format(policy.name,
               text_of(policy, step)))
         end
      end
   end)

add("step-beyond-limits", "warning", "capacity never leaves the target's limits",
   "change the limits or the step", function(policy, say, steps, scope)
      local target = scope.target
      for _, step in ipairs(steps) do
         local amount = step.ScalingAdjustment
         local is_exact = policy.config.AdjustmentType == "ExactCapacity" and math.type(amount)
         if is_exact and (target.max and amount > target.max or target.min and amount < target.min)
         then
            say(('policy "%s": a step goes to %d, the limits are %s to %s'):format(policy.name,
               amount, tostring(target.min), tostring(target.max)))
         end
      end
   end)

add("step-magnitude", "error", "a least change goes with percentages, and is at least 1",
   "leave min_magnitude out", function(policy, say)
      local magnitude = policy.config.MinAdjustmentMagnitude
      if magnitude == nil then return end
      if policy.config.AdjustmentType ~= "PercentChangeInCapacity" then
         say(('policy "%s": min_magnitude goes with percent steps only'):format(policy.name))
      elseif math.type(magnitude) and magnitude < 1 then
         say { message = ('policy "%s": min_magnitude is %s'):format(policy.name, magnitude),
            fix = "min_magnitude = 1" }
      end
   end)

add("step-percent-stuck", "warning", "per cent of a small capacity are less than one unit: AWS "
   .. "then changes by 1, whatever the steps say", "min_magnitude = 1 or more, or change",
   function(policy, say, steps, scope)
      if policy.config.AdjustmentType ~= "PercentChangeInCapacity"
         or policy.config.MinAdjustmentMagnitude then
         return
      end
      local min = scope.target.min
      if min ~= 0 then return end
      for _, step in ipairs(steps) do
         if math.type(step.ScalingAdjustment) and step.ScalingAdjustment > 0 then
            return say { fix = "change = 1, or capacity = 1",
               message = ('policy "%s": per cent of capacity 0 are 0'):format(policy.name) }
         end
      end
   end)

add("step-cooldown", "error", "AWS refuses it: Cooldown cannot be less than 0",
   "seconds, 0 or more", function(policy, say)
      local value = policy.config.Cooldown
      if math.type(value) and value < 0 then
         say(('policy "%s": cooldown is %d'):format(policy.name, value))
      end
   end)

add("step-without-alarm", "note", "a step policy acts only when a CloudWatch alarm triggers it",
   "alarm = { metric = …, threshold = … }, or an alarm of your own with the policy's ARN",
   function(policy, say)
      if not policy.alarm then
         say { target = false, message = ('no alarm of this deployment triggers policy "%s"')
            :format(policy.name) }
      end
   end)

return M
