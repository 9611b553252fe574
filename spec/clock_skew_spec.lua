-- A machine whose clock is wrong, seen from the emulator, whose clock can be.
local control = require "support.control"
local core = require "moontide.core"
local emulator = require "moontide.emulator"
local environment = require "support.environment"
local homes = require "support.home"
local json = require "moontide.json"
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

   local ROLE <const> = [[
[default]
role_arn = arn:aws:iam::123456789012:role/x
source_profile = base
[profile base]
aws_access_key_id = AKIDSPEC
aws_secret_access_key = spec-secret
]]
   local CALLS <const> = [[
local client = require("moontide").client("application-autoscaling")
for _ = 1, 3 do client:describe_scalable_targets { ServiceNamespace = "sagemaker" } end
]]

   -- A user whose role is assumed where the clock is so many seconds ahead of his.
   local function run_with_role(skew, env)
      local running <close> = assert(emulator.start { clock_skew = skew, credential_seconds = 900,
         credentials = "AKIDSPEC:spec-secret:123456789012" })
      local home <close> = homes.new()
      home:put(".aws/config", ROLE)
      local all = { AWS_ENDPOINT_URL = running.url }
      for name, value in pairs(env or {}) do all[name] = value end
      local result = home:run({ "run", "-" }, all, { stdin = CALLS })
      return result, json.decode(control.ask(running.port, "GET", "counters"))
   end

   for _, skew in ipairs { 3600, -3600 } do
      it(("does not keep a role from being assumed %d s ahead"):format(skew), function()
         local result, counters = run_with_role(skew)
         assert.equal(0, result.code, result.err)
         assert.same({ SignatureDoesNotMatch = 1 }, counters.errors)
         assert.same({ AssumeRole = 1, DescribeScalableTargets = 3 }, counters.operations)
      end)
   end

   it("keeps one from being assumed where it is left alone", function()
      local result, counters = run_with_role(3600, {
         AWS_DISABLE_CLOCK_SKEW_CORRECTION = "true" })
      assert.equal(4, result.code)
      assert.matches("STS refuses AssumeRole: SignatureDoesNotMatch: Signature expired", result.err)
      assert.same({ SignatureDoesNotMatch = 1 }, counters.errors)
   end)
end)
