-- Registers 120 targets at MOONTIDE_EMULATOR_URL, for a client's test of paging.
local moontide = require "moontide"

local aas = moontide.client("application-autoscaling", {
   endpoint_url = os.getenv "MOONTIDE_EMULATOR_URL",
})
local numbers = {}
for i = 1, 120 do
   numbers[i] = i
end
moontide.map(numbers, function(number)
   aas:register_scalable_target {
      ServiceNamespace = "sagemaker", ScalableDimension = "sagemaker:variant:DesiredInstanceCount",
      ResourceId = ("endpoint/seed%03d/variant/blue"):format(number),
      MinCapacity = 1, MaxCapacity = 4,
   }
end, { limit = 16 })
print(#numbers .. " targets")
