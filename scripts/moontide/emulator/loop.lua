-- Moves requests from the server to the emulator and answers back, at once or when their time
-- comes.
local failure = require "moontide.emulator.failure"
local request = require "moontide.emulator.request"
local timers = require "moontide.emulator.timers"

local M = {}

---Waiting is in whole milliseconds: what is due within half a one is due now, so that answers are
---as often early as late.
local half_a_tick <const> = 0.0005

---@return number  seconds until something is to be done; -1: nothing to wait for
local function wait_time(later, emulator)
   local answer_at = later:next_at()
   local answer = answer_at and math.max(0, answer_at - emulator.clock.monotonic())
   local event = emulator.agenda:wait_time()
   if answer and event then
      return math.min(answer, event)
   end
   return answer or event or -1
end

local function take_all(server)
   local batch, count = {}, 0
   local raw = server:next()
   while raw do
      count = count + 1
      batch[count] = raw
      raw = server:next()
   end
   return batch, count
end

local function send(emulator, raw, answer)
   if answer.is_reset then
      raw:reset()
   else
      raw:reply(answer.status, answer.headers, answer.body)
   end
   if answer.sent then
      answer.sent()
   end
   emulator.counters:leave()
end

---Everything that arrived is counted as in flight before the first of it is answered, and what is
---held back is held back from now on, however long the others before it take.
local function serve_arrivals(server, emulator, later)
   local now = emulator.clock.monotonic()
   local batch, count = take_all(server)
   for _ = 1, count do
      emulator.counters:enter()
   end
   for i = 1, count do
      local answer = emulator:handle(request.from_server(batch[i]))
      if answer.delay and answer.delay > 0 then
         later:add(now + answer.delay, { raw = batch[i], answer = answer })
      else
         send(emulator, batch[i], answer)
      end
   end
end

local function serve_due(emulator, later)
   if later.size == 0 then
      return
   end
   local now = emulator.clock.monotonic() + half_a_tick
   local due = later:take(now)
   while due do
      send(emulator, due.raw, due.answer)
      due = later:take(now)
   end
end

---Serves until the server's stop descriptor ends or the program is interrupted.
---@param server userdata
---@param emulator moontide.emulator.Emulator
---@return true? ok, table? err
function M.run(server, emulator)
   local later = timers.new()
   while true do
      local ok, err = server:poll(wait_time(later, emulator))
      if not ok then
         if failure.is_interruption(err) then
            return true
         end
         return nil, err
      end
      emulator.agenda:run()
      serve_arrivals(server, emulator, later)
      serve_due(emulator, later)
   end
end

return M
