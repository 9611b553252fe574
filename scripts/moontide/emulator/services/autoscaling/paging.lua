-- Pages of a listing. A token names the next row by its sequence number and is bound, by keyed
-- checksums, to the account, the Region and the filter, so it fits no other listing. AWS looks at
-- a changed list of names only later, and fails over it: hence a checksum of its own for names.
local failure = require "moontide.emulator.failure"
local seal = require "moontide.emulator.seal"

local M = {}

local function invalid_token()
   failure.raise("InvalidNextTokenException", "The NextToken value is not valid")
end

local function seals(context, listing, sequence)
   local filter = seal.of(context, listing.scope, sequence)
   return ("%016X"):format(filter),
      listing.names and ("%016X"):format(seal.of(context, listing.names, filter)) or ""
end

local function make_token(context, listing, sequence)
   return ("%016X%s%s"):format(sequence, seals(context, listing, sequence))
end

---@return integer sequence  where the page starts
local function read_token(context, listing, token)
   if token == nil or token == "" then
      return listing.first or 1
   end
   local position, check, names_check = token:match("^(" .. ("%x"):rep(16) .. ")("
      .. ("%x"):rep(16) .. ")(%x*)$")
   local sequence = position and tonumber(position, 16)
   if not sequence then
      invalid_token()
   end
   local filter_seal, names_seal = seals(context, listing, sequence)
   if check ~= filter_seal or #names_check ~= #names_seal then
      invalid_token()
   elseif names_check ~= names_seal then
      failure.raise("InternalServiceException", "The service has encountered an internal error. "
         .. "We apologize for the inconvenience.")
   end
   return sequence
end

local function page_size(max_results, listing)
   if max_results and max_results < 0 then
      if listing.tolerant then
         return 0
      end
      failure.raise("ValidationException", "MaxResults cannot be less than 0")
   end
   return math.min(max_results or listing.cap, listing.cap)
end

---An iterator over what another yields and `accept` takes.
---@param accept fun(row: table): boolean
---@param iterator fun(): table?
---@return fun(): table?
function M.only(accept, iterator)
   return function()
      local row = iterator()
      while row and not accept(row) do
         row = iterator()
      end
      return row
   end
end

---@class moontide.emulator.Listing
---@field scope string       all of the filter that tokens are bound to
---@field names? string      the rest of the filter
---@field cap integer        rows a page at most
---@field first? integer     where the first page starts; default 1
---@field tolerant? boolean  a negative MaxResults counts as 0
---@field rows_from fun(sequence: integer): fun(): table?
---@field show fun(row: table): table

---One page: rows that `rows_from(sequence)` gives, as `show` shows them, and the next token.
---A page of 0 rows is legal, is empty, and ends the listing.
---@param context table
---@param input { MaxResults?: integer, NextToken?: string }
---@param listing moontide.emulator.Listing
---@return table[] items, string? token
function M.page(context, input, listing)
   local size = page_size(input.MaxResults, listing)
   local start = read_token(context, listing, input.NextToken)
   local items = {}
   if size == 0 then
      return items, nil
   end
   for row in listing.rows_from(start) do
      if #items == size then
         return items, make_token(context, listing, row.sequence)
      end
      items[#items + 1] = listing.show(row)
   end
   return items, nil
end

return M
