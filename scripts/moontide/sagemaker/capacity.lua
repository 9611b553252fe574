-- From a load test to figures for scaling: AWS's own method, MAX_RPS × SAFETY_FACTOR × 60, and what
-- follows from it for instances, copies and concurrency.
local M = {}

local SECONDS_PER_MINUTE <const> = 60 -- the metric counts invocations a minute
local DEFAULT_SAFETY <const> = 0.5
local LARGEST_CONCURRENCY <const> = 200

-- `level` counts from the function that was called by the script.
local function check_number(name, value, is_zero_allowed, level)
   local is_good = type(value) == "number" and value == value and value < math.huge
      and (value > 0 or is_zero_allowed and value == 0)
   if not is_good then
      local range = is_zero_allowed and "0 or more" or "above 0"
      error(("%s must be a number %s, not %s"):format(name, range, tostring(value)),
         (level or 0) + 3)
   end
   return value
end

local function check_share(name, value, level)
   check_number(name, value, false, (level or 0) + 1)
   if value > 1 then
      error(("%s must be at most 1, not %s"):format(name, value), (level or 0) + 3)
   end
   return value
end

local function whole(value, text)
   return math.tointeger(math.ceil(value)) or error(text, 3)
end

-- Requests a second of one unit: measured, or what its workers can do at their latency.
local function max_rps(load)
   if load.max_rps == nil and load.latency ~= nil then
      local workers = check_number("workers", load.workers or 1, false, 1)
      return workers / check_number("latency", load.latency, false, 1)
   end
   return check_number("max_rps", load.max_rps, false, 1)
end

---@class moontide.sagemaker.Load
---@field max_rps? number   requests a second that one instance served in a load test
---@field latency? number   or: mean seconds a request takes
---@field workers? number   and how many are served at a time, default 1
---@field safety? number    share of it to use, above 0 and at most 1, default 0.5

---The target value of SageMakerVariantInvocationsPerInstance: invocations a minute and instance.
---@param load moontide.sagemaker.Load
---@return number
function M.invocations_per_instance(load)
   local safety = check_share("safety", load.safety or DEFAULT_SAFETY)
   return max_rps(load) * safety * SECONDS_PER_MINUTE
end

---The target value of SageMakerInferenceComponentInvocationsPerCopy, from what one copy serves.
M.invocations_per_copy = M.invocations_per_instance

---The target value of the two ConcurrentRequestsPer… metrics: requests at a time, no minutes.
---@param load { max_concurrency: number, safety?: number } what one model or copy serves well
---@return number
function M.concurrent_requests(load)
   local safety = check_share("safety", load.safety or DEFAULT_SAFETY)
   return check_number("max_concurrency", load.max_concurrency) * safety
end

---The value of CPUUtilization or GPUUtilization that is so many per cent of the instance: these
---metrics add up cores.
---@param load { percent: number, cores: integer }
---@return number
function M.utilization(load)
   local percent = check_number("percent", load.percent)
   if percent > 100 then error(("percent must be at most 100, not %s"):format(percent), 2) end
   return percent * check_number("cores", load.cores)
end

---How many instances or copies serve a load at target invocations a minute each.
---@param load { rpm?: number, rps?: number, target: number, headroom?: number, minimum?: integer }
---       headroom: share to add, default 0; minimum: default 1
---@return integer
function M.instances_for(load)
   local rpm = load.rps and check_number("rps", load.rps, true) * SECONDS_PER_MINUTE
      or check_number("rpm", load.rpm, true)
   local target = check_number("target", load.target)
   local headroom = check_number("headroom", load.headroom or 0, true)
   local count = whole(rpm * (1 + headroom) / target,
      ("rpm %s is too many for target %s"):format(rpm, target))
   return math.max(count, load.minimum or 1)
end

---@class moontide.sagemaker.Demand
---@field base_rpm? number  invocations a minute in quiet hours, default 0
---@field peak_rpm number   in the busiest minute
---@field target number     invocations a minute and instance
---@field headroom? number  share to add to the peak, default 0.2
---@field kind? string      of the endpoint: async variants and components may go to 0
---@field zones? integer    least instances, to be in so many Availability Zones; default 1

---The smallest and the largest capacity for a load between base and peak.
---@param demand moontide.sagemaker.Demand
---@return integer min, integer max
function M.bounds(demand)
   local base = check_number("base_rpm", demand.base_rpm or 0, true)
   local peak = check_number("peak_rpm", demand.peak_rpm)
   if base > peak then
      error(("base_rpm %s is above peak_rpm %s"):format(base, peak), 2)
   end
   local may_rest = demand.kind == "async" or demand.kind == "inference-component"
   local least = math.max(demand.zones or 0, may_rest and 0 or 1)
   local minimum = M.instances_for { rpm = base, target = demand.target, minimum = least }
   return minimum, M.instances_for { rpm = peak, target = demand.target,
      headroom = demand.headroom or 0.2, minimum = math.max(1, minimum) }
end

---Provisioned concurrency that serves a rate at a latency (Little's law), up to the variant's
---MaxConcurrency.
---@param load { rps: number, latency: number, headroom?: number, max_concurrency?: integer }
---@return integer
function M.provisioned_concurrency(load)
   local busy = check_number("rps", load.rps) * check_number("latency", load.latency)
   local limit = load.max_concurrency or LARGEST_CONCURRENCY
   local count = whole(busy * (1 + check_number("headroom", load.headroom or 0, true)),
      "rps × latency is too large")
   if count > limit then
      error(("%s requests a second of %s s need %d at a time, the variant serves %d"):format(
         load.rps, load.latency, count, limit), 2)
   end
   return math.max(1, count)
end

return M
