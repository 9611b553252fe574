-- Error objects: fields, one-line form, exit codes.
local core = require "moontide.core"

describe("core.error", function()
   it("fills in what follows from the status", function()
      local err = core.error { status = "throttle", message = "slow down" }
      assert.equal(core.error_mt, getmetatable(err))
      assert.equal("throttle", err.code)
      assert.is_true(err.retryable)
      assert.equal(1, err.exit_code)
      assert.equal("moontide.error", core.error_mt.__name)
   end)

   it("keeps what else it is given", function()
      local given = { status = "input", code = "X", message = "m", exit_code = 64, cause = { 1 } }
      local err = core.error(given)
      assert.equal(64, err.exit_code)
      assert.equal("X", err.code)
      assert.equal(given.cause, err.cause)
      assert.is_nil(getmetatable(given))
      assert.is_false(err.retryable)
   end)

   it("is one line", function()
      local err = core.error {
         status = "service", code = "ValidationException", message = "1 error\nfound:\tx",
         operation = "RegisterScalableTarget", http = 400, request_id = "1f2e",
      }
      assert.equal("RegisterScalableTarget: ValidationException: 1 error found: x " ..
         "(HTTP 400, request 1f2e)", tostring(err))
      assert.equal("no region", tostring(core.error { status = "config", message = "no region" }))
      assert.equal("config:7: bad line",
         tostring(core.error { status = "config", message = "bad line", where = "config:7" }))
      assert.equal("m (HTTP 500)",
         tostring(core.error { status = "server", message = "m", http = 500 }))
      assert.equal("m (request r)",
         tostring(core.error { status = "server", message = "m", request_id = "r" }))
   end)

   it("survives fields of any kind", function()
      local err = core.error { status = "io", message = "m", operation = {}, http = "x" }
      assert.matches("^table: .*: m %(HTTP x%)$", tostring(err))
      assert.equal("string", type(tostring(setmetatable({}, core.error_mt))))
      local long = ("x"):rep(5000)
      assert.equal(long, tostring(core.error { status = "io", message = long }))
   end)

   it("raises on misuse", function()
      assert.has_error(function() core.error("text") end)
      assert.has_error(function() core.error { message = "m", status = "strange" } end,
         "there is no status 'strange'")
      assert.has_error(function() core.error { status = "ok", message = "m" } end)
      assert.has_error(function() core.error { status = "io" } end)
      assert.has_error(function() core.error { status = "io", message = 7 } end)
   end)

   it("knows every status's exit code", function()
      local expected = { ok = 0, usage = 1, input = 3, model = 3, credentials = 4, auth = 4,
         cancelled = 130, memory = 1 }
      for status, code in pairs(expected) do assert.equal(code, core.exit_code(status)) end
      assert.has_error(function() core.exit_code("strange") end)
   end)
end)

describe("core's view of the system", function()
   it("has clocks", function()
      assert.is_true(math.abs(core.time() - os.time()) < 2)
      local before = core.monotonic()
      assert.is_true(core.monotonic() >= before)
      assert.is_true(core.cpu_time() > 0)
   end)

   it("has terminals", function()
      assert.equal("boolean", type(core.is_tty(1)))
      assert.is_false(core.is_tty(999))
      assert.is_nil(core.columns(999))
      assert.is_nil(core.interrupt_signal())
   end)

   it("has directories and variables for specs", function()
      local path = assert(core.mkdtemp())
      assert.is_truthy(os.rename(path, path))
      os.remove(path)
      assert.is_true(core.setenv("MOONTIDE_SPEC_VARIABLE", "x"))
      assert.equal("x", os.getenv("MOONTIDE_SPEC_VARIABLE"))
      core.setenv("MOONTIDE_SPEC_VARIABLE", nil)
      assert.is_nil(os.getenv("MOONTIDE_SPEC_VARIABLE"))
      local done, err = core.setenv("a=b", "x")
      assert.is_nil(done)
      assert.equal("io", err.status)
   end)

   it("has a version", function()
      assert.matches("^%d+%.%d+%.%d+$", core.version)
      assert.equal("userdata", type(core.null))
   end)
end)
