-- An engine without a network, on a clock that only polling moves: for specs of what is above it.
local core = require "moontide.core"

local Call = {}
Call.__index = Call

function Call:is_done() return self.is_over end
function Call:operation() return self.name end
function Call.attempts() return 1 end

function Call:result()
   if self.problem then return nil, self.problem end
   return self.output
end

function Call:cancel()
   if self.is_over then return end
   self.engine.cancelled = self.engine.cancelled + 1
   self.engine:finish(self, nil, core.error { status = "cancelled", message = "cancelled" })
end

local Client = {}
Client.__index = Client

function Client:region() return self.options.region or "nowhere" end
function Client:endpoint() return self.options.endpoint_url or "fake:" end
function Client:service() return self.options.service end

function Client:operations()
   local names = {}
   for name in pairs(self.engine.operations) do names[#names + 1] = name end
   table.sort(names)
   return names
end

function Client:paginator(operation) return self.engine.paginators[operation] end

-- Operations are functions (input, client) → output | nil, error.
function Client:submit(operation, input)
   self.engine.submitted = self.engine.submitted + 1
   if self.engine.is_stopped then return nil, self.engine.stop_error() end
   return self.engine:call(self.engine.latency, self.engine.operations[operation](input, self))
end

local Engine = {}
Engine.__index = Engine

function Engine.want() return nil end

function Engine.stop_error()
   return core.error { status = "cancelled", message = "interrupted" }
end

---A call that ends after some seconds with an output or an error.
function Engine:call(seconds, output, problem)
   local call = setmetatable({ engine = self, due = self.now + seconds, planned = output,
      planned_problem = problem }, Call)
   table.insert(self.under_way, call)
   self.peak = math.max(self.peak, #self.under_way)
   return call
end

function Engine:sleep(seconds)
   if self.is_stopped then return nil, self.stop_error() end
   local call = self:call(seconds, true)
   call.is_sleep = true
   return call
end

function Engine:finish(call, output, problem)
   for i, other in ipairs(self.under_way) do
      if other == call then
         table.remove(self.under_way, i)
         break
      end
   end
   call.is_over, call.output, call.problem = true, output, problem
   table.insert(self.finished, call)
end

function Engine:poll(timeout)
   self.polls = self.polls + 1
   if self.poll_error then return nil, self.poll_error end
   if #self.finished > 0 then return true end
   local first = math.huge
   for _, call in ipairs(self.under_way) do first = math.min(first, call.due) end
   self.now = math.max(self.now, math.min(first, self.now + timeout))
   local due = {}
   for _, call in ipairs(self.under_way) do
      if call.due <= self.now then due[#due + 1] = call end
   end
   table.sort(due, function(a, b) return a.due < b.due end)
   for _, call in ipairs(due) do self:finish(call, call.planned, call.planned_problem) end
   return true
end

function Engine:next() return table.remove(self.finished, 1) end
function Engine:pending() return #self.under_way + #self.finished end
function Engine:is_interrupted() return self.is_stopped end
function Engine.settings() return {} end

function Engine.find_region() end

function Engine:interrupt()
   self.is_stopped = true
   for i = #self.under_way, 1, -1 do
      local call = self.under_way[i]
      if call.is_sleep then self:finish(call, nil, self.stop_error()) end
   end
end

local function on_the_wire(engine)
   local count = 0
   for _, call in ipairs(engine.under_way) do count = count + (call.is_sleep and 0 or 1) end
   return count
end

function Engine:stats()
   return { calls = self.submitted, failed = 0, attempts = self.submitted, retries = 0,
      throttled = 0, concurrent = 0, connections = 0, in_flight = on_the_wire(self),
      peak_in_flight = self.peak }
end

function Engine.tallies() return {} end

function Engine:client(options)
   table.insert(self.clients, options)
   if self.client_error then return nil, self.client_error end
   return setmetatable({ engine = self, options = options }, Client)
end

local M = {}

---@param members table? operations, paginators, latency
function M.new(members)
   local engine = { now = 0, polls = 0, peak = 0, cancelled = 0, submitted = 0, latency = 1,
      under_way = {}, finished = {}, clients = {}, operations = {}, paginators = {},
      is_stopped = false }
   for name, value in pairs(members or {}) do engine[name] = value end
   return setmetatable(engine, Engine)
end

return M
