-- The quotas that the emulator knows: what an account may have, by default and as the fleet it was
-- started with says. Quota codes are not published as data; ours are derived from the names.
local M = {}

---Every instance type behind endpoints, unless the fleet says otherwise. AWS's own defaults differ
---by type and account, often 0 to 20.
M.default_endpoint_usage = 1000

---@param instance_type string
---@return string
function M.endpoint_usage_name(instance_type)
   return instance_type .. " for endpoint usage"
end

---@param context table
---@return table<string, integer>  by instance type, those that are not the default
function M.changed(context)
   return context.collection("quotas").shared
end

---@param context table
---@param instance_type string
---@return integer
function M.endpoint_usage(context, instance_type)
   return M.changed(context)[instance_type] or M.default_endpoint_usage
end

---@param name string
---@return string  "L-" and eight hex digits
function M.code(name)
   local hash = 0x811C9DC5
   for i = 1, #name do
      hash = ((hash ~ name:byte(i)) * 0x01000193) & 0xFFFFFFFF
   end
   return ("L-%08X"):format(hash)
end

return M
