-- From a request to its answer, without a socket: protocol, signature, faults, the model's checks,
-- the operation's handler. One emulator is one state with everything that acts on it.
local agenda = require "moontide.emulator.agenda"
local control = require "moontide.emulator.control"
local counters = require "moontide.emulator.counters"
local failure = require "moontide.emulator.failure"
local effects = require "moontide.emulator.effects"
local faults = require "moontide.emulator.faults"
local fleet = require "moontide.emulator.fleet"
local identity = require "moontide.emulator.identity"
local ids = require "moontide.emulator.ids"
local load_generator = require "moontide.emulator.load"
local protocols = require "moontide.emulator.protocols"
local recording = require "moontide.emulator.recording"
local redo = require "moontide.emulator.redo"
local replay = require "moontide.emulator.replay"
local services = require "moontide.emulator.services"
local store = require "moontide.emulator.store"
local temporary = require "moontide.emulator.temporary"
local wire = require "moontide.emulator.wire"

local M = {}

---@class moontide.emulator.Emulator
---@field counters moontide.emulator.Counters
---@field store moontide.emulator.Store
---@field clock moontide.emulator.Clock
---@field agenda moontide.emulator.Agenda
local Emulator = {}
Emulator.__index = Emulator

---@param settings moontide.emulator.Settings
---@param clock moontide.emulator.Clock
---@return moontide.emulator.Emulator
function M.new(settings, clock)
   local self = setmetatable({
      settings = settings, clock = clock, agenda = agenda.new(clock),
      has_control = settings.is_loopback,
      ids = ids.new(settings.seed), request_ids = ids.new(settings.seed ~ 0x72657175657374),
      store = store.new(), counters = counters.new(),
      faults = faults.new(settings.faults, clock, ids.new(settings.seed ~ 0x6661756C74).fraction),
      record = settings.record and recording.recorder(settings.record, clock.now),
      replay = settings.replay and replay.open(settings.replay),
      temporary = temporary.new(ids.new(settings.seed ~ 0x737473), clock,
         settings.credential_seconds),
      effects = effects.new(), under_way = {}, services = services.load(),
      page_key = ids.new(settings.seed ~ 0x70616765).integer(),
   }, Emulator)
   self.authenticate = identity.new(settings.credentials, clock, self.temporary)
   self.load = load_generator.new(self, settings.loads,
      ids.new(settings.seed ~ 0x6C6F6164).fraction)
   if settings.state then
      self.redo = redo.open(settings.state, self)
   end
   return self
end

---@param call table  what is known of the request
---@return table operation
local function find_operation(call, request)
   local entry, name = call.entry, call.name
   if not entry or entry.unsigned[name] == nil then
      error(call.protocol.unknown_operation(request), 0)
   end
   local operation = entry.service.operations[name]
   if not operation then
      error(failure.frontend("UnknownOperationException",
         ("The emulator does not serve %s."):format(name)), 0)
   end
   return operation
end

---Who calls. What needs no signature is called by nobody, in the Region of the host's name.
local function identify(self, request, entry, name)
   if entry and entry.unsigned[name] then
      local region = (request:header("host") or ""):match("^[^.]+%.([^.]+)%.") or "us-east-1"
      return { account = self.settings.account, region = region }
   end
   return self.authenticate(request, entry and entry.service.signing_name)
end

---An account and Region are born with the fleet that the emulator was started with.
local function plant_fleet(self, context)
   local planted = self.settings.fleet and context.collection("fleet").shared
   if planted and not planted.is_done then
      planted.is_done = true
      fleet.plant(self.settings.fleet, context)
   end
end

---What a handler may use besides its input: who calls, where, the state, and what is to come.
---@param account string
---@param region string
---@param signer? moontide.emulator.Identity  nil: nobody has called
---@return table
function Emulator:context(account, region, signer)
   local context = {
      account = account, region = region, signer = signer, clock = self.clock, agenda = self.agenda,
      ids = self.ids, settings = self.settings, page_key = self.page_key,
      under_way = self.under_way, temporary = self.temporary,
   }
   function context.collection(name)
      return self.store:collection(account, region, name)
   end
   plant_fleet(self, context)
   return context
