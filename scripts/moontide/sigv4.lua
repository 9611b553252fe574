-- AWS Signature Version 4 for requests that a script sends by other means.
local core = require "moontide.core"
local failure = require "moontide.failure"

local M = {}

---Signs request.headers; returns the table that the core returns (headers, signature).
---@param request table method, url, headers, body, region, service, credentials, time
---@return table
function M.sign(request)
   return failure.check(core.sigv4_sign(request))
end

---Signs the query string instead; the URL is valid for request.expires_in seconds.
---@param request table
---@return table
function M.presign(request)
   return failure.check(core.sigv4_presign(request))
end

return M
