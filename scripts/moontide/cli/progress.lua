-- One line on the terminal while a long map runs: done/total, rate, in flight, retries, time left;
-- and while nothing ends, what is waited for. Redrawn at most ten times a second, gone at the end;
-- elsewhere a plain line every ten seconds.
local context = require "moontide.context"
local core = require "moontide.core"
local traffic = require "moontide.cli.traffic"

local M = {}

local Progress = {}
Progress.__index = Progress

local REDRAW_SECONDS = 0.1
local PATIENCE_SECONDS = 0.5 -- short maps show nothing
local PLAIN_SECONDS = 10
local LOOK_SECONDS = 0.5 -- between looks outside of maps
local IDLE_SECONDS = 2   -- so long no call has ended: somebody may think it hangs
local MARK_SECONDS = 1   -- between two points that its present rate is taken from
local MARKS = 10

-- As many of the parts as there is room for: half a figure would be a wrong one.
local function join(parts, columns)
   local text = parts[1]
   for i = 2, #parts do
      local longer = text .. ", " .. parts[i]
      if columns and #longer > columns then break end
      text = longer
   end
   return text
end

---The line's text.
---@param figures { done: integer, total: integer?, elapsed: number, rate: number?,
---   pending: integer?, stats: table }
---@param columns integer?
---@return string
function M.line(figures, columns)
   local stats, done, total = figures.stats, figures.done, figures.total
   local rate = figures.rate or figures.elapsed > 0 and done / figures.elapsed or 0
   local parts = traffic.standstill(stats.parts or {})
   table.insert(parts, 1, total and ("%d/%d"):format(done, total) or tostring(done))
   local function say(...) parts[#parts + 1] = string.format(...) end
   say("%.0f/s", rate)
   say("%d in flight", figures.pending or 0)
   if (stats.retries or 0) > 0 then say("%d retried", stats.retries) end
   if (stats.throttled or 0) > 0 then say("%d throttled", stats.throttled) end
   parts[#parts + 1] = traffic.pace(stats.parts or {})
   if total and rate > 0 and done < total then
      say("%s left", traffic.duration((total - done) / rate))
   end
   return join(parts, columns)
end

-- Only the outermost of nested maps is shown.
function Progress:begin(batch)
   if self.batch then return end
   self.batch = batch
   self.began_at, self.marks = self.now(), {}
   self.next_at = self.began_at + (self.is_tty and PATIENCE_SECONDS or PLAIN_SECONDS)
end

-- Whoever pressed Ctrl-C is told, once, why the program is still there.
local function tell_interruption(progress)
   if progress.has_told or not context.is_interrupted() then return end
   progress.has_told = true
   progress:clear()
   progress.write("moontide: finishing what is in flight; Ctrl-C again ends at once\n")
end

-- How fast it goes now: over the last seconds, not since the beginning.
local function rate_now(progress, now)
   local marks, done = progress.marks, progress.batch.done
   local last = marks[#marks]
   if not last or now - last.at >= MARK_SECONDS then
      marks[#marks + 1] = { at = now, done = done }
   end
   while #marks > MARKS do table.remove(marks, 1) end
   local first = #marks >= MARKS and marks[1] or { at = progress.began_at, done = 0 }
   return now > first.at and (done - first.done) / (now - first.at) or 0
end

local function line_of_batch(progress, now, columns)
   local engine, batch = context.current_engine(), progress.batch
   return M.line({ done = batch.done, total = batch.total, elapsed = now - progress.began_at,
      rate = rate_now(progress, now), pending = engine and engine:pending(),
      stats = require("moontide.stats").stats() }, columns)
end

-- Outside of maps there is a line only when nothing has ended for a while; nil: that is not so.
local function line_of_wait(progress, now, columns)
   local engine = context.current_engine()
   local calls = engine and engine:pending() > 0 and engine:stats().calls
   if calls ~= progress.calls then progress.calls, progress.calls_at = calls, now end
   local long = progress.is_tty and IDLE_SECONDS or PLAIN_SECONDS
   if not calls or now - progress.calls_at < long then return nil end
   local stats = require("moontide.stats").stats()
   local parts = traffic.standstill(stats.parts)
   local is_out = engine:stats().in_flight > 0
   if #parts == 0 then
      parts[1] = traffic.pace(stats.parts) or is_out and "waiting for an answer" or nil
   end
   if #parts == 0 then return nil end -- the script sleeps
   parts[#parts + 1] = ("%s without news"):format(traffic.duration(now - progress.calls_at))
   return join(parts, columns)
end

local function show(progress, text, columns)
   if progress.is_tty then
      -- The cursor goes back, so that what a script prints starts at the line's begin.
      progress.write(("\r%s\27[K\r"):format(text:sub(1, columns)))
      progress.is_drawn = true
   else
      progress.write("moontide: " .. text .. "\n")
   end
end

function Progress:turn()
   local now = self.now()
   if self.batch then tell_interruption(self) end
   if now < self.next_at or self.is_paused then return end
   local columns = self.is_tty and self.columns() - 1 or nil
   local text = self.batch and line_of_batch(self, now, columns)
      or line_of_wait(self, now, columns)
   local pause = self.is_tty and REDRAW_SECONDS or PLAIN_SECONDS
   self.next_at = now + (self.batch and pause or math.max(pause, LOOK_SECONDS))
   if text then
      show(self, text, columns)
   else
      self.next_at = now + LOOK_SECONDS
      self:clear()
   end
end

function Progress:clear()
   if not self.is_drawn then return end
   self.is_drawn = false
   self.write("\r\27[K")
end

---Leaves the terminal to somebody else, until …
function Progress:pause()
   self.is_paused = true
   self:clear()
end

---… it is given back.
function Progress:resume()
   self.is_paused = false
end

---A call has ended: whoever waits for it may print now.
function Progress:news()
   if not self.batch then self:clear() end
end

function Progress:finish(batch)
   if self.batch ~= batch then return end
   self.batch = nil
   self:clear()
   self.calls, self.next_at = nil, self.now() + LOOK_SECONDS
end

local function write_to_stderr(text)
   io.stderr:write(text)
end

local function columns_of_stderr()
   return core.columns(2) or 80
end

---An observer for moontide.task. Members of options replace the terminal and the clock.
---@param options { is_tty: boolean, now?: function, write?: function, columns?: function }
function M.new(options)
   return setmetatable({
      is_tty = options.is_tty,
      next_at = 0,
      now = options.now or core.monotonic,
      write = options.write or write_to_stderr,
      columns = options.columns or columns_of_stderr,
   }, Progress)
end

return M
