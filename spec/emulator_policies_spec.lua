-- Scaling policies of any type: their life, their listing, their end.
local emulator = require "support.emulator"
local policies = require "support.policies"

local put, refusal, only_policy = policies.put, policies.refusal, policies.only
local names, describe_policies, new_fixture = policies.names, policies.describe, policies.fixture

describe("a scaling policy", function()
   local fixture

   before_each(function() fixture = new_fixture() end)

   it("needs a registered target", function()
      local said, code = refusal(fixture, policies.tracking("load", nil, "nobody"))
      assert.equal("ObjectNotFoundException", code)
      assert.equal("No scalable target registered for service namespace: sagemaker, resource ID: "
         .. "endpoint/nobody/variant/blue, scalable dimension: " .. emulator.dimension, said)
   end)

   it("needs a type at first, and keeps it", function()
      local input = policies.step "p"
      input.PolicyType = nil
      assert.equal("Policy type must be specified", (refusal(fixture, input)))
      assert(put(fixture, policies.step "p"))
      assert(put(fixture, input))
      local said, code = refusal(fixture, policies.tracking "p")
      assert.equal("The type of a scaling policy cannot be changed, from StepScaling to "
         .. "TargetTrackingScaling", said)
      assert.equal("ValidationException", code)
      assert.equal("StepScaling", only_policy(fixture).PolicyType)
   end)

   it("has the one configuration of its type", function()
      local both <const> = "You must only provide a single scaling policy configuration, which "
         .. "must match the scaling policy type specified."
      local without = policies.tracking "p"
      without.TargetTrackingScalingPolicyConfiguration = nil
      assert.equal("TargetTrackingScaling policy configuration must be specified",
         (refusal(fixture, without)))
      local wrong = policies.step "p"
      wrong.PolicyType = "TargetTrackingScaling"
      assert.equal("TargetTrackingScaling policy configuration must be specified",
         (refusal(fixture, wrong)))
      wrong.TargetTrackingScalingPolicyConfiguration =
         policies.tracking("p").TargetTrackingScalingPolicyConfiguration
      assert.equal(both, (refusal(fixture, wrong)))
   end)

   it("changes nothing when it is refused", function()
      assert(put(fixture, policies.step "p"))
      local before = only_policy(fixture)
      refusal(fixture, policies.step("p", { Cooldown = -1 }))
      assert.same(before, only_policy(fixture))
   end)

   it("is one of 50 of its target at most", function()
      for i = 1, 50 do
         assert(put(fixture, policies.step("p" .. i)))
      end
      local _, code = refusal(fixture, policies.step "p51")
      assert.equal("LimitExceededException", code)
      assert(put(fixture, policies.step("p50", { Cooldown = 1 })))
      assert(emulator.register(fixture, "b"))
      assert(put(fixture, policies.step("p51", nil, "b")))
      assert(emulator.call(fixture, "DeleteScalingPolicy", policies.policy_key "p1"))
      assert(put(fixture, policies.step "p51"))
   end)

   it("is deleted once", function()
      assert(put(fixture, policies.tracking "load"))
      assert.same({}, (emulator.call(fixture, "DeleteScalingPolicy", policies.policy_key "load")))
      assert.equal("", names(fixture))
      local _, failure, answer = emulator.call(fixture, "DeleteScalingPolicy",
         policies.policy_key "load")
      assert.equal(400, answer.status)
      assert.equal("ObjectNotFoundException", failure.__type)
      assert.equal("No scaling policy found for service namespace: sagemaker, resource ID: "
         .. "endpoint/a/variant/blue, scalable dimension: " .. emulator.dimension
         .. ", policy name: load", failure.Message)
      assert(put(fixture, policies.tracking "again"))
   end)

   it("goes with its target", function()
      assert(emulator.register(fixture, "b"))
      assert(put(fixture, policies.tracking "load"))
      assert(put(fixture, policies.step "out"))
      assert(put(fixture, policies.step("out", nil, "b")))
      assert(emulator.call(fixture, "DeregisterScalableTarget",
         emulator.target("a", { MinCapacity = "none", MaxCapacity = "none" })))
      assert.equal("out", names(fixture))
      assert(emulator.register(fixture, "a"))
      assert.equal("", names(fixture, { ResourceId = "endpoint/a/variant/blue" }))
   end)
end)

describe("describing scaling policies", function()
   local fixture

   before_each(function()
      fixture = new_fixture()
      local concurrency = "sagemaker:variant:DesiredProvisionedConcurrency"
      assert(emulator.register(fixture, "a", { ScalableDimension = concurrency }))
      assert(emulator.register(fixture, "b"))
      local other = policies.step("x", nil, "a")
      other.ScalableDimension = concurrency
      for _, input in ipairs { policies.step("z", nil, "b"), policies.step("x"), other,
                               policies.step("y") } do
         assert(put(fixture, input))
      end
   end)

   it("lists in order of creation, by resource, dimension and name", function()
      local a = "endpoint/a/variant/blue"
      assert.equal("z x x y", names(fixture))
      assert.equal("x x y", names(fixture, { ResourceId = a }))
      assert.equal("x y", names(fixture, { ResourceId = a,
         ScalableDimension = emulator.dimension }))
      assert.equal("z y", names(fixture, { PolicyNames = { "y", "z", "none" } }))
      assert.equal("x", names(fixture, { ResourceId = a, PolicyNames = { "x", "z" },
         ScalableDimension = emulator.dimension }))
      assert.equal("", names(fixture, { ResourceId = "endpoint/none/variant/blue" }))
      assert.equal("", names(fixture, { ServiceNamespace = "ecs" }))
      local _, failure = describe_policies(fixture, { ScalableDimension = emulator.dimension })
      assert.equal("ValidationException", failure.__type)
   end)

   it("gives 10 a page, and tokens that fit no other filter", function()
      for i = 1, 20 do
         assert(put(fixture, policies.step("p" .. i, nil, "b")))
      end
      local list = {}
      for i = 1, 22 do
         list[i] = "p" .. i
      end
      local sizes, token = {}, nil
      repeat
         local output = assert(describe_policies(fixture, { NextToken = token, MaxResults = 50 }))
         sizes[#sizes + 1] = #output.ScalingPolicies
         token = output.NextToken
      until not token
      assert.same({ 10, 10, 4 }, sizes)
      token = assert(describe_policies(fixture, { PolicyNames = list })).NextToken
      assert.equal("p11 p12 p13 p14 p15 p16 p17 p18 p19 p20",
         names(fixture, { PolicyNames = list, NextToken = token }))
      local _, failure = describe_policies(fixture, { NextToken = token, PolicyNames = { "p1" } })
      assert.equal("InternalServiceException", failure.__type)
      assert.equal("The service has encountered an internal error. We apologize for the "
         .. "inconvenience.", failure.Message)
      for _, filter in ipairs {
         { NextToken = token, PolicyNames = list, ResourceId = "endpoint/b/variant/blue" },
         { NextToken = token:sub(1, 32), PolicyNames = list },
         { NextToken = token, PolicyNames = list, ServiceNamespace = "ecs" },
         { NextToken = assert(emulator.describe(fixture, { MaxResults = 1 })).NextToken },
      } do
         _, failure = describe_policies(fixture, filter)
         assert.equal("InvalidNextTokenException", failure and failure.__type)
      end
   end)
end)
