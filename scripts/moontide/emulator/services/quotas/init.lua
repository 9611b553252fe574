-- Service Quotas as the router sees it: those of SageMaker's endpoints and of Application Auto
-- Scaling.
local quotas = require "moontide.emulator.services.quotas.quotas"

return {
   name = "service-quotas",
   signing_name = "servicequotas",
   protocols = { "json-1.1" },
   operations = {
      GetAWSDefaultServiceQuota = { class = "read", handler = quotas.get_default },
      GetServiceQuota = { class = "read", handler = quotas.get },
      ListServiceQuotas = { class = "read", handler = quotas.list },
   },
}
