-- What goes wrong below HTTP, one of each kind: the call absorbs it. The whole matrix: spec/slow.
local emulators = require "moontide.emulator"
local fault_proxy = require "support.fault_proxy"
local matrix = require "support.fault_matrix"
local program = require "support.program"

describe("a write whose connection is spoilt", function()
   if not fault_proxy.is_there() then
      pending "python3 is not there to spoil connections"
      return
   end
   local world
   setup(function() world = matrix.open() end)
   teardown(function() world:close() end)
   after_each(program.clean)

   for _, fault in ipairs(matrix.faults) do
      if fault.is_tcp then
         it("absorbs " .. fault.text, function() matrix.cell(world, fault, "write", "lua") end)
      end
   end

   it("creates once, and removes once, over a connection that is reset afterwards", function()
      for _, fault in ipairs(matrix.faults) do
         if fault.text == "reset-after" then
            matrix.cell(world, fault, "create", "api")
            matrix.cell(world, fault, "delete", "api")
            matrix.cell(world, fault, "delete", "apply")
         end
      end
   end)
end)

describe("a write whose TLS connection is cut", function()
   after_each(program.clean)

   -- Bytes of the server's: none of the handshake, some of it, all of it and some of the answer.
   for _, bytes in ipairs { 0, 500, 1200 } do
      it(("absorbs it after %d bytes"):format(bytes), function()
         if not fault_proxy.is_there() then return pending "python3 is not there" end
         local ca_file = program.write ""
         local server <close> = assert(emulators.start { tls = true, ca_file = ca_file })
         local proxy <close> = fault_proxy.start(server.url, 0,
            ("tls-cut:count=1,bytes=%d"):format(bytes))
         local result = program.run({ "api", "register-scalable-target", "--service-namespace",
            "sagemaker", "--resource-id", "endpoint/e/variant/v", "--scalable-dimension",
            "sagemaker:variant:DesiredInstanceCount", "--min-capacity", "1", "--max-capacity", "2",
            "--debug" }, { env = { AWS_ACCESS_KEY_ID = server.access_key_id,
            AWS_SECRET_ACCESS_KEY = server.secret_access_key, AWS_REGION = "eu-west-1",
            AWS_ENDPOINT_URL = proxy.url, AWS_CA_BUNDLE = ca_file } })
         assert.equal(0, result.code, result.err)
         assert.matches("ScalableTargetARN", result.out)
         assert.matches("attempt 2 in", result.err)
      end)
   end
end)
