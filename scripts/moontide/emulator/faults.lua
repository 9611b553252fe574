-- The seam where the emulator misbehaves on request. before(call) runs after the signature was
-- verified and before the service sees the request: what it returns is answered instead.
-- delay(call) says for how many seconds the answer is held back.
local failure = require "moontide.emulator.failure"

local M = {}

---@class moontide.emulator.Call
---@field account string
---@field region string
---@field service string
---@field operation string
---@field class string  "read" or "write"

---@class moontide.emulator.Faults
---@field before fun(call: moontide.emulator.Call): moontide.emulator.Failure?
---@field delay fun(call: moontide.emulator.Call): number

---A token bucket for each account, Region, service and class of operation.
---@param throttle { rate: number, burst: number }
---@param monotonic fun(): number
local function throttler(throttle, monotonic)
   local buckets = {}
   return function(call)
      local key = call.account .. "/" .. call.region .. "/" .. call.service .. "/" .. call.class
      local now, bucket = monotonic(), buckets[key]
      if not bucket then
         bucket = { tokens = throttle.burst, at = now }
         buckets[key] = bucket
      end
      bucket.tokens = math.min(throttle.burst,
         bucket.tokens + (now - bucket.at) * throttle.rate)
      bucket.at = now
      if bucket.tokens < 1 then
         return failure.frontend("ThrottlingException", "Rate exceeded")
      end
      bucket.tokens = bucket.tokens - 1
      return nil
   end
end

---@param options { latency?: number, throttle?: { rate: number, burst: number } }
---@param clock moontide.emulator.Clock
---@return moontide.emulator.Faults
function M.new(options, clock)
   local checks, latency = {}, options.latency or 0
   if options.throttle then
      checks[#checks + 1] = throttler(options.throttle, clock.monotonic)
   end
   return {
      before = function(call)
         for i = 1, #checks do
            local refused = checks[i](call)
            if refused then
               return refused
            end
         end
         return nil
      end,
      delay = function() return latency end,
   }
end

return M
