-- A service as an object: one method for each operation of its model, and iterators over pages.
local context = require "moontide.context"
local core = require "moontide.core"
local failure = require "moontide.failure"
local models = require "moontide.models"
local scheduler = require "moontide.scheduler"
local suggest = require "moontide.suggest"
local task = require "moontide.task"

local M = {}

---@class moontide.Client
local methods = {}

---What every client has besides its operations.
M.methods = methods

local MEMBERS = setmetatable({}, { __mode = "k" }) -- client → { core client, its class }
local classes = setmetatable({}, { __mode = "k" }) -- model, or name of a built-in one → class

---RegisterScalableTarget → register_scalable_target; acronyms stay together.
---@param name string
---@return string
function M.snake_case(name)
   local function lower_tail(acronym)
      return acronym:sub(1, 1) .. acronym:sub(2):lower() .. "s"
   end
   local words = name:gsub("(%u%u+)s%f[%u\0]", lower_tail)
      :gsub("([%l%d])(%u)", "%1_%2")
      :gsub("(%u)(%u%l)", "%1_%2")
   return words:lower()
end

local function core_of(client)
   local members = MEMBERS[client]
   if not members then error("this client is closed", 3) end
   return members.core
end

-- A call would wait for the function that makes it.
local function check_provider(client)
   local external = MEMBERS[client] and MEMBERS[client].external
   local own = external and scheduler.own_task()
   if own and own.helps == external then
      failure.raise { status = "usage", message = external
         .. " uses the client that it gives credentials to: give that one others" }
   end
end

-- Sends one operation and waits for its end. output is true where there is nothing to return.
local function perform(client, operation, input)
   context.check_call(operation)
   check_provider(client)
   local call, err = core_of(client):submit(operation, input)
   if not call then failure.raise_from_script(err) end
   local output, problem = task.await(call)
   if output == nil then failure.raise_from_script(problem) end
   return output
end

-- Classes: methods by name, shared by the clients of a service ------------------------------

