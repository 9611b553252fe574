-- The rules of step scaling: which adjustments make a whole. Bounds are relative to the threshold
-- of the alarm that triggers the policy; a bound that is left out is infinite.
local failure = require "moontide.emulator.failure"

local M = {}

local max_steps = 20

local function invalid(text)
   failure.raise("ValidationException", text)
end

local function check_bounds(steps)
   local open_below, open_above, lowest, highest = 0, 0, math.huge, -math.huge
   for _, step in ipairs(steps) do
      local lower, upper = step.MetricIntervalLowerBound, step.MetricIntervalUpperBound
      if not lower and not upper then
         invalid("Both lower and upper bounds of a step adjustment cannot be left unspecified")
      elseif lower and upper and lower >= upper then
         invalid("The upper bound of a step adjustment must be greater than its lower bound")
      end
      open_below = open_below + (lower and 0 or 1)
      open_above = open_above + (upper and 0 or 1)
      lowest, highest = math.min(lowest, lower or 0), math.max(highest, upper or 0)
   end
   if open_below > 1 then
      invalid("At most one step adjustment may have an unspecified lower bound")
   elseif open_above > 1 then
      invalid("At most one step adjustment may have an unspecified upper bound")
   elseif lowest < 0 and open_below == 0 then
      invalid("There must be a step adjustment with an unspecified lower bound when one step "
         .. "adjustment has a negative lower bound")
   elseif highest > 0 and open_above == 0 then
      invalid("There must be a step adjustment with an unspecified upper bound when one step "
         .. "adjustment has a positive upper bound")
   end
end

local function lower_of(step)
   return step.MetricIntervalLowerBound or -math.huge
end

---Each interval has to begin where the one below it ends.
local function check_intervals(steps)
   local sorted = table.move(steps, 1, #steps, 1, {})
   table.sort(sorted, function(a, b) return lower_of(a) < lower_of(b) end)
   for i = 2, #sorted do
      local below = sorted[i - 1].MetricIntervalUpperBound or math.huge
      if lower_of(sorted[i]) < below then
         invalid("Step adjustment intervals cannot overlap")
      elseif lower_of(sorted[i]) > below then
         invalid("Step adjustment intervals cannot have gaps between them")
      end
   end
end

local function check_steps(steps, adjustment_type)
   if #steps == 0 then
      invalid("There must be at least one step adjustment")
   elseif #steps > max_steps then
      invalid(("There can be at most %d step adjustments per scaling policy"):format(max_steps))
   end
   for _, step in ipairs(steps) do
      if adjustment_type == "ExactCapacity" and step.ScalingAdjustment < 0 then
         invalid("Scaling adjustment cannot be less than 0 when adjustment type is ExactCapacity")
      end
   end
   check_bounds(steps)
   check_intervals(steps)
end

---Raises the refusal of a configuration that breaks a rule.
---@param input table  of PutScalingPolicy
function M.check(input)
   local config = input.StepScalingPolicyConfiguration
   local magnitude = config.MinAdjustmentMagnitude
   if not config.AdjustmentType then
      invalid("Adjustment type must be specified")
   elseif magnitude and config.AdjustmentType ~= "PercentChangeInCapacity" then
      invalid("Minimum adjustment magnitude is only allowed for adjustment type "
         .. "PercentChangeInCapacity")
   elseif magnitude and magnitude < 1 then
      invalid("Minimum adjustment magnitude must be greater than 0")
   elseif config.Cooldown and config.Cooldown < 0 then
      invalid("Cooldown cannot be less than 0")
   end
   check_steps(config.StepAdjustments or {}, config.AdjustmentType)
end

---The configuration as it is described: bounds are fractional numbers.
---@param config table
---@return table
function M.normalize(config)
   for _, step in ipairs(config.StepAdjustments) do
      for _, name in ipairs { "MetricIntervalLowerBound", "MetricIntervalUpperBound" } do
         step[name] = step[name] and step[name] + 0.0
      end
   end
   return config
end

return M
