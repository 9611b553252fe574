-- What is known of instance types that matters for scaling.
local M = {}

---Whether a text has the form of a hosting instance type, such as ml.m5.xlarge.
---@param instance_type any
---@return boolean
function M.is_instance_type(instance_type)
   return type(instance_type) == "string"
      and instance_type:find("^ml%.[a-z][a-z0-9-]*%.[a-z0-9-]+$") ~= nil
end

---Whether a type is burstable (family T): variants of such types cannot be registered. Of them
---SageMaker hosts ml.t2 today; the rule is that of the family, whatever its generation.
---@param instance_type any
---@return boolean
function M.is_burstable(instance_type)
   return type(instance_type) == "string" and instance_type:find("^ml%.t%d+[a-z]*%.") ~= nil
end

return M
