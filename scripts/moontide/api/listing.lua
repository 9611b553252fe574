-- The pages of a listing as the AWS CLI shows them: all of them as one answer, or as many items as
-- --max-items allows and a token that goes on from there.
local ordered = require "moontide.ordered"
local token = require "moontide.api.token"

local M = {}

local function copy(input)
   local request = {}
   for key, value in pairs(input) do request[key] = value end
   return request
end

local function result_keys(paginator)
   if #paginator.result_keys > 0 then return paginator.result_keys end
   return { paginator.result_key }
end

-- The first page of a resumed listing, without what the run before has printed.
local function drop_printed(page, keys, count)
   local list = page[keys[1]]
   if type(list) == "table" then
      page[keys[1]] = ordered.list(table.move(list, count + 1, #list, 1, {}))
   end
   for i = 2, #keys do
      if page[keys[i]] ~= nil then page[keys[i]] = ordered.list() end
   end
end

local function is_end(value) return value == nil or value == "" end

---Calls visit with each page, cut to size; gives the token to go on with, if something is left.
---@param call fun(input: table): table
---@param paginator table
---@param input table
---@param limits { starting_token: string?, page_size: integer?, max_items: integer? }
---@param visit fun(page: table, is_first: boolean)
---@return string? resume_token
function M.each_page(call, paginator, input, limits, visit)
   local keys, name = result_keys(paginator), paginator.input_token
   local request, seen, is_first, printed, last = copy(input), 0, true, 0, nil
   if limits.starting_token then
      request[name], printed = token.decode(name, limits.starting_token)
   end
   if limits.page_size then request[paginator.limit_key] = limits.page_size end
   while true do
      local page = call(request)
      if is_first and limits.starting_token then drop_printed(page, keys, printed) end
      if not is_first then printed = 0 end
      local list = page[keys[1]] or {}
      local excess = limits.max_items and seen + #list - limits.max_items or 0
      if excess > 0 then
         local kept = #list - excess
         page[keys[1]] = ordered.list(table.move(list, 1, kept, 1, {}))
         visit(page, is_first)
         return token.encode(name, request[name], kept + printed)
      end
      visit(page, is_first)
      seen, is_first = seen + #list, false
      local following = page[paginator.output_token]
      if is_end(following) then return nil end
      if seen == limits.max_items then return token.encode(name, following) end
      if following == last then
         error({ listing = "two pages have the same token: the listing would never end" }, 0)
      end
      request[name], last = following, following
   end
end

---What one page shows of itself: its lists.
---@param paginator table
---@param page table
---@return table
function M.lists(paginator, page)
   local keys, lists = result_keys(paginator), {}
   for _, key in ipairs(keys) do lists[key] = page[key] end
   return ordered.object(lists, keys)
end

---All pages as one answer.
---@return table document
function M.whole(call, paginator, input, limits)
   local keys, whole = table.move(result_keys(paginator), 1, 64, 1, {}), {}
   local resume = M.each_page(call, paginator, input, limits, function(page)
      for _, key in ipairs(keys) do
         local list = page[key]
         if whole[key] and list then
            table.move(list, 1, #list, #whole[key] + 1, whole[key])
         else
            whole[key] = whole[key] or list
         end
      end
   end)
   whole.NextToken = resume
   keys[#keys + 1] = "NextToken"
   return ordered.object(whole, keys)
end

return M
