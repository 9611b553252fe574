-- Where a service of AWS answers. Nothing is read and nobody is asked: what the answer depends on
-- is in the options.
local core = require "moontide.core"

local M = {}

---@class moontide.endpoint.Options
---@field service string      "application-autoscaling", "sagemaker", "sts", …
---@field region string       also "fips-us-east-1", which asks for FIPS in us-east-1
---@field fips? boolean       a host with FIPS 140 validated cryptography
---@field dualstack? boolean  a host with IPv6 addresses as well
---@field endpoint? string    a URL instead of AWS's
---@field sts_global? boolean sts.amazonaws.com, in the regions that it served alone

---@class moontide.endpoint.Place
---@field url string
---@field signing_region string
---@field signing_name string

---@param options moontide.endpoint.Options
---@return moontide.endpoint.Place? place, table? err
function M.resolve(options)
   return core.endpoint(options)
end

return M
