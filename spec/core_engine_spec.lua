-- Engine, client and call as userdata: what they answer, and that no order of closing, dropping and
-- collecting them can go wrong.
local core = require "moontide.core"
local tiny = require "support.tiny_service"

local drive = tiny.drive

describe("core.engine", function()
   local worker, url, engine, client

   setup(function() worker, url = tiny.start() end)
   teardown(function() worker:close() end)

   before_each(function()
      engine = assert(core.engine { max_in_flight = 16, seed = 7 })
      client = assert(engine:client(tiny.options(url)))
   end)

   after_each(function()
      engine:close()
      collectgarbage()
   end)

   it("carries a call from input to output", function()
      local call = assert(client:submit("Put", { Name = "a", Size = 3.0, Steps = {}, Tags = {} }))
      assert.equal("Put", call:operation())
      assert.is_false(call:is_done())
      assert.equal(1, engine:pending())
      local output = assert(drive(engine, call))
      assert.is_true(call:is_done())
      assert.equal("a", output.Name)
      assert.equal(1700000000.5, output.When)
      assert.equal('{"Name":"a","Size":3,"Steps":[],"Tags":{}}', output.Echo)
      assert.equal(1, call:attempts())
      assert.equal(output, (call:result()))
      assert.equal(0, engine:pending())
      assert.is_nil(engine:next())
   end)

   it("gives back the same userdata that submit returned", function()
      local names = {}
      for i = 1, 50 do names[assert(client:submit("Put", { Name = "n" .. i }))] = "n" .. i end
      local seen = 0
      while engine:pending() > 0 do
         assert(engine:poll(1))
         for call in function() return engine:next() end do
            assert.equal(names[call], assert(call:result()).Name)
            names[call] = nil
            seen = seen + 1
         end
      end
      assert.equal(50, seen)
      assert.is_nil(next(names))
      local stats = engine:stats()
      assert.equal(50, stats.calls)
      assert.equal(0, stats.failed)
      assert.is_true(stats.peak_in_flight <= 16)
   end)

   it("keeps unknown members, marks lists, and drops nulls", function()
      local output = assert(drive(engine, assert(client:submit("List"))))
      assert.equal(core.array_mt, getmetatable(output.Steps))
      assert.same({ a = { 1 } }, output.Unknown)
      assert.is_nil(output.Gone)
   end)

   it("has an empty table for an operation without output", function()
      assert.same({}, drive(engine, assert(client:submit("Ping"))))
   end)

   it("returns the service's refusal, its text whole", function()
      local output, err = drive(engine, assert(client:submit("Put", { Name = "refuse2000" })))
      assert.is_nil(output)
      assert.equal(core.error_mt, getmetatable(err))
      assert.equal("service", err.status)
      assert.equal("ValidationException", err.code)
      assert.equal("Put", err.operation)
      assert.equal(400, err.http)
      assert.equal("11111111-2222-3333-4444-555555555555", err.request_id)
      assert.equal("no: " .. ("x"):rep(2000), err.message)
      assert.is_false(err.retryable)
   end)

   it("refuses an input before anything is sent", function()
      local call, err = client:submit("Put",
         { Nmae = "a", Size = "many", Steps = { { Size = {} } } })
      assert.is_nil(call)
      assert.equal("input", err.status)
      assert.equal(3, err.exit_code)
      assert.equal("Put", err.operation)
      local rules = {}
      for _, finding in ipairs(err.findings) do rules[finding.path] = finding.rule end
      assert.equal("unknown", rules.Nmae)
      assert.equal("required", rules.Name)
      assert.equal("type", rules.Size)
      assert.equal(0, engine:pending())
   end)

   it("knows its operations, settings and endpoint", function()
      assert.same({ "List", "Ping", "Put" }, client:operations())
      assert.equal("eu-west-1", client:region())
      assert.equal("tiny", client:service())
      assert.matches("^http://127%.0%.0%.1:%d+", client:endpoint())
      assert.is_nil(client:paginator("Put"))
      local call, err = client:submit("Putt", {})
      assert.is_nil(call)
      assert.equal("usage", err.status)
      assert.matches("Put", err.message)
      for _, setting in pairs(engine:settings()) do assert.equal("string", type(setting.value)) end
   end)

   it("sleeps", function()
      local before = core.monotonic()
      local call = engine:sleep(0.02)
      assert.is_true(drive(engine, call))
      assert.equal("", call:operation())
      assert.is_true(core.monotonic() - before >= 0.02)
   end)

   it("cancels one call", function()
      local call = assert(client:submit("Put", { Name = "silent" }))
      engine:poll(0.05)
      call:cancel()
      local output, err = drive(engine, call)
      assert.is_nil(output)
      assert.equal("cancelled", err.status)
      assert.equal(130, err.exit_code)
   end)

   it("ends everything when interrupted", function()
      for _ = 1, 20 do assert(client:submit("Put", { Name = "a" })) end
      assert.is_false(engine:is_interrupted())
      engine:interrupt()
      assert.is_true(engine:is_interrupted())
      drive(engine)
      local call, err = client:submit("Put", { Name = "a" })
      assert.is_nil(call)
      assert.equal("cancelled", err.status)
   end)

   it("reports a broken connection", function()
      local _, err = drive(engine, assert(client:submit("Put", { Name = "reset" })))
      assert.equal("network", err.status)
      assert.is_true(err.retryable)
   end)

   describe("ownership", function()
      it("closes with calls in flight, more than once", function()
         local calls = {}
         for i = 1, 30 do calls[i] = assert(client:submit("Put", { Name = "silent" })) end
         calls[31] = assert(engine:sleep(100))
         engine:poll(0.02)
         engine:close()
         engine:close()
         for _, call in ipairs(calls) do
            assert.is_true(call:is_done())
            local output, err = call:result()
            assert.is_nil(output)
            assert.equal("cancelled", err.status)
            call:cancel()
         end
         assert.equal("Put", calls[1]:operation())
         assert.has_error(function() engine:poll(0) end, "attempt to use a closed engine")
         assert.has_error(function() client:submit("Ping") end, "attempt to use a closed client")
      end)

      it("keeps a fetched result beyond the engine", function()
         local call = assert(client:submit("Put", { Name = "a" }))
         assert(drive(engine, call))
         engine:close()
         engine, client = assert(core.engine()), nil
         collectgarbage()
         assert.equal("a", call:result().Name)
         assert.equal(1, call:attempts())
      end)

      it("keeps what is in flight though nobody else does", function()
         for _ = 1, 40 do client:submit("Put", { Name = "a" }) end
         client = nil
         collectgarbage()
         collectgarbage()
         assert.equal(40, engine:pending())
         local done = 0
         while engine:pending() > 0 do
            assert(engine:poll(1))
            for call in function() return engine:next() end do
               done = done + (call:result().Name == "a" and 1 or 0)
               collectgarbage("step")
            end
         end
         assert.equal(40, done)
      end)

      it("is collected whole, in any mode, with calls in flight", function()
         for _, mode in ipairs { "generational", "incremental" } do
            local before = collectgarbage(mode)
            for round = 1, 20 do
               local short = assert(core.engine { max_in_flight = 4 })
               local its = assert(short:client(tiny.options(url)))
               for i = 1, 10 do
                  local name = i % 3 == 0 and "silent" or "a"
                  assert(its:submit("Put", { Name = name, Tags = { round = tostring(round) } }))
               end
               short:poll(0.001)
               short:next()
               if round % 2 == 0 then collectgarbage() end
            end
            collectgarbage()
            collectgarbage()
            collectgarbage(before)
         end
      end)

      it("survives a storm of garbage while calls come and go", function()
         for _, mode in ipairs { "generational", "incremental" } do
            local before = collectgarbage(mode)
            local done, submitted = 0, 0
            while done < 200 do
               while submitted < 200 and engine:pending() < 30 do
                  assert(client:submit("Put",
                     { Name = "n" .. submitted, Steps = { { Size = 1 } } }))
                  submitted = submitted + 1
               end
               assert(engine:poll(1))
               for call in function() return engine:next() end do
                  assert(call:result())
                  done = done + 1
                  collectgarbage("step", 10)
               end
            end
            collectgarbage(before)
         end
      end)

      it("ends a client's calls with the client", function()
         do
            local short <close> = assert(engine:client(tiny.options(url)))
            local call = assert(short:submit("Put", { Name = "silent" }))
            engine:poll(0.01)
            getmetatable(short).__close(short)
            assert.is_true(call:is_done())
         end
         assert.equal(0, engine:pending())
         assert.equal("a", drive(engine, client:submit("Put", { Name = "a" })).Name)
      end)

      it("ends a call with its scope", function()
         do
            local call <close> = assert(client:submit("Put", { Name = "silent" }))
            engine:poll(0.01)
            assert.is_false(call:is_done())
         end
         assert.equal(0, engine:pending())
         assert(engine:poll(0))
         assert.is_nil(engine:next())
      end)

      it("keeps a client's model as long as it is asked for", function()
         local options = tiny.options(url)
         local own = assert(engine:client(options))
         assert.equal(options.model, own:model())
         assert.same({ "List", "Ping", "Put" }, own:model():operations())
         options = nil -- luacheck: ignore
         own = nil -- luacheck: ignore
         collectgarbage()
         local model = client:model()
         engine:close()
         assert.is_truthy(model:operation("Put"))
      end)
   end)

   it("raises on misuse", function()
      assert.has_error(function() core.engine { maximum = 1 } end, "there is no option 'maximum'")
      assert.has_error(function() core.engine { max_in_flight = "x" } end)
      assert.has_error(function() core.engine { max_in_flight = -1 } end)
      assert.has_error(function() core.engine { log_level = 3 } end)
      assert.has_error(function() engine:client {} end)
      assert.has_error(function() engine:client { service = "tiny", deadline = 0 } end)
      assert.has_error(function() engine:client { service = "tiny", model = {} } end)
      assert.has_error(function() engine:client { service = "tiny", credentials = "x" } end)
      assert.has_error(function() client:submit({}) end)
      assert.has_error(function() engine.poll(client, 1) end)
      assert.has_error(function() engine:poll(-1) end)
      assert.has_error(function() engine:sleep(-1) end)
      assert.has_error(function() engine:sleep(0 / 0) end)
      local call = assert(client:submit("Ping"))
      assert.has_error(function() call:result() end)
      drive(engine, call)
      assert(call:result())
   end)

   it("says what is wrong with its options", function()
      local none, err = engine:client { service = "no-such-service", region = "eu-west-1" }
      assert.is_nil(none)
      assert.equal("model", err.status)
      none, err = engine:client { service = "tiny", region = "not a region!",
         model = assert(core.model { json = tiny.json }) }
      assert.is_nil(none)
      assert.equal("config", err.status)
      none, err = core.engine { trace = "/no/such/directory/trace" }
      assert.is_nil(none)
      assert.equal("io", err.status)
   end)
end)
