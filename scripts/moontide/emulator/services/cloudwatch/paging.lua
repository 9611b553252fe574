-- Pages of CloudWatch's listings: a token holds where the next page starts, and is bound to what is
-- listed.
local errors = require "moontide.emulator.services.cloudwatch.errors"
local seal = require "moontide.emulator.seal"

local M = {}

---@param context table
---@param scope string  what is listed
---@param position integer
---@return string
function M.token(context, scope, position)
   return ("%016x%016x"):format(position, seal.of(context, scope, position))
end

---@param context table
---@param scope string
---@param token? string
---@return integer?  where the page starts; nil: at the first
function M.position(context, scope, token)
   if token == nil or token == "" then
      return nil
   end
   local position, check = token:match("^(" .. ("%x"):rep(16) .. ")(" .. ("%x"):rep(16) .. ")$")
   position = position and tonumber(position, 16)
   if not position or ("%016x"):format(seal.of(context, scope, position)) ~= check then
      errors.bad_token()
   end
   return position
end

---@class moontide.emulator.RowPage
---@field scope string
---@field size integer
---@field token? string
---@field accept fun(row: table): boolean
---@field newest_first? boolean

---One page of a collection's rows.
---@param context table
---@param rows moontide.emulator.Collection
---@param page moontide.emulator.RowPage
---@return table[] found, string? token
function M.rows(context, rows, page)
   local start = M.position(context, page.scope, page.token)
   local next_row = page.newest_first and rows:down_from(start or math.maxinteger)
      or rows:from(start or 1)
   local found = {}
   for row in next_row do
      if page.accept(row) then
         if #found == page.size then
            return found, M.token(context, page.scope, row.sequence)
         end
         found[#found + 1] = row
      end
   end
   return found, nil
end

return M
