-- A token bucket for each account, Region, service and class of operation: the first `burst` calls
-- pass at once, then `rate` a second.
local M = {}

---@param rate number   tokens a second
---@param burst number  tokens at most, and at first
---@param monotonic fun(): number
---@return fun(call: moontide.emulator.Call): boolean take  false: there is no token left
function M.new(rate, burst, monotonic)
   local buckets = {}
   return function(call)
      local key = table.concat({ call.account, call.region, call.service, call.class }, "/")
      local now, bucket = monotonic(), buckets[key]
      if not bucket then
         bucket = { tokens = burst, at = now }
         buckets[key] = bucket
      end
      bucket.tokens = math.min(burst, bucket.tokens + (now - bucket.at) * rate)
      bucket.at = now
      if bucket.tokens < 1 then
         return false
      end
      bucket.tokens = bucket.tokens - 1
      return true
   end
end

return M
