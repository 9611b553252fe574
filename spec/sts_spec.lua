-- A client of a service in the query protocol, against the emulator.
local emulator = require "moontide.emulator"
local environment = require "support.environment"
local moontide = require "moontide"

describe("a client of STS", function()
   local running, sts

   setup(function()
      running = assert(emulator.start { account = "111122223333" })
      sts = moontide.client("sts", {
         region = "eu-west-1", endpoint_url = running.url, max_attempts = 1,
         credentials = { access_key_id = running.access_key_id,
                         secret_access_key = running.secret_access_key },
      })
   end)

   teardown(function() running:close() end)

   it("learns who it is", function()
      assert.equal("111122223333", sts:get_caller_identity().Account)
   end)

   it("reads errors in XML", function()
      local stranger = moontide.client("sts", {
         region = "eu-west-1", endpoint_url = running.url, max_attempts = 1,
         credentials = { access_key_id = "NOBODY", secret_access_key = "x" },
      })
      local _, err = moontide.try(stranger.get_caller_identity, stranger)
      assert.equal("auth", err.status)
      assert.equal("InvalidClientTokenId", err.code)
      assert.equal(403, err.http)
      assert.truthy(err.request_id:find("^%x+%-"))
   end)

   it("checks inputs before they are sent", function()
      local _, err = moontide.try(sts.assume_role, sts, { RoleArn = "x", RoleSessionName = "a b" })
      assert.equal("input", err.status)
   end)

   it("needs no credentials where the input is the proof", function()
      for _, name in ipairs { "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE" } do
         environment.set(name, nil)
      end
      local nobody = moontide.client("sts",
         { region = "eu-west-1", endpoint_url = running.url, max_attempts = 1 })
      local _, err = moontide.try(nobody.assume_role_with_web_identity, nobody, {
         RoleArn = "arn:aws:iam::111122223333:role/web", RoleSessionName = "me",
         WebIdentityToken = "token",
      })
      assert.truthy(err == nil or err.request_id ~= nil, tostring(err)) -- it was sent and answered
   end)
end)
