-- How many instances of each type an account may have behind endpoints, and whether what a
-- deployment may grow to fits: the sum of the largest capacities counts, not what runs now.
local service = require "moontide.service"

local M = {}

local SERVICE <const> = "sagemaker"
local FORM <const> = "^(ml%.%S+) for endpoint usage$"

---The quotas of instances for endpoints, by instance type.
---@param options? table  of the client: region, profile, …
---@return table<string, integer>
function M.instances(options)
   local client, found = service.client("service-quotas", options), {}
   for quota in client:each("ListServiceQuotas", { ServiceCode = SERVICE }) do
      local instance_type = quota.QuotaName:match(FORM)
      if instance_type then found[instance_type] = math.tointeger(quota.Value) or quota.Value end
   end
   return found
end

---@class moontide.sagemaker.QuotaFinding
---@field instance_type string
---@field quota integer
---@field wanted integer   the sum of the largest capacities
---@field current integer  the sum of what is wanted now
---@field message string

---Where the largest capacities do not fit into the quotas, the worst first. Types without a known
---quota are left out.
---@param list { instance_type: string, max: integer, desired?: integer }[]
---@param quotas table<string, integer>
---@return moontide.sagemaker.QuotaFinding[]
function M.check(list, quotas)
   local wanted, current = {}, {}
   for _, item in ipairs(list) do
      local instance_type = item.instance_type
      if instance_type then
         wanted[instance_type] = (wanted[instance_type] or 0) + item.max
         current[instance_type] = (current[instance_type] or 0) + (item.desired or 0)
      end
   end
   local findings = {}
   for instance_type, sum in pairs(wanted) do
      local quota = quotas[instance_type]
      if quota and sum > quota then
         findings[#findings + 1] = { instance_type = instance_type, quota = quota, wanted = sum,
            current = current[instance_type], message =
            ("%s: the targets may grow to %d instances, the account may have %d (now %d)"):format(
               instance_type, sum, quota, current[instance_type]) }
      end
   end
   table.sort(findings, function(a, b)
      local x, y = a.wanted - a.quota, b.wanted - b.quota
      return x > y or (x == y and a.instance_type < b.instance_type)
   end)
   return findings
end

return M
