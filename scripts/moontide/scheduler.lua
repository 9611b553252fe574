-- Tasks and loops: scripts that read sequentially while hundreds of calls are in flight.
--
-- A task is a coroutine that waits for calls. A loop resumes the tasks it has started, nobody
-- else's. Where a task cannot be suspended (a sort comparator, a module's top level, a coroutine
-- of the user's own) await blocks: it turns the engine until its call is done, resuming nobody.
local context = require "moontide.context"
local failure = require "moontide.failure"
local helpers = require "moontide.helpers"

local M = {}

local WAIT, WAKE = {}, {} -- what a task yields, and what its loop resumes it with
local POLL_SECONDS = 1.0
local OBSERVED_POLL_SECONDS = 0.1
local RESUMES_PER_POLL = 256 -- so that busy tasks do not starve those that wait for the network

local Task = {}
Task.__index = Task

local tasks = setmetatable({}, { __mode = "k" }) -- thread → its task
local waiters = {}                               -- call → the task suspended on it
local running                                    -- the task that is being resumed
local blocking_waits = 0
local runs = 0                                   -- that are going on, one inside the other
local observer
local last_failure = {}
local serial = 0

local is_yieldable, yield = coroutine.isyieldable, coroutine.yield

---The running task, if this is its own coroutine and it can be suspended here.
function M.own_task()
   local task = tasks[coroutine.running()]
   if task and not task.is_closing and is_yieldable() then return task end
end

---The running task, also from a coroutine of the user's own inside it.
function M.enclosing_task()
   local task = tasks[coroutine.running()] or running
   if task and not task.is_closing then return task end
end

-- Waiting and waking ------------------------------------------------------------------------

local function make_ready(task)
   local loop = task.loop
   task.waits_for = nil
   loop.last = loop.last + 1
   loop.ready[loop.last] = task
end

---Makes a task ready if it is suspended for this reason.
function M.wake(task, reason)
   if task.waits_for == reason then make_ready(task) end
end

---Suspends the running task until it is woken for this reason.
function M.suspend(task, reason)
   task.waits_for, task.has_waited = reason, true
   if yield(WAIT) ~= WAKE then
      error("the coroutine of a task is resumed by moontide only", 0)
   end
end

local wake, suspend = M.wake, M.suspend

-- Takes the task off the call it waits for, if there is one.
local function forget(call)
   local task = waiters[call]
   if task then
      waiters[call] = nil
      task.call = nil
      task.loop.waiting = task.loop.waiting - 1
   end
   return task
end

-- One turn of the engine: whoever waited for a call that has finished becomes ready.
local function turn(timeout)
   local engine = context.engine()
   if observer then observer:turn() end
   local ok, err = engine:poll(observer and math.min(timeout, OBSERVED_POLL_SECONDS) or timeout)
   if not ok then return nil, err end
   helpers.start(M, engine)
   local call = engine:next()
   if call and observer then observer:news() end
   while call do
      local task = forget(call)
      if task then wake(task, call) end
      call = engine:next()
   end
   helpers.resume(M)
   return true
end

local function block(call)
   blocking_waits = blocking_waits + 1
   while not call:is_done() do
      local ok, err = turn(POLL_SECONDS)
      if not ok then error(err, 0) end
   end
end

---Waits for a call; suspends the task where it can, blocks where it cannot.
---@return any output, table? err
function M.await(call)
   if not call:is_done() then
      local task = M.own_task()
      if task then
         waiters[call] = task
         task.call = call
         task.loop.waiting = task.loop.waiting + 1
         suspend(task, call)
      else
         block(call)
      end
   end
   return call:result()
end

-- Scopes: the tasks that must end before their owner goes on ---------------------------------

local function wake_joiners(task)
   for _, joiner in ipairs(task.joiners or {}) do wake(joiner, task) end
   task.joiners = nil
end

-- Runs the to-be-closed variables of a task that is suspended or has failed, and with them those
-- of the scopes it owns.
local function close(task)
   task.is_closing = true
   return coroutine.close(task.thread)
end

-- Ends a suspended task where it stands.
local function cancel(task)
   if task.is_done then return end
   if task.call then
      local call = task.call
      forget(call)
      call:cancel()
   end
   task.is_done, task.is_cancelled = true, true
   task.waits_for = nil
   local ok, err = close(task)
   if not ok then
      warn("moontide: a cancelled task failed while it was closed: ", tostring(err))
   end
   wake_joiners(task)
end

---A scope of tasks that the owner waits for.
function M.new_scope(owner)
   return { owner = owner, live = {} }
end

