-- A machine whose clock is wrong, seen from the emulator, whose clock can be.
local core = require "moontide.core"
local emulator = require "moontide.emulator"
local environment = require "support.environment"
local tiny = require "support.tiny_service"

---@return string code, integer attempts  of a call; "" if it succeeded
local function call(engine, client)
   local submitted = assert(client:submit("DescribeScalableTargets",
      { ServiceNamespace = "sagemaker" }))
   local _, err = tiny.drive(engine, submitted)
   return err and err.code or "", submitted:attempts()
end

local function client_of(engine, running)
   return assert(engine:client {
      service = "application-autoscaling", region = "eu-west-1", endpoint_url = running.url,
      credentials = { access_key_id = running.access_key_id,
                      secret_access_key = running.secret_access_key },
   })
end

describe("a clock that is wrong", function()
   for _, skew in ipairs { 3600, -3600 } do
      it(("is seen through when the service is %d s ahead"):format(skew), function()
         local running <close> = assert(emulator.start { clock_skew = skew })
         local engine <close> = assert(core.engine { seed = 1 })
         local client = client_of(engine, running)
         assert.same({ "", 2 }, { call(engine, client) })
         assert.same({ "", 1 }, { call(engine, client) }) -- what was learnt stays
      end)
   end

   it("is left alone where that is wanted", function()
      environment.set("AWS_DISABLE_CLOCK_SKEW_CORRECTION", "true")
      local running <close> = assert(emulator.start { clock_skew = 3600 })
      local engine <close> = assert(core.engine {})
      assert.same({ "InvalidSignatureException", 1 }, { call(engine, client_of(engine, running)) })
   end)

   it("is no excuse for a wrong secret", function()
      local running <close> = assert(emulator.start {})
      local engine <close> = assert(core.engine {})
      running.secret_access_key = "wrong"
      assert.same({ "InvalidSignatureException", 1 }, { call(engine, client_of(engine, running)) })
   end)
end)
