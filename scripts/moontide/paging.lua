-- Listings page by page, led by what the model says of the operation's paging.
local core = require "moontide.core"
local failure = require "moontide.failure"

local M = {}

local function raise(operation, code, text)
   failure.raise_from_script(core.error { status = "usage", code = code, operation = operation,
      message = text })
end

-- A name that leads to a member, "A.B" into it; more of JMESPath is not understood.
local function path_of(operation, name)
   local path = {}
   for part in name:gmatch("[^.]+") do
      if not part:find("^%w+$") then
         raise(operation, "NotPaginated",
            ("its pages are described by '%s', which is not understood: page by hand"):format(name))
      end
      path[#path + 1] = part
   end
   return path
end

local function lookup(output, path)
   for _, name in ipairs(path) do
      if type(output) ~= "table" then return nil end
      output = output[name]
   end
   return output
end

local function check_token(operation, token, guard)
   guard.pages = guard.pages + 1
   if token == guard.last or token == guard.checkpoint then
      failure.raise { status = "protocol", code = "RepeatedToken", operation = operation, message =
         ("page %d has a token that an earlier page had: the listing would never end")
         :format(guard.pages) }
   end
   -- Cycles of any length meet a checkpoint that moves at powers of two.
   if guard.pages >= guard.due then guard.checkpoint, guard.due = token, guard.due * 2 end
   guard.last = token
end

local function is_end(token)
   return token == nil or token == "" or token == core.null
end

local function first_request(operation, paginator, input, options)
   local request = {}
   for key, value in pairs(input or {}) do request[key] = value end
   if options.page_size then
      if not paginator.limit_key then
         raise(operation, "NoPageSize", "the size of its pages cannot be chosen")
      end
      request[paginator.limit_key] = options.page_size
   end
   if options.starting_token then request[paginator.input_token] = options.starting_token end
   return request
end

---An iterator over pages, each with the token that continues after it, and a function that ends it.
---@param perform fun(input: table): table
---@param operation string
---@param paginator table as the core gives it
---@param input table?
---@param options { page_size?: integer, starting_token?: string }
function M.pages(perform, operation, paginator, input, options)
   local request = first_request(operation, paginator, input, options)
   local token_path = path_of(operation, paginator.output_token)
   local is_over, guard = false, { pages = 0, due = 1 }
   local function next_page()
      if is_over then return nil end
      local output = perform(request)
      local token = lookup(output, token_path)
      if is_end(token) then
         is_over = true
         return output
      end
      check_token(operation, token, guard)
      request[paginator.input_token] = token
      return output, token
   end
   return next_page, function() is_over = true end
end

local function result_paths(operation, paginator, only)
   local keys = paginator.result_keys or { paginator.result_key }
   local paths, known = {}, {}
   for _, key in ipairs(keys) do
      known[#known + 1] = key
      if only == nil or only == key then
         paths[#paths + 1] = { key = key, path = path_of(operation, key) }
      end
   end
   if #paths > 0 then return paths end
   raise(operation, "NoSuchList", only and ("its pages have no list '%s' (they have: %s)")
      :format(tostring(only), table.concat(known, ", ")) or "its pages have no list to go over")
end

-- The items of one page, list after list: item, name of its list.
local function items_of(page, paths)
   local which, index = 1, 0
   local items = lookup(page, paths[1].path) or {}
   return function()
      index = index + 1
      while items[index] == nil do
         which, index = which + 1, 1
         if not paths[which] then return nil end
         items = lookup(page, paths[which].path) or {}
      end
      return items[index], paths[which].key
   end
end

---An iterator over the items of all pages, each with the name of the list it is from, and a
---function that ends it.
---@param perform fun(input: table): table
---@param operation string
---@param paginator table
---@param input table?
---@param options { limit?: integer, page_size?: integer, starting_token?: string, key?: string }
function M.items(perform, operation, paginator, input, options)
   local paths = result_paths(operation, paginator, options.key)
   local next_page, close = M.pages(perform, operation, paginator, input, options)
   local left, items = options.limit or math.maxinteger, nil
   local function next_item()
      while left > 0 do
         local item, key
         if items then item, key = items() end
         if item ~= nil then
            left = left - 1
            return item, key
         end
         local page = next_page()
         if not page then break end
         items = items_of(page, paths)
      end
   end
   return next_item, close
end

return M
