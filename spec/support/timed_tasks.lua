-- Tasks on an engine whose clock only polling moves.
local context = require "moontide.context"
local core = require "moontide.core"
local fake_engine = require "support.fake_engine"
local task = require "moontide.task"

local M = {}

---@param message string
function M.failure(message)
   return core.error { status = "service", code = "Oops", message = message }
end

---Puts an engine in the place of the real one; close() puts that back.
---@return table world  engine, wait, fail_after, drain, close
function M.open()
   local engine = fake_engine.new()
   local before = context.replace_engine(engine)
   local world = { engine = engine }

   function world.wait(seconds, output)
      return task.await(engine:call(seconds, output or true))
   end

   function world.fail_after(seconds, message)
      local _, err = task.await(engine:call(seconds, nil, M.failure(message)))
      error(err, 0)
   end

   function world.drain()
      while engine:pending() > 0 do
         engine:poll(1000)
         engine:next()
      end
   end

   function world.close()
      local left = engine:pending()
      context.replace_engine(before)
      assert(left == 0, left .. " calls are left")
   end

   return world
end

return M
