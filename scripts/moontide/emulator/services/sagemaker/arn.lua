-- Amazon Resource Names of SageMaker. Names in them are in lower case, however they were given:
-- SageMaker holds "Ranker" and "ranker" for the same endpoint.
local partitions = require "moontide.emulator.partitions"

local M = {}

---@param context table  account and region
---@param kind "endpoint"|"endpoint-config"|"inference-component"
---@param name string
---@return string
function M.of(context, kind, name)
   return ("arn:%s:sagemaker:%s:%s:%s/%s"):format(partitions.of(context.region), context.region,
      context.account, kind, name:lower())
end

---@param context table
---@param arn string
---@return string? kind, string? name  nil: an ARN of another account, Region or form
function M.parse(context, arn)
   local region, account, kind, name =
      arn:match("^arn:[%w%-]+:sagemaker:([^:]*):(%d+):([%w%-]+)/(.+)$")
   if region == context.region and account == context.account then
      return kind, name
   end
   return nil
end

return M
