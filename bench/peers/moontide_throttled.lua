-- moontide run moontide_throttled.lua -- N LIMIT: registers N targets; prints when it began, how
-- long it took and what failed.
local core = require "moontide.core"
local moontide = require "moontide"

local count, limit = tonumber(arg[1]), tonumber(arg[2])
moontide.configure { max_in_flight = limit }
local aas = moontide.client("application-autoscaling", {
   region = "us-east-1",
   credentials = { access_key_id = "test", secret_access_key = "test" },
})

local index, failed = -1, 0
local function next_id()
   index = index + 1
   if index < count then return ("endpoint/bench-%06d/variant/AllTraffic"):format(index) end
end

local began = core.time()
moontide.map(next_id, function(resource_id)
   local ok = moontide.try(function()
      return aas:register_scalable_target {
         ServiceNamespace = "sagemaker", ResourceId = resource_id,
         ScalableDimension = "sagemaker:variant:DesiredInstanceCount",
         MinCapacity = 1, MaxCapacity = 8,
      }
   end)
   if not ok then failed = failed + 1 end
end, { limit = limit })
print(core.json_encode { began = began, seconds = core.time() - began, failed = failed })
