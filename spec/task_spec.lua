-- Tasks on an engine whose clock only polling moves.
local core = require "moontide.core"
local task = require "moontide.task"
local timed_tasks = require "support.timed_tasks"

local failure = timed_tasks.failure

describe("tasks", function()
   local engine, world

   before_each(function()
      world = timed_tasks.open()
      engine = world.engine
   end)

   after_each(function() world.close() end)

   local function wait(...) return world.wait(...) end
   local function fail_after(...) return world.fail_after(...) end

   describe("await", function()
      it("returns what the call ends with", function()
         task.run(function()
            assert.equal("out", wait(1, "out"))
            local output, err = task.await(engine:call(1, nil, failure "no"))
            assert.is_nil(output)
            assert.equal("no", err.message)
         end)
      end)

      it("does not suspend for a call that has finished", function()
         local call = engine:call(0, "there")
         engine:poll(0)
         engine:next()
         task.run(function() assert.equal("there", task.await(call)) end)
      end)

      it("suspends only its task, so that waits overlap", function()
         task.map({ 1, 2, 3, 4 }, function() wait(2) end)
         assert.equal(2, engine.now)
         assert.equal(4, engine.peak)
      end)

      it("works through pcall, metamethods and generic for", function()
         local lazy = setmetatable({}, { __index = function(_, key) return wait(1, key) end })
         local function iterator(_, n)
            if n < 2 then
               wait(1)
               return n + 1
            end
         end
         local blocking = task.blocking_waits()
         task.map({ "a", "b" }, function(key)
            assert.equal(key, lazy[key])
            assert.is_true(pcall(wait, 1))
            for _ in iterator, nil, 0 do wait(0) end
         end)
         assert.equal(4, engine.now)
         assert.equal(blocking, task.blocking_waits())
      end)

      local function blocks(fn)
         local blocking, order = task.blocking_waits(), {}
         task.map({ fn, function()
            wait(0.5)
            order[#order + 1] = "other"
         end }, function(each)
            each()
            order[#order + 1] = "end"
         end)
         assert.is_true(task.blocking_waits() > blocking)
         return table.concat(order, " ")
      end

      it("blocks in a sort comparator and resumes nobody meanwhile", function()
         local order = blocks(function()
            table.sort({ 3, 1, 2 }, function(a, b)
               wait(1)
               return a < b
            end)
         end)
         assert.equal("end other end", order)
      end)

      it("blocks in a coroutine of the user's own, which receives no yield of ours", function()
         local seen = {}
         local order = blocks(function()
            local generator = coroutine.wrap(function()
               for i = 1, 3 do
                  wait(1)
                  coroutine.yield(i)
               end
            end)
            for i in generator do seen[#seen + 1] = i end
         end)
         assert.same({ 1, 2, 3 }, seen)
         assert.equal("end other end", order)
      end)

      it("blocks while a module is loaded", function()
         package.preload["spec.waits_when_loaded"] = function()
            wait(1)
            return "loaded"
         end
         blocks(function() assert.equal("loaded", require "spec.waits_when_loaded") end)
         package.loaded["spec.waits_when_loaded"] = nil
         package.preload["spec.waits_when_loaded"] = nil
      end)

      it("blocks without any task", function()
         local out
         coroutine.wrap(function() out = wait(3, "alone") end)()
         assert.equal("alone", out)
         assert.equal(3, engine.now)
      end)

      it("raises what the engine's loop fails with, and ends the tasks", function()
         local closed = 0
         local function stuck()
            local _ <close> = setmetatable({}, { __close = function() closed = closed + 1 end })
            wait(1)
         end
         engine.poll_error = core.error { status = "network", message = "no loop" }
         local ok, err = pcall(task.run, task.map, { 1, 2, 3 }, stuck)
         engine.poll_error = nil
         assert.is_false(ok)
         assert.equal("no loop", err.message)
         assert.equal(3, closed)
         world.drain()
      end)

      it("notices a task that somebody else resumes", function()
         local thread
         local ok, err = pcall(task.map, { 1, 2 }, function(i)
            if i == 1 then
               thread = coroutine.running()
               wait(5)
            else
               wait(1)
               local resumed, reason = coroutine.resume(thread)
               assert.is_false(resumed)
               error(reason, 0)
            end
         end)
         assert.is_false(ok)
         assert.equal("the coroutine of a task is resumed by moontide only", err)
         world.drain()
      end)

      it("makes a plain yield of a task an error of that task", function()
         local ok, err = pcall(task.run, function() coroutine.yield("mine") end)
         assert.is_false(ok)
         assert.matches("attempt to yield from a task", err)
      end)
   end)

   describe("spawn", function()
      it("runs beside its parent; join gives its results", function()
         task.run(function()
            local handle = task.spawn(function(a, b)
               wait(2)
               return a, b, nil
            end, "x", "y")
            wait(2)
            assert.same({ "x", "y", n = 3 }, table.pack(handle:join()))
         end)
         assert.equal(2, engine.now)
      end)

      it("ends before the task that spawned it, at every level", function()
         local ended = {}
         task.run(function()
            task.spawn(function()
               task.spawn(function()
                  wait(5)
                  table.insert(ended, "grandchild")
               end)
               table.insert(ended, "child's own lines")
            end)
         end)
         assert.same({ "child's own lines", "grandchild" }, ended)
         task.map({ 1 }, function()
            task.spawn(function()
               wait(5)
               table.insert(ended, "of an item")
            end)
         end)
         assert.equal("of an item", ended[3])
      end)

      it("raises at join what the task raised", function()
         task.run(function()
            local handle = task.spawn(fail_after, 1, "child")
            local ok, err = pcall(handle.join, handle)
            assert.is_false(ok)
            assert.equal("child", err.message)
         end)
      end)

      it("raises an error nobody joined for at the parent's end, cancelling the others", function()
         local ok, err = pcall(task.run, function()
            task.spawn(wait, 50)
            task.spawn(fail_after, 1, "orphan")
         end)
         assert.is_false(ok)
         assert.equal("orphan", err.message)
         assert.equal(1, engine.cancelled)
         assert.equal(1, engine.now)
         world.drain()
      end)

      it("is cancelled when the parent fails", function()
         local closed = false
         local ok, err = pcall(task.run, function()
            task.spawn(function()
               local _ <close> = setmetatable({}, { __close = function() closed = true end })
               wait(50)
            end)
            fail_after(1, "parent")
         end)
         assert.is_false(ok)
         assert.equal("parent", err.message)
         assert.is_true(closed)
         world.drain()
      end)

      it("may be joined by several", function()
         local results = task.map({ 1, 2 }, (function()
            local shared
            return function(i)
               shared = shared or task.spawn(function()
                  wait(3)
                  return "once"
               end)
               return i .. shared:join()
            end
         end)())
         assert.same({ "1once", "2once" }, results)
      end)

      it("raises at join that the task was cancelled", function()
         local handle
         pcall(task.run, function()
            handle = task.spawn(wait, 50)
            fail_after(1, "parent")
         end)
         local ok, err = pcall(handle.join, handle)
         assert.is_false(ok)
         assert.equal("cancelled", err.status)
         world.drain()
      end)

      it("is not starved by tasks that never wait", function()
         local turns_until_seen
         task.run(function()
            local turns, is_seen = 0, false
            task.spawn(function()
               wait(0)
               is_seen = true
            end)
            local n = 0
            task.map(function()
               n = n + 1
               return n <= 5000 and n or nil
            end, function()
               if not is_seen then turns = turns + 1 end
            end, { limit = 2 })
            turns_until_seen = turns
         end)
         assert.is_true(turns_until_seen < 1000, turns_until_seen)
      end)

      it("notices tasks that wait for each other", function()
         local ok, err = pcall(task.run, function()
            local a, b
            a = task.spawn(function() b:join() end)
            b = task.spawn(function() a:join() end)
         end)
         assert.is_false(ok)
         assert.matches("wait for each other", err.message)
      end)

      it("refuses to be used or joined where it cannot work", function()
         task.run(function()
            local handle = task.spawn(wait, 1)
            local ok, err = pcall(coroutine.wrap(function() handle:join() end))
            assert.is_false(ok)
            assert.matches("cannot be waited for here", err)
         end)
         assert.error_matches(function() task.spawn(3) end, "function expected")
      end)
   end)

   describe("sleep and try", function()
      it("sleeps without holding up others", function()
         task.map({ 4, 4, 4 }, task.sleep)
         assert.equal(4, engine.now)
      end)

      it("gives results, or nil and the error", function()
         task.run(function()
            assert.same({ 1, nil, 3, n = 3 },
               table.pack(task.try(function() return wait(1) and 1, nil, 3 end)))
            local value, err = task.try(fail_after, 1, "tried")
            assert.is_nil(value)
            assert.equal("tried", err.message)
         end)
      end)
   end)

   describe("after an interrupt", function()
      it("lets what is in flight finish, starts nothing, and unwinds", function()
         local finished, started, closed = 0, 0, 0
         local ok, err = pcall(task.map, { 1, 2, 3, 4, 5, 6 }, function(i)
            local _ <close> = setmetatable({}, { __close = function() closed = closed + 1 end })
            started = started + 1
            if i == 1 then
               engine:interrupt()
               task.sleep(1) -- refused
            end
            wait(7)
            finished = finished + 1
         end, { limit = 3 })
         assert.is_false(ok)
         assert.equal("cancelled", err.status)
         assert.same({ 3, 2, 3 }, { started, finished, closed })
         assert.equal(0, engine.cancelled)
      end)

      it("ends sleeps", function()
         local ok, err = pcall(task.map, { 1, 2 }, function(i)
            if i == 2 then engine:interrupt() end
            task.sleep(100)
         end)
         assert.is_false(ok)
         assert.equal("cancelled", err.status)
         assert.equal(0, engine.now)
      end)

      it("says with collect which items were not started", function()
         local results, errors = task.map({ 1, 2, 3, 4 }, function(i)
            if i == 2 then engine:interrupt() end
            wait(1)
            return i
         end, { limit = 2, on_error = "collect" })
         assert.same({ 1, 2 }, results)
         assert.equal(2, #errors)
         assert.same({ 3, 3, 4, 4 },
            { errors[1].index, errors[1].item, errors[2].index, errors[2].item })
         assert.equal("cancelled", errors[1].error.status)
      end)
   end)
end)