local function unknown_member(class, key)
   local names = {}
   local is_aws_name = key:find("^%u")
   for name in pairs(is_aws_name and class.names or class.operations) do
      names[#names + 1] = name
   end
   for name in pairs(is_aws_name and {} or methods) do names[#names + 1] = name end
   table.sort(names)
   local err = core.error { status = "usage", code = "UnknownOperation", message =
      ("%s has no operation '%s'%s"):format(class.service, key, suggest.hint(key, names)) }
   failure.raise_from_script(err)
end

local function method_of(operation)
   return function(client, input) return perform(client, operation, input) end
end

local function new_class(service, core_client)
   local class = { service = service, operations = {}, names = {}, methods = {} }
   for _, operation in ipairs(core_client:operations()) do
      class.operations[M.snake_case(operation)] = operation
      class.names[operation] = operation
   end
   class.metatable = {
      __name = "moontide.client",
      __metatable = false,
      __close = function(client) methods.close(client) end,
      __tostring = function(client)
         local members = MEMBERS[client]
         return members and ("%s client (%s)"):format(service, members.core:region())
            or service .. " client (closed)"
      end,
      __index = function(_, key)
         local method = methods[key] or class.methods[key]
         if method then return method end
         if type(key) ~= "string" or key:sub(1, 2) == "__" then return nil end
         local operation = class.operations[key] or unknown_member(class, key)
         method = method_of(operation)
         class.methods[key] = method
         return method
      end,
   }
   return class
end

local function class_of(client)
   return MEMBERS[client] and MEMBERS[client].class or error("this client is closed", 4)
end

-- RegisterScalableTarget or register_scalable_target → RegisterScalableTarget.
local function operation_of(client, name)
   local class = class_of(client)
   return class.names[name] or class.operations[name] or unknown_member(class, tostring(name))
end

-- Methods of every client -------------------------------------------------------------------

---Sends one operation, by AWS's name or as the method is called.
---@param operation string
---@param input table?
---@return table output
function methods:call(operation, input)
   return perform(self, operation_of(self, operation), input)
end

---@return string
function methods:region() return core_of(self):region() end

---@return string URL
function methods:endpoint() return core_of(self):endpoint() end

---Lets go of the connection's settings and credentials; calls under way still end.
function methods:close() MEMBERS[self] = nil end

local function paginator_of(client, operation)
   return core_of(client):paginator(operation) or failure.raise { status = "usage",
      code = "NotPaginated", operation = operation, message = "this operation has no pages" }
end

-- The four values of a generic for: leaving the loop closes the iterator.
local function closable(iterator, close)
   return iterator, nil, nil, setmetatable({}, { __close = close })
end

local PAGES_OPTIONS = { "page_size", "starting_token" }
local EACH_OPTIONS = { "key", "limit", "page_size", "starting_token" }

local function check_options(options, known)
   for key in pairs(options) do
      local is_known = false
      for _, name in ipairs(known) do is_known = is_known or name == key end
      if not is_known then
         local hint = suggest.hint(tostring(key), known)
         error(("unknown option '%s'%s"):format(tostring(key), hint), 3)
      end
   end
end

local function listing(make, client, name, input, options)
   local operation = operation_of(client, name)
   local function send(request) return perform(client, operation, request) end
   return closable(make(send, operation, paginator_of(client, operation), input, options))
end

---for page, token in client:pages("DescribeScalableTargets", { … }) do … end
---token continues after that page: pass it as starting_token, there or in another run. The last
---page has none.
---@param operation string
---@param input table?
---@param options? { page_size?: integer, starting_token?: string }
function methods:pages(operation, input, options)
   options = options or {}
   check_options(options, PAGES_OPTIONS)
   return listing(require("moontide.paging").pages, self, operation, input, options)
end

---for item in client:each("DescribeScalableTargets", { … }, { limit = 10 }) do … end
---Where a page has several lists, it goes over each (a second value names the list), or over the
---one that options.key names.
---@param operation string
---@param input table?
---@param options? { limit?: integer, page_size?: integer, starting_token?: string, key?: string }
function methods:each(operation, input, options)
   options = options or {}
   check_options(options, EACH_OPTIONS)
   return listing(require("moontide.paging").items, self, operation, input, options)
end

---Waits for a state: client:wait("EndpointInService", { EndpointName = … }, { timeout = 600 }).
---Gives the output that shows it; raises an error with `state`, `reason` and `output` when the
---state cannot come any more (WaiterFailed) or the time is over (WaiterTimeout).
---@param name string what is waited for
---@param input table of the operation that is asked
---@param options? { timeout?: number, interval?: number, state?: string }
---@return table output
function methods:wait(name, input, options)
   local waiters = require "moontide.waiters"
   local class = class_of(self)
   local function send(operation, request) return perform(self, operation, request) end
   return waiters.wait(name, waiters.find(class.service, name), send, input or {}, options or {})
end

---A client of a service: region, endpoint_url, profile, credentials and limits in options.
---@param service string as AWS names it ("application-autoscaling")
---@param options table?
---@return moontide.Client
function M.client(service, options)
   local given = context.client_options(options)
   given.service = service
   if given.region == nil then context.find_region() end
   if type(given.credentials) == "function" then
      given.external = require("moontide.credentials").external(given.credentials)
      given.credentials = nil
   elseif given.credentials ~= nil then
      given.credentials = require("moontide.credentials").plain(given.credentials)
   end
   if given.model ~= nil then
      given.model = models.read(given.model)
   else
      given.model = models.find(service)
   end
   local made = failure.check(context.engine():client(given))
   local known_by = given.model or service
   local class = classes[known_by] or new_class(service, made)
   classes[known_by] = class
   local client = setmetatable({}, class.metatable)
   MEMBERS[client] = { core = made, class = class, external = given.external }
   return client
end

return M
