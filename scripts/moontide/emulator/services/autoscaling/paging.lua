-- Pages of a listing. A token names the next row by its sequence number and is bound, by a keyed
-- checksum, to the account, the Region and the filter, so it fits no other listing.
local failure = require "moontide.emulator.failure"

local M = {}

local function invalid_token()
   failure.raise("InvalidNextTokenException", "The NextToken value is not valid")
end

---FNV-1a over 64 bits.
local function checksum(key, text)
   local hash = key ~ 0xCBF29CE484222325
   for i = 1, #text do
      hash = (hash ~ text:byte(i)) * 0x100000001B3
   end
   return hash
end

local function seal(context, scope, sequence)
   return checksum(context.page_key,
      table.concat({ context.account, context.region, scope, sequence }, "\n"))
end

local function make_token(context, scope, sequence)
   return ("%016X%016X"):format(sequence, seal(context, scope, sequence))
end

---@return integer sequence  where the page starts
local function read_token(context, scope, token)
   if token == nil or token == "" then
      return 1
   end
   local position, check = token:match("^(%x%x%x%x%x%x%x%x%x%x%x%x%x%x%x%x)(%x+)$")
   local sequence = position and tonumber(position, 16)
   if not sequence or check ~= ("%016X"):format(seal(context, scope, sequence)) then
      invalid_token()
   end
   return sequence
end

local function page_size(max_results, cap)
   if max_results and max_results < 0 then
      failure.raise("ValidationException", "MaxResults cannot be less than 0")
   end
   return math.min(max_results or cap, cap)
end

---One page: rows that `rows_from(sequence)` gives, as `show` shows them, and the next token.
---A page of 0 rows is legal, is empty, and ends the listing.
---@param context table
---@param input { MaxResults?: integer, NextToken?: string }
---@param listing { scope: string, cap: integer, rows_from: function, show: function }
---@return table[] items, string? token
function M.page(context, input, listing)
   local size = page_size(input.MaxResults, listing.cap)
   local start = read_token(context, listing.scope, input.NextToken)
   local items = {}
   if size == 0 then
      return items, nil
   end
   for row in listing.rows_from(start) do
      if #items == size then
         return items, make_token(context, listing.scope, row.sequence)
      end
      items[#items + 1] = listing.show(row)
   end
   return items, nil
end

return M
