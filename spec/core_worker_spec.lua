-- Workers: a function in a child process, its lines, and all the ways either end can go.
local core = require "moontide.core"

local function is_alive(pid)
   local file = io.open(("/proc/%d/stat"):format(pid))
   if not file then return false end
   local state = file:read("a"):match("%) (%a)")
   file:close()
   return state ~= "Z"
end

local function wait_gone(pid)
   local deadline = core.monotonic() + 5
   while is_alive(pid) do
      if core.monotonic() > deadline then return false end
   end
   return true
end

-- Waits in a child until its channel ends.
local function wait_for_end(channel)
   local server = assert(core.server { stop_fd = channel:stop_fd() })
   repeat
      local ok, err = server:poll(-1)
   until not ok and err.status == "cancelled"
end

describe("core.worker", function()
   it("says lines", function()
      local prefix = "kept: "
      local worker <close> = assert(core.worker(function(channel)
         for i = 1, 3 do channel:write_line(prefix .. i) end
         channel:write_line("")
         channel:write_line(("x"):rep(100000))
         channel:write_line("two\nlines")
      end))
      assert.is_true(worker:pid() > 0)
      for i = 1, 3 do assert.equal(prefix .. i, worker:read_line(5)) end
      assert.equal("", worker:read_line(5))
      assert.equal(100000, #worker:read_line(5))
      assert.equal("two lines", worker:read_line())
      local line, err = worker:read_line(5)
      assert.is_nil(line)
      assert.equal("io", err.status)
      assert.matches("exit code 0", err.message)
      assert.is_nil((worker:read_line(5)))
   end)

   it("hears lines", function()
      local worker <close> = assert(core.worker(function(channel)
         for line in channel.read_line, channel do channel:write_line("heard " .. #line) end
         channel:write_line("no more")
      end))
      for _, size in ipairs { 0, 5, 100000 } do
         assert.is_true(worker:write_line(("x"):rep(size)))
         assert.equal("heard " .. size, worker:read_line(5))
      end
   end)

   it("can be confined, and then opens nothing", function()
      local worker <close> = assert(core.worker(function(channel)
         local before = io.open("/dev/null")
         local is_confined = channel:confine()
         local file, problem = io.open("/dev/null")
         channel:write_line(("%s %s %s %s"):format(before ~= nil, is_confined, file, problem))
      end))
      assert.matches("^true true nil .*Too many open files", worker:read_line(5))
   end)

   it("is gone at once when it is killed", function()
      local worker = assert(core.worker(function() while true do end end)) -- luacheck: ignore
      local pid = worker:pid()
      worker:kill()
      assert.is_false(is_alive(pid))
      worker:kill()
      worker:close()
   end)

   it("does not wait longer than allowed", function()
      local worker <close> = assert(core.worker(wait_for_end))
      local before = core.monotonic()
      local line, err = worker:read_line(0.05)
      assert.is_nil(line)
      assert.equal("timeout", err.status)
      assert.is_true(core.monotonic() - before < 2)
      assert.is_nil((worker:read_line(0)))
   end)

   it("ends its child when closed, and may be closed twice", function()
      local worker = assert(core.worker(wait_for_end))
      local pid = worker:pid()
      local before = core.monotonic()
      worker:close()
      worker:close()
      assert.is_true(core.monotonic() - before < 1.5)
      assert.is_false(is_alive(pid))
      assert.has_error(function() worker:read_line(0) end, "attempt to use a closed worker")
   end)

   it("ends its child when collected", function()
      local pid
      do
         local worker = assert(core.worker(wait_for_end))
         pid = worker:pid()
      end
      collectgarbage()
      collectgarbage()
      assert.is_false(is_alive(pid))
   end)

   it("kills a child that does not listen", function()
      local worker = assert(core.worker(function() while true do end end)) -- luacheck: ignore
      local pid = worker:pid()
      local before = core.monotonic()
      worker:close()
      local took = core.monotonic() - before
      assert.is_true(took >= 1.9 and took < 5)
      assert.is_false(is_alive(pid))
   end)

   it("passes on how its child failed", function()
      local worker <close> = assert(core.worker(function() error("on\nfire", 0) end))
      assert.equal("error: on fire", worker:read_line(5))
      assert.matches("exit code 1", select(2, worker:read_line(5)).message)
      local other <close> = assert(core.worker(function()
         error(core.error { status = "io", message = "no disk" })
      end))
      assert.equal("error: no disk", other:read_line(5))
   end)

   it("notices that its child was killed", function()
      local worker <close> = assert(core.worker(wait_for_end))
      os.execute("kill -9 " .. worker:pid())
      local line, err = worker:read_line(5)
      assert.is_nil(line)
      assert.matches("killed by signal 9", err.message)
   end)

   it("does not die of SIGINT, which goes to the whole terminal", function()
      local worker <close> = assert(core.worker(wait_for_end))
      assert.is_nil((worker:read_line(0.05)))
      os.execute("kill -2 " .. worker:pid())
      local _, err = worker:read_line(0.1)
      assert.equal("timeout", err.status)
   end)

   it("dies with its parent", function()
      local pid
      do
         local parent <close> = assert(core.worker(function(channel)
            local child = assert(core.worker(wait_for_end))
            channel:write_line(tostring(child:pid()))
            wait_for_end(channel)
         end))
         pid = tonumber(parent:read_line(5))
         assert.is_true(is_alive(pid))
         os.execute("kill -9 " .. parent:pid())
         assert.is_nil((parent:read_line(5)))
      end
      assert.is_true(wait_gone(pid))
   end)

   it("leaves the parent's engines alone", function()
      local engine = assert(core.engine())
      local call = assert(engine:sleep(0.05))
      local worker <close> = assert(core.worker(function(channel)
         local refused = select(2, pcall(engine.poll, engine, 0))
         engine:close()
         call, engine = nil, nil -- luacheck: ignore
         collectgarbage()
         collectgarbage()
         channel:write_line(refused)
      end))
      assert.matches("of the parent process", worker:read_line(5))
      repeat assert(engine:poll(1)) until engine:next() == call
      assert.is_true(call:result())
      engine:close()
   end)

   it("writes nothing twice", function()
      local path = assert(core.mkdtemp())
      local file = assert(io.open(path .. "/out", "w"))
      file:write("once")
      local worker <close> = assert(core.worker(function() collectgarbage() end))
      assert.is_nil((worker:read_line(5)))
      file:close()
      local text = assert(io.open(path .. "/out")):read("a")
      assert.equal("once", text)
      os.remove(path .. "/out")
      os.remove(path)
   end)

   it("raises on misuse", function()
      assert.has_error(function() core.worker() end)
      assert.has_error(function() core.worker({}) end)
      local worker = assert(core.worker(function() end))
      assert.has_error(function() worker.read_line({}, 1) end)
      worker:close()
   end)
end)
