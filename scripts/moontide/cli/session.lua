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

local opened -- { given =, exit = }, until it is finished

-- Before the run, so that nobody learns at its end that its figures cannot be kept.
local function check_metrics(given)
   local path = given.metrics
   if not path then return end
   local problem
   if path == "-" then
      problem = (given.json or given.jsonl) and "--metrics - and --json both want standard output"
   else
      local ok, reason = require("moontide.files").can_write(path)
      problem = not ok and ("--metrics: cannot write %s: %s"):format(path, reason)
   end
   if problem then error(core.error { status = "usage", exit_code = 64, message = problem }, 0) end
end

local function write_metrics(path, stats, exit_code)
   local text = require("moontide.prometheus").text(stats, { version = core.version,
      exit_code = exit_code, time = os.time() })
   if path == "-" then
      io.stdout:write(text)
      return
   end
   local ok, reason = require("moontide.files").write(path, text)
   if not ok then
      io.stderr:write(("moontide: cannot write the metrics to %s: %s\n"):format(path, reason))
   end
end

local function tell_traffic(given, stats)
   local traffic = require "moontide.cli.traffic"
   if given.quiet or stats.calls == 0 then return end
   local is_wanted = (given.verbose or 0) > 0
      or not given.is_single and traffic.is_notable(stats, core.is_tty(2))
   if is_wanted then io.stderr:write("moontide: ", traffic.line(stats), "\n") end
end

-- A script may end the program on its own; what is owed at the end is owed then, too.
local function watch_exit()
   local exit = os.exit
   rawset(os, "exit", function(code, closes)
      M.finish(math.type(code) == "integer" and code or code == false and 1 or 0)
      exit(code, closes)
   end)
   return exit
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
   check_metrics(given)
   configure(given)
   local emulator = given.emulator and start_emulator(given) or nothing
   observe(given)
   opened = { given = given, exit = watch_exit() }
   return emulator
end

---The end of a session, if there was one: what its calls have met, for people and for machines.
---@param exit_code integer
function M.finish(exit_code)
   if not opened then return end
   local given = opened.given
   rawset(os, "exit", opened.exit)
   opened = nil
   local observer = task.observer()
   if observer then observer:clear() end
   local stats = require("moontide.stats").stats()
   tell_traffic(given, stats)
   if given.metrics then write_metrics(given.metrics, stats, exit_code) end
end

---The exit code of a verb that has done its work: that of an interruption if there was one.
---@return integer
function M.exit_code()
   return core.interrupt_signal() and core.exit_code("cancelled") or 0
end

return M
