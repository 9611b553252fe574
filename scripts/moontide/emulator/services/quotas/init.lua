-- Service Quotas as the router sees it: those of SageMaker's endpoints and of Application Auto
-- Scaling.
local quotas = require "moontide.emulator.services.quotas.quotas"
local service = require "moontide.emulator.service"

return service.new {
   name = "service-quotas",
   signing_name = "servicequotas",
   target_prefix = "ServiceQuotasV20190624",
   maps = {},
   operations = {
      GetAWSDefaultServiceQuota = { class = "read", handler = quotas.get_default },
      GetServiceQuota = { class = "read", handler = quotas.get },
      ListServiceQuotas = { class = "read", handler = quotas.list },
   },
}
