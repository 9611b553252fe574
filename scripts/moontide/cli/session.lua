-- What verbs that make calls have in common: options become the defaults of clients, an emulator is
-- started if one is wanted, progress is shown.
local context = require "moontide.context"
local core = require "moontide.core"
local task = require "moontide.task"

local M = {}

local DEFAULT_REGION = "us-east-1" -- of the emulator

local function start_emulator(given)
   local emulator, err = require("moontide.emulator").start { seed_fleet = given["seed-fleet"] }
   if not emulator then error(err, 0) end
   context.force({
      endpoint_url = emulator.url,
      credentials = { access_key_id = emulator.access_key_id,
         secret_access_key = emulator.secret_access_key },
   }, DEFAULT_REGION)
   return emulator
end

local function configure(given)
   context.pin {
      endpoint_url = given["endpoint-url"], region = given.region, profile = given.profile,
      max_in_flight = given["max-in-flight"], trace = given["trace-http"],
      log_level = math.min(given.verbose or 0, 2), max_rate = given.rate,
      max_time = given["max-time"], max_attempts = given["max-attempts"],
      rate_memory = given["rate-memory"],
   }
end

local function observe(given)
   local is_ci = (os.getenv("CI") or "") ~= ""
   if given.quiet or is_ci then return end
   task.observe(require("moontide.cli.progress").new { is_tty = core.is_tty(2) })
end

local nothing <const> = setmetatable({}, { __close = function() end })

---Sets up what the options say; keep the result in a variable that closes it.
---@param given table options of the command line
---@return table closable
function M.open(given)
   if given["seed-fleet"] and not given.emulator then
      error(core.error { status = "usage", exit_code = 64,
         message = "--seed-fleet is what an emulator starts with: add --emulator" }, 0)
   end
   configure(given)
   local emulator = given.emulator and start_emulator(given) or nothing
   observe(given)
   return emulator
end

---The exit code of a verb that has done its work: that of an interruption if there was one.
---@return integer
function M.exit_code()
   return core.interrupt_signal() and core.exit_code("cancelled") or 0
end

return M
