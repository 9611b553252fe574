-- What scripts know of tasks: map, spawn, sleep, try, and await for those who write clients.
local context = require "moontide.context"
local scheduler = require "moontide.scheduler"

local M = {
   await = scheduler.await,
   blocking_waits = scheduler.blocking_waits,
   observe = scheduler.observe,
   observer = scheduler.observer,
   run = scheduler.run,
   traceback = scheduler.traceback,
}

---fn for each item of a list, a table or an iterator, many at a time: see map.lua, which programs
---that make single calls do without.
function M.map(...) return require("moontide.map")(...) end

---Starts fn(…) as a task beside the running one, which does not end before it. An error of a task
---that nobody has joined is raised at the end of the one that spawned it.
---@return table handle with :join()
function M.spawn(fn, ...)
   if type(fn) ~= "function" then error("spawn: a function expected, got " .. type(fn), 2) end
   local parent = scheduler.enclosing_task()
   if not parent then
      error("spawn: no task is running here (use it inside moontide.map or moontide.run)", 2)
   end
   parent.children = parent.children or scheduler.new_scope(parent)
   return scheduler.start(parent.loop, parent.children, fn, ...)
end

---Pauses the running task.
---@param seconds number
function M.sleep(seconds)
   local call, err = context.engine():sleep(seconds)
   if not call then error(err, 0) end
   local _, failure = scheduler.await(call)
   if failure then error(failure, 0) end
end

local function unprotect(ok, ...)
   if ok then return ... end
   return nil, (...)
end

---Calls fn(…); returns its results, or nil and the error it raised.
function M.try(fn, ...)
   return unprotect(pcall(fn, ...))
end

return M