end

---The accounts and Regions that have been called, in a fixed order.
---@return fun(list: table[], i: integer): integer?, table?
---@return table[] contexts
---@return integer
function Emulator:contexts()
   local list = {}
   for i, place in ipairs(self.store:places()) do
      list[i] = self:context(place.account, place.region)
   end
   return ipairs(list)
end

---@return moontide.emulator.Answer
local function perform(self, request, request_id, call)
   local entry, name = call.entry, call.name
   local signer = identify(self, request, entry, name)
   local operation = find_operation(call, request)
   call.account, call.region = signer.account, signer.region
   call.service, call.operation, call.class = entry.service.name, name, operation.class

   local refused = self.faults:before(call)
   if refused then
      error(refused, 0)
   end
   local input = call.protocol.decode(entry, name, request)
   local before = self.ids.state()
   local context = self:context(signer.account, signer.region, signer)
   local output = operation.handler(input, context)
   call.updated = context.updated
   if self.redo and operation.class == "write" then
      self.redo:keep(call, input, before)
   end
   return call.protocol.success(request, request_id, entry, name, output)
end

local function with_traceback(raised)
   if not failure.is(raised) and not failure.is_interruption(raised) then
      io.stderr:write("moontide emulator: ", debug.traceback(tostring(raised), 2), "\n")
   end
   return raised
end

---A handler's refusals pass; anything else it raised is our own mistake, said on stderr.
local function as_failure(raised)
   if failure.is(raised) then
      return raised
   elseif failure.is_interruption(raised) then
      error(raised, 0)
   end
   return failure.frontend("InternalFailure",
      "The request processing has failed because of an unknown error, exception or failure.", 500)
end

---Spoils the answer to what was done, if a fault says so, and remembers that the caller may come
---again.
local function spoil(self, request, call, answer)
   local invocation = call.class == "write" and request:header("amz-sdk-invocation-id")
   local is_spoiled = self.faults:after(call, answer)
   if invocation and not answer.code then
      self.effects:applied(invocation, is_spoiled)
   end
end

---An update is under way until its answer is sent.
local function hold(self, call, answer)
   if call.updated and answer.delay > 0 then
      self.under_way[call.updated] = true
      answer.sent = function() self.under_way[call.updated] = nil end
   end
end

---Answers in the protocol of the request; one that the service does not speak is not understood.
---@return moontide.emulator.Answer
local function served(self, request, call)
   local request_id = self.request_ids.uuid()
   local protocol, dialect = protocols.of(request)
   if not protocol then
      return wire.not_understood(request_id)
   end
   call.protocol = protocol
   call.entry, call.name = protocol.address(self.services, request)
   if call.entry and not call.entry.speaks[dialect] then
      return wire.not_understood(request_id)
   end
   local ok, result = xpcall(perform, with_traceback, self, request, request_id, call)
   return ok and result or protocol.failure(request, request_id, call.entry, as_failure(result))
end

---Recorded answers go to whoever asks.
---@return moontide.emulator.Answer
local function replayed(self, request)
   local ok, result = xpcall(self.replay.answer, with_traceback, self.replay, request)
   local protocol = protocols.of(request) or protocols.fallback
   return ok and result
      or protocol.failure(request, self.request_ids.uuid(), nil, as_failure(result))
end

---@param request moontide.emulator.Request
---@return moontide.emulator.Answer
function Emulator:handle(request)
   self.agenda:run()
   if control.is_control(request.target) then
      return control.handle(self, request)
   end
   local call = {}
   local answer = self.replay and replayed(self, request) or served(self, request, call)
   if self.settings.clock_skew ~= 0 then
      answer.headers.Date = os.date("!%a, %d %b %Y %H:%M:%S GMT", self.clock.real() // 1 | 0)
   end
   answer.delay = self.faults:delay(call)
   hold(self, call, answer)
   spoil(self, request, call, answer)
   self.counters:count(call.operation, answer.code)
   if self.record then
      self.record(request, answer)
   end
   return answer
end

return M
