-- Amazon Resource Names of Application Auto Scaling.
local partitions = require "moontide.emulator.partitions"

local M = {}

---@param context table  account and region
---@param code string    four characters that stand for the namespace
---@param id string      32 hex digits
---@return string
function M.scalable_target(context, code, id)
   return ("arn:%s:application-autoscaling:%s:%s:scalable-target/%s%s"):format(
      partitions.of(context.region), context.region, context.account, code, id)
end

---The ARN of what belongs to a target; its UUID is the one in the target's own ARN.
---@param target table       as described
---@param kind string        "scalingPolicy" or "scheduledAction"
---@param name string
---@return string
function M.attachment(target, kind, name)
   local partition, region, account, hex = target.ScalableTargetARN:match(
      "^arn:([^:]+):[^:]+:([^:]+):(%d+):scalable%-target/%w%w%w%w(%x+)$")
   local uuid = ("%s-%s-%s-%s-%s"):format(hex:sub(1, 8), hex:sub(9, 12), hex:sub(13, 16),
      hex:sub(17, 20), hex:sub(21))
   return ("arn:%s:autoscaling:%s:%s:%s:%s:resource/%s/%s:%sName/%s"):format(partition, region,
      account, kind, uuid, target.ServiceNamespace, target.ResourceId,
      kind == "scalingPolicy" and "policy" or kind, name)
end

---@param context table
---@param name string
---@return string
function M.alarm(context, name)
   return ("arn:%s:cloudwatch:%s:%s:alarm:%s"):format(
      partitions.of(context.region), context.region, context.account, name)
end

---The role that a service-linked namespace uses whatever role the caller named.
---@param context table
---@param namespace string
---@param suffix string
---@return string
function M.service_linked_role(context, namespace, suffix)
   return ("arn:%s:iam::%s:role/aws-service-role/%s.application-autoscaling.amazonaws.com/"
      .. "AWSServiceRoleForApplicationAutoScaling_%s"):format(
      partitions.of(context.region), context.account, namespace, suffix)
end

---@param text string
---@return boolean
function M.is_arn(text)
   return text:find("^arn:[%w%-]+:[%w%-]+:[%w%-]*:%d*:.+$") ~= nil
end

return M
