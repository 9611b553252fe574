-- Tasks that find out what the engine wants to know: credentials that a function of the script
-- gives, the code of an MFA device. Whoever turns the engine resumes them, a blocking wait as well,
-- since it may be for what they give; all other tasks go on meanwhile. They end with the outermost
-- run.
local M = {}

local loop = { ready = {}, first = 1, last = 0, waiting = 0 }
local scope -- of all of them

---Starts one for each question of the engine.
---@param scheduler table
---@param engine userdata
function M.start(scheduler, engine)
   local want = engine:want()
   while want do
      local answer = require("moontide.credentials").answer
      scope = scope or scheduler.new_scope {}
      scheduler.start(loop, scope, answer, engine, want).helps = want.name
      want = engine:want()
   end
end

---Lets those go on that can.
function M.resume(scheduler)
   local task = scheduler.next_ready(loop)
   while task do
      scheduler.resume(task)
      task = scheduler.next_ready(loop)
   end
end

---Ends them: nobody waits for them any more.
function M.cancel(scheduler)
   if scope then scheduler.cancel_all(scope) end
end

return M
