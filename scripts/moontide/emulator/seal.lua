-- Keyed checksums that bind a paging token to the listing, account and Region that gave it out.
-- They keep a client from mixing tokens up; they protect nothing.
local M = {}

---FNV-1a over 64 bits.
local function checksum(key, text)
   local hash = key ~ 0xCBF29CE484222325
   for i = 1, #text do
      hash = (hash ~ text:byte(i)) * 0x100000001B3
   end
   return hash
end

---@param context table
---@param scope string       what the token belongs to
---@param position string|integer
---@return integer
function M.of(context, scope, position)
   return checksum(context.page_key,
      table.concat({ context.account, context.region, scope, position }, "\n"))
end

return M