---Cancels the tasks of a scope, oldest first.
function M.cancel_all(scope)
   local live = {}
   for task in pairs(scope.live) do live[#live + 1] = task end
   table.sort(live, function(a, b) return a.serial < b.serial end)
   scope.live = {}
   for _, task in ipairs(live) do cancel(task) end
end

local cancel_all = M.cancel_all

local function first_unjoined(scope)
   for _, task in ipairs(scope.failures or {}) do
      if not task.is_joined then return task end
   end
end

---Waits for the tasks that this one has spawned; raises the first error nobody has joined for.
---Passes the other arguments through.
function M.join_children(task, ...)
   local scope = task.children
   if scope then
      while not first_unjoined(scope) and next(scope.live) do suspend(task, scope) end
      local failed = first_unjoined(scope)
      if failed then error(failed.error, 0) end
      task.children = nil
   end
   return ...
end

---Cancels the tasks that this one has spawned.
function M.cancel_children(task)
   if task.children then cancel_all(task.children) end
   task.children = nil
end

Task.__close = M.cancel_children

-- Life of a task ----------------------------------------------------------------------------

-- nil where it would tell nothing, or for an error passed up: the one kept is where it began.
local function take_traceback(thread, err)
   if last_failure.traceback and rawequal(err, last_failure.error) then return nil end
   if not failure.is_error(err) or (context.option("log_level") or 0) > 0 then
      return debug.traceback(thread)
   end
end

---The traceback of the task in which the given error began; nil if it was not kept.
---@return string?
function M.traceback(err)
   return rawequal(err, last_failure.error) and last_failure.traceback or nil
end

local function fail(task, err)
   local traceback = take_traceback(task.thread, err)
   local is_closed, replaced = close(task)
   if not is_closed and not rawequal(replaced, err) then
      err = replaced -- by a to-be-closed variable
   elseif traceback then
      last_failure = { error = err, traceback = traceback }
   end
   task.has_failed, task.error = true, err
   local scope = task.scope
   if not scope then return end
   scope.live[task] = nil
   if scope.on_failure then
      scope:on_failure(task)
   else
      scope.failures = scope.failures or {}
      table.insert(scope.failures, task)
   end
end

local function end_task(task, ok, ...)
   task.is_done = true
   if not ok then
      fail(task, (...))
   elseif task.keeps_results then
      task.results = table.pack(...)
   end
   wake_joiners(task)
   local scope = task.scope
   if scope then
      scope.live[task] = nil
      wake(scope.owner, scope)
   end
end

local function after_resume(task, ok, first, ...)
   if coroutine.status(task.thread) ~= "suspended" then return end_task(task, ok, first, ...) end
   if first ~= WAIT then
      end_task(task, false, "attempt to yield from a task (only a coroutine of your own can yield)")
   end
end

---Lets a task that is ready go on.
function M.resume(task)
   if task.is_done then return end -- cancelled while it was ready
   local before = running
   running = task
   after_resume(task, coroutine.resume(task.thread, WAKE))
   running = before
end

local resume = M.resume

---A ready task that runs main(task).
function M.new_task(loop, scope, main)
   serial = serial + 1
   local task = setmetatable({ loop = loop, scope = scope, serial = serial,
      helps = scope and scope.owner.helps }, Task)
   task.thread = coroutine.create(function() return main(task) end)
   tasks[task.thread] = task
   if scope then scope.live[task] = true end
   make_ready(task)
   return task
end

local function body(task, fn, ...)
   local _ <close> = task
   return M.join_children(task, fn(...))
end

---A ready task that runs fn(…), keeps what it returns, and ends after the tasks it spawns.
function M.start(loop, scope, fn, ...)
   local arguments = table.pack(...)
   local task = M.new_task(loop, scope, function(task)
      return body(task, fn, table.unpack(arguments, 1, arguments.n))
   end)
   task.keeps_results = true
   return task
end

---Waits until the task has ended; returns what it returned, raises what it raised.
function Task:join()
   self.is_joined = true
   while not self.is_done do
      local task = M.own_task()
      if not task then error("join: a task cannot be waited for here", 2) end
      self.joiners = self.joiners or {}
      table.insert(self.joiners, task)
      suspend(task, self)
   end
   if self.is_cancelled then
      error(require("moontide.core").error { status = "cancelled",
         message = "the task was cancelled because another one failed" }, 0)
   elseif self.has_failed then
      error(self.error, 0)
   end
   return table.unpack(self.results, 1, self.results.n)
end

-- Loops -------------------------------------------------------------------------------------

---The first of a loop's tasks that can go on.
function M.next_ready(loop)
   if loop.first > loop.last then return nil end
   local task = loop.ready[loop.first]
   loop.ready[loop.first] = nil
   loop.first = loop.first + 1
   return task
end

local next_ready = M.next_ready

local function stop(root, err)
   cancel(root)
   error(err, 0)
end

local function wait_for_engine(loop, root)
   if loop.waiting == 0 then
      stop(root, require("moontide.core").error { status = "usage",
         message = "the tasks wait for each other: none of them can go on" })
   end
   local ok, err = turn(POLL_SECONDS)
   if not ok then stop(root, err) end
end

local function drive(loop, root)
   local resumes = 0
   while not root.is_done do
      local task = next_ready(loop)
      if task and resumes < RESUMES_PER_POLL then
         resume(task)
         resumes = resumes + 1
      elseif task then
         resumes = 0
         if loop.waiting > 0 then turn(0) end
         resume(task)
      else
         resumes = 0
         wait_for_engine(loop, root)
      end
   end
end

local function count_run()
   runs = runs + 1
   return setmetatable({}, { __close = function()
      runs = runs - 1
      if runs == 0 then helpers.cancel(M) end
   end })
end

---Runs fn(…) as a task, with the tasks it starts, to the end; returns what it returns.
function M.run(fn, ...)
   local loop = { ready = {}, first = 1, last = 0, waiting = 0 }
   local root = M.start(loop, nil, fn, ...)
   local _ <close> = count_run()
   drive(loop, root)
   if root.has_failed then error(root.error, 0) end
   return table.unpack(root.results, 1, root.results.n)
end

---How often a wait had to block because its place could not be suspended.
---@return integer
function M.blocking_waits()
   return blocking_waits
end

---Sets who is told of maps, turns and ends of calls (begin, turn, news, finish); nil for nobody.
function M.observe(new_observer)
   observer = new_observer
end

---Who is told; nil if nobody is.
function M.observer()
   return observer
end

return M
