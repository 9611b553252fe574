-- Optional: a model from a field report, not AWS's doctrine, for load that grows faster than
-- instances come. While new ones are provisioned for T seconds the load may grow by the surge ratio
-- r, so each instance keeps h = r - 1 of what it could serve free.

local function check(name, value, low, high)
   if type(value) ~= "number" or not (value > low and value <= high) then
      error(("%s must be above %s and at most %s, not %s"):format(name, low, high,
         tostring(value)), 3)
   end
   return value
end

local function clamp(value, low, high)
   return math.max(low, math.min(value, high))
end

---@class moontide.sagemaker.Surge
---@field ratio number            how much load may grow while instances come: 1.25 is a quarter
---@field provisioning number     seconds until a new instance serves
---@field max_concurrency number  requests at a time that one instance serves at most
---@field peak? number            requests at a time at the peak

---@class moontide.sagemaker.SurgePlan
---@field scale_out_at number        requests at a time and instance
---@field scale_in_at number
---@field instances? integer         at the peak
---@field safe_minimum integer       so that one more is within the ratio
---@field scale_out_cooldown number
---@field scale_in_cooldown number

---@param given moontide.sagemaker.Surge
---@return moontide.sagemaker.SurgePlan
return function(given)
   local ratio = check("ratio", given.ratio, 1, 1.5)
   local seconds = check("provisioning", given.provisioning, 0, 86400)
   local most = check("max_concurrency", given.max_concurrency, 0, 1e9)
   local reserve = ratio - 1
   local out = (1 - reserve) * most
   return {
      scale_out_at = out,
      scale_in_at = (1 - 2 * reserve) * most,
      instances = given.peak and math.ceil(check("peak", given.peak, 0, 1e12) / out) or nil,
      safe_minimum = math.ceil(ratio / reserve),
      scale_out_cooldown = clamp(seconds / 2, 10, 30),
      scale_in_cooldown = math.max(300, 3 * seconds),
   }
end
