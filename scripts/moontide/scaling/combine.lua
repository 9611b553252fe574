-- What several policies of one target come to. Adding: whoever asks for most wins. Removing: all
-- target tracking policies that may remove have to agree, step policies need nobody's leave, and
-- of what is proposed the largest capacity wins. Adding beats removing.
local M = {}

---@class moontide.scaling.Verdict
---@field policy any         whose it is
---@field is_tracking boolean
---@field direction "out"|"in"|"none"|"unknown"  unknown: a metric without data
---@field capacity? integer  that it asks for, with "out" and "in"
---@field can_remove? boolean  default true: with target tracking, is scaling in enabled?

local function largest(best, verdict)
   if not best or verdict.capacity > best.capacity then
      return verdict
   end
   return best
end

local function removal_is_agreed(verdicts)
   for _, verdict in ipairs(verdicts) do
      if verdict.is_tracking and verdict.can_remove ~= false and verdict.direction ~= "in" then
         return false
      end
   end
   return true
end

---@param verdicts moontide.scaling.Verdict[]  of all policies of the target
---@return moontide.scaling.Verdict?  the one to follow; nil: capacity stays as it is
function M.decide(verdicts)
   local out, removal
   local is_agreed = removal_is_agreed(verdicts)
   for _, verdict in ipairs(verdicts) do
      if verdict.direction == "out" then
         out = largest(out, verdict)
      elseif verdict.direction == "in" and (is_agreed or not verdict.is_tracking)
         and verdict.can_remove ~= false then
         removal = largest(removal, verdict)
      end
   end
   return out or removal
end

---Into the limits of the target.
---@param wanted integer
---@param current integer
---@param minimum integer
---@param maximum integer
---@return integer capacity
---@return string? reason  an AWS code, if that leaves capacity as it is
function M.clamp(wanted, current, minimum, maximum)
   local capacity = math.max(minimum, math.min(maximum, wanted))
   if capacity ~= current then
      return capacity
   elseif wanted > maximum then
      return capacity, "AlreadyAtMaxCapacity"
   elseif wanted < minimum then
      return capacity, "AlreadyAtMinCapacity"
   end
   return capacity, "AlreadyAtDesiredCapacity"
end

return M
