-- Signatures: who is let in, and the error of everybody else.
local emulator = require "support.emulator"

describe("a request to the emulator", function()
   local fixture

   before_each(function() fixture = emulator.new() end)

   local function refusal(overrides)
      local output, failure, answer = emulator.describe(fixture, nil, overrides)
      assert.is_nil(output)
      assert.equal(400, answer.status)
      assert.is_string(failure.message)
      return failure.__type, failure.message
   end

   it("is let in with a good signature", function()
      assert(emulator.describe(fixture))
   end)

   it("is refused without a signature", function()
      assert.equal("MissingAuthenticationTokenException", (refusal { unsigned = true }))
   end)

   it("is refused with an unknown key", function()
      assert.equal("UnrecognizedClientException", (refusal {
         credentials = { access_key_id = "NOBODY", secret_access_key = "example-secret" } }))
   end)

   it("is refused with a wrong secret, which no answer shows", function()
      local code, text = refusal {
         credentials = { access_key_id = "AKIDEXAMPLE", secret_access_key = "wrong-secret" } }
      assert.equal("InvalidSignatureException", code)
      assert.is_nil(text:find("secret", 1, true) and text:find("example-secret", 1, true))
   end)

   it("is refused when its body was changed", function()
      assert.equal("InvalidSignatureException", (refusal {
         tamper = function(message) message.body = message.body .. " " end }))
   end)

   it("is refused when a signed header was changed", function()
      assert.equal("InvalidSignatureException", (refusal { tamper = function(message)
         message.headers["X-Amz-Target"] = "AnyScaleFrontendService.RegisterScalableTarget"
      end }))
   end)

   it("is refused when it is too old or from the future", function()
      local code, text = refusal { time = fixture.time - 301 }
      assert.equal("InvalidSignatureException", code)
      assert.truthy(text:find("Signature expired", 1, true))
      code, text = refusal { time = fixture.time + 302 }
      assert.equal("InvalidSignatureException", code)
      assert.truthy(text:find("Signature not yet current", 1, true))
      assert(emulator.describe(fixture, nil, { time = fixture.time - 290 }))
   end)

   it("is refused when signed for another service or no Region", function()
      assert.equal("InvalidSignatureException", (refusal { service = "sagemaker" }))
      assert.equal("InvalidSignatureException", (refusal { region = "nowhere" }))
   end)

   it("is refused before its body is looked at", function()
      local _, failure = emulator.call(fixture, "DescribeScalableTargets", "not json",
         { unsigned = true })
      assert.equal("MissingAuthenticationTokenException", failure.__type)
      _, failure = emulator.call(fixture, "NoSuchOperation", "{}", { unsigned = true })
      assert.equal("MissingAuthenticationTokenException", failure.__type)
   end)
end)
