-- The one clock. Everything the services date comes from now(), which may stand still, run faster
-- than the machine's, or be moved ahead; signatures are dated by their sender and so are held
-- against real(); waiting is measured by monotonic(). Specs inject all.
local civil = require "moontide.scaling.civil"
local core = require "moontide.core"

local M = {}

---@class moontide.emulator.ClockPlan
---@field factor number  virtual seconds in a real one; 0: it moves only when it is told to
---@field start? number  Unix seconds at which it starts; default the machine's time

---Reads "real", "manual" or "xN", each with an optional "@TIME" to start at.
---@param text string
---@return moontide.emulator.ClockPlan? plan, string? problem
function M.parse(text)
   local kind, start_text = text:match("^([^@]*)@?(.*)$")
   local factor = kind == "real" and 1 or kind == "manual" and 0
      or tonumber(kind:match("^x(%d+%.?%d*)$"))
   local start = start_text ~= "" and civil.parse_utc(start_text) or nil
   if not factor or factor > 100000 or (kind:find("^x") and factor == 0) then
      return nil, ("a clock is real, manual or xN with N up to 100000, not %q"):format(kind)
   elseif text:find("@", 1, true) and not start then
      return nil, ("a clock starts at a time such as 2026-11-24T09:30:00Z, not %q"):format(
         start_text)
   end
   return { factor = factor, start = start }
end

---@class moontide.emulator.Clock
---@field now fun(): number        Unix seconds as the emulated services see them
---@field real fun(): number       Unix seconds of the machine
---@field monotonic fun(): number  seconds since some start; never goes back
---@field skip fun(seconds: number)  moves now() ahead
---@field at fun(time: number, action: fun(...: any), ...: any)  runs it with now() at that time
---@field real_delay fun(time: number): number?  real seconds until then; nil: not by itself

local function source(plan, real, monotonic)
   if plan.factor == 1 and not plan.start then
      return real
   end
   local start, began = plan.start or real(), monotonic()
   return function()
      return start + (monotonic() - began) * plan.factor
   end
end

---@param sources? { now?: fun(): number, real?: fun(): number, monotonic?: fun(): number }
---@param plan? moontide.emulator.ClockPlan  default: the machine's time
---@return moontide.emulator.Clock
function M.new(sources, plan)
   sources, plan = sources or {}, plan or { factor = 1 }
   local real, monotonic = sources.real or core.time, sources.monotonic or core.monotonic
   local flowing = sources.now or source(plan, real, monotonic)
   local skipped, held = 0, nil

   local function now()
      return held or flowing() + skipped
   end

   return {
      real = real, monotonic = monotonic, now = now,
      skip = function(seconds) skipped = skipped + seconds end,
      at = function(time, action, ...)
         local before = held
         held = time
         local ok, problem = pcall(action, ...)
         held = before
         if not ok then
            error(problem, 0)
         end
      end,
      real_delay = function(time)
         return plan.factor > 0 and math.max(0, time - now()) / plan.factor or nil
      end,
   }
end

---A time as AWS's JSON protocols write it: a number with milliseconds.
---@param seconds number
---@return number
function M.timestamp(seconds)
   return math.floor(seconds * 1000) / 1000
end

return M
