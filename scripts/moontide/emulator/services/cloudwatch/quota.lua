-- How many alarms may be written a second: CloudWatch's own limits of 3 PutMetricAlarm and 3
-- DeleteAlarms a second for each account and Region, which bound what target tracking can be given
-- to in bulk. Real time counts, whatever the virtual clock does.
local errors = require "moontide.emulator.services.cloudwatch.errors"

local M = {}

---Takes tokens for calls that are made at once; false: there are not enough of them.
---@param context table
---@param operation "PutMetricAlarm"|"DeleteAlarms"
---@param count integer
---@return boolean
function M.has(context, operation, count)
   local rate = context.settings.alarm_quota
   if not rate or context.signer and context.signer.is_redo then
      return true
   end
   local shared, now = context.collection("alarms").shared, context.clock.monotonic()
   shared.buckets = shared.buckets or {}
   local bucket = shared.buckets[operation] or { tokens = rate, at = now }
   shared.buckets[operation] = bucket
   bucket.tokens = math.min(rate, bucket.tokens + math.max(0, now - bucket.at) * rate)
   bucket.at = now
   if bucket.tokens < math.min(count, rate) then
      return false
   end
   bucket.tokens = bucket.tokens - count
   return true
end

---@param context table
---@param operation "PutMetricAlarm"|"DeleteAlarms"
function M.take(context, operation)
   if not M.has(context, operation, 1) then
      errors.throttled()
   end
end

return M
