-- What names a scalable target: namespace, resource id and dimension; how that is sorted and shown.
local M = {}

---@class moontide.deploy.Identity
---@field namespace string
---@field resource_id string
---@field dimension string

---A dimension names its namespace, too.
---@param target moontide.deploy.Identity
---@return string
function M.key(target)
   return target.dimension .. "|" .. target.resource_id
end

---What every request about a target says.
---@param target moontide.deploy.Identity
---@return table
function M.request(target)
   return { ServiceNamespace = target.namespace, ResourceId = target.resource_id,
      ScalableDimension = target.dimension }
end

-- Numbers in names count as numbers: ranker-9 before ranker-10.
local function sort_text(text)
   return (text:gsub("%d+", function(digits)
      digits = digits:gsub("^0+(%d)", "%1")
      return ("%03d%s"):format(#digits, digits)
   end))
end

local function sort_key(target)
   return ("%s\0%s\0%s\0%s"):format(target.namespace, sort_text(target.resource_id),
      target.resource_id, target.dimension)
end

---Sorts by namespace, resource and dimension, in place.
---@generic T: moontide.deploy.Identity
---@param list T[]
---@return T[]
function M.sort(list)
   local keys = {}
   for _, target in ipairs(list) do keys[target] = sort_key(target) end
   table.sort(list, function(a, b) return keys[a] < keys[b] end)
   return list
end

-- The dimensions that leave no doubt what a resource id of their namespace means.
local plain <const> = {
   ["sagemaker:variant:DesiredInstanceCount"] = true,
   ["sagemaker:inference-component:DesiredCopyCount"] = true,
   ["ecs:service:DesiredCount"] = true,
   ["ec2:spot-fleet-request:TargetCapacity"] = true,
   ["lambda:function:ProvisionedConcurrency"] = true,
   ["appstream:fleet:DesiredCapacity"] = true,
   ["workspaces:workspacespool:DesiredUserSessions"] = true,
}

---The resource id, with as much of the dimension as is needed to tell it apart.
---@param target moontide.deploy.Identity
---@return string
function M.name(target)
   if plain[target.dimension] then return target.resource_id end
   return ("%s %s"):format(target.resource_id, target.dimension:match("[^:]*$"))
end

return M
