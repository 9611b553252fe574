-- map on an engine whose clock only polling moves.
local task = require "moontide.task"
local timed_tasks = require "support.timed_tasks"

describe("map", function()
   local engine, world

   before_each(function()
      world = timed_tasks.open()
      engine = world.engine
   end)

   after_each(function() world.close() end)

   local function wait(...) return world.wait(...) end
   local function fail_after(...) return world.fail_after(...) end

   describe("over items", function()
      it("gives the results in the order of the items", function()
         local results = task.map({ 3, 1, 2 }, function(seconds, index)
            wait(seconds)
            return index .. ":" .. seconds
         end)
         assert.same({ "1:3", "2:1", "3:2" }, results)
      end)

      it("keeps falsehood apart from nothing", function()
         local results = task.map({ 1, 2, 3 }, function(i)
            if i == 2 then return nil end
            return false
         end)
         assert.is_false(results[1])
         assert.is_nil(results[2])
         assert.is_false(results[3])
      end)

      it("does nothing for an empty list", function()
         assert.same({}, task.map({}, error))
         assert.equal(0, engine.polls)
      end)

      it("starts items first come, first served, at most limit at a time", function()
         local active, peak, order = 0, 0, {}
         task.map({ 1, 2, 3, 4, 5, 6, 7 }, function(i)
            order[#order + 1] = i
            active = active + 1
            peak = math.max(peak, active)
            wait(8 - i)
            active = active - 1
         end, { limit = 3 })
         assert.equal(3, peak)
         assert.same({ 1, 2, 3, 4, 5, 6, 7 }, order)
      end)

      it("pulls from an iterator only when there is room", function()
         local pulled, worst, started = 0, 0, 0
         local function source()
            pulled = pulled + 1
            worst = math.max(worst, pulled - started)
            if pulled <= 20 then return pulled end
         end
         task.map(source, function()
            started = started + 1
            wait(1)
         end, { limit = 4 })
         assert.equal(20, started)
         assert.equal(4, worst) -- a window that has been filled but not begun
         assert.equal(5, engine.now)
      end)

      it("takes an iterator that makes calls itself", function()
         local page = 0
         local results = task.map(function()
            page = page + 1
            wait(1)
            return page <= 3 and "page " .. page or nil
         end, function(item)
            wait(1)
            return item
         end, { limit = 2 })
         assert.same({ "page 1", "page 2", "page 3" }, results)
         assert.equal(4, engine.now)
      end)

      it("keeps memory flat over a long stream without results", function()
         local n, early = 0, nil
         task.map(function()
            n = n + 1
            if n == 2000 then
               collectgarbage()
               early = collectgarbage("count")
            end
            if n <= 20000 then return { n } end
         end, function() wait(1) end, { limit = 16 })
         collectgarbage()
         assert.is_true(collectgarbage("count") - early < 64)
      end)

      it("nests", function()
         local results = task.map({ 10, 20 }, function(base)
            return task.map({ 1, 2, 3 }, function(i)
               wait(1)
               return base + i
            end)
         end)
         assert.same({ { 11, 12, 13 }, { 21, 22, 23 } }, results)
         assert.equal(1, engine.now)
         assert.equal(6, engine.peak)
      end)

      it("overlaps its items also where its caller cannot be suspended", function()
         local results
         task.run(function()
            coroutine.wrap(function()
               results = task.map({ 1, 2, 3 }, function(i)
                  wait(2)
                  return i
               end)
            end)()
         end)
         assert.same({ 1, 2, 3 }, results)
         assert.equal(2, engine.now)
      end)

      it("refuses what is not an item source, a function, a limit", function()
         local _, problem = pcall(function() task.map(3, print) end)
         assert.matches("^spec/map_spec.lua:%d+: map: a list or an iterator", problem)
         assert.error_matches(function() task.map({}, "x") end, "function expected")
         assert.error_matches(function() task.map({}, print, { limit = 0 }) end, "limit must be")
         assert.error_matches(function() task.map({}, print, { on_error = "x" }) end, "on_error")
      end)
   end)

   describe("the first error of a map", function()
      it("cancels the siblings' calls and runs their to-be-closed variables", function()
         local closed = {}
         local ok, err = pcall(task.map, { 1, 2, 3, 4, 5, 6, 7, 8, 9 }, function(i)
            local _ <close> = setmetatable({}, { __close = function() table.insert(closed, i) end })
            if i == 3 then fail_after(1, "third") end
            wait(50)
         end)
         assert.is_false(ok)
         assert.equal("third", err.message)
         assert.same({ 3, 1, 2, 4, 5, 6, 7, 8, 9 }, closed) -- its own, then oldest first
         assert.equal(8, engine.cancelled)
         assert.equal(1, engine.now)
         world.drain()
      end)

      it("starts nothing more", function()
         local started = 0
         pcall(task.map, { 1, 2, 3, 4, 5, 6 }, function()
            started = started + 1
            fail_after(1, "no")
         end, { limit = 2 })
         assert.equal(2, started)
         world.drain()
      end)

      it("is the error value itself, also through nested maps", function()
         local value = setmetatable({}, {})
         local ok, err = pcall(task.map, { 1 }, function()
            task.map({ 1, 2 }, function(i)
               wait(i)
               error(value)
            end)
         end)
         assert.is_false(ok)
         assert.equal(value, err)
         world.drain()
      end)

      it("has the traceback of the task it began in", function()
         local function deep_inside() error("deep trouble") end
         local ok, err = pcall(task.map, { 1 }, function()
            task.map({ 1 }, function()
               wait(1)
               deep_inside()
            end)
         end)
         assert.is_false(ok)
         assert.matches("map_spec.lua:%d+: deep trouble", err)
         assert.matches("deep_inside", task.traceback(err))
         assert.is_nil(task.traceback("another error"))
      end)

      it("keeps that traceback when a sibling has become ready in the same turn", function()
         local function first_trouble() error("first") end
         local ok, err = pcall(task.map, { 1, 2 }, function(i)
            wait(1)
            if i == 1 then first_trouble() end
         end)
         assert.is_false(ok)
         assert.matches("first_trouble", task.traceback(err))
      end)

      it("keeps an item from starting that was being pulled", function()
         local n, started = 0, 0
         local ok, err = pcall(task.map, function()
            n = n + 1
            if n > 1 then wait(5) end
            return n
         end, function()
            started = started + 1
            fail_after(1, "no")
         end)
         assert.is_false(ok)
         assert.equal("no", err.message)
         assert.equal(1, started)
      end)

      it("cancels inner maps with their owner", function()
         local closed = 0
         pcall(task.map, { "inner", "bad" }, function(kind)
            if kind == "bad" then fail_after(1, "no") end
            task.map({ 1, 2, 3 }, function()
               local _ <close> = setmetatable({}, { __close = function() closed = closed + 1 end })
               wait(50)
            end)
         end)
         assert.equal(3, closed)
         assert.equal(3, engine.cancelled)
         world.drain()
      end)

      it("wins over the iterator's own error that comes after", function()
         local n = 0
         local ok, err = pcall(task.map, function()
            n = n + 1
            if n == 2 then fail_after(5, "iterator") end
            return n
         end, function() fail_after(1, "worker") end)
         assert.is_false(ok)
         assert.equal("worker", err.message)
         world.drain()
      end)

      it("may be the iterator's, which ends the items under way", function()
         local n = 0
         local ok, err = pcall(task.map, function()
            n = n + 1
            if n == 3 then error("source", 0) end
            return n
         end, function() wait(9) end)
         assert.is_false(ok)
         assert.equal("source", err)
         assert.equal(0, engine.cancelled) -- not one of them had begun
      end)

      it("lets closing variables make calls, which block", function()
         local cleaned = {}
         local ok = pcall(task.map, { 1, 2, 3 }, function(i)
            local _ <close> = setmetatable({}, { __close = function()
               wait(2)
               table.insert(cleaned, i)
            end })
            if i == 1 then fail_after(1, "no") end
            wait(50)
         end)
         assert.is_false(ok)
         assert.same({ 1, 2, 3 }, cleaned)
         world.drain()
      end)

      it("leaves the next map unharmed", function()
         pcall(task.map, { 1, 2 }, function() fail_after(1, "no") end)
         assert.same({ 5 }, task.map({ 5 }, function(i)
            wait(1)
            return i
         end))
      end)
   end)

   describe("on_error = \"collect\"", function()
      it("returns results and errors by item", function()
         local results, errors = task.map({ "a", "b", "c" }, function(item, index)
            if item == "b" then fail_after(5, "bad b") end
            if item == "c" then error("script bug") end
            wait(1)
            return item .. index
         end, { on_error = "collect" })
         assert.same({ "a1" }, results)
         assert.equal(2, #errors)
         assert.equal(2, errors[1].index)
         assert.equal("b", errors[1].item)
         assert.equal("bad b", errors[1].error.message)
         assert.equal(3, errors[2].index)
         assert.matches("script bug", errors[2].error)
         assert.matches("traceback", errors[2].traceback)
         assert.equal(0, engine.cancelled)
      end)

      it("returns an empty list when nothing failed", function()
         local _, errors = task.map({ 1 }, function() end, { on_error = "collect" })
         assert.same({}, errors)
      end)

      it("goes on with the worker's next item", function()
         local _, errors = task.map({ 1, 2, 3, 4, 5 }, function(i)
            fail_after(1, "e" .. i)
         end, { on_error = "collect", limit = 1 })
         assert.equal(5, #errors)
      end)

      it("ends what a failed item has spawned", function()
         local closed = 0
         task.map({ 1, 2 }, function()
            task.spawn(function()
               local _ <close> = setmetatable({}, { __close = function() closed = closed + 1 end })
               wait(100)
            end)
            fail_after(1, "no")
         end, { on_error = "collect" })
         assert.equal(2, closed)
         assert.equal(1, engine.now)
         task.map({ 1, 2 }, function(i)
            if i == 2 then return wait(1) end
            task.spawn(wait, 100)
            error("no", 0)
         end, { on_error = "collect", limit = 1 })
         assert.equal(2, engine.now) -- the second did not wait for what the first has left
         world.drain()
      end)
   end)

   describe("an observer", function()
      it("is told of maps, turns and calls that have ended", function()
         local told = {}
         task.observe {
            begin = function(_, batch) table.insert(told, "begin " .. batch.total) end,
            turn = function() told.turns = (told.turns or 0) + 1 end,
            news = function() told.news = true end,
            finish = function(_, batch) table.insert(told, "finish " .. batch.done) end,
         }
         task.map({ 1, 2 }, function() wait(1) end)
         pcall(task.map, { 1 }, function() error("x") end)
         task.observe(nil)
         assert.same({ "begin 2", "finish 2", "begin 1", "finish 0" },
            { told[1], told[2], told[3], told[4] })
         assert.is_true(told.turns > 0 and told.news)
      end)
   end)
end)
