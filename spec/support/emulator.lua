-- Drives the emulator's router without a socket: signs like a client, at a time the spec sets.
local clock = require "moontide.emulator.clock"
local core = require "moontide.core"
local request = require "moontide.emulator.request"
local router = require "moontide.emulator.router"
local settings = require "moontide.emulator.settings"

local M = {}

M.credentials = { access_key_id = "AKIDEXAMPLE", secret_access_key = "example-secret" }
M.region = "eu-west-1"
M.dimension = "sagemaker:variant:DesiredInstanceCount"

---@param options? table  the emulator's options, and `time` to begin at
---@return table fixture  { emulator, time } with time to be set freely
function M.new(options)
   local fixture = { time = options and options.time or 1700000000.25 }
   local given = { credentials = M.credentials, account = "111122223333", seed = 7 }
   for name, value in pairs(options or {}) do
      given[name] = value
   end
   local now = function() return fixture.time end
   fixture.emulator = router.new(settings.new(given),
      clock.new { real = now, now = now, monotonic = now })
   return fixture
end

local function add_signature(message, fixture, overrides)
   local signed = assert(core.sigv4_sign {
      method = message.method, url = "http://127.0.0.1:8000" .. message.target,
      headers = message.headers, body = message.body,
      region = overrides.region or M.region,
      service = overrides.service or "application-autoscaling",
      credentials = overrides.credentials or M.credentials,
      time = math.floor(overrides.time or fixture.time),
   })
   for name, value in pairs(signed.headers) do
      if type(value) == "table" then
         name, value = value.name or value[1], value.value or value[2]
      end
      message.headers[name] = value
   end
end

---The message a client would send. overrides: method, target, headers, region, service, time,
---credentials, unsigned, and tamper(message), which runs after signing.
---@return table message
function M.message(fixture, operation, body, overrides)
   overrides = overrides or {}
   local message = {
      method = overrides.method or "POST", target = overrides.target or "/", body = body,
      headers = {
         Host = "127.0.0.1:8000", ["Content-Type"] = "application/x-amz-json-1.1",
         ["X-Amz-Target"] = "AnyScaleFrontendService." .. operation,
      },
   }
   for name, value in pairs(overrides.headers or {}) do
      message.headers[name] = value or nil
   end
   if not overrides.unsigned then
      add_signature(message, fixture, overrides)
   end
   if overrides.tamper then
      overrides.tamper(message)
   end
   return message
end

---@return table answer  { status, headers, body }
function M.send(fixture, message)
   return fixture.emulator:handle(request.from_table(message))
end

---Calls an operation; input is a table or JSON text.
---@return table? output, table? failure, table answer
function M.call(fixture, operation, input, overrides)
   local body = type(input) == "string" and input or assert(core.json_encode(input))
   local answer = M.send(fixture, M.message(fixture, operation, body, overrides))
   local decoded = core.json_decode(answer.body)
   if answer.status == 200 then
      return decoded, nil, answer
   end
   return nil, decoded or {}, answer
end

---The input that registers a SageMaker variant, with changes.
function M.target(name, changes)
   local input = {
      ServiceNamespace = "sagemaker", ScalableDimension = M.dimension,
      ResourceId = "endpoint/" .. name .. "/variant/blue", MinCapacity = 1, MaxCapacity = 4,
   }
   for key, value in pairs(changes or {}) do
      input[key] = value ~= "none" and value or nil
   end
   return input
end

function M.register(fixture, name, changes, overrides)
   return M.call(fixture, "RegisterScalableTarget", M.target(name, changes), overrides)
end

function M.describe(fixture, filter, overrides)
   local input = { ServiceNamespace = "sagemaker" }
   for key, value in pairs(filter or {}) do
      input[key] = value
   end
   return M.call(fixture, "DescribeScalableTargets", input, overrides)
end

---The text of an error, whichever member carries it.
function M.text(failure)
   return failure.Message or failure.message
end

return M
