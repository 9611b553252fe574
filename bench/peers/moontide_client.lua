-- moontide run moontide_client.lua -- N LIMIT: registers N targets, LIMIT calls in flight.
local moontide = require "moontide"

local count, limit = tonumber(arg[1]), tonumber(arg[2])
moontide.configure { max_in_flight = limit }
local aas = moontide.client("application-autoscaling", {
   region = "us-east-1",
   credentials = { access_key_id = "test", secret_access_key = "test" },
})

local index = -1
local function next_id()
   index = index + 1
   if index < count then
      return string.format("endpoint/bench-%06d/variant/AllTraffic", index)
   end
end

moontide.map(next_id, function(resource_id)
   aas:register_scalable_target {
      ServiceNamespace = "sagemaker", ScalableDimension = "sagemaker:variant:DesiredInstanceCount",
      ResourceId = resource_id, MinCapacity = 1, MaxCapacity = 8,
   }
end, { limit = limit })
