-- Step scaling without a clock: the step that a breach falls into, and what it does to capacity.
local M = {}

---Above the threshold a step holds its lower bound, below it its upper one.
local function holds(step, breach, is_above)
   local lower = step.MetricIntervalLowerBound or -math.huge
   local upper = step.MetricIntervalUpperBound or math.huge
   if is_above then
      return lower <= breach and breach < upper
   end
   return lower < breach and breach <= upper
end

---@param comparison string  the alarm's ComparisonOperator
---@return boolean
function M.is_above(comparison)
   return comparison:find("^Greater") ~= nil
end

---@param steps table[]      StepAdjustments
---@param breach number      metric − threshold
---@param is_above boolean   is the alarm about values above its threshold?
---@return table? step
function M.pick(steps, breach, is_above)
   for _, step in ipairs(steps) do
      if holds(step, breach, is_above) then
         return step
      end
   end
   return nil
end

---Towards zero, but never to it: 12.7 → 12, 0.67 → 1, −0.58 → −1, −6.67 → −6.
---@param value number
---@return integer
function M.round(value)
   if value == 0 then
      return 0
   elseif value > 0 then
      return math.max(1, math.floor(value + 1e-9))
   end
   return math.min(-1, math.ceil(value - 1e-9))
end

local function percent_change(current, adjustment, magnitude)
   local change = M.round(current * adjustment / 100)
   if magnitude and change ~= 0 and math.abs(change) < magnitude then
      return change > 0 and magnitude or -magnitude
   end
   return change
end

---@param config { AdjustmentType: string, MinAdjustmentMagnitude?: integer }
---@param current integer
---@param adjustment integer
---@return integer
function M.adjust(config, current, adjustment)
   local kind = config.AdjustmentType
   if kind == "ExactCapacity" then
      return adjustment
   elseif kind == "ChangeInCapacity" then
      return math.max(0, current + adjustment)
   end
   return math.max(0, current + percent_change(current, adjustment, config.MinAdjustmentMagnitude))
end

local aggregations <const> = {
   Average = function(values)
      local sum = 0
      for _, value in ipairs(values) do
         sum = sum + value
      end
      return sum / #values
   end,
   Minimum = function(values) return math.min(table.unpack(values)) end,
   Maximum = function(values) return math.max(table.unpack(values)) end,
}

---One figure for the datapoints that made the alarm go off.
---@param kind? string  MetricAggregationType; default Average
---@param values number[]  at least one
---@return number
function M.aggregate(kind, values)
   return aggregations[kind or "Average"](values)
end

---The capacity that a policy asks for; nil: no step is for such a breach.
---@param config table  a StepScalingPolicyConfiguration
---@param alarm { values: number[], threshold: number, is_above: boolean }
---@param current integer
---@return integer?
function M.proposed(config, alarm, current)
   local breach = M.aggregate(config.MetricAggregationType, alarm.values) - alarm.threshold
   local step = M.pick(config.StepAdjustments, breach, alarm.is_above)
   return step and M.adjust(config, current, step.ScalingAdjustment)
end

return M
