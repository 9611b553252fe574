-- vCPUs of hosting instance types, by their size: ml.m5.4xlarge has 16.
local M = {}

local of_size <const> = { medium = 1, large = 2, xlarge = 4 }

---Families whose sizes say something else.
local others <const> = { ["ml.t2.medium"] = 2, ["ml.t2.xlarge"] = 4, ["ml.inf1.6xlarge"] = 24,
   ["ml.p2.xlarge"] = 4, ["ml.p3.2xlarge"] = 8, ["ml.p4d.24xlarge"] = 96,
   ["ml.p5.48xlarge"] = 192, ["ml.trn1.2xlarge"] = 8, ["ml.trn1.32xlarge"] = 128 }

---@param instance_type any
---@return integer?  nil: not known
function M.of(instance_type)
   if type(instance_type) ~= "string" then return nil end
   local size = instance_type:match("^ml%.[%w-]+%.([%w-]+)$")
   local times = size and size:match("^(%d+)xlarge$")
   return others[instance_type] or times and math.tointeger(tonumber(times) * 4) or of_size[size]
end

return M
