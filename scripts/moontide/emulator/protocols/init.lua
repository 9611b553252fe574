-- Which protocol a request speaks, told by its media type alone, as AWS's frontends do.
local json = require "moontide.emulator.protocols.json"
local query = require "moontide.emulator.protocols.query"

local M = {}

---For refusals to who speaks none.
M.fallback = json

---What a service may list in its `protocols`.
---@alias moontide.emulator.Dialect "json-1.1"|"json-1.0"|"query"

local media_types = {
   ["application/x-amz-json-1.1"] = { protocol = json, dialect = "json-1.1" },
   ["application/x-amz-json-1.0"] = { protocol = json, dialect = "json-1.0" },
   ["application/x-www-form-urlencoded"] = { protocol = query, dialect = "query" },
}

---@param request moontide.emulator.Request
---@return table? protocol, moontide.emulator.Dialect? dialect  nil: none that is known
function M.of(request)
   local media_type = (request:header("content-type") or ""):match("^[^;%s]*"):lower()
   local spoken = media_types[media_type]
   if not spoken or request.method ~= "POST" or request.target ~= "/" then
      return nil
   end
   return spoken.protocol, spoken.dialect
end

return M
