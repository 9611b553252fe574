-- The intervals of step adjustments, relative to the alarm's threshold and as values of the metric,
-- as text: [0, 20) → 60 to 80.
local M = {}

local function number(value)
   return ("%.10g"):format(value)
end

---@param step table  of AWS's StepAdjustments
---@return number lower, number upper
function M.bounds(step)
   return step.MetricIntervalLowerBound or -math.huge, step.MetricIntervalUpperBound or math.huge
end

local function range(lower, upper)
   if lower == -math.huge and upper == math.huge then return "everything" end
   if lower == -math.huge then return "below " .. number(upper) end
   if upper == math.huge then return "from " .. number(lower) end
   return ("%s to %s"):format(number(lower), number(upper))
end

---"0 to 20", or with a threshold "0 to 20 (metric 60 to 80)".
---@param lower number
---@param upper number
---@param threshold number?
---@return string
function M.text(lower, upper, threshold)
   local relative = range(lower, upper)
   if not threshold then return relative end
   return ("%s (metric %s)"):format(relative, range(lower + threshold, upper + threshold))
end

---@param step table
---@param threshold number?
---@return string
function M.of(step, threshold)
   local lower, upper = M.bounds(step)
   return M.text(lower, upper, threshold)
end

---Steps whose bounds are numbers or absent, in order of their lower bounds.
---@param steps table
---@return table[]
function M.sorted(steps)
   local list = {}
   for _, step in ipairs(steps) do
      local is_good = type(step) == "table"
      for _, name in ipairs { "MetricIntervalLowerBound", "MetricIntervalUpperBound" } do
         is_good = is_good and (step[name] == nil or type(step[name]) == "number")
      end
      if is_good then list[#list + 1] = step end
   end
   table.sort(list, function(a, b)
      local lower_a, upper_a = M.bounds(a)
      local lower_b, upper_b = M.bounds(b)
      if lower_a ~= lower_b then return lower_a < lower_b end
      return upper_a < upper_b
   end)
   return list
end

return M
