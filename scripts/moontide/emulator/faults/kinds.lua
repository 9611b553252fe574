-- What can be made to go wrong, one entry a kind. `before` answers instead of the service, which
-- then does nothing; `after` spoils the answer to what has been done; `delay` holds it back.
local bucket = require "moontide.emulator.faults.bucket"
local failure = require "moontide.emulator.failure"

local M = {}

---@alias moontide.emulator.Before
---| fun(values: table, call: moontide.emulator.Call, state: table): moontide.emulator.Failure?

---@class moontide.emulator.FaultKind
---@field keys table<string, fun(text: string): any, string?>
---@field required? string[]
---@field prepare? fun(values: table, clock: moontide.emulator.Clock): table  state of one fault
---@field before? moontide.emulator.Before
---@field after? fun(values: table, answer: moontide.emulator.Answer)
---@field delay? fun(values: table, random: fun(): number): number

local function positive(text)
   local value = tonumber(text)
   if value and value >= 0 and value < math.huge then return value end
   return nil, "a number of 0 or more"
end

local function text_of(text)
   return text
end

local function status(text)
   local value = math.tointeger(tonumber(text))
   if value and value >= 400 and value <= 599 then return value end
   return nil, "an HTTP status from 400 to 599"
end

local internal_failure <const> =
   "The request processing has failed because of an unknown error, exception or failure."

local function moment(text)
   if text == "before" or text == "after" then return text end
   return nil, "before or after"
end

local function cut(answer)
   answer.headers["Content-Length"] = tostring(#answer.body)
   answer.headers["Connection"] = "close"
   answer.body = answer.body:sub(1, #answer.body // 2)
end

local KINDS = {
   throttle = {
      keys = { rate = positive, burst = positive, code = text_of }, required = { "rate", "burst" },
      prepare = function(values, clock)
         return { take = bucket.new(values.rate, values.burst, clock.monotonic) }
      end,
      before = function(values, call, state)
         if state.take(call) then return nil end
         return failure.frontend(values.code or "ThrottlingException", "Rate exceeded")
      end,
   },
   latency = {
      keys = { ms = positive, jitter = positive }, required = { "ms" },
      delay = function(values, random)
         return (values.ms + (values.jitter or 0) * (2 * random() - 1)) / 1000
      end,
   },
   error = {
      keys = { status = status, code = text_of, message = text_of },
      before = function(values)
         return failure.frontend(values.code or "InternalFailure",
            values.message or internal_failure, values.status or 500)
      end,
   },
   reset = {
      keys = { when = moment },
      before = function(values) return values.when ~= "after" and failure.reset() or nil end,
      after = function(values, answer)
         if values.when == "after" then answer.is_reset = true end
      end,
   },
   truncated = { keys = {}, after = function(_, answer) cut(answer) end },
   garbage = {
      keys = { body = text_of },
      after = function(values, answer)
         answer.body = values.body or "<html><body>Service temporarily unavailable</body></html>"
         answer.headers["Content-Type"] = "text/html"
      end,
   },
   oversized = {
      keys = { bytes = positive },
      after = function(values, answer)
         answer.body = (" "):rep(values.bytes and math.tointeger(values.bytes // 1) or 100 << 20)
      end,
   },
   expired = {
      keys = {},
      before = function()
         return failure.frontend("ExpiredTokenException",
            "The security token included in the request is expired")
      end,
   },
   concurrent = {
      keys = {},
      before = function()
         return failure.modelled("ConcurrentUpdateException",
            "You already have a pending update to an Auto Scaling resource")
      end,
   },
   ["nested-throttle"] = {
      keys = {},
      before = function(_, call)
         return failure.modelled("FailedResourceAccessException",
            ("Unable to create alarms for scaling policy of %s due to reason: Rate exceeded "
            .. "(Service: AmazonCloudWatch; Status Code: 400; Error Code: Throttling; Request ID: "
            .. "00000000-0000-0000-0000-000000000000)"):format(call.operation))
      end,
   },
   ["iam-lag"] = {
      keys = {},
      before = function()
         return failure.modelled("ValidationException", "Unable to assume IAM role")
      end,
   },
   denied = {
      keys = {},
      before = function(_, call)
         local action = call.service .. ":" .. call.operation
         return failure.frontend("AccessDeniedException", ("User: arn:aws:iam::%s:user/test is not "
            .. "authorized to perform: %s on resource: * because no identity-based policy allows "
            .. "the %s action"):format(call.account, action, action))
      end,
   },
   permissions = {
      keys = { missing = text_of }, required = { "missing" },
      before = function(values)
         return failure.modelled("ValidationException",
            "User is missing the following permissions: " .. values.missing:gsub("|", ", "))
      end,
   },
}

---All kinds, sorted.
---@type string[]
M.names = {}
for name in pairs(KINDS) do M.names[#M.names + 1] = name end
table.sort(M.names)

---@param name string
---@return moontide.emulator.FaultKind?
function M.find(name)
   return KINDS[name]
end

return M
