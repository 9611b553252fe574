-- What require("moontide") gives. Its parts are loaded when they are first used.
local M = { _VERSION = "moontide " .. require("moontide.core").version }

-- Modules that are what they are called.
local PARTS = { config = "moontide.config", credentials = "moontide.credentials",
   csv = "moontide.csv", endpoint = "moontide.endpoint", json = "moontide.json",
   map = "moontide.map", sigv4 = "moontide.sigv4" }

local FUNCTIONS = {
   client = "moontide.service", configure = "moontide.context",
   load_model = "moontide.models",
   run = "moontide.task", sleep = "moontide.task", spawn = "moontide.task",
   traceback = "moontide.task", try = "moontide.task",
}

---Figures of this run: calls, failed, attempts, retries, throttled, …, elapsed (seconds since the
---first use of the engine) and blocking_waits.
---@return table
function M.stats()
   local context = require "moontide.context"
   local engine = context.current_engine()
   local stats = engine and engine:stats() or { calls = 0, failed = 0, attempts = 0, retries = 0,
      throttled = 0, concurrent = 0, connections = 0, in_flight = 0, peak_in_flight = 0 }
   stats.elapsed = context.elapsed()
   stats.blocking_waits = require("moontide.task").blocking_waits()
   return stats
end

return setmetatable(M, {
   contents = { PARTS, FUNCTIONS }, -- for `moontide types`
   __index = function(_, name)
      local value
      if PARTS[name] then
         value = require(PARTS[name])
      elseif FUNCTIONS[name] then
         value = require(FUNCTIONS[name])[name]
      end
      M[name] = value
      return value
   end,
})
