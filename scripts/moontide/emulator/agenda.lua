-- What is to happen by itself, in virtual time and always in the same order: metrics of the time
-- that has gone by first, then resources that arrive, schedules, alarms, and what they set off.
-- Each happens with the clock at its own time, however late it is looked after.
local failure = require "moontide.emulator.failure"
local timers = require "moontide.emulator.timers"

local M = {}

---Of what is due at one time, what comes first.
M.rank = { metrics = 1, settle = 2, schedules = 3, alarms = 4, scaling = 5 }

---@class moontide.emulator.Agenda
---@field clock moontide.emulator.Clock
---@field timers moontide.emulator.Timers
---@field done integer    how much has happened
---@field failed integer  how much of it was a mistake of ours
---@field report fun(text: string)
local Agenda = {}
Agenda.__index = Agenda

local function to_stderr(text)
   io.stderr:write("moontide emulator: ", text, "\n")
end

---@param clock moontide.emulator.Clock
---@param report? fun(text: string)  told of mistakes; default: on stderr
---@return moontide.emulator.Agenda
function M.new(clock, report)
   return setmetatable({ clock = clock, timers = timers.new(), done = 0, failed = 0,
                         report = report or to_stderr }, Agenda)
end

function Agenda:clear()
   self.timers = timers.new()
end

---@param time number
---@param rank string  a key of M.rank
---@param action fun()
function Agenda:add(time, rank, action)
   self.timers:add(time, action, M.rank[rank])
end

---A mistake in one thing does not keep the others from happening.
local function perform(self, at, action)
   self.done = self.done + 1
   local ok, raised = xpcall(self.clock.at, function(raised)
      return failure.is_interruption(raised) and raised or debug.traceback(tostring(raised), 2)
   end, at, action)
   if failure.is_interruption(raised) then
      error(raised, 0)
   elseif not ok then
      self.failed = self.failed + 1
      self.report(raised)
   end
end

---Does all that is due by now, and what becomes due by it.
function Agenda:run()
   local first = self.timers:next_at()
   if not first then
      return
   end
   local now = self.clock.now()
   local action, at = self.timers:take(now)
   while action do
      perform(self, at, action)
      action, at = self.timers:take(now)
   end
end

---Moves the clock ahead; what is due on the way is done at its time.
---@param seconds number
---@return integer  how much happened
function Agenda:advance(seconds)
   local before = self.done
   self.clock.skip(seconds)
   self:run()
   return self.done - before
end

---Real seconds until something is due; nil: nothing is, or not by itself.
---@return number?
function Agenda:wait_time()
   local first = self.timers:next_at()
   return first and self.clock.real_delay(first)
end

return M
