-- Paging tokens of listings that are sorted: they hold the place after the last item shown, its
-- sort key and, among equals, its sequence number. Items that come and go between pages disturb
-- nothing.
local seal = require "moontide.emulator.seal"

local M = {}

---@class moontide.emulator.Place
---@field key string|number
---@field sequence integer

local function to_hex(text)
   return (text:gsub(".", function(c) return ("%02x"):format(c:byte()) end))
end

local function from_hex(text)
   return (text:gsub("%x%x", function(pair) return string.char(tonumber(pair, 16)) end))
end

---@param context table
---@param scope string  what the token is bound to
---@param place moontide.emulator.Place
---@return string
function M.token(context, scope, place)
   local is_number = math.type(place.key) ~= nil
   local text = ("%s%d:%s"):format(is_number and "n" or "s", place.sequence,
      is_number and ("%.17g"):format(place.key) or place.key)
   return to_hex(text) .. ("%016x"):format(seal.of(context, scope, text))
end

---@param context table
---@param scope string
---@param token? string
---@param refuse fun()  raises: the token is not one of ours, or not of this listing
---@return moontide.emulator.Place?  nil: from the start
function M.read(context, scope, token, refuse)
   if token == nil or token == "" then
      return nil
   end
   local body, check = token:match("^(%x+)(" .. ("%x"):rep(16) .. ")$")
   local text = body and #body % 2 == 0 and from_hex(body) or ""
   local form, sequence, key = text:match("^([ns])(%d+):(.*)$")
   if not form or ("%016x"):format(seal.of(context, scope, text)) ~= check then
      refuse()
   end
   return { key = form == "n" and tonumber(key) or key, sequence = math.tointeger(sequence) }
end

return M
