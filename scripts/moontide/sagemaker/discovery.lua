-- What discoveries have in common: their filters and the options of their clients, Regions one
-- after the other, and what they give: an iterator that asks for more only when it is needed.
local service = require "moontide.service"
local suggest = require "moontide.suggest"

local M = {}

---How many descriptions are asked for at a time, unless the caller says otherwise.
M.LIMIT = 16

---How many names are described before the first of them is given out.
M.BATCH = 100

local CLIENT_OPTIONS <const> = { "region", "endpoint_url", "profile", "credentials",
   "max_attempts", "attempt_timeout", "connect_timeout", "deadline" }
local OWN_OPTIONS <const> = { "regions", "limit" }

local function check_keys(what, given, lists)
   local known = {}
   for _, list in ipairs(lists) do table.move(list, 1, #list, #known + 1, known) end
   for key in pairs(given) do
      local is_known = false
      for _, name in ipairs(known) do is_known = is_known or name == key end
      if not is_known then
         error(("%s: unknown option '%s'%s"):format(what, tostring(key),
            suggest.hint(tostring(key), known)), 4)
      end
   end
end

local function check_text(what, given, filters)
   for _, name in ipairs(filters) do
      local value = given[name]
      if value ~= nil and name ~= "tags" and type(value) ~= "string" and type(value) ~= "table" then
         error(("%s: %s must be a text or a list of texts, not %s"):format(what, name,
            tostring(value)), 4)
      end
   end
   if given.region and given.regions then
      error(("%s: region and regions exclude each other"):format(what), 4)
   end
end

---Checks what a caller gives.
---@param what string       name of the function, for messages
---@param given table
---@param filters string[]  what it takes beside the options of clients
function M.check(what, given, filters)
   check_keys(what, given, { filters, OWN_OPTIONS, CLIENT_OPTIONS })
   check_text(what, given, filters)
end

---@class moontide.sagemaker.Clients
---@field sagemaker moontide.Client
---@field region string
---@field tagging fun(): moontide.Client  made when it is first asked for

---@return moontide.sagemaker.Clients
local function clients_of(given, region)
   local options = { region = region }
   for _, name in ipairs(CLIENT_OPTIONS) do options[name] = options[name] or given[name] end
   local made = { sagemaker = service.client("sagemaker", options) }
   made.region = made.sagemaker:region()
   function made.tagging()
      made.tagging_client = made.tagging_client
         or service.client("resourcegroupstaggingapi", options)
      return made.tagging_client
   end
   return made
end

-- The batches of one Region after those of the other.
local function over_regions(given, batches_of)
   local regions, index = given.regions or { given.region or false }, 0
   local next_batch
   return function()
      while true do
         local batch = next_batch and next_batch()
         if batch then return batch end
         index = index + 1
         local region = regions[index]
         if region == nil then return nil end
         next_batch = batches_of(clients_of(given, region or nil))
      end
   end
end

---@class moontide.sagemaker.Discovery
---@field list fun(self: moontide.sagemaker.Discovery): table[]  all that is left
local Discovery = { __name = "moontide.sagemaker.discovery" }
Discovery.__index = Discovery

---The next one: what a generic for calls.
function Discovery:__call()
   while true do
      self.position = self.position + 1
      local item = self.batch[self.position]
      if item ~= nil then return item end
      self.batch, self.position = self.next_batch(), 0
      if not self.batch then
         self.batch, self.next_batch = {}, function() return nil end
         return nil
      end
   end
end

function Discovery:list()
   local items = {}
   for item in self do items[#items + 1] = item end
   return items
end

---@param given table
---@param batches_of fun(clients: moontide.sagemaker.Clients): fun(): table[]?
---@return moontide.sagemaker.Discovery
function M.new(given, batches_of)
   return setmetatable({ batch = {}, position = 0, next_batch = over_regions(given, batches_of) },
      Discovery)
end

---An iterator over lists of at most so many items of another.
---@param next_item fun(): any
---@return fun(): any[]?
function M.chunks(next_item)
   local is_over = false
   return function()
      local chunk = {}
      while not is_over and #chunk < M.BATCH do
         local item = next_item()
         if item == nil then is_over = true else chunk[#chunk + 1] = item end
      end
      return #chunk > 0 and chunk or nil
   end
end

---Gives records a member that is read for all of them when it is first asked for.
---@param records table[]
---@param name string
---@param read fun(): fun(record: table): any
function M.on_demand(records, name, read)
   local value_of
   local metatable = { __index = function(record, key)
      if key ~= name then return nil end
      value_of = value_of or read()
      local value = value_of(record)
      rawset(record, name, value)
      return value
   end, __tostring = function(record) return record.resource_id end }
   for _, record in ipairs(records) do setmetatable(record, metatable) end
end

return M
