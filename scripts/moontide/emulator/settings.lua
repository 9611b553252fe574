-- The emulator's options: their defaults, their textual forms from the command line, their checks.
local clock = require "moontide.emulator.clock"
local core = require "moontide.core"
local faults = require "moontide.emulator.faults"
local load_spec = require "moontide.emulator.load.spec"

local M = {}

M.default_access_key_id = "test"
M.default_secret_access_key = "test"
M.default_account = "123456789012"
M.default_endpoint_seconds = 10

---@class moontide.emulator.Settings
---@field host string
---@field port integer
---@field account string
---@field credentials { access_key_id: string, secret_access_key: string, account: string }[]
---@field faults moontide.emulator.Fault[]
---@field loads moontide.emulator.Load[]
---@field alarm_quota? number       alarms that may be written a second; nil: any number
---@field max_targets? integer      instead of AWS's quotas of scalable targets
---@field consistency number        seconds until a new target is seen
---@field clock moontide.emulator.ClockPlan
---@field seed integer
---@field credential_seconds? number  how long what STS gives out is good, at the most
---@field endpoint_seconds number   how long endpoints take to change, by the emulated clock
---@field strict_resources boolean  resources must exist even where there are none
---@field keep_targets boolean      DeleteEndpoint leaves scalable targets behind
---@field fleet? table              what accounts and Regions hold from the start
---@field is_loopback boolean
---@field is_tls boolean
---@field tls_certificate? string   path
---@field tls_key? string           path
---@field ca_file? string           path
---@field record? string            path
---@field replay? string            path
---@field state? string             path
---@field clock_skew number          seconds that the service's clock is ahead

local function fail(text, ...)
   error(core.error { status = "usage", exit_code = 64, message = text:format(...) }, 0)
end

local function number(name, value, low, high)
   local result = tonumber(value)
   if not result or result ~= result or result < low or result > high then
      fail("%s must be a number from %.0f to %.0f, not %s", name, low, high, value)
   end
   return result
end

local function integer(name, value, low, high)
   return math.tointeger(number(name, value, low, high))
      or fail("%s must be a whole number, not %s", name, value)
end

local function check_account(account)
   if not tostring(account):find("^%d%d%d%d%d%d%d%d%d%d%d%d$") then
      fail("an account has 12 digits, not %q", tostring(account))
   end
   return tostring(account)
end

---"AKID:SECRET[:ACCOUNT],…". A secret never appears in a message.
local function parse_credentials(text, account)
   local list = {}
   for entry in text:gmatch("[^,]+") do
      local id, secret, own = entry:match("^([^:/%s]+):([^:]+):?(%d*)$")
      if not id then
         fail("credentials are written ACCESS_KEY_ID:SECRET_ACCESS_KEY[:ACCOUNT],…")
      end
      list[#list + 1] = {
         access_key_id = id, secret_access_key = secret,
         account = check_account(own ~= "" and own or account),
      }
   end
   return list
end

local function copy_credentials(given, account)
   local list = given.access_key_id and { given } or given
   local copy = {}
   for i, entry in ipairs(list) do
      copy[i] = {
         access_key_id = entry.access_key_id, secret_access_key = entry.secret_access_key,
         account = check_account(entry.account or account),
      }
   end
   return copy
end

---@param given? string|table
---@param account string
local function credentials(given, account)
   given = given or { access_key_id = M.default_access_key_id,
                      secret_access_key = M.default_secret_access_key }
   local read = type(given) == "string" and parse_credentials or copy_credentials
   local list = read(given, account)
   if #list == 0 then
      fail("at least one pair of credentials is needed")
   end
   return list
end

---"RATE,BURST", or a table of both, as a fault.
local function throttle_fault(given)
   local rate, burst
   if type(given) == "table" then
      rate, burst = given.rate, given.burst
   else
      rate, burst = tostring(given):match("^([^,]+),([^,]+)$")
      if not rate then
         fail("a throttle is written RATE,BURST, not %q", tostring(given))
      end
   end
   return ("throttle:rate=%.17g,burst=%.17g"):format(number("throttle rate", rate, 0, 1e9),
      number("throttle burst", burst, 1, 1e9))
end

local function as_list(given)
   return type(given) == "string" and { given } or given or {}
end

---What goes wrong on request: latency and throttle have options of their own.
---@return moontide.emulator.Fault[]
local function read_faults(options)
   local texts = {}
   local latency = number("latency_ms", options.latency_ms or 0, 0, 3600000)
   if latency > 0 then
      texts[1] = ("latency:ms=%.17g"):format(latency)
   end
   if options.throttle ~= nil then
      texts[#texts + 1] = throttle_fault(options.throttle)
   end
   local more = as_list(options.faults)
   table.move(more, 1, #more, #texts + 1, texts)
   return faults.parse_all(texts)
end

local function clock_plan(text)
   local plan, problem = clock.parse(text)
   return plan or fail("%s", problem)
end

---@return number?  nil: there is none
local function alarm_quota(given)
   local rate = number("alarm_quota", given or 0, 0, 1e9)
   return rate > 0 and rate or nil
end

local function is_loopback(host)
   return host == "localhost" or host == "::1" or host:find("^127%.") ~= nil
end

---The TLS options belong together, whichever is given.
local function check_tls(options)
   if (options.tls_certificate == nil) ~= (options.tls_key == nil) then
      fail("a TLS certificate and its key belong together")
   end
   local is_tls = options.tls or options.tls_certificate ~= nil
   if options.ca_file and not is_tls then
      fail("a CA file goes with TLS")
   end
   return is_tls or false
end

---Fills in defaults and checks; raises a usage error.
---@param options? table
---@return moontide.emulator.Settings
function M.new(options)
   options = options or {}
   local host = options.host or "127.0.0.1"
   local account = check_account(options.account or M.default_account)
   return {
      host = host, is_loopback = is_loopback(host), account = account,
      port = integer("port", options.port or 0, 0, 65535),
      credentials = credentials(options.credentials, account),
      is_tls = check_tls(options), tls_certificate = options.tls_certificate,
      tls_key = options.tls_key, ca_file = options.ca_file,
      faults = read_faults(options), record = options.record, replay = options.replay,
      state = options.state,
      clock_skew = number("clock_skew", options.clock_skew or 0, -1e9, 1e9),
      consistency = number("consistency_ms", options.consistency_ms or 0, 0, 600000) / 1000,
      loads = load_spec.parse_all(as_list(options.load)),
      clock = clock_plan(options.clock or "real"), alarm_quota = alarm_quota(options.alarm_quota),
      max_targets = options.max_targets
         and integer("max_targets", options.max_targets, 1, 1e9) or nil,
      endpoint_seconds = number("endpoint_seconds",
         options.endpoint_seconds or M.default_endpoint_seconds, 0, 86400),
      credential_seconds = options.credential_seconds
         and number("credential_seconds", options.credential_seconds, 1, 43200) or nil,
      strict_resources = options.strict_resources == true,
      keep_targets = options.keep_targets == true,
      fleet = options.seed_fleet and require("moontide.emulator.fleet").read(options.seed_fleet),
      seed = options.seed or math.tointeger(core.time() * 1000000 // 1),
   }
end

return M
