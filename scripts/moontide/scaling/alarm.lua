-- The state of a CloudWatch alarm on a threshold: M out of N datapoints, and what missing ones
-- count as.
local M = {}

---CloudWatch looks further back than the evaluation periods, so that a late datapoint does not
---look like a missing one. By how many periods is not published; its guide's examples have two.
M.EXTRA_PERIODS = 2

local compare <const> = {
   GreaterThanThreshold = function(value, threshold) return value > threshold end,
   GreaterThanOrEqualToThreshold = function(value, threshold) return value >= threshold end,
   LessThanThreshold = function(value, threshold) return value < threshold end,
   LessThanOrEqualToThreshold = function(value, threshold) return value <= threshold end,
}

---@param comparison string  a ComparisonOperator
---@return boolean
function M.is_known(comparison)
   return compare[comparison] ~= nil
end

---@param comparison string
---@param value number
---@param threshold number
---@return boolean
function M.is_breaching(comparison, value, threshold)
   return compare[comparison](value, threshold)
end

---@class moontide.scaling.AlarmQuestion
---@field values table<integer, number?>  1 is the newest period, missing ones are nil
---@field comparison string
---@field threshold number
---@field periods integer           N
---@field needed? integer           M; default N
---@field missing? string           TreatMissingData; default "missing"
---@field state string              the state so far

---The newest datapoints, at most N of them, and whether they breach.
local function recent(question)
   local found = { values = {}, ages = {}, breaching = 0 }
   for age = 1, question.periods + M.EXTRA_PERIODS do
      local value = question.values[age]
      if value and #found.values < question.periods then
         local count = #found.values + 1
         found.values[count], found.ages[count] = value, age
         if M.is_breaching(question.comparison, value, question.threshold) then
            found.breaching = found.breaching + 1
         end
      end
   end
   return found
end

---All that there are breach, and the oldest is as old as it takes.
local function is_premature(found, needed)
   local count = #found.values
   return found.breaching == count and found.ages[count] >= needed
end

---Where there are fewer than N datapoints.
local function with_gaps(question, found, needed)
   local missing = question.missing or "missing"
   local gaps = question.periods - #found.values
   if missing == "breaching" then
      return found.breaching + gaps >= needed and "ALARM" or "OK"
   elseif missing == "notBreaching" or found.breaching >= needed then
      return found.breaching >= needed and "ALARM" or "OK"
   elseif #found.values == 0 then
      return missing == "ignore" and question.state or "INSUFFICIENT_DATA"
   elseif is_premature(found, needed) then
      return missing == "ignore" and question.state or "ALARM"
   end
   return "OK"
end

---@class moontide.scaling.AlarmFinding
---@field state "OK"|"ALARM"|"INSUFFICIENT_DATA"
---@field values number[]   the datapoints that were looked at, newest first
---@field ages integer[]    of each, in periods; 1 is the newest
---@field breaching integer how many of them breach

---@param question moontide.scaling.AlarmQuestion
---@return moontide.scaling.AlarmFinding
function M.evaluate(question)
   local found, needed = recent(question), question.needed or question.periods
   if #found.values == question.periods then
      found.state = found.breaching >= needed and "ALARM" or "OK"
   else
      found.state = with_gaps(question, found, needed)
   end
   return found
end

return M
