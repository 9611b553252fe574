-- The wire: headers, error bodies, the validator's texts, and what is not the protocol at all.
local core = require "moontide.core"
local emulator = require "support.emulator"

describe("an answer", function()
   local fixture

   before_each(function() fixture = emulator.new() end)

   it("carries AWS's headers, with a request id of its own", function()
      local _, _, first = emulator.describe(fixture)
      local _, _, second = emulator.describe(fixture)
      assert.equal("application/x-amz-json-1.1", first.headers["Content-Type"])
      local id = first.headers["x-amzn-RequestId"]
      assert.truthy(id:find("^%x+%-%x%x%x%x%-4%x%x%x%-[89ab]%x%x%x%-%x+$"))
      assert.equal(36, #id)
      assert.not_equal(id, second.headers["x-amzn-RequestId"])
   end)

   it("repeats itself with the same seed", function()
      local _, _, first = emulator.describe(fixture)
      local _, _, again = emulator.describe(emulator.new())
      local _, _, other = emulator.describe(emulator.new { seed = 8 })
      assert.same(first.headers, again.headers)
      assert.not_same(first.headers, other.headers)
   end)

   it("spells the text of modelled exceptions with a capital", function()
      local _, failure = emulator.register(fixture, "a", { MinCapacity = "none" })
      assert.is_string(failure.Message)
      assert.is_nil(failure.message)
   end)
end)

describe("the validator", function()
   local fixture

   before_each(function() fixture = emulator.new() end)

   local function refusal(operation, input)
      local output, failure, answer = emulator.call(fixture, operation, input)
      assert.is_nil(output)
      assert.equal(400, answer.status)
      return failure.__type, emulator.text(failure)
   end

   it("lists the values of an enum", function()
      local code, text = refusal("RegisterScalableTarget",
         emulator.target("a", { ScalableDimension = "sagemaker:variant:Count" }))
      assert.equal("ValidationException", code)
      assert.equal("1 validation error detected: Value 'sagemaker:variant:Count' at "
         .. "'scalableDimension' failed to satisfy constraint: Member must satisfy enum value "
         .. "set: [", text:match("^.-%["))
      assert.truthy(text:find("sagemaker:variant:DesiredInstanceCount", 1, true))
      assert.equal("]", text:sub(-1))
   end)

   it("tells everything at once", function()
      local code, text = refusal("DeregisterScalableTarget", { ServiceNamespace = "sagemakr" })
      assert.equal("ValidationException", code)
      assert.truthy(text:find("^3 validation errors detected: "))
      assert.truthy(text:find("Value null at 'resourceId' failed to satisfy constraint: "
         .. "Member must not be null", 1, true))
      assert.truthy(text:find("Value null at 'scalableDimension'", 1, true))
      assert.truthy(text:find("Value 'sagemakr' at 'serviceNamespace'", 1, true))
   end)

   it("counts the length of strings, in lists and maps too", function()
      local _, text = refusal("DescribeScalableTargets",
         { ServiceNamespace = "sagemaker", ResourceIds = { "endpoint/a/variant/b", "" } })
      assert.truthy(text:find("at 'resourceIds.2.member' failed to satisfy constraint: "
         .. "Member must have length greater than or equal to 1", 1, true))
      _, text = refusal("RegisterScalableTarget",
         emulator.target("a", { Tags = { Team = ("x"):rep(257) } }))
      assert.truthy(text:find("at 'tags.Team' failed to satisfy constraint: "
         .. "Member must have length less than or equal to 256", 1, true))
   end)

   it("answers what it cannot read with SerializationException", function()
      assert.equal("SerializationException", (refusal("DescribeScalableTargets", "{")))
      assert.equal("SerializationException", (refusal("DescribeScalableTargets", "[]")))
      assert.equal("SerializationException", (refusal("DescribeScalableTargets",
         { ServiceNamespace = "sagemaker", MaxResults = "ten" })))
      assert.equal("SerializationException", (refusal("DescribeScalableTargets",
         { ServiceNamespace = "sagemaker", MaxResults = 3000000000 })))
   end)

   it("ignores members it does not know, and takes null for absent", function()
      assert(emulator.call(fixture, "DescribeScalableTargets",
         '{"ServiceNamespace":"sagemaker","Surprise":1,"NextToken":null,"ResourceIds":null}'))
      local _, text = refusal("DescribeScalableTargets", '{"ServiceNamespace":null}')
      assert.equal("1 validation error detected: Value null at 'serviceNamespace' failed to "
         .. "satisfy constraint: Member must not be null", text)
   end)

   it("takes an empty body for an empty input", function()
      local code, text = refusal("DescribeScalableTargets", "")
      assert.equal("ValidationException", code)
      assert.truthy(text:find("'serviceNamespace'", 1, true))
   end)
end)

describe("what is not a call", function()
   local fixture

   before_each(function() fixture = emulator.new() end)

   it("is an unknown operation, in the frontend's words", function()
      for _, target in ipairs { "AnyScaleFrontendService.NoSuchOperation", "Nobody.Describe",
                                "nonsense", "AnyScaleFrontendService.\xFF", false } do
         local _, failure, answer = emulator.call(fixture, "x", "{}",
            { headers = { ["X-Amz-Target"] = target } })
         assert.equal(400, answer.status)
         assert.equal("UnknownOperationException", failure.__type)
      end
   end)

   it("says which of AWS's operations the emulator lacks", function()
      local operations = require("moontide.emulator.services.autoscaling").operations
      local saved = operations.PutScalingPolicy
      operations.PutScalingPolicy = nil
      local _, failure = emulator.call(fixture, "PutScalingPolicy", "{}")
      operations.PutScalingPolicy = saved
      assert.equal("UnknownOperationException", failure.__type)
      assert.truthy(failure.message:find("does not serve PutScalingPolicy", 1, true))
   end)

   it("is not understood with another method, path or content type", function()
      for _, overrides in ipairs {
         { method = "GET" }, { method = "PUT" }, { target = "/elsewhere" },
         { headers = { ["Content-Type"] = "text/plain" } },
         { headers = { ["Content-Type"] = "application/x-amz-json-1.0" } },
         { headers = { ["Content-Type"] = false } },
      } do
         local _, _, answer = emulator.describe(fixture, nil, overrides)
         assert.equal(404, answer.status)
         assert.equal("<UnknownOperationException/>\n", answer.body)
      end
   end)

   it("may name a character set", function()
      assert(emulator.describe(fixture, nil,
         { headers = { ["Content-Type"] = "application/x-amz-json-1.1; charset=UTF-8" } }))
   end)
end)

describe("the control path", function()
   local function ask(fixture, method, target)
      local answer = emulator.send(fixture, { method = method, target = target, headers = {} })
      return core.json_decode(answer.body), answer.status
   end

   it("counts calls and errors, and starts again", function()
      local fixture = emulator.new()
      assert(emulator.register(fixture, "a"))
      assert(emulator.describe(fixture))
      emulator.describe(fixture, nil, { unsigned = true })
      emulator.register(fixture, "b", { MinCapacity = -1 })
      local counters = ask(fixture, "GET", "/_moontide/counters")
      assert.equal(4, counters.calls)
      assert.same({ RegisterScalableTarget = 2, DescribeScalableTargets = 1 }, counters.operations)
      assert.same({ MissingAuthenticationTokenException = 1, ValidationException = 1 },
         counters.errors)
      ask(fixture, "POST", "/_moontide/reset?counters")
      assert.equal(0, ask(fixture, "GET", "/_moontide/counters").calls)
      assert.equal(1, #emulator.describe(fixture).ScalableTargets)
      ask(fixture, "POST", "/_moontide/reset")
      assert.equal(0, #emulator.describe(fixture).ScalableTargets)
   end)

   it("knows nothing else, and nothing at all beyond loopback", function()
      local _, status = ask(emulator.new(), "GET", "/_moontide/nothing")
      assert.equal(404, status)
      local said
      said, status = ask(emulator.new(), "GET", "/_moontide/\xFF")
      assert.same({ { error = "there is no GET /_moontide/?" }, 404 }, { said, status })
      _, status = ask(emulator.new(), "GET", "/_moontide/reset")
      assert.equal(404, status)
      _, status = ask(emulator.new { host = "0.0.0.0" }, "GET", "/_moontide/counters")
      assert.equal(404, status)
   end)
end)
