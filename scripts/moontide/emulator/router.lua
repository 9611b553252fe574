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
local recording = require "moontide.emulator.recording"
local replay = require "moontide.emulator.replay"
local store = require "moontide.emulator.store"
local validation = require "moontide.emulator.validation"
local wire = require "moontide.emulator.wire"

local M = {}

local service_modules = {
   "moontide.emulator.services.autoscaling", "moontide.emulator.services.cloudwatch",
   "moontide.emulator.services.quotas", "moontide.emulator.services.sagemaker",
   "moontide.emulator.services.tagging",
}

---@class moontide.emulator.Emulator
---@field counters moontide.emulator.Counters
---@field store moontide.emulator.Store
---@field clock moontide.emulator.Clock
---@field agenda moontide.emulator.Agenda
local Emulator = {}
Emulator.__index = Emulator

local function load_services()
   local by_prefix = {}
   for _, name in ipairs(service_modules) do
      local service = require(name)
      by_prefix[service.target_prefix] = { service = service, model = service.load_model() }
   end
   return by_prefix
end

---@param settings moontide.emulator.Settings
---@param clock moontide.emulator.Clock
---@return moontide.emulator.Emulator
function M.new(settings, clock)
   return setmetatable({
      settings = settings, clock = clock, agenda = agenda.new(clock),
      has_control = settings.is_loopback,
      ids = ids.new(settings.seed), store = store.new(), counters = counters.new(),
      faults = faults.new(settings.faults, clock, ids.new(settings.seed ~ 0x6661756C74).fraction),
      record = settings.record and recording.recorder(settings.record, clock.now),
      replay = settings.replay and replay.open(settings.replay),
      effects = effects.new(), services = load_services(),
      authenticate = identity.new(settings.credentials, clock),
      page_key = ids.new(settings.seed ~ 0x70616765).integer(),
   }, Emulator)
end

---The frontend chooses its protocol by method, path and content type.
local function speaks_json(request)
   local content_type = request:header("content-type") or ""
   return request.method == "POST" and request.target == "/"
      and content_type:match("^[^;%s]*"):lower() == wire.content_type
end

---@return table entry, string operation
local function find_operation(self, target)
   local prefix, name = target:match("^([^.]*)%.(.*)$")
   local entry = self.services[prefix]
   if not entry or not entry.service.is_known(name) then
      error(failure.frontend("UnknownOperationException",
         ("The operation %s is not known."):format(target == "" and "(none)" or target)), 0)
   end
   if not entry.service.operations[name] then
      error(failure.frontend("UnknownOperationException",
         ("The emulator does not serve %s."):format(name)), 0)
   end
   return entry, name
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
---@return table
function Emulator:context(account, region)
   local context = {
      account = account, region = region, clock = self.clock, agenda = self.agenda,
      ids = self.ids, settings = self.settings, page_key = self.page_key,
   }
   function context.collection(name)
      return self.store:collection(account, region, name)
   end
   plant_fleet(self, context)
   return context
end

---@return string body, number delay
local function perform(self, request, call)
   local target = request:header("x-amz-target") or ""
   local addressed = self.services[target:match("^[^.]*")]
   local signer = self.authenticate(request.raw, addressed and addressed.service.signing_name)
   local entry, name = find_operation(self, target)
   local operation = entry.service.operations[name]
   call.account, call.region = signer.account, signer.region
   call.service, call.operation, call.class = entry.service.name, name, operation.class

   local refused = self.faults:before(call)
   if refused then
      error(refused, 0)
   end
   local input = validation.decode(entry, name, request.body)
   local output = operation.handler(input, self:context(signer.account, signer.region))
   return assert(entry.model:encode_output(name, output))
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

---@param request moontide.emulator.Request
---@return moontide.emulator.Answer
local function served(self, request, call)
   local request_id = self.ids.uuid()
   if not speaks_json(request) then
      return wire.not_understood(request_id)
   end
   local ok, result = xpcall(perform, with_traceback, self, request, call)
   return ok and wire.success(request_id, result) or wire.failure(request_id, as_failure(result))
end

---Recorded answers go to whoever asks.
---@return moontide.emulator.Answer
local function replayed(self, request)
   local ok, result = xpcall(self.replay.answer, with_traceback, self.replay, request)
   return ok and result or wire.failure(self.ids.uuid(), as_failure(result))
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
   answer.delay = self.faults:delay(call)
   spoil(self, request, call, answer)
   self.counters:count(call.operation, answer.code)
   if self.record then
      self.record(request, answer)
   end
   return answer
end

return M
