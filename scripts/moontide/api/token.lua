-- The tokens that a listing cut short by --max-items ends with: the service's own token and how
-- many items of its page were printed, encoded as botocore does, so that either program goes on
-- where the other has stopped.
local base64 = require "moontide.base64"
local core = require "moontide.core"
local json = require "moontide.output.json"
local ordered = require "moontide.ordered"

local M = {}

local TRUNCATED <const> = "boto_truncate_amount"

---@param name string the member that carries the service's token
---@param token string?
---@param printed integer? items of the next page that are printed already
---@return string
function M.encode(name, token, printed)
   local fields = { [name] = token or core.null, [TRUNCATED] = printed }
   return base64.encode(json.spaced(ordered.object(fields, { name, TRUNCATED })))
end

-- Older ones: the token, "___" and the count.
local function decode_old(text)
   local token, count = text:match("^(.*)___(%d+)$")
   if not token then return text, 0 end
   return token ~= "None" and token or nil, math.tointeger(tonumber(count))
end

---The service's token (nil: from the beginning) and the number of items to leave out. What is none
---of these tokens is the service's own.
---@param name string
---@param text string
---@return string?
---@return integer
function M.decode(name, text)
   local bytes = base64.decode(text)
   local fields, err
   if bytes then fields, err = core.json_decode(bytes) end
   if err or type(fields) ~= "table" or fields[name] == nil then return decode_old(text) end
   local token, printed = fields[name], fields[TRUNCATED]
   if math.type(printed) ~= "integer" or printed < 0 then printed = 0 end
   return type(token) == "string" and token or nil, printed
end

return M
