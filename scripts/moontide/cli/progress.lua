-- One line on the terminal while a long map runs: done/total, rate, in flight, retries, time left.
-- Redrawn at most ten times a second, gone at the end; elsewhere a plain line every ten seconds.
local context = require "moontide.context"
local core = require "moontide.core"

local M = {}

local Progress = {}
Progress.__index = Progress

local REDRAW_SECONDS = 0.1
local PATIENCE_SECONDS = 0.5 -- short maps show nothing
local PLAIN_SECONDS = 10

local function duration(seconds)
   seconds = math.floor(seconds + 0.5)
   if seconds < 60 then return ("%d s"):format(seconds) end
   if seconds < 3600 then return ("%d:%02d min"):format(seconds // 60, seconds % 60) end
   return ("%d:%02d h"):format(seconds // 3600, seconds % 3600 // 60)
end

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
---@param figures { done: integer, total: integer?, elapsed: number, pending: integer?,
---   stats: table }
---@param columns integer?
---@return string
function M.line(figures, columns)
   local stats, done, total = figures.stats, figures.done, figures.total
   local rate = figures.elapsed > 0 and done / figures.elapsed or 0
   local parts = {
      total and ("%d/%d"):format(done, total) or tostring(done),
      ("%.0f/s"):format(rate),
      ("%d in flight"):format(figures.pending or 0),
   }
   if (stats.retries or 0) > 0 then parts[#parts + 1] = ("%d retried"):format(stats.retries) end
   if (stats.throttled or 0) > 0 then
      parts[#parts + 1] = ("%d throttled"):format(stats.throttled)
   end
   if total and rate > 0 and done < total then
      parts[#parts + 1] = duration((total - done) / rate) .. " left"
   end
   return join(parts, columns)
end

-- Only the outermost of nested maps is shown.
function Progress:begin(batch)
   if self.batch then return end
   self.batch = batch
   self.began_at = self.now()
   self.next_at = self.began_at + (self.is_tty and PATIENCE_SECONDS or PLAIN_SECONDS)
end

-- Whoever pressed Ctrl-C is told, once, why the program is still there.
local function tell_interruption(progress)
   if progress.has_told or not context.is_interrupted() then return end
   progress.has_told = true
   progress:clear()
   progress.write("moontide: finishing what is in flight; Ctrl-C again ends at once\n")
end

function Progress:turn()
   local now = self.now()
   if self.batch then tell_interruption(self) end
   if not self.batch or now < self.next_at then return end
   self.next_at = now + (self.is_tty and REDRAW_SECONDS or PLAIN_SECONDS)
   local engine = context.current_engine()
   local columns = self.is_tty and self.columns() - 1 or nil
   local text = M.line({ done = self.batch.done, total = self.batch.total,
      elapsed = now - self.began_at, pending = engine and engine:pending(),
      stats = engine and engine:stats() or {} }, columns)
   if self.is_tty then
      -- The cursor goes back, so that what a script prints starts at the line's begin.
      self.write(("\r%s\27[K\r"):format(text:sub(1, columns)))
      self.is_drawn = true
   else
      self.write("moontide: " .. text .. "\n")
   end
end

function Progress:clear()
   if not self.is_drawn then return end
   self.is_drawn = false
   self.write("\r\27[K")
end

function Progress:finish(batch)
   if self.batch ~= batch then return end
   self.batch = nil
   self:clear()
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
      now = options.now or core.monotonic,
      write = options.write or write_to_stderr,
      columns = options.columns or columns_of_stderr,
   }, Progress)
end

return M
