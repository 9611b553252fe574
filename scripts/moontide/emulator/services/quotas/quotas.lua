-- Quotas: get one, get its default, list those of a service.
local core = require "moontide.core"
local dimensions = require "moontide.scaling.dimensions"
local failure = require "moontide.emulator.failure"
local known = require "moontide.emulator.services.quotas.table"
local partitions = require "moontide.emulator.partitions"
local place = require "moontide.emulator.place"

local M = {}

local default_page <const> = 100

local function member(shape, name)
   for _, candidate in ipairs(shape.members) do
      if candidate.name == name then
         return candidate.shape
      end
   end
end

local modelled_types

---Every instance type that SageMaker's model names for endpoints.
local function instance_types()
   if not modelled_types then
      local input = assert(core.model("sagemaker")):shape("CreateEndpointConfig", "input")
      modelled_types = member(member(input, "ProductionVariants").item, "InstanceType").enum
   end
   return modelled_types
end

---The modelled types and those that only the fleet knows.
local function usage_quotas(context)
   local list, seen = {}, {}
   local function add(name)
      if not seen[name] then
         seen[name] = true
         list[#list + 1] = { name = known.endpoint_usage_name(name),
            value = known.endpoint_usage(context, name), default = known.default_endpoint_usage }
      end
   end
   for _, name in ipairs(instance_types()) do
      add(name)
   end
   for name in pairs(known.changed(context)) do
      add(name)
   end
   return list
end

local services <const> = {
   sagemaker = { title = "Amazon SageMaker", quotas = usage_quotas },
   ["application-autoscaling"] = { title = "Application Auto Scaling", quotas = function(context)
      local list = {}
      for name, namespace in pairs(dimensions.namespaces) do
         list[#list + 1] = { name = "Scalable targets for " .. name, default = namespace.quota,
            value = context.settings.max_targets or namespace.quota }
      end
      return list
   end },
}

local function find_service(input)
   return services[input.ServiceCode]
      or failure.raise("NoSuchResourceException", ("The request failed because the specified "
         .. "service does not exist: %s"):format(input.ServiceCode))
end

local function show(context, code, title, quota, value)
   local quota_code = known.code(quota.name)
   return {
      ServiceCode = code, ServiceName = title, QuotaName = quota.name, QuotaCode = quota_code,
      QuotaArn = ("arn:%s:servicequotas:%s:%s:%s/%s"):format(partitions.of(context.region),
         context.region, context.account, code, quota_code),
      Value = value, Unit = "None", Adjustable = true, GlobalQuota = false,
      QuotaAppliedAtLevel = "ACCOUNT",
   }
end

local function find(input, context)
   local service = find_service(input)
   for _, quota in ipairs(service.quotas(context)) do
      if known.code(quota.name) == input.QuotaCode then
         return quota, service
      end
   end
   return failure.raise("NoSuchResourceException",
      ("The request failed because the specified quota does not exist: %s"):format(input.QuotaCode))
end

function M.get(input, context)
   local quota, service = find(input, context)
   return { Quota = show(context, input.ServiceCode, service.title, quota, quota.value) }
end

function M.get_default(input, context)
   local quota, service = find(input, context)
   return { Quota = show(context, input.ServiceCode, service.title, quota, quota.default) }
end

local function refuse_token()
   failure.raise("InvalidPaginationTokenException", "Invalid token was provided.")
end

function M.list(input, context)
   local service, scope = find_service(input), "quotas/" .. input.ServiceCode
   local start = place.read(context, scope, input.NextToken, refuse_token)
   local size, list, token = input.MaxResults or default_page, {}, nil
   local quotas = service.quotas(context)
   table.sort(quotas, function(a, b) return a.name < b.name end)
   for _, quota in ipairs(quotas) do
      local is_wanted = not input.QuotaCode or known.code(quota.name) == input.QuotaCode
      if is_wanted and (not start or quota.name > start.key) then
         if #list == size then
            token = place.token(context, scope, { key = list[size].QuotaName, sequence = 0 })
            break
         end
         list[#list + 1] = show(context, input.ServiceCode, service.title, quota, quota.value)
      end
   end
   return { Quotas = list, NextToken = token }
end

return M
