-- The partition of a Region, which every Amazon Resource Name begins with.
local M = {}

local partitions = {
   { "^cn%-", "aws-cn" }, { "^us%-gov%-", "aws-us-gov" }, { "^us%-iso%-", "aws-iso" },
   { "^us%-isob%-", "aws-iso-b" }, { "^eu%-isoe%-", "aws-iso-e" }, { "^us%-isof%-", "aws-iso-f" },
   { "^eusc%-", "aws-eusc" },
}

---@param region string
---@return string
function M.of(region)
   for _, entry in ipairs(partitions) do
      if region:find(entry[1]) then
         return entry[2]
      end
   end
   return "aws"
end

return M
