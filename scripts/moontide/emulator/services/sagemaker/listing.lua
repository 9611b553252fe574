-- SageMaker's listings: filters, order, pages. A token holds the place after the last item that was
-- shown, so items that come and go between two pages disturb nothing, and is bound to the filter.
local failure = require "moontide.emulator.failure"
local place = require "moontide.emulator.place"
local resources = require "moontide.emulator.services.sagemaker.resources"

local M = {}

local default_page <const> = 10

---What a row is sorted by.
local sort_keys <const> = {
   Name = function(row) return row.name:lower() end,
   CreationTime = function(row) return row.created end,
   Status = function(row) return row.status end,
}

---@return fun(row: table): boolean
local function filter_of(input)
   local tests = {}
   for member, field in pairs { CreationTime = "created", LastModifiedTime = "modified" } do
      local after = failure.number(input, member .. "After")
      local before = failure.number(input, member .. "Before")
      tests[#tests + 1] = after and function(row) return row[field] > after end
      tests[#tests + 1] = before and function(row) return row[field] < before end
   end
   local part = input.NameContains and input.NameContains:lower()
   tests[#tests + 1] = part and function(row)
      return row.name:lower():find(part, 1, true) ~= nil
   end
   for member, field in pairs {
      StatusEquals = "status", EndpointNameEquals = "endpoint", VariantNameEquals = "variant",
   } do
      local wanted = input[member]
      tests[#tests + 1] = wanted and function(row) return row[field] == wanted end
   end
   return function(row)
      for _, test in ipairs(tests) do
         if not test(row) then
            return false
         end
      end
      return true
   end
end

---Rows in the wanted order; what is equal keeps the order in which it was made.
---@return fun(a: table, b: table): boolean  over { key, sequence }
local function order_of(input)
   local is_ascending = input.SortOrder == "Ascending"
   return function(a, b)
      if a.key == b.key then
         if is_ascending then
            return a.sequence < b.sequence
         end
         return a.sequence > b.sequence
      end
      if is_ascending then
         return a.key < b.key
      end
      return a.key > b.key
   end
end

local filters <const> = {
   "SortBy", "SortOrder", "NameContains", "CreationTimeAfter", "CreationTimeBefore",
   "LastModifiedTimeAfter", "LastModifiedTimeBefore", "StatusEquals", "EndpointNameEquals",
   "VariantNameEquals",
}

local function scope_of(what, input)
   local parts = { what }
   for _, name in ipairs(filters) do
      parts[#parts + 1] = tostring(input[name])
   end
   return table.concat(parts, "\n")
end

local function refuse_token()
   resources.invalid("Invalid NextToken.")
end

---The wanted rows after a place, in order.
local function sorted_after(rows, input, start)
   local key_of, accept = sort_keys[input.SortBy or "CreationTime"], filter_of(input)
   local is_before, items = order_of(input), {}
   for _, row in ipairs(rows) do
      if accept(row) then
         local item = { key = key_of(row), sequence = row.sequence, row = row }
         if not start or is_before(start, item) then
            items[#items + 1] = item
         end
      end
   end
   table.sort(items, is_before)
   return items
end

---One page of rows, as shown, and the token of the next.
---@param context table
---@param input table
---@param what string    that is listed
---@param rows table[]   all of them
---@param show fun(row: table): table
---@return table[] items, string? token
function M.page(context, input, what, rows, show)
   local scope, size = scope_of(what, input), input.MaxResults or default_page
   local found = sorted_after(rows, input,
      place.read(context, scope, input.NextToken, refuse_token))
   local items = {}
   for i = 1, math.min(size, #found) do
      items[i] = show(found[i].row)
   end
   return items, found[size + 1] and place.token(context, scope, found[size]) or nil
end

return M
