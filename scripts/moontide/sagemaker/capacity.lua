-- From a load test to figures for scaling: AWS's own method, MAX_RPS × SAFETY_FACTOR × 60.
local M = {}

local SECONDS_PER_MINUTE = 60 -- the metric counts invocations a minute
local DEFAULT_SAFETY = 0.5

local function check_number(name, value, is_zero_allowed)
   local is_good = type(value) == "number" and value == value and value < math.huge
      and (value > 0 or is_zero_allowed and value == 0)
   if not is_good then
      local range = is_zero_allowed and "0 or more" or "above 0"
      error(("%s must be a number %s, not %s"):format(name, range, tostring(value)), 3)
   end
   return value
end

---The target value of SageMakerVariantInvocationsPerInstance for instances that served max_rps
---requests a second in a load test.
---@param load { max_rps: number, safety?: number } safety: the share of it to use, default 0.5
---@return number
function M.invocations_per_instance(load)
   local max_rps = check_number("max_rps", load.max_rps)
   local safety = check_number("safety", load.safety or DEFAULT_SAFETY)
   if safety > 1 then error(("safety must be at most 1, not %s"):format(safety), 2) end
   return max_rps * safety * SECONDS_PER_MINUTE
end

---How many instances serve rpm requests a minute at target invocations each.
---@param load { rpm: number, target: number, minimum?: integer } minimum: default 1
---@return integer
function M.instances_for(load)
   local rpm = check_number("rpm", load.rpm, true)
   local target = check_number("target", load.target)
   local count = math.tointeger(math.ceil(rpm / target))
   if not count then error(("rpm %s is too many for target %s"):format(rpm, target), 2) end
   return math.max(count, load.minimum or 1)
end

return M
